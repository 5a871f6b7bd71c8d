"""Work that is asked for often and done at most so often."""

from collections.abc import Callable

from bracketdesk.controller.tools import Tools


class Pace:
    """Does `work` at once, then at most every `period` seconds however often it is asked for."""

    def __init__(self, work: Callable[[], None], period: float, tools: Tools, name: str) -> None:
        self._work = work
        self._period = period
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._name = name
        self._next = tools.clock.monotonic()
        self._waiting = False

    def ask(self) -> None:
        """Have the work done, now or as soon as its time comes."""
        if self._waiting:
            return
        wait = self._next - self._clock.monotonic()
        if wait <= 0:
            self._do()
        else:
            self._waiting = True
            self._tasks.spawn(self._later(wait), self._name)

    async def _later(self, wait: float) -> None:
        try:
            await self._clock.sleep(wait)
        finally:
            self._waiting = False
        self._do()

    def _do(self) -> None:
        self._next = self._clock.monotonic() + self._period
        self._work()
