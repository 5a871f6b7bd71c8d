"""A daemon thread with a queue, for calls that block and may block for ever.

asyncio's own executor is joined when the loop closes, so a hung keyring would hang quitting
(stack.md 2.6); a daemon thread holds up no exit.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class Worker:
    """Runs what it is given in one thread of its own, one job after the other."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._started = False

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Queue `work` and return the future of its result; once cancelled it is not begun."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self.post(partial(_perform, loop, done, work))
        return done

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


def _perform(
    loop: asyncio.AbstractEventLoop, done: asyncio.Future[T], work: Callable[[], T]
) -> None:
    if done.cancelled():
        return
    try:
        result = work()
    except Exception as error:  # whatever it is belongs to the one who waits
        _deliver(loop, done, done.set_exception, error)
    else:
        _deliver(loop, done, done.set_result, result)


def _deliver(
    loop: asyncio.AbstractEventLoop,
    done: asyncio.Future[T],
    tell: Callable[[Any], None],
    what: object,
) -> None:
    try:
        loop.call_soon_threadsafe(_tell, done, tell, what)
    except RuntimeError:  # the loop is closed: nobody waits any more
        return


def _tell(done: asyncio.Future[T], tell: Callable[[Any], None], what: object) -> None:
    if not done.done():
        tell(what)
