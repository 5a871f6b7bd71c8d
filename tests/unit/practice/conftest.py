"""A practice exchange on loopback whose clock stands still, and someone who trades there."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from tests.conftest import BROKER_DATA
from tests.support.clock import ManualClock
from tests.support.contract import Contract, load_contract
from tests.support.practice import QuietMarket, Trader

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.limits import Limits
from bracketdesk.practice.server import PracticeServer

WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(WEDNESDAY)


@pytest.fixture(scope="session")
def contract() -> Contract | None:
    """The broker's contract, where it is at hand: answers are checked against it in passing."""
    folder = os.environ.get(BROKER_DATA)
    return load_contract(Path(folder)) if folder else None


@pytest.fixture
def exchange(clock: ManualClock) -> Exchange:
    return Exchange(clock, QuietMarket(), today=WEDNESDAY.date(), seed=1)


@pytest.fixture
def limits() -> Limits:
    """The published ones; a test that wants others parametrizes `limits`."""
    return Limits()


@pytest.fixture
async def server(
    exchange: Exchange, clock: ManualClock, limits: Limits
) -> AsyncIterator[PracticeServer]:
    server = PracticeServer(exchange, clock, limits=limits)
    yield server
    await server.stop()


@pytest.fixture
async def visitor(server: PracticeServer, contract: Contract | None) -> AsyncIterator[Trader]:
    """Someone who has not signed in yet."""
    announcement = await server.start()
    async with aiohttp.ClientSession() as http:
        yield Trader(announcement, http, contract)


@pytest.fixture
async def trader(visitor: Trader) -> Trader:
    """Someone who signed in."""
    await visitor.sign_in()
    return visitor
