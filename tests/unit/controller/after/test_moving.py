"""Moving stops and targets: whole versions, one command at a time, and never a false "done"."""

import pytest
from tests.support.clock import settle
from tests.unit.controller.after.life import STOPS, command, execution, filled, report, status_of
from tests.unit.controller.builders import filled_strategy, order, version
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import Progress
from bracketdesk.controller.views import LegRole
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.wire.entities import Entity
from bracketdesk.wire.enums import (
    Action,
    CommandStatus,
    FailureReason,
    OrderType,
    OrdStatus,
)

STOP = STOPS[0]


def said(stage: Stage) -> str:
    return stage.desk.notice.value


def moved_entities(price: str = "6009.50") -> list[Entity]:
    """Everything a broker tells of a stop that was moved."""
    return [
        command(1, STOP),
        report(2, 1),
        execution(3, 1, STOP),
        version(5000, STOP, OrderType.STOP, stop=price),
        order(STOP, Action.SELL, twin=1010, parent=1000),
    ]


async def test_a_move_restates_the_whole_version(stage: Stage) -> None:
    line = await filled(stage)
    line.change(
        version(4000, STOP, OrderType.STOP_LIMIT, price="6008.00", stop="6008.50", quantity=1)
    )
    stage.desk.after.move((STOP,), "6009.50")
    await settle()
    (body,) = line.acted(Act.MODIFY)
    assert body["orderId"] == STOP
    assert (body["orderQty"], body["orderType"]) == (1, "StopLimit")
    assert (body["stopPrice"], body["price"]) == (6009.5, 6009)  # the offset is kept
    assert body["clOrdId"]
    assert body["isAutomated"] is False


async def test_it_is_done_when_the_report_says_so(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.move((STOP,), "+4")
    await settle()
    assert said(stage) == "MESZ6: stop of 1 to 6009.50: asked …"
    line.change(version(5000, STOP, OrderType.STOP, stop="6009.50"))
    await stage.clock.advance(1)
    assert said(stage).endswith("asked …"), "a version alone is no report"
    line.change(command(1, STOP), report(2, 1))
    await stage.clock.advance(1)
    assert said(stage) == "MESZ6: stop of 1 to 6009.50: it works at 6009.50."
    assert stage.desk.activity.value[0].outcome == "accepted"


@pytest.mark.parametrize("chosen", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
async def test_late_and_shuffled_events_come_to_the_same(
    stage: Stage, chosen: tuple[int, ...]
) -> None:
    line = await filled(stage)
    stage.desk.after.move((STOP,), "+4")
    await settle()
    events = moved_entities()
    for index in chosen:
        line.change(events[index])
        await stage.clock.advance(0.5)
    assert said(stage).endswith("it works at 6009.50.")


async def test_modify_answered_but_not_applied_is_said(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.move((STOP,), "+4")
    await stage.clock.advance(11)
    assert said(stage) == (
        "MESZ6: stop of 1 to 6009.50: the broker took the request; nothing shows yet that it was "
        "done; it stands at 6008.50."
    )
    assert stage.desk.activity.value[0].outcome == "unknown"
    line.change(*moved_entities())
    await stage.clock.advance(1)
    assert said(stage).endswith("seen later: it works at 6009.50.")
    assert stage.desk.activity.value[0].outcome == "accepted"
    assert len(line.acted(Act.MODIFY)) == 1


async def test_another_command_pending_blocks_the_next_one_on_that_order(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.move((STOP,), "+4")
    await settle()
    (leg,) = [g for g in stage.desk.strategies.value[0].levels[0].legs if g.order_id == STOP]
    stage.desk.after.move((STOP,), "+8")
    stage.desk.after.cancel_order(STOP)
    stage.desk.after.move((STOPS[1],), "+4")  # another order is free
    await settle()
    assert len(line.acted(Act.MODIFY)) == 2
    assert line.acted(Act.CANCEL) == []
    outcomes = [row.outcome for row in stage.desk.activity.value]
    assert outcomes.count("not sent") == 2
    await stage.clock.advance(0.1)
    (leg,) = [g for g in stage.desk.strategies.value[0].levels[0].legs if g.order_id == STOP]
    assert leg.pending == "moving"


async def test_another_command_pending_at_the_broker_is_explained(stage: Stage) -> None:
    line = await filled(stage)
    line.on_act[Act.MODIFY] = Delivery(True, 200, b'{"failureReason":"AnotherCommandPending"}')
    stage.desk.after.move((STOP,), "+4")
    await stage.clock.advance(1)
    assert "the broker refused it" in said(stage)
    assert said(stage).endswith("it stands at 6008.50.")
    assert stage.desk.activity.value[0].outcome == "rejected"


async def test_a_report_that_rejects_counts_though_the_answer_took_it(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.move((STOP,), "+4")
    await settle()
    line.change(
        command(1, STOP, status=CommandStatus.EXECUTION_REJECTED),
        report(2, 1, CommandStatus.EXECUTION_REJECTED, FailureReason.INVALID_PRICE, "past it"),
    )
    await stage.clock.advance(1)
    assert stage.desk.activity.value[0].outcome == "rejected"
    assert "“past it”" in said(stage)


async def test_without_an_answer_the_reports_decide_by_our_name(stage: Stage) -> None:
    line = await filled(stage)
    line.on_act[Act.MODIFY] = Delivery(True, detail="No answer.")
    stage.desk.after.move((STOP,), "+4")
    await settle()
    name = line.acted(Act.MODIFY)[0]["clOrdId"]
    line.change(command(77, STOP, name=name), report(78, 77), *moved_entities()[3:])
    await stage.clock.advance(1)
    assert stage.desk.activity.value[0].outcome == "accepted"
    assert len(line.acted(Act.MODIFY)) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("6012.25", "it would fill at once"),
        ("6013.00", "it would fill at once"),
        ("6008.60", "lies between two ticks: 6008.50 and 6008.75"),
        ("6008.50", "stands there already"),
        ("", "Type a price"),
        ("abc", "abc"),
        ("+0", "stands there already"),
        ("1.5 t", "no whole number of ticks"),
    ],
)
async def test_stop_moved_past_the_market_or_nowhere_is_refused_before_it_is_sent(
    stage: Stage, text: str, problem: str
) -> None:
    line = await filled(stage)
    assert problem in stage.desk.after.move_problem((STOP,), text)
    stage.desk.after.move((STOP,), text)
    await settle()
    assert line.acts == []
    assert "nothing was sent" in said(stage)


@pytest.mark.parametrize(
    ("text", "price"),
    [("6010.25", 6010.25), ("+2", 6009), ("−2", 6008), ("8 t", 6010.5), ("1.25 p", 6011.25)],
)
async def test_prices_steps_and_distances(stage: Stage, text: str, price: float) -> None:
    line = await filled(stage)
    assert stage.desk.after.move_problem((STOP,), text) == ""
    stage.desk.after.move((STOP,), text)
    await settle()
    assert line.acted(Act.MODIFY)[0]["stopPrice"] == price


async def test_where_they_would_stand_is_told_before(stage: Stage) -> None:
    await filled(stage)
    preview = stage.desk.after.move_preview
    assert (preview((STOP,), "+2"), preview((STOP,), "8 t")) == ("6009.00", "6010.50")
    assert preview((STOP,), "abc") == ""
    stops = tuple(
        leg.order_id
        for level in stage.desk.strategies.value[0].levels
        for leg in level.legs
        if leg.role is LegRole.STOP
    )
    assert len(stops) > 1
    assert preview(stops, "-4") == "6007.50"


async def test_without_a_market_a_stop_only_moves_away_from_it(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*filled_strategy())
    await stage.clock.advance(0.1)
    assert "market is not known" in stage.desk.after.move_problem((STOP,), "+1")
    assert stage.desk.after.move_problem((STOP,), "-1") == ""


async def test_a_trailing_stop_says_why_it_cannot_be_moved(stage: Stage) -> None:
    line = await filled(stage)
    line.change(version(4000, STOP, OrderType.TRAILING_STOP, stop="6008.50"))
    await stage.clock.advance(0.1)
    assert "It trails" in stage.desk.after.move_problem((STOP,), "+1")
    (leg,) = [g for g in stage.desk.strategies.value[0].levels[0].legs if g.order_id == STOP]
    assert "trails" in leg.fixed


async def test_a_stop_that_fills_meanwhile_is_said_to_have(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.move((STOP,), "+1")
    await settle()
    status_of(line, STOP, OrdStatus.FILLED)
    await stage.clock.advance(1)
    assert "too late, it is filled" in said(stage)
    assert said(stage).endswith("it works no longer.")


async def test_breakeven_moves_every_stop_that_is_worse(stage: Stage) -> None:
    line = await filled(stage, "6020.00", "6020.25")
    line.change(version(4000, STOPS[2], OrderType.STOP, stop="6013.00"))
    await stage.clock.advance(0.1)
    assert stage.desk.after.breakeven_problem(9912, None, 1) == ""
    stage.desk.after.breakeven(9912, None, 1)
    await stage.clock.advance(30)
    bodies = line.acted(Act.MODIFY)
    assert [body["orderId"] for body in bodies] == list(STOPS[:2])
    assert {body["stopPrice"] for body in bodies} == {6012.75}
    (procedure,) = stage.desk.after.procedures.value
    assert [step.progress for step in procedure.steps] == [Progress.UNKNOWN] * 2
    assert procedure.tone == "unknown"


async def test_breakeven_where_the_market_is_not_beyond_it_is_refused(stage: Stage) -> None:
    line = await filled(stage, "6012.25", "6012.50")
    assert "would fill at once" in stage.desk.after.breakeven_problem(9912, None, 0)
    stage.desk.after.breakeven(9912, 1, 0)
    await settle()
    assert line.acts == []


async def test_a_penalty_asks_to_wait_and_the_next_same_click_takes_its_ticket(
    stage: Stage,
) -> None:
    line = await filled(stage)
    line.on_act[Act.MODIFY] = Delivery(True, 200, b'{"p-ticket":"abc","p-time":5}')
    stage.desk.after.move((STOP,), "+1")
    await stage.clock.advance(1)
    assert "asks to wait 5 s" in said(stage)
    stage.desk.after.move((STOP,), "+1")
    await settle()
    assert "s are left, so nothing was sent" in said(stage)
    await stage.clock.advance(5)
    stage.desk.after.move((STOP,), "+1")
    await settle()
    first, second = line.acted(Act.MODIFY)
    assert "p-ticket" not in first
    assert second["p-ticket"] == "abc"
