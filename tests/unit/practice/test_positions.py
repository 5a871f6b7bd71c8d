from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.support.trading import WEDNESDAY

from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.positions import Holding, Lot
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Position, TradeDate

MONDAY = TradeDate(year=2026, month=11, day=23)
TUESDAY = TradeDate(year=2026, month=11, day=24)


def listed() -> Listed:
    found = Listing(EntityStore(), date(2026, 11, 22)).find("MESZ6")
    assert found is not None
    return found


LISTED = listed()


def after(*trades: tuple[int, int, int], day: TradeDate = MONDAY) -> Position:
    """The position after trades of side, price in ticks, quantity."""
    holding = Holding(1, LISTED, MONDAY)
    for side, price, quantity in trades:
        holding.add(side, Lot(1, price, quantity), day)
    return holding.entity(2, WEDNESDAY)


def test_the_price_is_the_average_of_what_is_held() -> None:
    position = after((1, 100, 1), (1, 104, 3))
    assert (position.net_pos, str(position.net_price)) == (4, "25.75")
    assert (position.bought, str(position.bought_value)) == (4, "103.00")
    assert (position.sold, position.sold_value) == (0, Decimal(0))


def test_what_came_first_leaves_first() -> None:
    position = after((1, 100, 1), (1, 104, 3), (-1, 200, 2))
    assert (position.net_pos, str(position.net_price)) == (2, "26.00")


def test_a_flat_position_has_no_price() -> None:
    position = after((-1, 100, 2), (1, 90, 2))
    assert (position.net_pos, position.net_price) == (0, None)


def test_what_is_closed_brings_its_profit() -> None:
    holding = Holding(1, LISTED, MONDAY)
    assert holding.add(-1, Lot(7, 104, 3), MONDAY) == ([], None)
    booking = holding.add(1, Lot(8, 100, 1), MONDAY)
    assert str(booking.profit) == "5.00"  # 4 ticks of 1.25 dollars
    assert booking.closed == [Lot(7, 104, 1)]
    booking = holding.add(1, Lot(9, 108, 5), MONDAY)
    assert str(booking.profit) == "-10.00"  # two of the five
    assert booking.closed == [Lot(7, 104, 2)]
    assert str(holding.open_profit(109)) == "3.75"


def test_through_zero_it_costs_what_the_rest_did() -> None:
    position = after((1, 100, 2), (-1, 120, 5))
    assert (position.net_pos, str(position.net_price)) == (-3, "30.00")


def test_a_new_day_starts_from_what_was_held() -> None:
    holding = Holding(1, LISTED, MONDAY)
    holding.add(1, Lot(1, 100, 3), MONDAY)
    holding.add(-1, Lot(1, 120, 1), TUESDAY)
    position = holding.entity(2, WEDNESDAY)
    assert (position.prev_pos, str(position.prev_price)) == (3, "25.00")
    assert (position.bought, position.sold, position.net_pos) == (0, 1, 2)
    assert position.trade_date == TUESDAY


trades = st.tuples(st.sampled_from([1, -1]), st.integers(1, 1000), st.integers(1, 20))


@given(st.lists(trades, max_size=12), st.integers(1, 1000))
def test_profits_taken_and_open_are_what_was_sold_less_what_was_bought(
    made: list[tuple[int, int, int]], price: int
) -> None:
    holding = Holding(1, LISTED, MONDAY)
    taken = [holding.add(side, Lot(1, at, quantity), MONDAY) for side, at, quantity in made]
    earned = sum((price - at) * side * quantity for side, at, quantity in made)
    dollars = LISTED.price(earned) * LISTED.specification.point_value
    assert sum(one.profit or Decimal(0) for one in taken) + holding.open_profit(price) == dollars


@given(st.lists(trades, max_size=12))
def test_net_is_bought_less_sold_and_money_is_what_was_traded(
    made: list[tuple[int, int, int]],
) -> None:
    position = after(*made)
    assert position.net_pos == sum(side * quantity for side, _, quantity in made)
    assert position.net_pos == position.bought - position.sold
    spent = sum(price * quantity for side, price, quantity in made if side > 0)
    assert position.bought_value == LISTED.price(spent)
    assert (position.net_price is None) == (position.net_pos == 0)
