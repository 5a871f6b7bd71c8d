import asyncio
import gc
import weakref

from tests.support.clock import settle

from bracketdesk.controller.tasks import Tasks


async def test_a_failing_task_is_told_with_its_name() -> None:
    told: list[tuple[str, BaseException]] = []
    tasks = Tasks(lambda name, error: told.append((name, error)))

    async def fail() -> None:
        raise ValueError("no")

    tasks.spawn(fail(), "failing")
    await settle()
    assert [(name, str(error)) for name, error in told] == [("failing", "no")]


async def test_a_task_nobody_holds_lives_until_it_ends() -> None:
    tasks = Tasks(lambda *_: None)
    gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    done: list[bool] = []

    async def work(held: weakref.ref[asyncio.Future[None]]) -> None:
        future = held()
        assert future
        await future
        done.append(True)

    tasks.spawn(work(weakref.ref(gate)), "waiting")
    await settle()
    gc.collect()
    gate.set_result(None)
    await settle()
    assert done == [True]


async def test_close_cancels_waits_and_tells_of_no_cancellation() -> None:
    told: list[object] = []
    tasks = Tasks(lambda *what: told.append(what))
    ended: list[str] = []

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("stubborn")
            tasks.spawn(late(), "started while closing")

    async def late() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("late")

    tasks.spawn(stubborn(), "stubborn")
    await settle()
    await tasks.close()
    assert ended[0] == "stubborn"
    assert len(asyncio.all_tasks()) == 1
    assert told == []


def test_what_fails_apart_is_told_once_and_stops_nothing() -> None:
    told: list[tuple[str, str]] = []
    tasks = Tasks(lambda name, error: told.append((name, type(error).__name__)))

    def fail(error: Exception) -> int:
        raise error

    for _ in range(3):
        assert tasks.apart(lambda: fail(ValueError("no")), "add up") is None
        assert tasks.apart(lambda: fail(TypeError("no")), "add up") is None
        assert tasks.apart(lambda: fail(ValueError("no")), "show") is None
        assert tasks.apart(lambda: 3, "add up") == 3
    assert told == [("add up", "ValueError"), ("add up", "TypeError"), ("show", "ValueError")]
