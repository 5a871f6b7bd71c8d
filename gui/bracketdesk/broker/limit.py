"""Time limits by the Clock port, so that tests drive them."""

import asyncio
from types import TracebackType

from bracketdesk.wire.clock import Clock

ANSWER_LIMIT = 5.0
"""Seconds to wait for an answer (architecture.md, "Outcomes")."""


class TimeLimit:
    """`async with TimeLimit(clock, 5): …` raises TimeoutError where the block takes longer.

    asyncio.timeout by another clock: the block runs in the caller's own task, so it begins
    without a turn of the loop in between, and the alarm is never left running.
    """

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._rung = False

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a time limit needs a task")
        self._task = task
        self._cancelling = task.cancelling()
        self._alarm = asyncio.create_task(self._ring())

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        if self._alarm.cancel():
            await asyncio.wait((self._alarm,))
        if not self._rung:
            return
        cancelled_by_us = self._task.uncancel() <= self._cancelling
        if cancelled_by_us and kind is asyncio.CancelledError:
            raise TimeoutError from error

    async def _ring(self) -> None:
        await self._clock.sleep(self._seconds)
        self._rung = True
        self._task.cancel()
