"""Penalty tickets and rolling hours (protocol.md 1.7)."""

import json

import pytest
from tests.support.clock import ManualClock

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.limits import HOUR, EndpointLimit
from bracketdesk.practice.penalties import PenaltyTicket, RollingHour, Toll

CALL = {"name": "n", "extra": [1, 2.5]}


def given(ticket: str = "", **changes: object) -> Arguments:
    body = CALL | changes | ({"p-ticket": ticket} if ticket else {})
    return Arguments({}, json.dumps(body).encode())


def stopped(toll: Toll, ticket: str = "", **changes: object) -> PenaltyTicket:
    penalty = toll.stop(given(ticket, **changes))
    assert penalty is not None
    return penalty


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def test_an_hour_rolls(clock: ManualClock) -> None:
    calls = RollingHour(clock)
    calls.add()
    await clock.advance(HOUR / 2)
    calls.add()
    assert calls.count() == 2
    await clock.advance(HOUR / 2)
    assert calls.count() == 1
    await clock.advance(HOUR / 2)
    assert calls.count() == 0


async def test_beyond_the_limit_a_call_waits_for_its_ticket(clock: ManualClock) -> None:
    toll = Toll(EndpointLimit(2, 15), clock)
    assert toll.stop(given()) is None
    assert toll.stop(given()) is None
    penalty = stopped(toll)
    assert (penalty.p_time, penalty.p_captcha) == (15, False)
    await clock.advance(15)
    assert toll.stop(given(penalty.p_ticket)) is None
    assert stopped(toll).p_ticket != penalty.p_ticket  # the hour is still full


async def test_a_ticket_comes_neither_too_early_nor_twice(clock: ManualClock) -> None:
    toll = Toll(EndpointLimit(0, 15), clock)
    first = stopped(toll)
    await clock.advance(14)
    second = stopped(toll, first.p_ticket)
    assert second.p_ticket != first.p_ticket
    await clock.advance(14)
    third = stopped(toll, first.p_ticket)
    await clock.advance(15)
    assert toll.stop(given(third.p_ticket)) is None
    stopped(toll, third.p_ticket)


async def test_a_ticket_is_good_for_the_identical_call_alone(clock: ManualClock) -> None:
    toll = Toll(EndpointLimit(0, 1), clock)
    penalty = stopped(toll)
    await clock.advance(1)
    penalty = stopped(toll, penalty.p_ticket, name="other")
    await clock.advance(1)
    stopped(toll, penalty.p_ticket)


async def test_a_ticket_may_come_in_the_query(clock: ManualClock) -> None:
    toll = Toll(EndpointLimit(0, 1), clock)
    penalty = toll.stop(Arguments({"id": "5"}, b""))
    assert penalty is not None
    await clock.advance(1)
    assert toll.stop(Arguments({"id": "5", "p-ticket": penalty.p_ticket}, b"")) is None


async def test_once_the_hour_is_over_no_ticket_is_needed(clock: ManualClock) -> None:
    toll = Toll(EndpointLimit(1, 15), clock)
    assert toll.stop(given()) is None
    stopped(toll)
    await clock.advance(HOUR)
    assert toll.stop(given()) is None


async def test_where_failures_count_the_others_do_not(clock: ManualClock) -> None:
    toll = Toll(EndpointLimit(1, 15, failures_only=True), clock)
    for _ in range(3):
        assert toll.stop(given()) is None
    toll.failed()
    stopped(toll)


async def test_where_all_count_a_failure_counts_once(clock: ManualClock) -> None:
    toll = Toll(EndpointLimit(2, 15), clock)
    assert toll.stop(given()) is None
    toll.failed()
    assert toll.stop(given()) is None


async def test_a_captcha_has_no_use_for_its_ticket(clock: ManualClock) -> None:
    toll = Toll(EndpointLimit(0, 15, captcha=True), clock)
    penalty = stopped(toll)
    assert penalty.p_captcha
    assert toll.captcha_given
    await clock.advance(15)
    stopped(toll, penalty.p_ticket)


async def test_a_drill_ends_with_the_ticket(clock: ManualClock) -> None:
    toll = Toll(None, clock)
    assert toll.stop(given()) is None
    toll.drill(2.5, captcha=False)
    penalty = stopped(toll)
    assert penalty.p_time == 3
    await clock.advance(3)
    assert toll.stop(given(penalty.p_ticket)) is None
    assert toll.stop(given()) is None


async def test_a_drilled_captcha_ends_with_the_hour(clock: ManualClock) -> None:
    toll = Toll(None, clock)
    toll.drill(2, captcha=True)
    stopped(toll)
    await clock.advance(HOUR - 1)
    stopped(toll)
    await clock.advance(1)
    assert toll.stop(given()) is None
    assert not toll.captcha_given


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"p-ticket": 5}', b"\xff"])
async def test_whatever_is_no_ticket_is_none(clock: ManualClock, body: bytes) -> None:
    toll = Toll(EndpointLimit(0, 1), clock)
    for _ in range(2):
        assert toll.stop(Arguments({}, body)) is not None
        await clock.advance(1)
