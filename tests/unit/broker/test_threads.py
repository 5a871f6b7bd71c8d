"""Blocking work off the loop."""

import asyncio
import threading

import pytest
from tests.support.clock import settle
from tests.support.until import until

from bracketdesk.broker.threads import in_daemon


async def test_what_the_work_returns_comes_back() -> None:
    assert await in_daemon(lambda: 7, "seven") == 7


async def test_what_it_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_daemon(lambda: 1 / 0, "nonsense")


async def test_it_holds_nobody_up() -> None:
    assert await in_daemon(lambda: threading.current_thread().daemon, "who")
    assert await in_daemon(lambda: threading.current_thread().name, "who") == "who"


async def test_work_nobody_waits_for_any_more_ends_quietly() -> None:
    released = threading.Event()
    working = asyncio.create_task(in_daemon(released.wait, "long work"))
    await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    released.set()
    await until(lambda: not any(t.name == "long work" for t in threading.enumerate()))
    await settle()


def test_work_that_outlasts_its_loop_ends_quietly() -> None:
    released = threading.Event()

    async def leave() -> None:
        task = asyncio.ensure_future(in_daemon(released.wait, "too long work"))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    (thread,) = (t for t in threading.enumerate() if t.name == "too long work")
    released.set()
    thread.join(5)
    assert not thread.is_alive()
