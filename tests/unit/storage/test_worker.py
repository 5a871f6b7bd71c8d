"""The daemon thread."""

import asyncio
import threading
from functools import partial

import pytest
from tests.support.until import until

from bracketdesk.storage.worker import Worker


async def test_results_and_errors_come_back() -> None:
    worker = Worker("test")
    assert await worker.run(lambda: 6 * 7) == 42
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda: 1 // 0)
    worker.stop(5)


async def test_jobs_run_one_after_the_other_in_order() -> None:
    worker, seen = Worker("test"), list[int]()
    await asyncio.gather(*(worker.run(partial(seen.append, number)) for number in range(50)))
    assert seen == list(range(50))
    worker.stop(5)


async def test_what_is_cancelled_in_the_queue_is_not_begun() -> None:
    worker, gate, seen = Worker("test"), threading.Event(), list[int]()
    held = worker.run(gate.wait)
    cancelled = worker.run(partial(seen.append, 1))
    cancelled.cancel()
    gate.set()
    assert await held
    await worker.run(partial(seen.append, 2))
    assert seen == [2]
    worker.stop(5)


def test_a_loop_that_closed_meanwhile_does_no_harm() -> None:
    worker, gate = Worker("test"), threading.Event()

    async def leave() -> None:
        worker.run(gate.wait)

    asyncio.run(leave())
    gate.set()
    done = threading.Event()
    worker.post(done.set)
    assert done.wait(10), "the thread died"
    worker.stop(5)


async def test_stopping_finishes_what_is_queued() -> None:
    worker, seen = Worker("test"), list[int]()
    for number in range(10):
        worker.post(partial(seen.append, number))
    worker.stop(10)
    assert seen == list(range(10))
    await until(lambda: all(t.name != "test" for t in threading.enumerate()))


def test_stopping_before_the_first_job_is_nothing() -> None:
    Worker("test").stop(0)
