import asyncio

import pytest
from tests.support.clock import settle

from bracketdesk.practice.schedule import Schedule


async def test_work_runs_whether_it_came_before_or_during_and_ends_with_the_run() -> None:
    schedule = Schedule()
    log: list[str] = []

    async def work(name: str) -> None:
        log.append(name)
        try:
            await asyncio.Event().wait()
        finally:
            log.append(f"{name} ended")

    schedule.add(lambda: work("early"))
    running = asyncio.create_task(schedule.run())
    await settle()
    schedule.add(lambda: work("late"))
    await settle()
    assert log == ["early", "late"]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert sorted(log[2:]) == ["early ended", "late ended"]


async def test_an_error_in_a_piece_of_work_is_not_swallowed() -> None:
    schedule = Schedule()

    async def broken() -> None:
        raise ValueError("broken")

    schedule.add(broken)
    with pytest.raises(ExceptionGroup):
        await schedule.run()


def test_work_that_never_ran_leaves_nothing_behind() -> None:
    schedule = Schedule()

    async def never() -> None:
        raise AssertionError

    schedule.add(never)  # no coroutine exists yet: no warning either
