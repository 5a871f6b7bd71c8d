"""A late answer to a start that is Unknown, or was settled otherwise meanwhile."""

import asyncio
from dataclasses import replace

import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import (
    answer,
    draft,
    filled_strategy,
    penalty,
    strategy,
    ticket,
)
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import ACCEPTED, LOST, NOT_SENT, UNKNOWN, echo, kind, result

from bracketdesk.controller.reconcile import WORD
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import OutcomeKind

REJECTED = OutcomeKind.REJECTED
ORDER = "Buy 3 MESZ6 of 15:00:00"
Late = asyncio.Future[Delivery | None]


async def unanswered(stage: Stage) -> Late:
    """A start without an answer; returns what waits for it."""
    line = stage.line if stage.ports.gateway.lines else await stage.ready()
    late: Late = asyncio.get_running_loop().create_future()
    line.on_start = replace(LOST, late=late)
    assert stage.desk.submit(ticket())
    await settle(20)
    assert kind(stage, -1) is UNKNOWN
    return late


async def come(late: Late, delivery: Delivery) -> None:
    late.set_result(replace(delivery, seconds=6.5))
    await settle(20)


def lifted(stage: Stage) -> bool:
    """Lift the lock by hand."""
    lock = stage.desk.lock.value
    return lock is not None and stage.desk.confirm_not_sent(lock.uuid, WORD)


def alarms(stage: Stage) -> list[str]:
    return [alarm.text for alarm in stage.desk.alarms.value]


async def test_an_acceptance_settles_it_and_lifts_the_lock(stage: Stage) -> None:
    """Without any uuid in what the broker says, as is the documented default."""
    late = await unanswered(stage)
    taken = answer(strategy(77))
    await come(late, taken)
    uuid = str(stage.starts[0]["uuid"])
    assert kind(stage) is ACCEPTED
    assert (result(stage).kind, result(stage).strategy_id) == (ACCEPTED, 77)
    assert "after 6 seconds" in result(stage).cause
    assert result(stage).evidence[-1] == (
        "15:00:00 a late answer, after 6.5 s: accepted, strategy 77."
    )
    assert stage.desk.lock.value is None
    assert stage.desk.notice.value == f"{ORDER} exists: it is strategy 77."
    assert alarms(stage) == []
    assert [(u, status, body) for u, status, body, _ in stage.ports.journal.answers] == [
        (uuid, None, b""),
        (uuid, 200, taken.body),
    ]
    assert len(stage.starts) == 1
    assert stage.desk.before_sending(ticket()).repeats


async def test_what_it_accepted_is_ours_and_read_back(stage: Stage) -> None:
    late = await unanswered(stage)
    await come(late, answer(strategy(9912)))
    stage.line.change(*filled_strategy())
    await stage.clock.advance(10)
    (held,) = stage.desk.strategies.value
    assert held.ours
    assert result(stage).read_back
    assert stage.ports.journal.read_backs
    assert alarms(stage) == []


async def test_what_it_accepted_must_be_heard_of(stage: Stage) -> None:
    late = await unanswered(stage)
    await come(late, answer(strategy(77)))
    await stage.clock.advance(6)
    assert "nothing of it was heard on this line" in alarms(stage)[0]


async def test_a_refusal_settles_it_and_lifts_the_lock(stage: Stage) -> None:
    late = await unanswered(stage)
    await come(late, answer(errorText="Not enough margin"))
    assert kind(stage) is REJECTED
    assert (result(stage).kind, result(stage).broker_text) == (REJECTED, "Not enough margin")
    assert stage.desk.lock.value is None
    assert (
        stage.desk.notice.value == f"{ORDER} was rejected, as a late answer of the broker's says."
    )
    looks = stage.line.lists_asked
    await stage.clock.advance(120)
    assert stage.line.lists_asked == looks  # nothing is looked for any more
    assert stage.desk.check(draft()).blocked == ""


async def test_a_penalty_can_be_served_by_a_click(stage: Stage) -> None:
    late = await unanswered(stage)
    await come(late, penalty(ticket="t-1", seconds=15))
    assert kind(stage) is NOT_SENT
    assert stage.desk.check(draft()).blocked == "The broker asks to wait until 15:00:15"
    await stage.clock.advance(15)
    assert len(stage.starts) == 1  # nothing goes by itself
    stage.line.on_start = answer(strategy(77))
    assert stage.desk.submit(ticket())
    await settle(20)
    first, second = stage.starts
    assert second == {**first, "p-ticket": "t-1"}
    assert kind(stage) is ACCEPTED


@pytest.mark.parametrize(
    "unclear",
    [
        answer(strategy(77), errorText="No"),
        answer(strategy(77, uuid="another's")),
        answer(failureReason="RiskCheckTimeout"),
        Delivery(True, 503, b'"busy"'),
        Delivery(True, 200, b"[1,2,3]"),
    ],
)
async def test_an_unclear_one_is_evidence_alone(stage: Stage, unclear: Delivery) -> None:
    late = await unanswered(stage)
    await come(late, unclear)
    assert kind(stage) is UNKNOWN
    assert stage.desk.lock.value is not None
    assert "a late answer, after 6.5 s: unknown" in result(stage).evidence[-1]
    assert stage.ports.journal.answers[-1][1:3] == (unclear.status, unclear.body)
    uuid = str(stage.starts[0]["uuid"])
    stage.line.change(strategy(77, uuid=uuid))  # the looking goes on
    await stage.clock.advance(0.2)
    assert kind(stage) is ACCEPTED


# Settled meanwhile
async def test_accepted_after_the_lock_was_lifted_by_hand(stage: Stage) -> None:
    late = await unanswered(stage)
    assert lifted(stage)
    await come(late, answer(strategy(77)))
    assert kind(stage) is ACCEPTED
    assert alarms(stage) == [
        f"{ORDER} was shown as not sent, but the broker has it as strategy 77. Look at it now."
    ]
    assert (result(stage).kind, result(stage).strategy_id) == (ACCEPTED, 77)


async def test_accepted_after_it_was_found_absent(stage: Stage) -> None:
    await echo(stage)
    late = await unanswered(stage)
    await stage.clock.advance(10)
    assert kind(stage, -1) is NOT_SENT
    await come(late, answer(strategy(77)))
    assert kind(stage, -1) is ACCEPTED
    assert "was shown as not sent, but the broker has it as strategy 77" in alarms(stage)[0]


@pytest.mark.parametrize("said", [answer(errorText="No"), Delivery(True, 429)])
async def test_refused_after_the_lock_was_lifted_by_hand(stage: Stage, said: Delivery) -> None:
    late = await unanswered(stage)
    assert lifted(stage)
    await come(late, said)
    assert kind(stage) is NOT_SENT
    assert alarms(stage) == []
    assert "a late answer, after 6.5 s" in stage.ports.journal.seen[-1][1]
    assert stage.ports.journal.answers[-1][1] == said.status


async def found(stage: Stage) -> Late:
    late = await unanswered(stage)
    stage.line.change(strategy(77, uuid=str(stage.starts[0]["uuid"])))
    await stage.clock.advance(0.2)
    assert kind(stage) is ACCEPTED
    return late


async def test_accepted_after_it_was_found(stage: Stage) -> None:
    late = await found(stage)
    await come(late, answer(strategy(77)))
    assert alarms(stage) == []
    assert stage.ports.journal.seen[-1][1].endswith("accepted, strategy 77.")


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        (answer(strategy(78)), "the broker has it as strategy 78"),
        (answer(errorText="No"), "a late answer of the broker's says that it was rejected"),
    ],
)
async def test_another_truth_after_it_was_found(stage: Stage, said: Delivery, truth: str) -> None:
    late = await found(stage)
    await come(late, said)
    assert kind(stage) is ACCEPTED
    assert result(stage).strategy_id == 77
    assert alarms(stage) == [
        f"{ORDER} was shown as accepted, strategy 77, but {truth}. Look at it now."
    ]


async def test_one_sent_again_waits_for_its_own_answer(stage: Stage) -> None:
    late = await unanswered(stage)
    again: Late = asyncio.get_running_loop().create_future()
    await come(late, penalty(ticket="t-1", seconds=0))
    stage.line.on_start = replace(LOST, late=again)
    assert stage.desk.submit(ticket())
    await settle(20)
    assert kind(stage) is UNKNOWN
    await come(again, answer(strategy(77)))
    assert kind(stage) is ACCEPTED
    assert len({start["uuid"] for start in stage.starts}) == 1


async def test_a_socket_that_is_gone_says_nothing(stage: Stage) -> None:
    late = await unanswered(stage)
    late.set_result(None)
    await settle(20)
    assert kind(stage) is UNKNOWN
    assert len(stage.ports.journal.answers) == 1
