"""A daemon thread with a queue, for calls that block and may block for ever.

asyncio's own executor is joined when the loop closes, so a hung keyring would hang quitting
(stack.md 2.6); a daemon thread holds up no exit.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")


class Worker:
    """Runs what it is given in one thread of its own, one job after the other."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._started = False

    def run(self, work: Callable[[], T], patience: float = 0.0) -> asyncio.Future[T]:
        """Queue `work` and return the future of its result; once cancelled it is not begun.

        With `patience` the caller itself waits so many seconds: then the future is mostly done
        when this returns, and no turn of the loop, no paint, comes in between.
        """
        job = _Job(work, asyncio.get_running_loop())
        self.post(job.perform)
        if job.is_over(patience):
            job.tell()
        return job.done

    def post(self, job: Callable[[], None]) -> None:
        """Queue a job nobody waits for; it must not raise."""
        if not self._started:
            self._started = True
            self._thread.start()
        self._jobs.put(job)

    def stop(self, timeout: float) -> None:
        """Finish what is queued and end the thread, waiting at most `timeout` seconds."""
        if self._started:
            self._jobs.put(None)
            self._thread.join(timeout)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


class _Job(Generic[T]):
    """Work and what came of it. Two bare locks: concurrent.futures takes 0.07 ms more, and a
    click waits for it.
    """

    def __init__(self, work: Callable[[], T], loop: asyncio.AbstractEventLoop) -> None:
        self.done: asyncio.Future[T] = loop.create_future()
        self._work = work
        self._loop = loop
        self._running = threading.Lock()
        self._running.acquire()
        self._guard = threading.Lock()  # of the two below: who comes last has the result told
        self._over = False
        self._left = False  # nobody waits for the lock any more
        self._outcome: Callable[[], None]

    def perform(self) -> None:
        """Do it, in the thread."""
        if self.done.cancelled():  # at once: its callbacks come a turn of the loop later
            return
        try:
            self._outcome = partial(self.done.set_result, self._work())
        except Exception as error:  # whatever it is belongs to the one who waits
            self._outcome = partial(self.done.set_exception, error)
        with self._guard:
            self._over, left = True, self._left
        self._running.release()
        if left:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(self.tell)

    def is_over(self, patience: float) -> bool:
        """Wait so many seconds; what is not over then will be told on the loop."""
        if patience and self._running.acquire(timeout=patience):
            return True
        with self._guard:
            self._left = not self._over
            return self._over

    def tell(self) -> None:
        """Hand the result to the future, on the loop."""
        if not self.done.done():
            self._outcome()
