"""What closed a position: told when everything adds up, in whatever order it came."""

import itertools
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from tests.support.fake_line import FakeLine
from tests.unit.controller.after.life import STOPS, TARGETS, filled, status_of
from tests.unit.controller.builders import AT, fill, order, position, quote, strategy
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import ExitedView
from bracketdesk.wire.entities import Fill, FillPair
from bracketdesk.wire.enums import Action, OrdStatus, StrategyStatus

ENTRY = 1003
"""The fill that opened it."""


def pair(number: int, sold: int, price: str, quantity: int = 1, bought: int = ENTRY) -> FillPair:
    return FillPair(
        id=number,
        position_id=1,
        buy_fill_id=bought,
        sell_fill_id=sold,
        qty=quantity,
        buy_price=Decimal("6012.50"),
        sell_price=Decimal(price),
        active=True,
    )


def sold(number: int, order_id: int, price: str, seconds: int = 1, quantity: int = 1) -> Fill:
    made = fill(number, order_id, price, quantity, Action.SELL)
    return msgspec.structs.replace(made, timestamp=AT + timedelta(seconds=seconds))


def shown(stage: Stage) -> list[ExitedView]:
    return list(stage.desk.after.exited.value)


def over(line: FakeLine) -> None:
    """End the strategy: what did not fill was cancelled, as the broker does."""
    for number in TARGETS:
        status_of(line, number, OrdStatus.CANCELED)
    for number in STOPS:
        status_of(line, number, OrdStatus.FILLED)
    kept = line.state.strategies[9912]
    line.change(msgspec.structs.replace(kept, status=StrategyStatus.EXECUTION_FINISHED))


async def test_nothing_is_said_of_an_open_position(stage: Stage) -> None:
    await filled(stage)
    await stage.clock.advance(20)
    assert shown(stage) == []


async def test_stopped_out(stage: Stage) -> None:
    line = await filled(stage)
    for at, number in enumerate(STOPS):
        line.change(sold(9001 + at, number, "6008.50", at), pair(9101 + at, 9001 + at, "6008.50"))
    line.change(position(0))
    over(line)
    await stage.clock.advance(0.2)
    (view,) = shown(stage)
    assert (view.symbol, view.net, view.text) == ("MESZ6", 0, "3 stopped at 6008.50")
    assert (view.at, view.dollars, view.r) == (AT + timedelta(seconds=2), Decimal(-60), Decimal(-1))


async def test_from_the_first_fill_on_and_fills_that_are_restated(stage: Stage) -> None:
    await stage.ready()
    await stage.clock.advance(1)  # nothing was ever filled
    line = await filled(stage)
    line.quote(quote())
    await stage.clock.advance(0.1)
    line.change(sold(9001, TARGETS[0], "6016.50"), position(2))
    await stage.clock.advance(0.1)
    for number in (ENTRY, 9001):
        paired = msgspec.structs.replace(line.state.fills[number], finally_paired=1)
        line.change(paired)
        await stage.clock.advance(0.1)
    line.change(pair(9101, 9001, "6016.50"))
    await stage.clock.advance(0.1)
    (view,) = shown(stage)
    assert (view.net, view.text, view.dollars) == (2, "1 took its target at 6016.50", Decimal(20))
    stage.desk.after.dismiss_exited(500)
    line.change(msgspec.structs.replace(line.state.fills[9001], finally_paired=2))
    await stage.clock.advance(0.1)
    assert shown(stage) == []


EVENTS = {
    "stop": sold(9001, STOPS[0], "6008.50", 1),
    "others": sold(9002, STOPS[1], "6008.25", 2, 2),
    "first pair": pair(9101, 9001, "6008.50"),
    "second pair": pair(9102, 9002, "6008.25", 2),
    "position": position(0),
}


@pytest.mark.parametrize("order_of", list(itertools.permutations(EVENTS)))
async def test_whatever_comes_first_nothing_false_is_said(
    stage: Stage, order_of: tuple[str, ...]
) -> None:
    line = await filled(stage)
    said = []
    for name in order_of:
        line.change(EVENTS[name])
        await stage.clock.advance(0.1)
        said += shown(stage)
    (view,) = shown(stage)
    assert view.text == "3 stopped at 6008.3333 on average"
    assert view.dollars == Decimal("-62.50")
    assert {(one.text, one.dollars) for one in said} <= {
        ("", None),
        (view.text, None),
        (view.text, view.dollars),
    }
    assert all(one.net == 0 for one in said)


async def test_what_shrank_it_is_said_beside_what_is_left(stage: Stage) -> None:
    line = await filled(stage)
    line.change(sold(9001, TARGETS[0], "6016.50"), pair(9101, 9001, "6016.50"), position(2))
    await stage.clock.advance(0.1)
    (view,) = shown(stage)
    assert (view.net, view.text, view.dollars) == (2, "1 took its target at 6016.50", Decimal(20))
    line.change(sold(9002, STOPS[1], "6012.50", 5), pair(9102, 9002, "6012.50"))
    line.change(sold(9003, STOPS[2], "6012.50", 5), pair(9103, 9003, "6012.50"), position(0))
    await stage.clock.advance(0.1)
    (view,) = shown(stage)
    assert view.text == "1 took its target at 6016.50, 2 stopped at 6012.50"
    assert (view.net, view.dollars) == (0, Decimal(20))


async def test_an_order_of_no_strategy_closes(stage: Stage) -> None:
    line = await filled(stage)
    line.change(order(8000, Action.SELL, OrdStatus.FILLED), sold(9001, 8000, "6010.00", 1, 3))
    line.change(position(0))
    await stage.clock.advance(0.1)
    (view,) = shown(stage)
    assert (view.text, view.dollars, view.r) == ("3 closed at 6010.00", None, None)


async def test_a_fill_whose_order_is_not_known_yet_waits_for_it(stage: Stage) -> None:
    line = await filled(stage)
    line.change(sold(9001, 8000, "6010.00", 1, 3), position(0))
    await stage.clock.advance(0.1)
    assert [view.text for view in shown(stage)] == [""]
    line.change(order(8000, Action.SELL, OrdStatus.FILLED))
    await stage.clock.advance(0.1)
    assert [view.text for view in shown(stage)] == ["3 closed at 6010.00"]


async def test_flat_without_its_fills_is_said_without_figures(stage: Stage) -> None:
    line = await filled(stage)
    line.change(position(0))
    for _ in range(2):
        await stage.clock.advance(15)
        line.quote(quote())
    assert shown(stage) == [ExitedView(500, "MESZ6", 0)]
    line.change(sold(9001, STOPS[0], "6008.50", 1, 3))  # far too late: it may be anything's
    await stage.clock.advance(30)
    assert shown(stage) == [ExitedView(500, "MESZ6", 0)]


async def test_a_position_that_turned_round_says_nothing(stage: Stage) -> None:
    line = await filled(stage)
    line.change(order(8000, Action.SELL, OrdStatus.FILLED), sold(9001, 8000, "6010.00", 1, 5))
    line.change(position(-2))
    await stage.clock.advance(0.1)
    assert shown(stage) == []


async def test_the_next_position_takes_its_place(stage: Stage) -> None:
    line = await filled(stage)
    line.change(sold(9001, STOPS[0], "6008.50", 1, 3), position(0))
    await stage.clock.advance(0.1)
    assert shown(stage) != []
    line.change(order(8000, Action.BUY, OrdStatus.FILLED))
    line.change(fill(9002, 8000, "6010.00", 1), position(1))
    await stage.clock.advance(0.1)
    assert shown(stage) == []


async def test_dismissed_it_is_gone_until_there_is_more(stage: Stage) -> None:
    line = await filled(stage)
    line.change(sold(9001, TARGETS[0], "6016.50"), position(2))
    await stage.clock.advance(0.1)
    stage.desk.after.dismiss_exited(500)
    await stage.clock.advance(1)
    assert shown(stage) == []
    line.change(sold(9002, STOPS[1], "6008.50", 2, 2), position(0))
    await stage.clock.advance(0.1)
    assert len(shown(stage)) == 1


async def test_what_was_over_before_is_not_news(stage: Stage) -> None:
    stage.state.put(strategy(status=StrategyStatus.EXECUTION_FINISHED))
    stage.state.put(order(STOPS[0], Action.SELL, OrdStatus.FILLED), position(0))
    stage.state.put(sold(9001, STOPS[0], "6008.50"))
    await stage.ready()
    await stage.clock.advance(1)
    assert shown(stage) == []


async def test_fills_that_are_taken_back_begin_it_anew(stage: Stage) -> None:
    line = await filled(stage)
    line.change(sold(9001, TARGETS[0], "6016.50"), position(2))
    await stage.clock.advance(0.1)
    line.state.fills.clear()
    line.change(position(0))
    await stage.clock.advance(0.1)
    assert shown(stage) == []


async def test_leaving_forgets_it(stage: Stage) -> None:
    line = await filled(stage)
    line.change(sold(9001, TARGETS[0], "6016.50"), position(2))
    await stage.clock.advance(0.1)
    stage.desk.sign_out()
    await stage.clock.advance(1)
    assert shown(stage) == []
