"""Hours of both sides of the wire, passed as fast as the loop can follow them.

An `IdleLoop` knows when nothing is left to do but to wait; a `Timeline` then moves the clocks of an
exchange and of a machine on to whoever waits next. The machine may sleep meanwhile.
"""

import asyncio
import heapq
import math
import selectors
from datetime import datetime, timedelta

from tests.support.clock import ManualClock

NEAR = 1e-9
"""Seconds by which two floats of one moment may differ."""


class _Selector(selectors.DefaultSelector):
    """A loop asks it to be held up only where it has nothing else to do."""

    def __init__(self) -> None:
        super().__init__()
        self.waiters: list[asyncio.Future[None]] = []

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if not self.waiters or (timeout is not None and timeout <= 0):
            return super().select(timeout)
        ready = super().select(0)
        if not ready:
            waiters, self.waiters = self.waiters, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)
        return ready


class IdleLoop(asyncio.SelectorEventLoop):
    """A loop that tells when it is idle: nothing is ready to run, nothing has arrived."""

    def __init__(self) -> None:
        self._patient = _Selector()
        super().__init__(self._patient)

    async def idle(self) -> None:
        """Return once nothing is left to do; what threads do meanwhile is not waited for."""
        waiter: asyncio.Future[None] = self.create_future()
        self._patient.waiters.append(waiter)
        await waiter


async def idle() -> None:
    """Wait for the running IdleLoop to have nothing left to do."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, IdleLoop), "mark the test with loop_factories=['idle']"
    await loop.idle()


class Hands(ManualClock):
    """One side's clock. Its Timeline moves it."""

    def until_next(self) -> float:
        """Seconds until somebody has slept enough, infinite where nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return max(self._sleepers[0][0] - self._elapsed, 0.0) if self._sleepers else math.inf

    def move(self, seconds: float) -> None:
        """Move on and wake who has slept enough."""
        self._elapsed += seconds
        while self._sleepers and self._sleepers[0][0] <= self._elapsed + NEAR:
            at, _, woken = heapq.heappop(self._sleepers)
            self._elapsed = max(self._elapsed, at)
            if not woken.done():
                woken.set_result(None)


class Timeline:
    """The hours of an exchange and of a machine whose wall clock is `behind` the exchange's."""

    def __init__(self, start: datetime, behind: timedelta = timedelta(0)) -> None:
        self.exchange = Hands(start)
        self.machine = Hands(start - behind)

    async def run(self, seconds: float) -> None:
        """Let `seconds` pass on both sides."""
        await _run(seconds, self.exchange, self.machine)

    async def sleep(self, seconds: float) -> None:
        """Let the machine sleep so long: its monotonic clock stands still, its timers too."""
        await _run(seconds, self.exchange)
        self.machine.jump(seconds)


async def _run(seconds: float, *clocks: Hands) -> None:
    await idle()
    while (step := min(clock.until_next() for clock in clocks)) <= seconds:
        for clock in clocks:
            clock.move(step)
        seconds -= step
        await idle()
    for clock in clocks:
        clock.move(seconds)
    await idle()
