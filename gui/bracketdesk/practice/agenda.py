"""What happens when: the exchange's own time, and everything that waits for it in one queue.

Time is told by the moment that is being worked on, not by the machine: what is done late is done
as of when it was due. The same calls at the same moments therefore end in the same events.

Two kinds of dates stand in the queue. What comes `after` so many seconds waits for time that passes
while the machine is awake; what comes `at` a date waits for the wall clock, wherever it jumps.
"""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bracketdesk.wire.clock import Clock

BATCH = 100
"""Things done in one go before other tasks get their turn."""

NEAR = 1e-6
"""Seconds by which a sleeper may wake too early: two floats of one moment may differ."""

MICROSECOND = timedelta(microseconds=1)

JUMP = 1.0
"""Seconds by which the wall clock must differ before it is taken to have jumped."""

Work = Callable[[], object]


class Date:
    """Something in the queue, until it is done or called off."""

    __slots__ = ("work",)

    def __init__(self, work: Work) -> None:
        self.work: Work | None = work

    def call_off(self) -> None:
        """Do not do it; idempotent."""
        self.work = None


class Agenda:
    """The queue. Nothing in it happens but in `catch_up`, which `run` calls again and again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall, self._start = clock.now(), clock.monotonic()
        self._stamped = self._wall - MICROSECOND
        self._present = self._began = self._start  # seconds of the monotonic clock
        self._lasting: list[tuple[float, int, Date]] = []
        self._dated: list[tuple[datetime, int, Date]] = []
        self._numbers = itertools.count()
        self._rests: list[Work] = []
        self._busy = False
        self._stirred = asyncio.Event()

    def now(self) -> datetime:
        """Return the wall-clock time of the moment that is being worked on, aware, in UTC."""
        return self._wall + timedelta(seconds=self._present - self._start)

    def elapsed(self) -> float:
        """Return the seconds from the beginning to the moment that is being worked on."""
        return self._present - self._began

    def late(self) -> float:
        """Return the seconds by which the moment is behind the clock."""
        return max(self._clock.monotonic() - self._present, 0.0)

    def wait(self) -> float:
        """Return the seconds until the next thing is due by the clock; infinite for nothing."""
        return max(self._next_due() - self._clock.monotonic(), 0.0)

    def stamp(self) -> datetime:
        """Return the moment, and a later one at each call: no two changes share theirs."""
        self._stamped = max(self.now(), self._stamped + MICROSECOND)
        return self._stamped

    def after(self, seconds: float, work: Work) -> Date:
        """Have `work()` done so many seconds from now."""
        date = Date(work)
        heapq.heappush(self._lasting, (self._present + seconds, next(self._numbers), date))
        self._stirred.set()
        return date

    def at(self, when: datetime, work: Work) -> Date:
        """Have `work()` done once it is `when`."""
        date = Date(work)
        heapq.heappush(self._dated, (when, next(self._numbers), date))
        self._stirred.set()
        return date

    def at_rest(self, work: Work) -> None:
        """Have `work()` done whenever everything due has been done, or others get their turn."""
        self._rests.append(work)

    def catch_up(self, most: int | None = None) -> bool:
        """Do what is due, in the order of its times and then of its entry.

        Whether something is left that is due, because `most` was reached. Called by what is being
        done it does nothing: that has its own time.
        """
        if self._busy:
            return False
        self._busy = True
        try:
            return self._catch_up(most)
        finally:
            self._busy = False

    async def run(self) -> None:
        """Do everything at its time until cancelled; an error in it ends all."""
        while True:
            if self.catch_up(BATCH):
                await asyncio.sleep(0)
                continue
            self._stirred.clear()
            await self._pause(self.wait())

    def _catch_up(self, most: int | None) -> bool:
        self._look_at_the_wall()
        end = self._clock.monotonic()
        done = 0
        while (due := self._next_due()) <= end + NEAR and done != most:
            self._present = max(self._present, due)
            work = self._pop(due).work
            if work is not None:
                work()
                done += 1
        left = due <= end + NEAR
        if not left:
            self._present = max(self._present, end)
        for rest in self._rests:
            rest()
        return left

    async def _pause(self, seconds: float) -> None:
        """Wait so long, or until something new stands in the queue."""
        waits: set[asyncio.Task[Any]] = {asyncio.create_task(self._stirred.wait())}
        if seconds < float("inf"):
            waits.add(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _look_at_the_wall(self) -> None:
        """Follow the wall clock where it jumped: the machine slept, or somebody set it."""
        wall, monotonic = self._clock.now(), self._clock.monotonic()
        told = self._wall + timedelta(seconds=monotonic - self._start)
        if abs((wall - told).total_seconds()) > JUMP:
            self._wall, self._start = wall, monotonic
            self._stamped = min(self._stamped, wall - MICROSECOND)

    def _next_due(self) -> float:
        """When the next thing is due, in seconds of the monotonic clock; infinite for nothing."""
        lasting = self._lasting[0][0] if self._lasting else float("inf")
        return min(lasting, self._in_seconds(self._dated[0][0]) if self._dated else lasting)

    def _pop(self, due: float) -> Date:
        if self._lasting and self._lasting[0][0] == due:
            return heapq.heappop(self._lasting)[2]
        return heapq.heappop(self._dated)[2]

    def _in_seconds(self, when: datetime) -> float:
        return self._start + (when - self._wall).total_seconds()
