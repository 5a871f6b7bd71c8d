"""Which leg serves which level."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.unit.controller.builders import MES, THREE_LEVELS, order, version

from bracketdesk.controller.book import Terms
from bracketdesk.controller.legs import Leg, leg_of
from bracketdesk.controller.levels import Plan, assign, pairs_of
from bracketdesk.domain.ticket import AutoTrail, Level, Side
from bracketdesk.wire.enums import Action, OrderType

FILL = Decimal("6012.50")


def exit_leg(
    number: int,
    kind: OrderType,
    price: Decimal,
    quantity: int = 1,
    twin: int | None = None,
    side: Action = Action.BUY,
) -> Leg:
    stop = kind is not OrderType.LIMIT
    terms = version(
        number + 1000,
        number,
        kind,
        price=None if stop else str(price),
        stop=str(price) if stop else None,
        quantity=quantity,
    )
    away = Action.SELL if side is Action.BUY else Action.BUY
    return leg_of(Terms(order(number, away, twin=twin, parent=1), terms, ()), side)


def pair_for(
    number: int, level: Level, quantity: int | None = None, fill: Decimal = FILL, sign: int = 1
) -> list[Leg]:
    """A level's exits as the broker makes them, tied to each other, for a part of the level."""
    side = Action.BUY if sign > 0 else Action.SELL
    size = quantity or level.quantity
    both = level.target_ticks is not None and level.stop_ticks is not None
    legs = []
    if level.target_ticks is not None:
        place = fill + sign * level.target_ticks * MES.tick_size
        twin = number + 1 if both else None
        legs.append(exit_leg(number, OrderType.LIMIT, place, size, twin, side))
    if level.stop_ticks is not None:
        place = fill - sign * level.stop_ticks * MES.tick_size
        kind = OrderType.TRAILING_STOP if level.trailing else OrderType.STOP
        twin = number if both else None
        legs.append(exit_leg(number + 1, kind, place, size, twin, side))
    return legs


def plan(*levels: Level, fills: tuple[Decimal, ...] = (FILL,), side: Side = Side.BUY) -> Plan:
    return Plan(levels, side, MES, fills)


def numbers(levels: list[list[Leg]]) -> list[list[int]]:
    return [sorted(leg.order.id for leg in legs) for legs in levels]


def test_each_level_finds_its_own_even_in_the_wrong_order() -> None:
    legs = [
        *pair_for(100, THREE_LEVELS[1]),
        *pair_for(200, THREE_LEVELS[2]),
        *pair_for(300, THREE_LEVELS[0]),
    ]
    levels, others = assign(pairs_of(legs), plan(*THREE_LEVELS))
    assert numbers(levels) == [[300, 301], [100, 101], [201]]
    assert others == []


def test_a_sell_is_matched_the_other_way_up() -> None:
    legs = [*pair_for(100, THREE_LEVELS[1], sign=-1), *pair_for(300, THREE_LEVELS[0], sign=-1)]
    levels, _ = assign(pairs_of(legs), plan(*THREE_LEVELS, side=Side.SELL))
    assert numbers(levels)[:2] == [[300, 301], [100, 101]]


def test_equal_levels_fill_in_their_order() -> None:
    one = Level(1, target_ticks=16, stop_ticks=16)
    levels, _ = assign(pairs_of([*pair_for(100, one), *pair_for(200, one)]), plan(one, one))
    assert numbers(levels) == [[100, 101], [200, 201]]


def test_a_level_filled_in_parts_has_several_pairs_at_several_prices() -> None:
    first, second = Level(3, target_ticks=16, stop_ticks=16), Level(2, 32, 16)
    later = FILL + Decimal("0.75")
    legs = [
        *pair_for(100, first, 2),
        *pair_for(200, first, 1, later),
        *pair_for(300, second, 1, later),
        *pair_for(400, second, 1, FILL),
    ]
    levels, others = assign(pairs_of(legs), plan(first, second, fills=(FILL, later)))
    assert numbers(levels) == [[100, 101, 200, 201], [300, 301, 400, 401]]
    assert others == []


def test_quantity_decides_where_prices_are_the_same() -> None:
    one, two = Level(1, target_ticks=16, stop_ticks=16), Level(2, target_ticks=16, stop_ticks=16)
    levels, _ = assign(pairs_of([*pair_for(100, two), *pair_for(200, one)]), plan(one, two))
    assert numbers(levels) == [[200, 201], [100, 101]]


def test_a_trailing_stop_is_known_by_its_target_for_it_moves() -> None:
    trailing = Level(1, target_ticks=32, stop_ticks=16, trailing=True)
    plain = Level(1, target_ticks=16, stop_ticks=16)
    moved = [
        exit_leg(100, OrderType.LIMIT, FILL + 8, twin=101),
        exit_leg(101, OrderType.TRAILING_STOP, FILL + 1, twin=100),
    ]
    levels, _ = assign(pairs_of([*moved, *pair_for(200, plain)]), plan(plain, trailing))
    assert numbers(levels) == [[200, 201], [100, 101]]


def test_a_runner_with_auto_trail_is_the_level_without_a_target() -> None:
    runner = Level(1, stop_ticks=16, auto_trail=AutoTrail(24, 12, 1))
    plain = Level(1, target_ticks=16, stop_ticks=16)
    moved = exit_leg(101, OrderType.STOP, FILL + 3)
    levels, _ = assign(pairs_of([moved, *pair_for(200, plain)]), plan(plain, runner))
    assert numbers(levels) == [[200, 201], [101]]


def test_what_fits_no_level_is_shown_apart() -> None:
    one = Level(1, target_ticks=16, stop_ticks=16)
    legs = [*pair_for(100, one), *pair_for(200, one)]
    levels, others = assign(pairs_of(legs), plan(one))
    assert numbers(levels) == [[100, 101]]
    assert [leg.order.id for leg in others] == [200, 201]


def test_ties_by_one_name_by_both_or_by_a_third() -> None:
    def tied(number: int, oco: int | None) -> Leg:
        return exit_leg(number, OrderType.LIMIT, FILL, twin=oco)

    assert len(pairs_of([tied(1, 2), tied(2, None)])) == 1
    assert len(pairs_of([tied(1, 77), tied(2, 77)])) == 1
    assert len(pairs_of([tied(10, None), tied(20, None)])) == 2
    assert len(pairs_of([tied(10, 1), tied(20, 1)])) == 2  # 1 is the parent of both


def test_a_twin_that_shrank_still_takes_its_whole_room() -> None:
    two, one = Level(2, target_ticks=16, stop_ticks=16), Level(1, target_ticks=16, stop_ticks=16)
    shrunk = [
        exit_leg(100, OrderType.LIMIT, FILL + 4, 2, twin=101),
        exit_leg(101, OrderType.STOP, FILL - 4, 1, twin=100),
    ]
    levels, _ = assign(pairs_of([*shrunk, *pair_for(200, one)]), plan(one, two))
    assert numbers(levels) == [[200, 201], [100, 101]]


ticks = some.integers(1, 40)
level = some.builds(
    Level,
    quantity=some.integers(1, 4),
    target_ticks=some.none() | ticks,
    stop_ticks=ticks,
    trailing=some.just(False),
)


def as_the_broker_makes_them(
    levels: list[Level], first_fill: int
) -> tuple[list[Leg], list[list[int]]]:
    """Exits for an entry filled in two parts, the levels in their order; and whose they are."""
    legs: list[Leg] = []
    owners: list[list[int]] = [[] for _ in levels]
    left = first_fill
    for index, each in enumerate(levels):
        early = min(left, each.quantity)
        left -= early
        for size, at, base in ((early, FILL, 0), (each.quantity - early, FILL + 1, 10_000)):
            if size:
                made = pair_for(base + 100 * (index + 1), each, size, at)
                legs += made
                owners[index] += [leg.order.id for leg in made]
    return legs, [sorted(numbers) for numbers in owners]


@settings(max_examples=80, deadline=None)
@given(data=some.data(), levels=some.lists(level, min_size=1, max_size=6))
def test_what_the_broker_made_of_the_levels_is_matched_back(
    data: some.DataObject, levels: list[Level]
) -> None:
    total = sum(each.quantity for each in levels)
    legs, owners = as_the_broker_makes_them(levels, data.draw(some.integers(0, total)))
    shuffled = data.draw(some.permutations(legs))
    found, others = assign(pairs_of(shuffled), plan(*levels, fills=(FILL, FILL + 1)))
    assert (numbers(found), others) == (owners, [])


def test_labels_come_before_prices() -> None:
    """Two levels alike but for their labels, and one whose stop somebody moved."""
    levels = (Level(1, 16, 16), Level(1, 16, 32))
    first, second = pair_for(10, levels[0]), pair_for(20, levels[0])
    named = [replace(leg, level=2) for leg in first] + second
    found, others = assign(pairs_of(named), plan(*levels))
    assert [[leg.order.id for leg in legs] for legs in found] == [[20, 21], [10, 11]]
    assert others == []


@pytest.mark.parametrize("numbers", [(1, 2), (7, 7)])
def test_labels_that_disagree_or_name_no_level_say_nothing(numbers: tuple[int, int]) -> None:
    levels = (Level(1, 16, 16), Level(1, 32, 16))
    legs = [replace(leg, level=n) for leg, n in zip(pair_for(10, levels[1]), numbers, strict=True)]
    found, _ = assign(pairs_of(legs), plan(*levels))
    assert [[leg.order.id for leg in legs] for legs in found] == [[], [10, 11]]
