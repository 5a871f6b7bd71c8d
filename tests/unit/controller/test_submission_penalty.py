"""A penalty ticket: the one resend there is, by another click, of the same intent."""

import json
from dataclasses import replace

from tests.support.clock import settle
from tests.unit.controller.builders import (
    answer,
    draft,
    penalty,
    strategy,
    ticket,
)
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import result

from bracketdesk.controller.submission import NOT_AGAIN
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import IllegalMove
from bracketdesk.domain.session import Environment
from bracketdesk.domain.ticket import Side

NOT_SENT, REJECTED = OutcomeKind.NOT_SENT, OutcomeKind.REJECTED
ACCEPTED, UNKNOWN = OutcomeKind.ACCEPTED, OutcomeKind.UNKNOWN
WAIT = penalty(ticket="ticket-1")


async def test_a_penalty_is_waited_for_and_served_by_a_click_with_its_ticket(
    stage: Stage,
) -> None:
    line = await stage.ready()
    line.on_start = WAIT
    stage.desk.submit(ticket())
    await settle()
    assert result(stage).headline == "Not sent: the broker asks to wait"
    assert stage.desk.check(draft()).blocked == "The broker asks to wait until 15:00:15"
    assert not stage.desk.submit(ticket())
    other = stage.desk.check(draft(Side.SELL))
    assert other.blocked == ""  # another order owes nothing
    await stage.clock.advance(15)
    line.on_start = answer(strategy())
    assert stage.desk.check(draft()).blocked == ""
    assert len(line.starts) == 1  # nothing goes by itself
    assert stage.desk.submit(replace(ticket(), acknowledge_no_stop=True))
    await settle()
    first, second = (json.loads(body) for body, _ in line.starts)
    assert second == {**first, "p-ticket": "ticket-1"}
    assert line.starts[1][0] == line.starts[0][0][:-1] + b',"p-ticket":"ticket-1"}'
    assert result(stage).kind is ACCEPTED
    uuid = first["uuid"]
    assert stage.ports.journal.moves == [
        (uuid, OutcomeKind.RECORDED),
        (uuid, NOT_SENT),
        (uuid, OutcomeKind.RECORDED),
        (uuid, ACCEPTED),
    ]
    assert len(stage.desk.activity.value) == 1


async def test_a_penalty_of_ages_is_one_of_a_day(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = penalty(seconds=10**21)
    stage.desk.submit(ticket())
    await settle()
    said = "The broker asks to wait until 15:00:00 on Mon 23 Nov 2026"
    assert stage.desk.check(draft()).blocked == said


async def test_the_end_of_a_penalty_is_said(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = WAIT
    stage.desk.submit(ticket())
    await settle()
    await stage.clock.advance(14)
    assert "wait is over" not in result(stage).advice
    await stage.clock.advance(1)
    assert "wait is over" in result(stage).advice


async def test_after_another_result_the_end_of_a_penalty_is_a_notice(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = WAIT
    stage.desk.submit(ticket())
    await settle()
    line.on_start = answer(errorText="No")
    stage.desk.submit(ticket(side=Side.SELL))
    await settle()
    assert result(stage).kind is REJECTED
    assert "asks to wait" in stage.desk.check(draft()).blocked
    await stage.clock.advance(20)
    assert "wait is over" in stage.desk.notice.value
    assert result(stage).kind is REJECTED


async def test_a_penalty_is_over_with_the_next_answer_to_the_same_start(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = WAIT
    stage.desk.submit(ticket())
    await settle()
    await stage.clock.advance(15)
    line.on_start = Delivery(left=False, detail="The line is down.")
    stage.desk.submit(ticket())
    await settle()
    line.on_start = answer(strategy())
    stage.desk.submit(ticket())
    await settle()
    bodies = [json.loads(body) for body, _ in line.starts]
    assert ["p-ticket" in body for body in bodies] == [False, True, False]
    assert bodies[0]["uuid"] == bodies[1]["uuid"] != bodies[2]["uuid"]


async def test_a_penalty_belongs_to_its_place(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    line = await stage.ready()
    line.on_start = WAIT
    stage.desk.submit(ticket())
    await settle()
    await stage.clock.advance(20)
    demo = await stage.open(Environment.DEMO)
    demo.on_start = answer(strategy())
    assert stage.desk.submit(ticket())
    await settle()
    assert "p-ticket" not in json.loads(demo.starts[0][0])
    assert json.loads(demo.starts[0][0])["uuid"] != json.loads(line.starts[0][0])["uuid"]


async def test_a_penalty_the_disk_did_not_take_is_written_before_its_resend(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = penalty(ticket="ticket-1", seconds=5)
    stage.ports.journal.settle_trouble = "The outcome could not be written."
    stage.desk.submit(ticket())
    await stage.clock.advance(6)
    stage.ports.journal.settle_trouble = ""
    line.on_start = answer(strategy())
    stage.desk.submit(ticket())
    await settle(20)
    assert result(stage).kind is ACCEPTED
    kinds = [kind for _, kind in stage.ports.journal.moves]
    assert kinds == [OutcomeKind.RECORDED, NOT_SENT, OutcomeKind.RECORDED, ACCEPTED]


async def test_a_resend_the_journal_refuses_frees_the_next_click(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = penalty(ticket="ticket-1", seconds=5)
    stage.desk.submit(ticket())
    await stage.clock.advance(6)
    stage.ports.journal.record_trouble = IllegalMove("recorded -> recorded")
    stage.desk.submit(ticket())
    await settle()
    assert (result(stage).kind, result(stage).cause) == (NOT_SENT, NOT_AGAIN)
    stage.ports.journal.record_trouble = None
    line.on_start = answer(strategy())
    stage.desk.submit(ticket())
    await settle()
    first, second = (json.loads(body) for body, _ in line.starts)
    assert first["uuid"] != second["uuid"]
    assert "p-ticket" not in second
    assert result(stage).kind is ACCEPTED
