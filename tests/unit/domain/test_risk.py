from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from tests.unit.domain.samples import (
    MES,
    NIY,
    RUNNER,
    UNTOLD,
    ZF,
    levels,
    orders,
    price_ticks,
    sides,
)

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import from_ticks
from bracketdesk.domain.risk import (
    LevelMoney,
    exit_prices,
    level_money,
    loss_at_stops,
    loss_is_open,
)
from bracketdesk.domain.ticket import Level, Side, Ticket


def test_the_money_of_a_level() -> None:
    assert level_money(Level(2, 32, 16), MES) == LevelMoney(Decimal(80), Decimal(40), Decimal(2))
    assert level_money(Level(2, 32), MES) == LevelMoney(Decimal(80), None, None)
    assert level_money(Level(2, None, 16), MES) == LevelMoney(None, Decimal(40), None)
    assert level_money(Level(1, 1, 1), ZF).win == Decimal("7.8125")


def test_the_loss_at_the_stops() -> None:
    assert loss_at_stops(RUNNER, MES) == 60


def test_the_loss_is_open_where_a_level_has_no_stop() -> None:
    assert loss_at_stops(replace(RUNNER, levels=(*RUNNER.levels, Level(1, 4))), MES) is None
    assert loss_at_stops(replace(RUNNER, levels=()), MES) is None


def test_money_that_is_not_dollars_is_none_and_r_is_told() -> None:
    for instrument in (NIY, UNTOLD):
        assert level_money(Level(2, 32, 16), instrument) == LevelMoney(None, None, Decimal(2))
        assert loss_at_stops(RUNNER, instrument) is None


def test_whether_the_loss_is_open() -> None:
    assert not loss_is_open(RUNNER)
    assert loss_is_open(replace(RUNNER, levels=(*RUNNER.levels, Level(1, 4))))
    assert loss_is_open(replace(RUNNER, levels=()))


@given(orders)
def test_the_loss_is_the_sum_of_the_levels(order: tuple[Instrument, Ticket]) -> None:
    instrument, ticket = order
    losses = [level_money(level, instrument).loss for level in ticket.levels]
    total = loss_at_stops(ticket, instrument)
    assert (total is None) == (None in losses)
    assert total is None or total == sum(loss for loss in losses if loss is not None) > 0


def test_exit_prices() -> None:
    level = Level(1, 32, 16)
    entry = Decimal("6012.50")
    assert exit_prices(level, Side.BUY, entry, MES) == (Decimal("6020.50"), Decimal("6008.50"))
    assert exit_prices(level, Side.SELL, entry, MES) == (Decimal("6004.50"), Decimal("6016.50"))
    assert exit_prices(Level(1), Side.BUY, entry, MES) == (None, None)
    assert exit_prices(level, Side.BUY, None, MES) == (None, None)


@pytest.mark.parametrize("entry", ["6012.3333333333333333333333333", "1E+400", "NaN"])
def test_exits_of_any_price_the_broker_names(entry: str) -> None:
    target, _ = exit_prices(Level(1, 32, 16), Side.BUY, Decimal(entry), MES)
    assert target is not None
    if entry.startswith("6012"):
        assert target == Decimal("6020.3333333333333333333333333")


@given(levels(), sides, price_ticks)
def test_target_and_stop_lie_on_opposite_sides(level: Level, side: Side, ticks: int) -> None:
    entry = from_ticks(ticks, MES.tick_size)
    target, stop = exit_prices(level, side, entry, MES)
    gain = 1 if side is Side.BUY else -1
    assert target is None or (target - entry) * gain > 0
    assert stop is None or (stop - entry) * gain < 0
