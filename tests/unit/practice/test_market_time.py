import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clock import ManualClock

from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.market_time import FASTEST, SLOWEST, MarketTime, check_speed


class Watch:
    """A market time, and the clock that it goes by."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.agenda = Agenda(self.clock)
        self.time = MarketTime(self.agenda)

    def let_pass(self, seconds: float) -> None:
        self.clock.oversleep(seconds)
        self.agenda.catch_up()


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_it_runs_with_the_exchange_s_from_the_beginning(watch: Watch) -> None:
    assert (watch.time.now(), watch.time.speed, watch.time.paused) == (0, 1, False)
    watch.let_pass(3)
    assert watch.time.now() == 3
    assert watch.time.until(10) == 7
    assert watch.time.until(2) == 0


def test_another_speed_counts_from_here_on(watch: Watch) -> None:
    watch.let_pass(3)
    watch.time.set(speed=10, paused=False)
    assert watch.time.now() == 3
    watch.let_pass(2)
    assert watch.time.now() == 23
    assert watch.time.until(123) == 10


def test_a_pause_takes_no_time(watch: Watch) -> None:
    watch.let_pass(3)
    watch.time.set(speed=1, paused=True)
    watch.let_pass(100)
    assert watch.time.now() == 3
    watch.time.set(speed=1, paused=False)
    watch.let_pass(1)
    assert watch.time.now() == 4


def test_what_is_lost_is_stood_still_for(watch: Watch) -> None:
    watch.time.set(speed=10, paused=False)
    watch.let_pass(1)
    watch.time.lose(2)
    assert watch.time.now() == 10
    assert watch.time.until(20) == 3
    watch.let_pass(2)
    assert watch.time.now() == 10
    watch.let_pass(1)
    assert watch.time.now() == 20


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("pass"), st.integers(0, 100)),
            st.tuples(st.just("lose"), st.integers(0, 10)),
            st.tuples(st.just("speed"), st.sampled_from([0.1, 1, 60, 1000])),
            st.tuples(st.just("pause"), st.booleans()),
        )
    )
)
def test_it_never_goes_back(acts: list[tuple[str, float]]) -> None:
    watch, before = Watch(), 0.0
    for act, value in acts:
        if act == "pass":
            watch.let_pass(value)
        elif act == "lose":
            watch.time.lose(value)
        elif act == "speed":
            watch.time.set(speed=value, paused=watch.time.paused)
        else:
            watch.time.set(speed=watch.time.speed, paused=bool(value))
        assert watch.time.now() >= before
        before = watch.time.now()


@pytest.mark.parametrize("speed", [SLOWEST, 1, FASTEST])
def test_speeds_that_are_run(speed: float) -> None:
    assert check_speed(speed) == speed


@pytest.mark.parametrize("speed", [0, -1, 0.09, 1000.1, float("inf"), float("nan")])
def test_speeds_that_are_not(speed: float) -> None:
    with pytest.raises(ValueError, match=r"^a speed is a number from 0\.1 to 1000$"):
        check_speed(speed)
