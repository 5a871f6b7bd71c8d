"""Taking orders away: what stays unprotected is named first, the stop goes last."""

from tests.support.clock import settle
from tests.unit.controller.after.life import STOPS, TARGETS, filled, status_of
from tests.unit.controller.builders import link, order, position, strategy, version
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import Progress
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.wire.enums import Action, OrderType, OrdStatus, StrategyStatus


async def test_the_question_names_what_stays_unprotected(stage: Stage) -> None:
    await filled(stage)
    question = stage.desk.after.ask_cancel_level(9912, 1)
    assert question.confirm == "Cancel exits of level 1"
    assert question.text.endswith("one after the other: target of 1, stop of 1.")
    assert question.warning == "Of the position, 3 long, 1 will have no stop."
    alone = stage.desk.after.ask_cancel_order(TARGETS[0])
    assert (alone.title, alone.warning) == ("Cancel the target of 1?", "")


async def test_a_levels_exits_go_one_after_the_other_the_stop_last(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.cancel_level(9912, 1)
    await settle()
    assert [body["orderId"] for body in line.acted(Act.CANCEL)] == [TARGETS[0]]
    status_of(line, TARGETS[0], OrdStatus.CANCELED)
    await stage.clock.advance(0.3)
    assert [body["orderId"] for body in line.acted(Act.CANCEL)] == [TARGETS[0], STOPS[0]]
    status_of(line, STOPS[0], OrdStatus.CANCELED)
    await stage.clock.advance(0.3)
    (procedure,) = stage.desk.after.procedures.value
    assert procedure.truth == "MESZ6: 3 long, 3 orders open, stops working for 2"


async def test_the_stop_goes_last_whichever_is_the_older(stage: Stage) -> None:
    line = await filled(stage)
    stop, target = STOPS[2], 1041
    line.change(
        order(stop, Action.SELL, twin=target, parent=1000),
        order(target, Action.SELL, twin=stop, parent=1000),
        version(1042, target, OrderType.LIMIT, price="6030.50"),
        link(1043, target),
    )
    await stage.clock.advance(0.2)
    stage.desk.after.cancel_level(9912, 3)
    await settle()
    assert [body["orderId"] for body in line.acted(Act.CANCEL)] == [target]


async def test_what_a_short_loses_is_named_too(stage: Stage) -> None:
    line = await stage.ready()
    line.change(
        position(-2),
        order(8001, Action.BUY),
        version(8002, 8001, OrderType.STOP, stop="6020.00", quantity=2),
    )
    await stage.clock.advance(0.1)
    question = stage.desk.after.ask_cancel_order(8001)
    assert question.warning == "Of the position, 2 short, 2 will have no stop."


async def test_what_fails_leaves_the_stop(stage: Stage) -> None:
    line = await filled(stage)
    line.on_act[Act.CANCEL] = Delivery(True, 200, b'{"failureReason":"TooLate"}')
    stage.desk.after.cancel_level(9912, 1)
    await stage.clock.advance(1)
    assert len(line.acted(Act.CANCEL)) == 1
    assert stage.desk.after.procedures.value[0].tone == "rejected"


async def test_stop_strategy_looks_at_what_it_left(stage: Stage) -> None:
    line = await filled(stage)
    question = stage.desk.after.ask_interrupt(9912)
    assert "not documented" in question.text
    assert question.warning == "The position, 3 long, may be left without a stop."
    stage.desk.after.interrupt(9912)
    await settle()
    assert line.acted(Act.INTERRUPT) == [{"orderStrategyId": 9912}]
    for number in TARGETS:
        status_of(line, number, OrdStatus.CANCELED)
    line.change(strategy(9912, status=StrategyStatus.STOPPED_BY_USER))
    await stage.clock.advance(1)
    (procedure,) = stage.desk.after.procedures.value
    assert [step.progress for step in procedure.steps] == [Progress.DONE] * 2
    assert procedure.steps[1].text == "3 orders of it still open, 3 of them stops"
    assert procedure.truth == "MESZ6: 3 long, 3 orders open, stops working for 3"


async def test_an_interrupt_that_does_nothing_is_unknown(stage: Stage) -> None:
    await filled(stage)
    stage.desk.after.interrupt(9912)
    await stage.clock.advance(11)
    (procedure,) = stage.desk.after.procedures.value
    assert procedure.steps[0].progress is Progress.UNKNOWN
    assert procedure.tone == "unknown"


async def test_a_refused_interrupt_is_rejected(stage: Stage) -> None:
    line = await filled(stage)
    line.on_act[Act.INTERRUPT] = Delivery(True, 200, b'{"errorText":"Strategy is not running"}')
    stage.desk.after.interrupt(9912)
    await stage.clock.advance(1)
    assert "“Strategy is not running”" in stage.desk.after.procedures.value[0].steps[0].text


async def test_an_order_that_is_over_sends_nothing(stage: Stage) -> None:
    line = await filled(stage)
    status_of(line, STOPS[0], OrdStatus.FILLED)
    stage.desk.after.cancel_order(STOPS[0])
    stage.desk.after.cancel_level(9912, 7)
    stage.desk.after.interrupt(1)
    await settle()
    assert line.acts == []
    assert [row.outcome for row in stage.desk.activity.value] == ["not sent"] * 3
