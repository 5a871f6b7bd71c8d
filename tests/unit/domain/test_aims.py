"""Where an exit goes: typed in any form, on the tick, on its side of the market."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.controller.builders import MES

from bracketdesk.domain.aims import (
    Aim,
    ExitKind,
    Standing,
    Top,
    breakeven,
    goal,
    misplaced,
    parse_aim,
)
from bracketdesk.domain.instrument import Instrument, PriceFormat
from bracketdesk.domain.prices import on_tick
from bracketdesk.domain.ticket import Side

ZN = Instrument(
    "ZNZ6", Decimal("0.015625"), Decimal(1000), price_format=PriceFormat.FRACTIONAL, product="ZN"
)
CL = Instrument("CLF7", Decimal("0.01"), Decimal(1000))
ticks = some.integers(1, 100_000)
sides = some.sampled_from(Side)
kinds = some.sampled_from(ExitKind)
averages = some.decimals(1, 10_000, places=4)


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("6012.25", Aim(price=Decimal("6012.25"))),
        ("6,012.25", Aim(price=Decimal("6012.25"))),
        ("+4", Aim(step=4)),
        ("-2", Aim(step=-2)),
        ("−2", Aim(step=-2)),
        ("8 t", Aim(distance=8)),
        ("8T", Aim(distance=8)),
        ("2.00 p", Aim(distance=8)),
    ],
)
def test_what_a_person_types(text: str, aim: Aim) -> None:
    assert parse_aim(text, MES) == aim


def test_fractions_and_prices_below_zero() -> None:
    assert parse_aim("110'165", ZN) == Aim(price=Decimal("110.515625"))
    assert parse_aim("-37.63", CL) == Aim(price=Decimal("-37.63"))


@pytest.mark.parametrize("text", ["", "  ", "x", "6012.30", "-1 t", "1.5 t", "0.3 p", "1" * 60])
def test_the_rest_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_aim(text, MES)


@given(some.text(max_size=50))
def test_garbage_never_does_anything_else(text: str) -> None:
    with suppress(ValueError):
        aim = parse_aim(text, MES)
        assert [aim.price, aim.step, aim.distance].count(None) == 2


@given(averages, ticks, sides, kinds)
def test_a_distance_lies_on_the_exits_side_and_on_the_tick(
    average: Decimal, distance: int, side: Side, kind: ExitKind
) -> None:
    standing = Standing(kind, side, average, average)
    price = goal(Aim(distance=distance), standing, MES)
    assert on_tick(price, MES.tick_size)
    above = (side is Side.SELL) == (kind is ExitKind.TARGET)
    assert (price > average) == above or abs(price - average) < MES.tick_size
    assert abs(abs(price - average) - distance * MES.tick_size) < MES.tick_size


@given(averages, some.integers(0, 1000), sides)
def test_breakeven_never_gives_a_part_of_a_tick_away(
    average: Decimal, profit: int, side: Side
) -> None:
    price = breakeven(average, profit, side, MES)
    won = price - average if side is Side.SELL else average - price
    assert profit * MES.tick_size <= won < (profit + 1) * MES.tick_size


@given(averages, averages, sides, kinds)
def test_no_exit_goes_to_the_wrong_side_of_the_market(
    price: Decimal, market: Decimal, side: Side, kind: ExitKind
) -> None:
    standing = Standing(kind, side, Decimal(5000), None)
    top = Top(bid=market, ask=market)
    waits_below = (side is Side.SELL) == (kind is ExitKind.STOP)
    right = price < market if waits_below else price > market
    assert (misplaced(standing, price, top, MES) == "") == right


@given(averages, averages, sides, kinds)
def test_without_a_market_it_only_moves_away(
    price: Decimal, stands: Decimal, side: Side, kind: ExitKind
) -> None:
    standing = Standing(kind, side, stands, None)
    waits_below = (side is Side.SELL) == (kind is ExitKind.STOP)
    away = price <= stands if waits_below else price >= stands
    assert (misplaced(standing, price, Top(), MES) == "") == away


def test_a_distance_needs_the_fill() -> None:
    with pytest.raises(ValueError, match="average fill is not known"):
        goal(Aim(distance=4), Standing(ExitKind.STOP, Side.SELL, Decimal(1), None), MES)
