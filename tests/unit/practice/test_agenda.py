"""The exchange's own time: everything in its order, at its moment, wherever the clocks go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clock import ManualClock, settle

from bracketdesk.practice.agenda import BATCH, Agenda

START = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Diary:
    """What was done, and at which moment it said it was."""

    def __init__(self) -> None:
        self.clock = ManualClock(START)
        self.agenda = Agenda(self.clock)
        self.done: list[tuple[str, float]] = []

    def note(self, name: str) -> None:
        self.done.append((name, (self.agenda.now() - START).total_seconds()))

    def after(self, seconds: float, name: str) -> None:
        self.agenda.after(seconds, lambda: self.note(name))

    def at(self, seconds: float, name: str) -> None:
        self.agenda.at(START + timedelta(seconds=seconds), lambda: self.note(name))


@asynccontextmanager
async def running(agenda: Agenda) -> AsyncIterator[None]:
    task = asyncio.create_task(agenda.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def diary() -> Diary:
    return Diary()


def test_what_is_done_late_is_done_as_of_when_it_was_due(diary: Diary) -> None:
    diary.after(2, "second")
    diary.at(1, "first")
    diary.after(3, "third")
    diary.clock.oversleep(10)
    assert not diary.agenda.catch_up()
    assert diary.done == [("first", 1), ("second", 2), ("third", 3)]
    assert diary.agenda.now() == START + 10 * SECOND


def test_no_two_stamps_are_of_one_moment(diary: Diary) -> None:
    first, second = diary.agenda.stamp(), diary.agenda.stamp()
    assert first == START
    assert second == START + timedelta(microseconds=1)
    diary.clock.oversleep(1)
    diary.agenda.catch_up()
    assert diary.agenda.stamp() == START + SECOND
    diary.clock.jump(-1800)
    diary.agenda.catch_up()
    assert diary.agenda.stamp() == START - 1799 * SECOND


def test_it_tells_how_long_it_runs_how_late_it_is_and_how_long_there_is_nothing_to_do(
    diary: Diary,
) -> None:
    assert diary.agenda.wait() == float("inf")
    told: list[tuple[float, float]] = []
    diary.agenda.after(2, lambda: told.append((diary.agenda.elapsed(), diary.agenda.late())))
    assert diary.agenda.wait() == 2
    diary.clock.oversleep(5)
    assert diary.agenda.wait() == 0
    diary.agenda.catch_up()
    assert told == [(2, 3)]
    assert (diary.agenda.elapsed(), diary.agenda.late()) == (5, 0)
    diary.clock.jump(-1800)
    diary.agenda.catch_up()
    assert diary.agenda.elapsed() == 5


def test_at_one_moment_the_earlier_entry_comes_first(diary: Diary) -> None:
    for name in "abc":
        diary.after(1, name)
    diary.clock.oversleep(1)
    diary.agenda.catch_up()
    assert [name for name, _ in diary.done] == ["a", "b", "c"]


def test_what_is_entered_by_what_is_done_counts_from_its_moment(diary: Diary) -> None:
    diary.agenda.after(1, lambda: diary.after(1, "later"))
    diary.clock.oversleep(5)
    diary.agenda.catch_up()
    assert diary.done == [("later", 2)]


def test_what_is_called_off_is_not_done(diary: Diary) -> None:
    date = diary.agenda.after(1, lambda: diary.note("never"))
    date.call_off()
    date.call_off()
    diary.clock.oversleep(5)
    diary.agenda.catch_up()
    assert diary.done == []


def test_catching_up_within_what_is_done_does_nothing(diary: Diary) -> None:
    def again() -> None:
        assert not diary.agenda.catch_up()
        diary.note("outer")

    diary.agenda.after(1, again)
    diary.after(1, "next")
    diary.clock.oversleep(5)
    diary.agenda.catch_up()
    assert diary.done == [("outer", 1), ("next", 1)]


async def test_it_runs_by_the_clock_and_hears_of_what_is_entered_meanwhile(diary: Diary) -> None:
    diary.after(10, "late")
    async with running(diary.agenda):
        await diary.clock.advance(1)
        diary.agenda.catch_up()
        diary.after(1, "early")
        await diary.clock.advance(1)
        assert diary.done == [("early", 2)]
        await diary.clock.advance(8)
        assert diary.done == [("early", 2), ("late", 10)]


async def test_nothing_of_a_pause_is_left_behind(diary: Diary) -> None:
    async with running(diary.agenda):
        for _ in range(5):
            diary.after(1, "tick")
            await diary.clock.advance(1)
        assert len(diary.done) == 5
        assert diary.clock.sleepers <= 1
    await settle()
    assert diary.clock.sleepers == 0


async def test_a_rush_lets_others_work(diary: Diary) -> None:
    def on() -> None:
        diary.note("on")
        diary.agenda.after(0, on)

    rests: list[int] = []
    diary.agenda.after(0, on)
    diary.agenda.at_rest(lambda: rests.append(len(diary.done)))
    async with running(diary.agenda):
        await settle(3)
    assert rests[:3] == [BATCH, 2 * BATCH, 3 * BATCH][: len(rests)]
    assert rests


async def test_an_error_ends_the_run(diary: Diary) -> None:
    diary.agenda.after(1, lambda: 1 / 0)
    task = asyncio.create_task(diary.agenda.run())
    await diary.clock.advance(1)
    with pytest.raises(ZeroDivisionError):
        await task


async def test_a_machine_that_slept_pauses_what_lasts_and_keeps_dates(diary: Diary) -> None:
    diary.after(10, "lasting")
    diary.at(3600, "dated")
    async with running(diary.agenda):
        await diary.clock.advance(1)
        diary.clock.jump(7200)
        await diary.clock.advance(9)
        assert [name for name, _ in diary.done] == ["dated", "lasting"]
        assert diary.agenda.now() == START + 7210 * SECOND


async def test_a_clock_set_back_is_followed_too(diary: Diary) -> None:
    async with running(diary.agenda):
        diary.clock.jump(-1800)
        await diary.clock.advance(1)
        diary.agenda.catch_up()
        assert diary.agenda.now() == START - 1799 * SECOND
        diary.after(1, "goes on")
        await diary.clock.advance(1)
    assert [name for name, _ in diary.done] == ["goes on"]


@given(
    st.lists(st.tuples(st.sampled_from(["after", "at"]), st.integers(0, 20)), max_size=20),
    st.lists(st.integers(0, 15), min_size=1, max_size=6),
)
def test_whenever_it_is_looked_at_everything_happens_once_and_in_order(
    entries: list[tuple[str, int]], looks: list[int]
) -> None:
    diary = Diary()
    for number, (kind, seconds) in enumerate(entries):
        (diary.after if kind == "after" else diary.at)(seconds, str(number))
    for seconds in looks:
        diary.clock.oversleep(seconds)
        diary.agenda.catch_up()
    passed = sum(looks)
    due = sorted((s, n) for n, (_, s) in enumerate(entries) if s <= passed)
    assert sorted(diary.done, key=lambda d: (d[1], int(d[0]))) == [
        (str(n), float(s)) for s, n in due
    ]
    assert [at for _, at in diary.done] == sorted(at for _, at in diary.done)
