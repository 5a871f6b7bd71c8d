"""A look at the session each second, which also notices that the clock jumped.

The machine slept, or somebody set the clock: then the wall clock and the monotonic one disagree,
or (where the monotonic one counts sleep) a second took far longer than one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bracketdesk.controller.tools import Tools

TICK = 1.0
JUMP = 5.0
"""Seconds by which the two clocks may disagree over a tick, or a tick may be late."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """One look at both clocks."""

    wall: datetime
    monotonic: float

    def jumped_since(self, before: "_Moment") -> bool:
        """Whether more has happened than that a tick passed."""
        by_wall = (self.wall - before.wall).total_seconds()
        passed = self.monotonic - before.monotonic
        return abs(by_wall - passed) > JUMP or passed > TICK + JUMP


class Watch:
    """Calls `look` each second from `start` on, with whether the clock jumped meanwhile."""

    def __init__(self, look: Callable[[bool], None], tools: Tools) -> None:
        self._look = look
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._runs = False

    def start(self) -> None:
        """Begin to look, once."""
        if not self._runs:
            self._runs = True
            self._tasks.spawn(self._run(), "look at the session")

    async def _run(self) -> None:
        before = self._now()
        while True:
            await self._clock.sleep(TICK)
            now = self._now()
            self._look(now.jumped_since(before))
            before = now

    def _now(self) -> _Moment:
        return _Moment(self._clock.now(), self._clock.monotonic())
