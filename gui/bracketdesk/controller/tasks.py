"""The one place that starts tasks: named, strongly held, and none fails unheard."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

from bracketdesk.wire.clock import Clock

T = TypeVar("T")


class Tasks:
    """Holds every task it started (the loop keeps only weak references).

    `failed` is told the name and the error of a task that raised.
    """

    def __init__(self, failed: Callable[[str, BaseException], None]) -> None:
        self._failed = failed
        self._running: set[asyncio.Task[None]] = set()
        self._told: set[tuple[str, type[Exception]]] = set()  # what failed apart

    def spawn(self, work: Coroutine[object, None, None], name: str) -> asyncio.Task[None]:
        """Start `work` on the running loop."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def apart(self, work: Callable[[], T], name: str) -> T | None:
        """Do `work` now, and return None where it fails: nothing else may fail with it.

        For what is done again and again: the same failure is told once.
        """
        try:
            return work()
        except Exception as error:
            if (name, type(error)) not in self._told:
                self._told.add((name, type(error)))
                self._failed(name, error)
            return None

    async def close(self) -> None:
        """Cancel what runs, and what that starts meanwhile, and wait for its end."""
        while self._running:
            ending = tuple(self._running)
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._failed(task.get_name(), error)


async def in_time(work: "asyncio.Future[None]", clock: Clock, seconds: float) -> bool:
    """Whether `work` ends, well or not, within `seconds`; it goes on where it does not."""
    limit = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait((work, limit), return_when=asyncio.FIRST_COMPLETED)
    finally:
        limit.cancel()
    return work.done()
