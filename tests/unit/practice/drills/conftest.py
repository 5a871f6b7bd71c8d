"""Someone who is drilled."""

import pytest
from tests.support.clock import ManualClock
from tests.support.drilling import SYMBOL, Pupil
from tests.support.practice import Trader

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.server import PracticeServer


@pytest.fixture
async def pupil(
    trader: Trader, server: PracticeServer, exchange: Exchange, clock: ManualClock
) -> Pupil:
    """A trader whose market is awake."""
    contract = exchange.find_contract(SYMBOL)
    assert contract is not None
    exchange.watch(contract.id)
    return Pupil(trader, server, exchange, clock)
