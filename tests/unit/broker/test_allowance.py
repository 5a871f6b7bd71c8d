"""Requests counted, and the silence a host asked for."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clock import ManualClock, settle

from bracketdesk.broker import endpoints
from bracketdesk.broker.allowance import Allowance, Allowances
from bracketdesk.broker.hosts import DEMO, LIVE
from bracketdesk.domain.problems import Frozen
from bracketdesk.domain.session import EndpointUse, Hosts, Usage


@pytest.fixture
def allowance(clock: ManualClock) -> Allowance:
    return Allowance(clock)


def test_nothing_was_sent_at_first(allowance: Allowance) -> None:
    assert allowance.usage() == Usage(endpoints=(EndpointUse("all", 0, 5000),))
    assert allowance.frozen_for() == 0
    allowance.check()


async def test_requests_are_counted_over_the_last_minute_and_hour(
    allowance: Allowance, clock: ManualClock
) -> None:
    allowance.note(endpoints.RENEW)
    await clock.advance(60)
    allowance.note(endpoints.RENEW)
    allowance.note(endpoints.CONTRACT_FIND)
    assert allowance.usage() == Usage(
        last_minute=2,
        last_hour=3,
        endpoints=(
            EndpointUse("all", 3, 5000),
            EndpointUse("auth/renewaccesstoken", 2, 15),
            EndpointUse("contract/find", 1, None),
        ),
    )
    await clock.advance(3540)
    assert (allowance.usage().last_minute, allowance.usage().last_hour) == (0, 2)
    await clock.advance(60)
    assert allowance.usage().last_hour == 0


@pytest.mark.parametrize(
    ("endpoint", "limit"),
    [
        ("auth/accesstokenrequest", 5),
        ("auth/renewaccesstoken", 15),
        ("auth/me", 10),
        ("user/syncrequest", 300),
        ("order/cancelorder", None),
    ],
)
def test_published_limits_stand_beside_the_counts(
    allowance: Allowance, endpoint: str, limit: int | None
) -> None:
    allowance.note(endpoint)
    assert allowance.usage().endpoints[1:] == (EndpointUse(endpoint, 1, limit),)


async def test_a_freeze_ends_by_itself(allowance: Allowance, clock: ManualClock) -> None:
    allowance.freeze(3600)
    assert allowance.frozen_for() == 3600
    await clock.advance(3599)
    assert allowance.frozen_for() == 1
    await clock.advance(1)
    assert allowance.frozen_for() == 0
    allowance.check()


@pytest.mark.parametrize(
    ("seconds", "told"), [(3600, "60 minutes"), (61, "2 minutes"), (60, "1 minute."), (1, "1 min")]
)
def test_while_frozen_nothing_may_be_sent(allowance: Allowance, seconds: float, told: str) -> None:
    allowance.freeze(seconds)
    with pytest.raises(Frozen, match=told) as caught:
        allowance.check()
    assert (caught.value.seconds, caught.value.ticket) == (seconds, "")


async def test_a_longer_freeze_stays_and_a_shorter_one_grows(
    allowance: Allowance, clock: ManualClock
) -> None:
    told: list[float] = []
    leave = allowance.listen(told.append)
    allowance.freeze(600)
    allowance.freeze(60)
    assert allowance.frozen_for() == 600
    await clock.advance(300)
    allowance.freeze(3600)
    assert told == [600, 3600]
    leave()
    leave()
    await clock.advance(3600)
    allowance.freeze(1)
    assert told == [600, 3600]


@pytest.mark.parametrize("seconds", [0, -5, float("nan")])
def test_what_is_no_time_freezes_nothing(allowance: Allowance, seconds: float) -> None:
    allowance.freeze(seconds)
    assert allowance.frozen_for() == 0


def test_no_freeze_is_longer_than_the_brokers_hour(allowance: Allowance) -> None:
    allowance.freeze(1e9)
    assert allowance.frozen_for() == 3600


def test_a_sleep_of_the_machine_does_not_prolong_it(
    allowance: Allowance, clock: ManualClock
) -> None:
    allowance.freeze(3600)
    clock.jump(1800)
    assert allowance.frozen_for() == 1800
    clock.jump(9000)
    assert allowance.frozen_for() == 0


async def test_a_clock_set_back_does_not_prolong_it_either(
    allowance: Allowance, clock: ManualClock
) -> None:
    allowance.freeze(3600)
    clock.jump(-86_400)
    assert allowance.frozen_for() == 3600
    await clock.advance(3600)
    assert allowance.frozen_for() == 0


async def test_who_waits_goes_on_when_it_is_over(allowance: Allowance, clock: ManualClock) -> None:
    await allowance.thawed()
    allowance.freeze(100)
    waiting = asyncio.create_task(allowance.thawed())
    await clock.advance(50)
    allowance.freeze(100)
    await clock.advance(99)
    assert not waiting.done()
    await clock.advance(1)
    assert waiting.done()


async def test_who_waits_notices_that_the_machine_slept(
    allowance: Allowance, clock: ManualClock
) -> None:
    allowance.freeze(3600)
    waiting = asyncio.create_task(allowance.thawed())
    await settle()
    clock.jump(3600)
    await clock.advance(15)
    assert waiting.done()


@given(st.lists(st.tuples(st.floats(0, 4000), st.booleans()), max_size=30))
async def test_any_course_of_freezes_ends_within_an_hour_of_the_last(
    course: list[tuple[float, bool]],
) -> None:
    clock = ManualClock()
    allowance = Allowance(clock)
    for seconds, freezes in course:
        before = allowance.frozen_for()
        if freezes:
            allowance.freeze(seconds)
            assert before <= allowance.frozen_for() <= 3600
        else:
            await clock.advance(seconds)
            assert allowance.frozen_for() == pytest.approx(max(before - seconds, 0), abs=1e-5)


def test_every_host_has_its_own(clock: ManualClock) -> None:
    allowances = Allowances(clock)
    allowances.of(DEMO).freeze(60)
    assert allowances.of(LIVE).frozen_for() == 0
    assert allowances.of(DEMO) is allowances.of(
        Hosts(" HTTPS://Demo.tradovateapi.com.:443/", "", "")
    )
