from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.domain.limits import (
    FAILURES,
    freeze_left,
    is_spent,
    limits_key,
    opens_at,
    recent_failures,
    sign_in_wait_left,
    with_failure,
)
from bracketdesk.domain.session import Environment, HostLimits

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def failed(*minutes_ago: float) -> HostLimits:
    return HostLimits(failed_sign_ins=tuple(NOW - m * MINUTE for m in minutes_ago))


def test_the_key_names_environment_and_host() -> None:
    assert limits_key(Environment.DEMO, "demo.example") == "demo:demo.example"


def test_failures_count_for_an_hour() -> None:
    assert len(recent_failures(failed(59.9, 60, 61), NOW)) == 1


def test_a_clock_that_was_set_back_loses_no_failure() -> None:
    assert len(recent_failures(failed(-30), NOW)) == 1
    assert recent_failures(failed(-61), NOW) == ()


def test_the_fifth_failure_closes_until_the_oldest_is_an_hour_old() -> None:
    assert opens_at(failed(1, 2, 3, 4), NOW) is None
    assert opens_at(failed(5, 1, 2, 3, 4), NOW) == NOW + 55 * MINUTE
    assert opens_at(failed(5, 1, 2, 3, 4, 50), NOW) == NOW + 55 * MINUTE
    assert opens_at(failed(61, 1, 2, 3, 4), NOW) is None


@given(st.lists(st.floats(0, 120), max_size=12))
def test_waiting_until_it_opens_is_enough(minutes: list[float]) -> None:
    limits = failed(*minutes)
    opens = opens_at(limits, NOW)
    assert (opens is None) is (len(recent_failures(limits, NOW)) < FAILURES)
    assert opens is None or (opens > NOW and opens_at(limits, opens) is None)


def test_a_failure_is_added_and_old_ones_are_let_go() -> None:
    assert with_failure(failed(61, 30), NOW) == failed(30, 0)


def test_a_freeze_lasts_an_hour_at_the_most() -> None:
    assert freeze_left(HostLimits(), NOW) == 0
    assert freeze_left(HostLimits(NOW + 10 * MINUTE), NOW) == 600
    assert freeze_left(HostLimits(NOW), NOW) == 0
    assert freeze_left(HostLimits(NOW - MINUTE), NOW) == 0
    assert freeze_left(HostLimits(NOW + 600 * MINUTE), NOW) == 3600


def test_the_wait_of_a_sign_in_lasts_a_day_at_the_most() -> None:
    assert sign_in_wait_left(HostLimits(NOW + MINUTE), NOW) == 0  # a freeze is another matter
    assert sign_in_wait_left(HostLimits(no_sign_in_until=NOW + 90 * MINUTE), NOW) == 5400
    assert sign_in_wait_left(HostLimits(no_sign_in_until=NOW), NOW) == 0
    assert sign_in_wait_left(HostLimits(no_sign_in_until=NOW + 9000 * MINUTE), NOW) == 86_400


def test_what_counts_no_more_is_spent() -> None:
    assert is_spent(failed(61), NOW)
    assert is_spent(HostLimits(NOW - MINUTE), NOW)
    assert not is_spent(failed(1), NOW)
    assert not is_spent(HostLimits(NOW + MINUTE), NOW)
    assert not is_spent(HostLimits(no_sign_in_until=NOW + MINUTE), NOW)
