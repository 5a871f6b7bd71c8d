"""One click, one start: recorded, written, judged, painted and journalled, in this order."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import cast

import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import (
    ACCOUNT_ID,
    MES,
    answer,
    draft,
    penalty,
    strategy,
    ticket,
)
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import hold, result

from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.params import write_params
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Environment, Transport
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side, Ticket
from bracketdesk.wire.enums import StrategyStatus

NOT_SENT, REJECTED = OutcomeKind.NOT_SENT, OutcomeKind.REJECTED
ACCEPTED, UNKNOWN = OutcomeKind.ACCEPTED, OutcomeKind.UNKNOWN
WAIT = penalty(ticket="ticket-1")


async def test_the_body_is_exact_and_the_journal_has_it_first(stage: Stage) -> None:
    line = await stage.ready()
    on_disk: list[str] = []

    async def look(body: bytes) -> Delivery:
        uuid = json.loads(body)["uuid"]
        on_disk.append(stage.ports.journal.entries[uuid].intent.body)
        return answer(strategy(uuid=uuid))

    line.on_start = look
    sell = ticket(side=Side.SELL, entry=Entry(EntryType.LIMIT, Decimal("6015.25")))
    assert stage.desk.submit(sell)
    await settle()
    (body, transport), *others = line.starts
    assert others == []
    assert transport is Transport.SOCKET
    assert on_disk == [body.decode()]
    uuid = json.loads(body)["uuid"]
    assert json.loads(body) == {
        "accountId": ACCOUNT_ID,
        "accountSpec": "DEMO1234",
        "symbol": "MESZ6",
        "action": "Sell",
        "orderStrategyTypeId": 2,
        "params": write_params(sell, MES.tick_size),
        "uuid": uuid,
        "isAutomated": False,
    }
    intent = stage.ports.journal.entries[uuid].intent
    assert (intent.environment, intent.host) == (Environment.PRACTICE, "http://127.0.0.1:9000/v1")
    assert (intent.account_id, intent.contract_id) == (ACCOUNT_ID, MES.contract_id)
    assert (intent.ticket, intent.at) == (sell, stage.clock.now())
    assert intent.sentence.startswith("Sell 3 MESZ6 limit 6015.25")


@pytest.mark.parametrize("transport", list(Transport))
@pytest.mark.parametrize(
    ("delivered", "kind"),
    [
        (answer(strategy()), ACCEPTED),
        (answer(errorText="No"), REJECTED),
        (answer(failureReason="NoQuote"), REJECTED),
        (Delivery(True, 400), REJECTED),
        (Delivery(True, 404), REJECTED),
        (Delivery(False, detail="The connect failed."), NOT_SENT),
        (Delivery(True, 401), NOT_SENT),
        (Delivery(True, 403), NOT_SENT),
        (Delivery(True, 423), NOT_SENT),
        (Delivery(True, 429), NOT_SENT),
        (WAIT, NOT_SENT),
        (Delivery(True, detail="No answer."), UNKNOWN),
        (Delivery(True, 408), UNKNOWN),
        (Delivery(True, 500), UNKNOWN),
        (Delivery(True, 200, b"{"), UNKNOWN),
        (answer(failureReason="RiskCheckTimeout"), UNKNOWN),
        (answer(strategy(), errorText="No"), UNKNOWN),
    ],
)
async def test_every_outcome_on_both_transports(
    stage: Stage, transport: Transport, delivered: Delivery, kind: OutcomeKind
) -> None:
    line = await stage.ready()
    stage.desk.change_settings(replace(stage.desk.settings.value, transport=transport))
    line.on_start = delivered
    assert stage.desk.submit(ticket())
    await settle()
    uuid = str(stage.starts[0]["uuid"])
    assert [used for _, used in line.starts] == [transport]
    assert (result(stage).kind, result(stage).uuid) == (kind, uuid)
    assert not result(stage).pending
    assert stage.ports.journal.moves == [(uuid, OutcomeKind.RECORDED), (uuid, kind)]
    assert stage.ports.journal.entries[uuid].intent.transport is transport
    assert (stage.desk.lock.value is not None) is (kind is UNKNOWN)
    assert [row.outcome for row in stage.desk.activity.value] == [str(kind)]
    expected = stage.desk.check(draft()).blocked
    assert bool(expected) is (kind is UNKNOWN or delivered == WAIT)


async def test_while_sending_it_shows_so_and_takes_no_other_click(stage: Stage) -> None:
    await stage.ready()
    held = hold(stage)
    assert stage.desk.submit(ticket())
    assert not stage.desk.submit(ticket())
    await settle()
    assert result(stage).pending
    assert [row.outcome for row in stage.desk.activity.value] == ["recorded"]
    assert not stage.desk.submit(ticket(side=Side.SELL))
    assert result(stage).pending  # "not sent" would be read as said of the one under way
    assert "still being sent" in stage.desk.notice.value
    held.set_result(answer(strategy()))
    await settle()
    assert result(stage).kind is ACCEPTED
    assert len(stage.starts) == len(stage.ports.journal.entries) == 1


async def test_what_cannot_leave_at_all_is_said_and_not_painted_over(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = Delivery(left=False, detail="The line is down.")
    stage.desk.submit(ticket())
    await settle()
    assert (result(stage).kind, result(stage).pending) == (NOT_SENT, False)
    assert stage.desk.activity.value[0].outcome == "not sent"


async def test_the_write_comes_before_any_painting(stage: Stage) -> None:
    line = await stage.ready()
    order: list[str] = []
    stage.desk.result.listen(lambda view: order.append("painted") if view else None)
    stage.desk.activity.listen(lambda rows: order.append("painted") if rows else None)

    line.on_start = answer(strategy())
    line.on_write = lambda: order.append("on the wire")
    stage.desk.submit(ticket())
    await settle()
    assert order[0] == "on the wire"
    assert "painted" in order


async def test_the_result_does_not_wait_for_the_disk(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy())
    stage.ports.journal.gate.clear()
    stage.desk.submit(ticket())
    await settle()
    assert result(stage).kind is ACCEPTED
    assert [kind for _, kind in stage.ports.journal.moves] == [OutcomeKind.RECORDED]
    stage.ports.journal.gate.set()
    await settle()
    assert [kind for _, kind in stage.ports.journal.moves] == [OutcomeKind.RECORDED, ACCEPTED]


async def test_what_cannot_be_recorded_is_not_sent(stage: Stage) -> None:
    line = await stage.ready()
    stage.ports.journal.record_trouble = UserFacingError("The disk is full, nothing was sent.")
    assert stage.desk.submit(ticket())
    await settle()
    assert line.starts == []
    assert (result(stage).kind, result(stage).cause) == (
        NOT_SENT,
        "The disk is full, nothing was sent.",
    )
    stage.ports.journal.record_trouble = None
    line.on_start = answer(strategy())
    assert stage.desk.submit(ticket())
    await settle()
    assert result(stage).kind is ACCEPTED


@pytest.mark.expects_errors
async def test_a_defect_while_recording_sends_nothing_and_frees_the_button(stage: Stage) -> None:
    line = await stage.ready()
    stage.ports.journal.record_trouble = RuntimeError("boom")
    assert stage.desk.submit(ticket())
    await settle()
    assert line.starts == []
    assert "RuntimeError" in stage.desk.notice.value
    assert stage.desk.check(draft()).blocked == ""


@pytest.mark.expects_errors
async def test_a_defect_while_sending_is_unknown(stage: Stage) -> None:
    line = await stage.ready()

    async def fail(_: bytes) -> Delivery:
        raise RuntimeError("boom")

    line.on_start = fail
    assert stage.desk.submit(ticket())
    await settle()
    assert result(stage).kind is UNKNOWN
    assert stage.desk.lock.value is not None
    assert [kind for _, kind in stage.ports.journal.moves][-1] is UNKNOWN


@pytest.mark.expects_errors
async def test_a_defect_while_judging_is_unknown(stage: Stage) -> None:
    """An answer that nobody foresaw must not leave the click under way for ever."""
    line = await stage.ready()

    async def answer_nonsense(_: bytes) -> Delivery:
        return Delivery(True, 200, cast(bytes, None))

    line.on_start = answer_nonsense
    assert stage.desk.submit(ticket())
    await settle()
    assert result(stage).kind is UNKNOWN
    assert stage.desk.lock.value is not None


async def test_an_outcome_that_cannot_be_journalled_is_said(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy())
    stage.ports.journal.settle_trouble = "The outcome could not be written."
    stage.desk.submit(ticket())
    await settle()
    assert result(stage).kind is ACCEPTED
    assert stage.desk.notice.value == "The outcome could not be written."


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (replace(ticket(), quantity=5), "3 of 5 assigned"),
        (ticket(symbol="MNQZ6"), "MNQZ6"),
        (ticket(account="OTHER"), "another account than DEMO1234"),
        (ticket((Level(1, target_ticks=16),)), "No stop"),
        (ticket(()), "At least"),
    ],
)
async def test_every_ticket_is_checked_once_more(stage: Stage, wrong: Ticket, why: str) -> None:
    line = await stage.ready()
    assert not stage.desk.submit(wrong)
    await settle()
    assert result(stage).kind is NOT_SENT
    assert why in result(stage).cause
    assert line.starts == []
    assert stage.ports.journal.entries == {}


async def test_not_connected_sends_nothing(stage: Stage) -> None:
    assert not stage.desk.submit(ticket())
    assert result(stage).cause == "Not connected."
    line = await stage.ready()
    line.go_down()
    assert not stage.desk.submit(ticket())
    assert result(stage).cause == "The line is down: reconnecting."
    assert line.starts == []


async def test_an_environment_left_while_sending_is_unknown_there(stage: Stage) -> None:
    await stage.ready()
    held = hold(stage)
    stage.desk.submit(ticket())
    await settle()
    stage.desk.sign_out()
    await settle(30)
    held.set_result(Delivery(True, detail="The connection was closed here."))
    await settle()
    assert result(stage).kind is UNKNOWN
    assert stage.desk.lock.value is None  # no account is chosen here and now
    await stage.open()
    assert stage.desk.lock.value is not None


async def test_accepted_and_already_failed(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy(status=StrategyStatus.EXECUTION_FAILED, failure="margin"))
    stage.desk.submit(ticket())
    await settle()
    assert (result(stage).kind, result(stage).headline) == (ACCEPTED, "Accepted, then failed")


async def test_accepted_and_failed_a_moment_later(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy())
    stage.desk.submit(ticket())
    await settle()
    first = result(stage)
    interrupted = strategy(status=StrategyStatus.EXECUTION_INTERRUPTED)
    line.change(interrupted)  # by the trader's own flatten, say
    await stage.clock.advance(1)
    assert result(stage) == first
    line.change(strategy(status=StrategyStatus.EXECUTION_FAILED, failure="margin"))
    await stage.clock.advance(1)
    now = result(stage)
    assert (now.kind, now.headline) == (ACCEPTED, "Accepted, then failed")
    assert now.broker_text == "margin"
    assert (now.at, now.milliseconds, now.uuid) == (first.at, 38, first.uuid)


async def test_another_environments_strategy_says_nothing_of_ours(stage: Stage) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    await stage.ready()
    held = hold(stage)
    stage.desk.submit(ticket())
    await settle()
    demo = await stage.open(Environment.DEMO)
    held.set_result(answer(strategy()))
    await settle()
    demo.change(strategy(status=StrategyStatus.EXECUTION_FAILED))
    await stage.clock.advance(1)
    assert result(stage).headline == "Accepted"


async def test_an_unknown_one_is_not_accepted_by_the_fate_of_anothers_strategy(
    stage: Stage,
) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy(), errorText="No")
    stage.desk.submit(ticket())
    await settle()
    line.change(strategy(uuid="another's", status=StrategyStatus.EXECUTION_FAILED))
    await stage.clock.advance(1)
    assert result(stage).kind is UNKNOWN


async def test_an_answer_is_journalled_as_it_came(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = Delivery(True, 503, b"\xff half", seconds=0.1)
    assert stage.desk.submit(ticket())
    await settle(40)
    uuid = str(stage.starts[0]["uuid"])
    assert stage.ports.journal.answers == [(uuid, 503, b"\xff half", stage.clock.now())]


async def test_what_never_left_has_no_answer(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = Delivery(False, detail="The connection is down.")
    assert stage.desk.submit(ticket())
    await settle(40)
    assert stage.ports.journal.answers == []


async def test_a_refusal_of_what_the_state_holds_already_is_an_alarm(stage: Stage) -> None:
    line = await stage.ready()

    async def start_and_refuse(body: bytes) -> Delivery:
        line.change(strategy(77, uuid=json.loads(body)["uuid"]))
        await stage.clock.sleep(1)
        return answer(errorText="No")

    line.on_start = start_and_refuse
    stage.desk.submit(ticket())
    await stage.clock.advance(2)
    assert result(stage).kind is ACCEPTED
    assert "was shown as rejected" in stage.desk.alarms.value[0].text
