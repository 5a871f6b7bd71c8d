"""A practice exchange on loopback with a loop and a thread of its own, for what is not asyncio.

Its clock stands still but for `advance`, and everything in it comes from its seed.
"""

import asyncio
import threading
from collections.abc import Coroutine
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
from tests.support.clock import ManualClock
from tests.support.contract import Contract
from tests.support.practice import SocketClient, Trader

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.limits import EndpointLimit, Limits
from bracketdesk.practice.server import PracticeServer
from bracketdesk.practice.synthetic import SyntheticMarket

T = TypeVar("T")

NAME, PASSWORD = "machine", "nobody is harmed"
WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
PATIENCE = 30.0
"""Seconds of real time after which a call is taken to hang."""

MANY = 10**9
ENDLESS = EndpointLimit(MANY, 1)
LIMITS = Limits(
    sessions=MANY,
    sockets=MANY,
    user_calls=MANY,
    sign_in=ENDLESS,
    renewal=ENDLESS,
    me=ENDLESS,
    synchronisation=ENDLESS,
    token_minutes=10**6,
)
"""None: a machine calls more often than any client may."""


class Loopback:
    """Runs from `with` to its end; the methods are called from other threads."""

    def __init__(self, contract: Contract | None = None, *, seed: int = 1) -> None:
        self._contract = contract
        self._seed = seed
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback exchange")

    def __enter__(self) -> Self:
        self._thread.start()
        self.call(self._start())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what `work` returns in the exchange's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def advance(self, seconds: float) -> None:
        """Let the exchange's time pass."""
        self.call(self.clock.advance(seconds))

    async def _start(self) -> None:
        self.clock = ManualClock(WEDNESDAY)
        self.exchange = Exchange(
            self.clock, SyntheticMarket(), today=WEDNESDAY.date(), seed=self._seed
        )
        self._server = PracticeServer(
            self.exchange, self.clock, name=NAME, password=PASSWORD, limits=LIMITS
        )
        announcement = await self._server.start()
        self._http = aiohttp.ClientSession()
        self.trader = Trader(announcement, self._http, self._contract)
        await self.trader.sign_in()
        self.socket: SocketClient = await self.trader.authorised()

    async def _stop(self) -> None:
        await self._http.close()
        await self._server.stop()
