"""A daemon thread with a queue, for calls that block and may block for ever.

asyncio's own executor is joined when the loop closes, so a hung keyring would hang quitting
(stack.md 2.6); a daemon thread holds up no exit.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import TypeVar

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
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        result: Future[T] = Future()
        self.post(partial(_perform, result, work))
        if patience:
            with suppress(TimeoutError):
                result.exception(patience)
        if result.done():
            _tell(done, result)
        else:
            result.add_done_callback(partial(_deliver, loop, done))
            done.add_done_callback(lambda _: result.cancel())
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


def _perform(result: Future[T], work: Callable[[], T]) -> None:
    if not result.set_running_or_notify_cancel():
        return
    try:
        value = work()
    except Exception as error:  # whatever it is belongs to the one who waits
        result.set_exception(error)
    else:
        result.set_result(value)


def _deliver(loop: asyncio.AbstractEventLoop, done: asyncio.Future[T], result: Future[T]) -> None:
    if result.cancelled():
        return
    with suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(_tell, done, result)


def _tell(done: asyncio.Future[T], result: Future[T]) -> None:
    if done.done():
        return
    if error := result.exception():
        done.set_exception(error)
    else:
        done.set_result(result.result())
