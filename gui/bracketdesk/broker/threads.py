"""Blocking work in daemon threads: leaving the loop joins its executor's, which may hang."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def in_daemon(work: Callable[[], T], name: str) -> T:
    """Return what `work` returns, or raise what it raises, without blocking the loop."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: Callable[[asyncio.Future[T]], None]) -> None:
        if not done.done():
            result(done)

    def run() -> None:
        outcome = _outcome(work)
        with suppress(RuntimeError):  # the loop has closed meanwhile
            loop.call_soon_threadsafe(settle, outcome)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await done


def _outcome(work: Callable[[], T]) -> Callable[["asyncio.Future[T]"], None]:
    try:
        found = work()
    except Exception as error:
        failure = error
        return lambda done: done.set_exception(failure)
    return lambda done: done.set_result(found)
