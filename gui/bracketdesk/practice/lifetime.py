"""Until when the exchange's process lives: a signal ends it, and so may its parent's death."""

import asyncio
import os
import signal
import sys
import threading
from types import FrameType

from bracketdesk.wire.clock import Clock

PARENT_CHECK = 0.25
"""Seconds between two looks at who the parent is."""

PR_SET_PDEATHSIG = 1


class Lifetime:
    """Begins before the slow imports, so that no signal finds the process unprepared.

    A signal is only noted, not raised: an exception in the middle of an import may be swallowed.
    """

    def __init__(self, *, with_parent: bool) -> None:
        self._asked = False
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._parent = os.getppid() if with_parent else None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        if with_parent:
            self._tie()

    async def over(self, clock: Clock) -> None:
        """Return when it is time to end, at once where a signal came before."""
        self._loop = asyncio.get_running_loop()
        if self._asked:
            return
        watching = asyncio.create_task(self._watch_parent(clock))
        try:
            await self._ended.wait()
        finally:
            watching.cancel()

    async def _watch_parent(self, clock: Clock) -> None:
        if self._parent is None:
            return
        while not self._orphaned():
            await clock.sleep(PARENT_CHECK)
        self._ended.set()

    def _orphaned(self) -> bool:
        return os.getppid() != self._parent

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._asked = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ended.set)

    def _tie(self) -> None:
        if sys.platform == "linux":
            # The kernel speaks up when the thread that started us ends, which need not be the
            # parent's end: hence a signal of its own and a second look.
            signal.signal(signal.SIGUSR1, self._end_if_orphaned)
            _ask_for_a_signal_at_the_parents_death(signal.SIGUSR1)
        elif sys.platform == "win32":  # where an orphan keeps its parent's number
            threading.Thread(target=_end_with_input, daemon=True).start()

    def _end_if_orphaned(self, number: int, frame: FrameType | None) -> None:
        if self._orphaned():
            self._end(number, frame)


def read_to_end(descriptor: int) -> None:
    """Return once nobody can write to `descriptor` any more."""
    while os.read(descriptor, 1024):
        pass


def _end_with_input() -> None:
    """End with the parent, who holds the other end of our input until it dies."""
    read_to_end(0)
    signal.raise_signal(signal.SIGTERM)


def _ask_for_a_signal_at_the_parents_death(number: int) -> None:
    import ctypes  # noqa: PLC0415 - only those who need it wait for it

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
