"""The clocks that whole hours of a session are tested by."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from tests.support.hours import Hands, IdleLoop, Timeline, idle

START = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
BEHIND = timedelta(minutes=20)


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        await work()

    with asyncio.Runner(loop_factory=IdleLoop) as runner:
        runner.run(main())


async def note(clock: Hands, every: float, rung: list[float]) -> None:
    while True:
        await clock.sleep(every)
        rung.append(clock.monotonic() - 1000)


def test_both_sides_move_together_and_wake_whoever_is_due() -> None:
    async def work() -> None:
        time = Timeline(START, BEHIND)
        mine: list[float] = []
        theirs: list[float] = []
        tasks = [
            asyncio.create_task(note(time.machine, 2.5, mine)),
            asyncio.create_task(note(time.exchange, 4, theirs)),
        ]
        await time.run(10)
        assert (mine, theirs) == ([2.5, 5, 7.5, 10], [4, 8])
        assert time.exchange.now() == START + timedelta(seconds=10)
        assert time.machine.now() == time.exchange.now() - BEHIND
        for task in tasks:
            task.cancel()

    run(work)


def test_a_machine_that_sleeps_misses_the_time_but_on_its_wall() -> None:
    async def work() -> None:
        time = Timeline(START)
        mine: list[float] = []
        theirs: list[float] = []
        tasks = [
            asyncio.create_task(note(time.machine, 60, mine)),
            asyncio.create_task(note(time.exchange, 60, theirs)),
        ]
        await time.run(30)
        await time.sleep(3600)
        assert (mine, len(theirs)) == ([], 60)
        assert time.machine.now() == time.exchange.now() == START + timedelta(seconds=3630)
        assert time.machine.monotonic() == 1030
        await time.run(30)
        assert mine == [60]
        for task in tasks:
            task.cancel()

    run(work)


def test_idle_comes_after_everything_that_is_on_its_way() -> None:
    async def work() -> None:
        loop = asyncio.get_running_loop()
        near, far = socket.socketpair()
        heard: list[bytes] = []
        reader, writer = await asyncio.open_connection(sock=near)
        echo_reader, echo_writer = await asyncio.open_connection(sock=far)

        async def echo() -> None:
            echo_writer.write(await echo_reader.readexactly(4))

        async def ask() -> None:
            writer.write(b"ping")
            heard.append(await reader.readexactly(4))

        tasks = [loop.create_task(echo()), loop.create_task(ask())]
        await idle()
        assert heard == [b"ping"]
        await asyncio.gather(*tasks)
        for end in (writer, echo_writer):
            end.close()
            await end.wait_closed()

    run(work)


def test_another_loop_cannot_tell() -> None:
    async def work() -> None:
        with pytest.raises(AssertionError, match="loop_factories"):
            await idle()

    asyncio.run(work())
