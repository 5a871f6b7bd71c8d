"""P&L of levels and of the whole: points for one contract, dollars, and R."""

from dataclasses import replace
from decimal import Decimal

from tests.support.clock import settle
from tests.unit.controller.after.life import STOPS, TARGETS, filled, status_of
from tests.unit.controller.builders import (
    MES,
    answer,
    fill,
    filled_strategy,
    quote,
    strategy,
    ticket,
)
from tests.unit.controller.stage import Stage

from bracketdesk.controller.views import Pnl, StrategyView
from bracketdesk.wire.enums import Action, OrdStatus, StrategyStatus


def view(stage: Stage) -> StrategyView:
    return stage.desk.strategies.value[0]


async def test_open_levels_count_at_what_closing_meets(stage: Stage) -> None:
    line = await filled(stage)
    line.quote(quote("6014.50", "6014.75"))
    await stage.clock.advance(0.1)
    assert [level.pnl.dollars for level in view(stage).levels] == [Decimal(10)] * 3
    assert view(stage).pnl == Pnl(Decimal(30), Decimal(2), Decimal("0.5"))


async def test_closed_levels_keep_what_they_won(stage: Stage) -> None:
    line = await filled(stage)
    line.change(fill(9001, TARGETS[0], "6016.50", 1, Action.SELL))
    status_of(line, TARGETS[0], OrdStatus.FILLED)
    status_of(line, STOPS[0], OrdStatus.CANCELED)
    line.quote(quote("6010.50", "6010.75"))
    await stage.clock.advance(0.1)
    first, second, third = (level.pnl for level in view(stage).levels)
    assert first == Pnl(Decimal(20), Decimal(4), Decimal(1))
    assert (second.dollars, third.dollars) == (Decimal(-10), Decimal(-10))
    assert view(stage).pnl.dollars == Decimal(0)


async def test_without_a_quote_only_what_is_closed_is_known(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*filled_strategy(), fill(9001, TARGETS[0], "6016.50", 1, Action.SELL))
    status_of(line, TARGETS[0], OrdStatus.FILLED)
    await stage.clock.advance(0.1)
    assert view(stage).levels[0].pnl.dollars == Decimal(20)
    assert view(stage).levels[1].pnl == Pnl()
    assert view(stage).pnl == Pnl()


async def test_an_ended_strategy_needs_no_quote(stage: Stage) -> None:
    line = await stage.ready()
    line.change(*filled_strategy())
    for number in STOPS:
        line.change(fill(number + 8000, number, "6008.50", 1, Action.SELL))
        status_of(line, number, OrdStatus.FILLED)
    for number in TARGETS:
        status_of(line, number, OrdStatus.CANCELED)
    line.change(strategy(9912, status=StrategyStatus.EXECUTION_FINISHED))
    await stage.clock.advance(0.1)
    assert view(stage).pnl.dollars == Decimal(-60)


async def test_whose_it_is_and_where_it_was_planned(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy(9912))
    assert stage.desk.submit(ticket())
    await settle()
    line.change(*filled_strategy(str(stage.starts[0]["uuid"])))
    await stage.clock.advance(0.1)
    mine = view(stage)
    assert (mine.whose, mine.today) == ("", True)
    stop = next(leg for leg in mine.levels[0].legs if leg.order_id == STOPS[0])
    assert (stop.planned, stop.price) == (Decimal("6008.50"), Decimal("6008.50"))
    assert mine.levels[0].risk == Decimal(20)
    line.change(strategy(9950))
    await stage.clock.advance(0.1)
    other = next(s for s in stage.desk.strategies.value if s.id == 9950)
    assert other.whose == "another program"


async def test_money_that_is_not_dollars_is_not_shown_as_such(stage: Stage) -> None:
    stage.instruments = {MES.symbol: replace(MES, currency="JPY")}
    line = await stage.open()
    line.change(*filled_strategy())
    line.quote(quote("6014.50", "6014.75"))
    await stage.clock.advance(0.1)
    assert view(stage).pnl == Pnl(None, Decimal(2), None)
    assert [level.pnl.dollars for level in view(stage).levels] == [None] * 3
    assert stage.desk.positions.value[0].open_pnl is None
