"""Exits for an open position: level by level, for what is uncovered and no more."""

import pytest
from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.unit.controller.builders import (
    ACCOUNT_ID,
    MES,
    account,
    order,
    position,
    quote,
    version,
)
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import ExitsCheck, Progress
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.problems import Severity, UserFacingError
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import TimeInForce
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

ROWS = (LevelDraft("1", "16", "12"), LevelDraft("2", "", "20"))


async def held(stage: Stage, net: int = 3) -> FakeLine:
    """A position that nobody protects."""
    line = await stage.ready()
    line.change(position(net, "6012.50"))
    line.quote(quote("6012.25", "6012.50"))
    await stage.clock.advance(0.1)
    return line


def check(
    stage: Stage, rows: tuple[LevelDraft, ...] = ROWS, tif: TimeInForce = TimeInForce.GTC
) -> ExitsCheck:
    return stage.desk.after.check_exits(MES.contract_id, rows, Units.TICKS, tif)


def protect(stage: Stage, rows: tuple[LevelDraft, ...] = ROWS) -> bool:
    return stage.desk.after.protect(MES.contract_id, rows, Units.TICKS, TimeInForce.GTC)


async def works(line: FakeLine, stage: Stage, number: int, stop: str, quantity: int) -> None:
    """The stop that was asked for, at work."""
    line.change(
        order(number, Action.SELL),
        version(number + 9, number, OrderType.STOP, None, stop, quantity),
    )
    await stage.clock.advance(0.3)


async def test_prices_count_from_the_average_on_the_exits_side(stage: Stage) -> None:
    await held(stage)
    found = check(stage)
    assert (found.blocked, found.net, found.uncovered) == ("", 3, 3)
    assert [line.text for line in found.lines] == [
        "Sell 1: stop 6009.50, target 6016.50",
        "Sell 2: stop 6007.50",
    ]
    assert found.sentence.startswith("Protect 3 of MESZ6, GTC: ")


async def test_a_short_is_mirrored(stage: Stage) -> None:
    await held(stage, -3)
    assert check(stage).lines[0].text == "Buy 1: stop 6015.50, target 6008.50"


@pytest.mark.parametrize(
    ("rows", "field", "words"),
    [
        ((LevelDraft("1", "16", "12"),), "levels", ""),
        ((LevelDraft("4", "16", "12"),), "levels", ""),
        ((LevelDraft("3", "16", "12", trailing=True),), "levels[0].trailing", "do not trail"),
        ((LevelDraft("3", "16", "x"),), "levels[0].stopTicks", "x"),
        ((LevelDraft("3", "", ""),), "levels[0]", ""),
    ],
)
async def test_what_cannot_be_placed_names_its_field(
    stage: Stage, rows: tuple[LevelDraft, ...], field: str, words: str
) -> None:
    line = await held(stage)
    found = check(stage, rows)
    errors = [p for p in found.problems if p.severity is Severity.ERROR]
    assert errors[0].field.startswith(field)
    assert words in errors[0].text
    assert found.blocked == errors[0].text
    assert not protect(stage, rows)
    await settle()
    assert line.acts == []


async def test_a_stop_on_the_wrong_side_of_the_market_is_refused(stage: Stage) -> None:
    line = await held(stage)
    line.quote(quote("6009.00", "6009.25"))
    found = check(stage)
    assert "would fill at once" in found.blocked
    assert found.problems[-1].field == "levels[0].stopTicks"


async def test_day_exits_are_warned_of(stage: Stage) -> None:
    await held(stage)
    texts = [p.text for p in check(stage, tif=TimeInForce.DAY).problems]
    assert "They end with the session, and the position does not." in texts


async def test_level_by_level_as_oco_pairs_or_alone(stage: Stage) -> None:
    line = await held(stage)
    line.on_act[Act.PLACE] = Delivery(True, 200, b'{"orderId":7101}')
    assert protect(stage)
    assert not protect(stage), "it is under way"
    await settle()
    (pair,) = line.acted(Act.PLACE_OCO)
    assert (pair["orderType"], pair["stopPrice"], pair["orderQty"]) == ("Stop", 6009.5, 1)
    assert pair["timeInForce"] == "GTC"
    assert pair["other"] == {
        "action": "Sell",
        "orderType": "Limit",
        "price": 6016.5,
        "timeInForce": "GTC",
    }
    assert line.acted(Act.PLACE) == [], "one after the other"
    line.change(order(7002, Action.SELL), version(7012, 7002, OrderType.LIMIT, "6016.50"))
    await works(line, stage, 7001, "6009.50", 1)
    (alone,) = line.acted(Act.PLACE)
    assert (alone["orderType"], alone["stopPrice"], alone["orderQty"]) == ("Stop", 6007.5, 2)
    await works(line, stage, 7101, "6007.50", 2)
    (procedure,) = stage.desk.after.procedures.value
    assert procedure.truth == "position 3 long · stops working for 3"
    assert procedure.tone == "accepted"


async def test_a_failure_half_way_says_exactly_what_is_covered(stage: Stage) -> None:
    line = await held(stage)
    line.on_act[Act.PLACE] = Delivery(True, 200, b'{"failureReason":"InvalidPrice"}')
    assert protect(stage)
    await settle()
    line.change(order(7002, Action.SELL), version(7012, 7002, OrderType.LIMIT, "6016.50"))
    await works(line, stage, 7001, "6009.50", 1)
    await stage.clock.advance(1)
    (procedure,) = stage.desk.after.procedures.value
    assert [step.progress for step in procedure.steps] == [Progress.DONE, Progress.FAILED]
    assert procedure.truth == "position 3 long · stops working for 1"
    assert procedure.tone == "rejected"


async def test_a_position_that_shrinks_meanwhile_ends_it(stage: Stage) -> None:
    line = await held(stage)
    assert protect(stage)
    await settle()
    line.change(
        order(7002, Action.SELL), version(7012, 7002, OrderType.LIMIT, "6016.50"), position(2)
    )
    await works(line, stage, 7001, "6009.50", 1)
    assert line.acted(Act.PLACE) == []
    (procedure,) = stage.desk.after.procedures.value
    assert "it would exceed the position" in procedure.steps[-1].text


async def test_a_position_that_turned_round_meanwhile_ends_it(stage: Stage) -> None:
    line = await held(stage)
    assert protect(stage)
    await settle()
    line.change(
        order(7002, Action.SELL), version(7012, 7002, OrderType.LIMIT, "6016.50"), position(-3)
    )
    await works(line, stage, 7001, "6009.50", 1)
    assert line.acted(Act.PLACE) == []
    (procedure,) = stage.desk.after.procedures.value
    assert "the position has changed: position 3 short" in procedure.steps[-1].text


@pytest.mark.parametrize("net", [3, -3])
async def test_a_position_that_ends_meanwhile_takes_no_target(stage: Stage, net: int) -> None:
    """A target left alone in a flat contract opens a position."""
    line = await held(stage, net)
    rows = (LevelDraft("1", "16", "12"), LevelDraft("2", "20", ""))
    assert protect(stage, rows)
    await settle()
    side = Action.SELL if net > 0 else Action.BUY
    line.change(order(7001, side), order(7002, side), position(0))
    await stage.clock.advance(1)
    assert line.acted(Act.PLACE) == []
    (procedure,) = stage.desk.after.procedures.value
    assert "the position has changed: flat" in procedure.steps[-1].text


async def test_another_account_chosen_meanwhile_changes_nothing_about_it(stage: Stage) -> None:
    stage.state.accounts[43] = account("DEMO9999", 43)
    line = await stage.open()
    stage.desk.choose_account("DEMO1234")
    line.change(position(3, "6012.50"))
    line.quote(quote("6012.25", "6012.50"))
    await stage.clock.advance(0.1)
    assert protect(stage)
    await settle()
    stage.desk.choose_account("DEMO9999")
    line.change(order(7002, Action.SELL), version(7012, 7002, OrderType.LIMIT, "6016.50"))
    await works(line, stage, 7001, "6009.50", 1)
    (alone,) = line.acted(Act.PLACE)
    assert (alone["accountId"], alone["orderQty"]) == (ACCOUNT_ID, 2)


async def test_once_it_has_ended_the_rest_may_be_asked_for(stage: Stage) -> None:
    line = await held(stage)
    line.on_act[Act.PLACE_OCO] = Delivery(True, 200, b'{"failureReason":"InvalidPrice"}')
    assert protect(stage)
    await stage.clock.advance(1)
    assert protect(stage)
    await settle()
    assert len(line.acted(Act.PLACE_OCO)) == 2


async def test_what_a_lost_line_covers_is_not_said(stage: Stage) -> None:
    line = await held(stage)
    assert protect(stage)
    await settle()
    line.go_down()
    assert check(stage).blocked == "Not connected"
    await stage.clock.advance(11)
    (procedure,) = stage.desk.after.procedures.value
    assert procedure.truth == "the line is down: what is covered cannot be seen"
    assert procedure.tone == "unknown"
    assert not protect(stage)
    assert len(line.acts) == 1


async def test_without_a_record_no_order_is_placed(stage: Stage) -> None:
    line = await held(stage)
    stage.ports.journal.record_trouble = UserFacingError("The disk is full.")
    assert protect(stage)
    await settle()
    assert line.acts == []
    assert "could not be recorded" in stage.desk.after.procedures.value[0].steps[0].text


async def test_a_rejected_order_is_a_failure_though_the_answer_took_it(stage: Stage) -> None:
    line = await held(stage)
    assert protect(stage)
    await settle()
    line.change(
        order(7001, Action.SELL, OrdStatus.REJECTED), order(7002, Action.SELL, OrdStatus.CANCELED)
    )
    await stage.clock.advance(0.5)
    assert stage.desk.after.procedures.value[0].tone == "rejected"
    assert line.acted(Act.PLACE) == []


async def test_nothing_is_offered_where_all_is_covered_or_flat(stage: Stage) -> None:
    line = await held(stage)
    line.change(order(7001, Action.SELL), version(7012, 7001, OrderType.STOP, None, "6000.00", 3))
    await stage.clock.advance(0.1)
    assert "Stops work for all of it" in check(stage).blocked
    line.change(position(0))
    assert check(stage).blocked == "There is no position"
