"""What moves a family: a level for every time, in sessions one can see."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bracketdesk.practice.factor import (
    BURST_DOWN,
    BURST_UP,
    DOWNTREND,
    FAMILY_MOODS,
    OWN_MOODS,
    QUIET,
    RANGE,
    UPTREND,
    Factor,
    Mood,
    Session,
)

DAY = 86_400.0


def sessions(seed: str, seconds: float) -> list[Session]:
    """Return the whole sessions of so many seconds."""
    factor, found, time = Factor(seed), [], 0.0
    while time < seconds:
        found.append(factor.session(time))
        time = found[-1].end
    return found


@pytest.fixture(scope="module")
def day() -> list[Session]:
    return sessions("a day", DAY)


class TestFunctionOfTime:
    @given(st.lists(st.floats(0, 20_000), max_size=8))
    @settings(max_examples=30, deadline=None)
    def test_whatever_was_asked_before_the_answer_is_the_same(self, times: list[float]) -> None:
        asked = Factor("x")
        answers = [asked.at(time) for time in times]
        assert answers == [Factor("x").at(time) for time in times]
        assert [asked.at(time) for time in reversed(times)] == answers[::-1]

    def test_another_seed_is_another_function(self) -> None:
        one, other = Factor("x"), Factor("y")
        assert [one.at(t) for t in range(100)] != [other.at(t) for t in range(100)]

    def test_it_begins_at_zero_and_knows_no_leap(self) -> None:
        factor = Factor("x")
        assert factor.at(0.0) == 0.0
        levels = [factor.at(tenth / 10) for tenth in range(200_000)]
        assert max(abs(after - before) for before, after in pairwise(levels)) < 0.06

    def test_a_far_time_is_reached_at_once(self) -> None:
        assert abs(Factor("x").at(30 * DAY)) < 40


class TestSessions:
    def test_they_follow_each_other_without_a_gap(self, day: list[Session]) -> None:
        for before, after in pairwise(day):
            assert (before.end, before.last) == (after.start, after.first)
            assert before.mood is not after.mood

    def test_each_is_as_long_and_goes_as_far_as_its_mood_says(self, day: list[Session]) -> None:
        for session in day:
            mood, way = session.mood, session.last - session.first
            assert mood.shortest <= session.end - session.start <= mood.longest
            assert mood.least - 1e-9 <= abs(way) <= mood.most + 1e-9
            assert way * mood.direction >= 0

    def test_it_stands_at_their_ends_where_they_say(self, day: list[Session]) -> None:
        factor = Factor("a day")
        for session in day[:60]:
            assert factor.at(session.start) == pytest.approx(session.first)
            assert factor.at(session.end - 1e-6) == pytest.approx(session.last, abs=0.02)

    def test_moods_have_their_shares_of_a_day(self, day: list[Session]) -> None:
        shares = dict.fromkeys(FAMILY_MOODS, 0.0)
        for session in day:
            shares[session.mood] += (session.end - session.start) / DAY
        assert 0.08 < shares[QUIET] < 0.3
        assert 0.25 < shares[RANGE] < 0.6
        assert 0.1 < shares[UPTREND] < 0.35
        assert 0.1 < shares[DOWNTREND] < 0.35
        assert 0.003 < shares[BURST_UP] + shares[BURST_DOWN] < 0.03

    def test_a_trend_lasts_minutes_a_burst_seconds(self) -> None:
        for trend in (UPTREND, DOWNTREND):
            assert 60 < trend.shortest < trend.longest < 600
        for burst in (BURST_UP, BURST_DOWN):
            assert 1 < burst.shortest < burst.longest < 30

    def test_after_a_burst_nobody_sleeps(self, day: list[Session]) -> None:
        followers = {after.mood for before, after in pairwise(day) if before.mood is BURST_UP}
        assert QUIET not in followers
        assert len(followers) > 2

    def test_a_range_comes_back_a_trend_does_not(self, day: list[Session]) -> None:
        factor = Factor("a day")
        for session in day:
            if session.mood is RANGE:
                middle = (session.first + session.last) / 2
                length = session.end - session.start
                levels = [factor.at(session.start + length * part / 50) for part in range(50)]
                assert all(abs(level - middle) < 0.6 for level in levels)

    def test_it_goes_home_from_wherever_it_is(self) -> None:
        levels = [s.first for seed in range(5) for s in sessions(f"{seed}", 10 * DAY)]
        assert -30 < min(levels) < -4
        assert 4 < max(levels) < 30


class TestOwn:
    def test_one_mood_may_follow_itself(self) -> None:
        factor = Factor("x", OWN_MOODS)
        assert factor.session(0.0).mood is factor.session(10_000.0).mood
        assert abs(factor.at(10 * DAY)) < 15

    def test_a_mood_without_a_way_ends_where_it_began(self) -> None:
        still = Mood("still", 1, 10, 20, 0.0, 0.0, stray=0.0, pace=1.0)
        factor = Factor("x", (still,))
        assert {factor.at(time) for time in range(100)} == {0.0}
