"""Time limits by the clock port."""

import asyncio
from collections.abc import Awaitable

import pytest
from tests.support.clock import ManualClock, settle

from bracketdesk.broker.limit import TimeLimit


async def alone() -> bool:
    """Whether nothing runs but the test itself."""
    return asyncio.all_tasks() == {asyncio.current_task()}


async def answer_after(clock: ManualClock, seconds: float) -> str:
    await clock.sleep(seconds)
    return "done"


async def limited(clock: ManualClock, work: Awaitable[str], limit: float = 5) -> str:
    async with TimeLimit(clock, limit):
        return await work


async def test_returns_what_comes_in_time(clock: ManualClock) -> None:
    waiting = asyncio.create_task(limited(clock, answer_after(clock, 4.9)))
    await clock.advance(4.9)
    assert await waiting == "done"
    assert clock.sleepers == 0
    assert await alone()


async def test_gives_up_at_the_limit_and_not_before(clock: ManualClock) -> None:
    waiting = asyncio.create_task(limited(clock, answer_after(clock, 60)))
    await clock.advance(4.999)
    assert not waiting.done()
    await clock.advance(0.001)
    with pytest.raises(TimeoutError):
        await waiting
    assert clock.sleepers == 0
    assert await alone()


async def test_is_for_tasks(clock: ManualClock) -> None:
    failed: list[BaseException] = []

    def outside() -> None:
        try:
            TimeLimit(clock, 5).__aenter__().send(None)
        except RuntimeError as error:
            failed.append(error)

    asyncio.get_running_loop().call_soon(outside)
    await settle()
    assert failed


async def test_begins_in_the_callers_own_turn(clock: ManualClock) -> None:
    order: list[str] = []
    asyncio.get_running_loop().call_soon(order.append, "loop")
    async with TimeLimit(clock, 5):
        order.append("block")
    assert order[0] == "block"


async def test_a_failure_passes_through(clock: ManualClock) -> None:
    async def fail() -> str:
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        await limited(clock, fail())
    assert clock.sleepers == 0
    assert await alone()


async def test_a_cancelled_caller_is_cancelled_and_not_late(clock: ManualClock) -> None:
    waiting = asyncio.create_task(limited(clock, answer_after(clock, 60)))
    await settle()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert clock.sleepers == 0
    assert await alone()


async def test_cancelled_and_late_at_once_is_cancelled(clock: ManualClock) -> None:
    waiting = asyncio.create_task(limited(clock, answer_after(clock, 60)))
    await settle()
    asyncio.get_running_loop().call_later(0, waiting.cancel)
    await clock.advance(5)
    with pytest.raises((asyncio.CancelledError, TimeoutError)):
        await waiting
    assert await alone()


async def test_the_inner_of_two_limits_is_the_one_that_ends(clock: ManualClock) -> None:
    async def nested() -> str:
        try:
            async with TimeLimit(clock, 2):
                await clock.sleep(60)
        except TimeoutError:
            await clock.sleep(1)
        return "in time"

    waiting = asyncio.create_task(limited(clock, nested()))
    await clock.advance(2)
    await clock.advance(1)
    assert await waiting == "in time"
    assert clock.sleepers == 0
