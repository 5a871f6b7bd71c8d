"""Pauses between attempts."""

from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.broker.backoff import BackOff


@given(first=st.floats(0.01, 5), ceiling=st.floats(7.5, 100), tries=st.integers(1, 20))
def test_doubles_with_jitter_up_to_the_ceiling(first: float, ceiling: float, tries: int) -> None:
    pause = BackOff(first, ceiling)
    for attempt in range(tries):
        step = min(first * 2**attempt, ceiling / 1.5)
        assert step * 0.999 <= pause.next() <= step * 1.501


def test_jitters() -> None:
    assert len({BackOff().next() for _ in range(20)}) > 1
    longest = BackOff(60, 60)
    longest.next()
    assert len({longest.next() for _ in range(20)}) > 1


def test_a_connection_that_lasted_begins_anew() -> None:
    pause = BackOff(1, 60)
    for _ in range(5):
        pause.next(lasted=59.9)
    assert pause.next(lasted=59.9) >= 32
    assert pause.next(lasted=60) <= 1.5


def test_can_begin_with_the_longest_pause_and_stays_there() -> None:
    pause = BackOff(1, 60)
    assert 40 <= pause.next(lasted=1000, longest=True) <= 60
    assert 40 <= pause.next() <= 60
