"""A flood of quotes, measured in turns of the loop: few tellings, the last one true, all served."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.quote_burst import message
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import MARKET_DATA, Call
from tests.support.until import until
from tests.unit.broker.quoting import MES, SUBSCRIBE, Heard, start_feed

from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.latest_quote import PACE
from bracketdesk.broker.quotes import QuoteFeed
from bracketdesk.wire.messages import Quote

MESSAGES = 5000
TURNS = 50
"""How often everything else has its turn at least."""


class Flood:
    """Answers a subscription with a flood of quotes before the answer itself."""

    def __init__(self, per_frame: int) -> None:
        self._per_frame = per_frame
        self.turns = 0
        self._over = False

    async def __call__(self, call: Call) -> None:
        asyncio.get_running_loop().call_soon(self._turn)
        messages = [message(number) for number in range(MESSAGES)]
        messages.append(f'{{"i":{call.received.id},"s":200}}')
        for start in range(0, len(messages), self._per_frame):
            some = ",".join(messages[start : start + self._per_frame])
            await call.raw(f"a[{some}]".encode())

    def stop(self) -> None:
        self._over = True

    def _turn(self) -> None:
        """Stand for everything else that wants its turn: heartbeats, clicks, paint."""
        self.turns += 1
        if not self._over:
            asyncio.get_running_loop().call_soon(self._turn)


def number_of(quote: Quote) -> Decimal | None:
    return quote.entries["TotalTradeVolume"].size


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def feed(
    session: aiohttp.ClientSession, server: ScriptedServer, clock: ManualClock, heard: Heard
) -> AsyncIterator[QuoteFeed]:
    feed = start_feed(session, server, clock, heard, Allowance(clock))
    await until(lambda: server.sockets(MARKET_DATA) == 1)
    yield feed
    await feed.close()


@pytest.mark.parametrize("per_frame", [1, 50, MESSAGES + 1])
async def test_thousands_at_once_are_told_twice_and_everything_else_has_its_turns(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, heard: Heard, per_frame: int
) -> None:
    flood = Flood(per_frame)
    server.on(SUBSCRIBE, flood)
    await feed.watch(MES)  # returns with the answer, which comes last
    flood.stop()
    assert flood.turns >= TURNS
    assert len(heard.quotes) == 1
    first = number_of(heard.quotes[0])
    assert first is not None
    assert first < MESSAGES - 1  # told in the midst of it
    await clock.advance(PACE)
    assert [number_of(quote) for quote in heard.quotes] == [first, MESSAGES - 1]
    await clock.advance(10 * PACE)
    assert len(heard.quotes) == 2
