"""The orders a flatten leaves open: cancelled only once there is no position they protect."""

import json
from collections.abc import Callable

from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.unit.controller.after.life import (
    STOPS,
    TARGETS,
    filled,
    go_flat,
    procedure,
    status_of,
    take,
)
from tests.unit.controller.builders import MES, order, position, version
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import Progress
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

REFUSED = Delivery(True, 200, b'{"failureReason":"TradingLocked"}')
CLOSING = 7001
SWEEP = "Cancel the open orders in MESZ6"


def obey(line: FakeLine, then: Callable[[int], None] = lambda _: None) -> None:
    """Have every cancel done as soon as it is asked; `then` hears of each order."""

    async def cancel(body: bytes) -> Delivery:
        number = json.loads(body)["orderId"]
        status_of(line, number, OrdStatus.CANCELED)
        then(number)
        return Delivery(True, 200, b'{"commandId":1}')

    line.on_act[Act.CANCEL] = cancel


def cancelled(line: FakeLine) -> set[object]:
    return {body["orderId"] for body in line.acted(Act.CANCEL)}


def close_fills(line: FakeLine, net: int) -> None:
    """The market order of the next step filled, and this is the position now."""
    line.change(
        order(CLOSING, Action.SELL, OrdStatus.FILLED),
        version(CLOSING + 2, CLOSING, OrderType.MARKET, quantity=3),
        position(net),
    )


async def closing_at_market(stage: Stage) -> FakeLine:
    """A flatten was refused, and the market order of its next step is on its way."""
    line = await filled(stage)
    obey(line)
    line.on_act[Act.LIQUIDATE] = REFUSED
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(1)
    take(stage, "market order")
    await settle()
    return line


async def flat_with_orders(stage: Stage) -> FakeLine:
    """The position was closed, and its exits are still open."""
    line = await filled(stage)
    obey(line)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    line.change(position(0))
    await stage.clock.advance(11)
    return line


async def test_a_market_close_that_leaves_a_position_leaves_its_stops_too(stage: Stage) -> None:
    line = await closing_at_market(stage)
    close_fills(line, net=1)  # the entry filled one more meanwhile
    await stage.clock.advance(30)
    assert line.acted(Act.CANCEL) == []
    assert procedure(stage).truth == "still open: 1 long, 5 orders open, stops working for 3"


async def test_a_market_close_that_filled_takes_every_leftover_away(stage: Stage) -> None:
    line = await closing_at_market(stage)
    close_fills(line, net=0)
    await stage.clock.advance(30)
    assert cancelled(line) == {*STOPS, *TARGETS}
    assert procedure(stage).truth == "flat, and no order was open"


async def test_a_market_close_nobody_answered_takes_nothing_away(stage: Stage) -> None:
    line = await filled(stage)
    obey(line)
    line.on_act[Act.LIQUIDATE] = REFUSED
    line.on_act[Act.PLACE] = Delivery(True, detail="No answer.")
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(1)
    take(stage, "market order")
    await settle()
    line.change(position(0))  # a stop was quicker; the market order may still fill
    await stage.clock.advance(30)
    assert line.acted(Act.CANCEL) == []
    assert procedure(stage).tone == "unknown"


async def test_a_market_close_that_only_works_takes_nothing_away(stage: Stage) -> None:
    line = await closing_at_market(stage)
    line.change(order(CLOSING, Action.SELL), position(0))  # a stop was quicker
    await stage.clock.advance(30)
    assert line.acted(Act.CANCEL) == []
    assert procedure(stage).tone == "unknown"


async def test_a_position_that_is_gone_by_the_click_needs_no_order(stage: Stage) -> None:
    line = await filled(stage)
    line.on_act[Act.LIQUIDATE] = REFUSED
    stage.desk.after.flatten(MES.contract_id)
    await stage.clock.advance(1)
    go_flat(line)
    take(stage, "market order")
    await stage.clock.advance(30)
    assert line.acted(Act.PLACE) == []
    assert (procedure(stage).truth, procedure(stage).tone) == (
        "flat, and no order was open",
        "accepted",
    )


async def test_a_position_that_opens_meanwhile_keeps_the_stops_that_are_left(
    stage: Stage,
) -> None:
    line = await flat_with_orders(stage)
    obey(line, lambda _: line.change(position(2)))
    take(stage, SWEEP)
    await stage.clock.advance(30)
    assert len(line.acted(Act.CANCEL)) == 1
    assert procedure(stage).truth.startswith("2 long, 4 orders open")
    assert procedure(stage).tone == "rejected"


async def test_orders_left_open_without_a_position_are_one_click_to_cancel(stage: Stage) -> None:
    line = await flat_with_orders(stage)
    assert procedure(stage).truth == "still open: flat, 5 orders open"
    offers = [offer.text for offer in procedure(stage).offers]
    assert offers == ["Try once more: flatten the orders in MESZ6", SWEEP]
    take(stage, SWEEP)
    await stage.clock.advance(30)
    assert cancelled(line) == {*STOPS, *TARGETS}
    assert len(line.acted(Act.CANCEL)) == 5, "each of them once"
    view = procedure(stage)
    assert (view.title, view.truth, view.tone) == (SWEEP, "flat, and no order was open", "accepted")
    assert {step.progress for step in view.steps} == {Progress.DONE}


async def test_an_order_that_will_not_go_is_told_with_the_rest_of_them(stage: Stage) -> None:
    line = await flat_with_orders(stage)
    line.on_act[Act.CANCEL] = REFUSED
    take(stage, SWEEP)
    await stage.clock.advance(30)
    assert procedure(stage).truth == "flat, 5 orders open"
    assert procedure(stage).tone == "rejected"


async def test_an_order_that_ended_by_itself_is_not_cancelled(stage: Stage) -> None:
    line = await flat_with_orders(stage)
    obey(line, lambda _: status_of(line, STOPS[2], OrdStatus.EXPIRED))
    take(stage, SWEEP)
    await stage.clock.advance(30)
    assert cancelled(line) == {*STOPS[:2], *TARGETS}


async def test_a_sweep_and_a_flatten_are_not_under_way_at_once(stage: Stage) -> None:
    line = await flat_with_orders(stage)
    line.on_act[Act.CANCEL] = Delivery(True, detail="No answer.")
    take(stage, SWEEP)
    await settle()
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 1
    for number in (*STOPS, *TARGETS):
        status_of(line, number, OrdStatus.CANCELED)
    await stage.clock.advance(30)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    assert len(line.acted(Act.LIQUIDATE)) == 2, "free again once it has ended"
