"""A strategy's view from whatever has arrived."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.support.fake_line import FakeState
from tests.unit.controller.builders import (
    ACCOUNT_ID,
    MES,
    THREE_LEVELS,
    fill,
    filled_strategy,
    order,
    strategy,
    ticket,
    version,
)

from bracketdesk.controller.book import Book
from bracketdesk.controller.strategies import (
    Seen,
    closing_side,
    may_run,
    planned_text,
    strategy_view,
)
from bracketdesk.controller.views import LegRole, StrategyView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.ticket import AutoTrail, Level, Side, Ticket
from bracketdesk.wire.entities import Entity, OrderStrategy
from bracketdesk.wire.enums import Action, OrderType, OrdStatus, StrategyStatus

ENTITIES = filled_strategy("ours")


def view_of(
    entities: list[Entity], sent: Ticket | None = None, instrument: Instrument | None = MES
) -> StrategyView:
    state = FakeState()
    state.put(*entities)
    book = Book(state)
    book.update()
    held = book.strategies(ACCOUNT_ID)[0]
    return strategy_view(Seen(held, book.orders_of(held.id), sent, instrument, "MESZ6"))


def test_a_filled_strategy_level_by_level() -> None:
    view = view_of(ENTITIES, ticket())
    assert (view.side, view.quantity, view.status, view.running) == (Side.BUY, 3, "running", True)
    assert view.entry is not None
    assert (view.entry.status, view.entry.filled) == ("filled", 3)
    assert view.entry.average == Decimal("6012.50")
    assert [level.number for level in view.levels] == [1, 2, 3]
    assert [[(leg.role, leg.price) for leg in level.legs] for level in view.levels] == [
        [(LegRole.TARGET, Decimal("6016.50")), (LegRole.STOP, Decimal("6008.50"))],
        [(LegRole.TARGET, Decimal("6020.50")), (LegRole.STOP, Decimal("6008.50"))],
        [(LegRole.STOP, Decimal("6008.50"))],
    ]
    assert view.levels[1].planned == "target 8.00, stop 4.00"
    assert (view.ours, view.difference, view.others) == (True, "", ())


def held_at(price: str) -> list[Entity]:
    """A strategy whose first stop stands at `price`, and whose entry filled at two prices."""
    return [
        e
        if e.id not in (1003, 1013)
        else fill(e.id, 1000, "6012.50", 2)
        if e.id == 1003
        else version(e.id, 1011, OrderType.STOP, stop=price)
        for e in (*ENTITIES, fill(1004, 1000, "6012.25", 1))
    ]


@pytest.mark.parametrize(
    ("level", "held", "planned", "differs"),
    [
        (Level(1, 16, 16), "6008.50", "6008.50", False),  # from the one fill's price
        (Level(1, 16, 16), "6008.25", "6008.25", False),  # from the other's
        (Level(1, 16, 16), "6009.00", "6008.50", True),
        (Level(1, 16, 16), "6008.00", "6008.25", True),
        (Level(1, 16, 16, trailing=True), "6011.00", "6008.25", False),
        (Level(1, 16, 16, False, AutoTrail(8, 4, 1)), "6011.00", "6008.25", False),
        (Level(1, 16, 16, False, AutoTrail(8, 4, 1)), "6008.00", "6008.25", True),
    ],
)
def test_a_leg_differs_where_the_comparison_says_so(
    level: Level, held: str, planned: str, differs: bool
) -> None:
    sent = ticket((level, *THREE_LEVELS[1:]))
    view = view_of(held_at(held), sent)
    leg = next(leg for leg in view.levels[0].legs if leg.role is LegRole.STOP)
    assert (leg.planned, leg.differs) == (Decimal(planned), differs)
    assert (f"stop at {held}" in view.difference) is differs


def test_what_a_click_moved_does_not_differ() -> None:
    state = FakeState()
    state.put(*held_at("6011.00"))
    book = Book(state)
    book.update()
    held = book.strategies(ACCOUNT_ID)[0]
    moved = frozenset({1011})
    view = strategy_view(Seen(held, book.orders_of(held.id), ticket(), MES, "MESZ6", moved))
    leg = view.levels[0].legs[-1]
    assert (leg.price, leg.planned, leg.differs) == (Decimal("6011.00"), Decimal("6008.50"), False)


def test_of_an_entry_that_ended_early_any_levels_place_will_do() -> None:
    part = [
        fill(e.id, 1000, "6012.50", 2)
        if e.id == 1003
        else version(e.id, 1010, OrderType.LIMIT, price="6020.50")
        if e.id == 1012
        else order(1000, Action.BUY, OrdStatus.CANCELED)
        if e.id == 1000
        else e
        for e in ENTITIES
    ]
    view = view_of(part, ticket())
    assert not any(leg.differs for level in view.levels for leg in level.legs)


def test_what_is_left_is_the_strategys_own_and_unknown_without_its_fills() -> None:
    view = view_of(ENTITIES, ticket())
    assert (view.left, view.stops) == (3, 3)
    exited = view_of([*ENTITIES, fill(1017, 1010, "6016.50", 1, Action.SELL)], ticket())
    assert exited.left == 2
    assert view_of([e for e in ENTITIES if e.id != 1003], ticket()).left is None
    assert view_of([strategy()], ticket()).left is None


def test_another_apps_strategy_is_read_from_its_params() -> None:
    view = view_of(ENTITIES)
    assert not view.ours
    assert [len(level.legs) for level in view.levels] == [2, 2, 1]


def test_without_params_each_pair_is_a_level() -> None:
    bare = [strategy() if isinstance(e, OrderStrategy) else e for e in ENTITIES]
    view = view_of(bare)
    assert [len(level.legs) for level in view.levels] == [2, 2, 1]
    assert [level.planned for level in view.levels] == ["", "", ""]
    assert view.quantity == 3


def test_without_the_instrument_nothing_is_compared() -> None:
    view = view_of(ENTITIES, ticket(), None)
    assert (len(view.levels), view.difference) == (3, "")


def test_other_levels_at_the_broker_are_a_difference() -> None:
    view = view_of(ENTITIES, ticket((Level(3, 16, 16),)))
    assert view.difference.startswith("the broker holds other levels than were sent")


def test_a_missing_stop_is_a_difference_only_while_it_runs() -> None:
    missing = [e for e in ENTITIES if e.id not in (1011, 1013, 1015)]
    assert view_of(missing, ticket()).difference == "level 1: stop works for 0 of 1"
    over = [
        strategy(status=StrategyStatus.EXECUTION_INTERRUPTED, levels=THREE_LEVELS)
        if isinstance(e, OrderStrategy)
        else e
        for e in missing
    ]
    assert view_of(over, ticket()).difference == ""


def test_a_failure_is_told_in_the_brokers_words_made_plain() -> None:
    failed = strategy(status=StrategyStatus.EXECUTION_FAILED, failure="No\x1b margin")
    view = view_of([failed])
    assert (view.status, view.raw_status, view.running) == ("failed", "ExecutionFailed", False)
    assert (view.failure, view.entry, view.levels) == ("No margin", None, ())


def test_a_status_never_heard_of_may_mean_running() -> None:
    held = strategy(status=StrategyStatus("Brandnew"))
    assert may_run(held)
    assert (view_of([held]).status, view_of([held]).running) == ("Brandnew", True)


@settings(max_examples=60, deadline=None)
@given(entities=some.permutations(ENTITIES), count=some.integers(1, len(ENTITIES)))
def test_any_part_in_any_order_shows_and_the_whole_always_shows_the_same(
    entities: list[Entity], count: int
) -> None:
    if any(isinstance(entity, OrderStrategy) for entity in entities[:count]):
        part = view_of(entities[:count], ticket())
        shown = [leg for level in part.levels for leg in level.legs]
        assert len({leg.order_id for leg in shown}) == len(shown)
    assert view_of(entities, ticket()) == view_of(ENTITIES, ticket())


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (Level(1, 16, 16), "target 4.00, stop 4.00"),
        (Level(1, None, 16, trailing=True), "stop 4.00, trailing"),
        (Level(1, 16, None), "target 4.00"),
        (Level(1, None, 16, False, AutoTrail(24, 12, 1)), "stop 4.00, trails 3.00 after 6.00"),
    ],
)
def test_the_plan_in_words(level: Level, text: str) -> None:
    assert planned_text(level, MES) == text


def test_what_closes() -> None:
    assert closing_side(2, Action.SELL) is Action.SELL
    assert closing_side(-2, Action.SELL) is Action.BUY
    assert closing_side(0, Action.SELL) is Action.BUY
    assert closing_side(0, Action.BUY) is Action.SELL
