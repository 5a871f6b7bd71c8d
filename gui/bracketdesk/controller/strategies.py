"""The account's strategies as the window shows them, from whatever has arrived so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from bracketdesk.controller import words
from bracketdesk.controller.book import Terms
from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.legs import Leg, average, leg_of, leg_view
from bracketdesk.controller.levels import Plan, assign, pairs_of
from bracketdesk.controller.read_back import (
    EXITS,
    comparable,
    day_only,
    difference,
    entry_difference,
    planned_place,
)
from bracketdesk.controller.views import LegRole, LegView, LevelView, StrategyView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.params import read_params
from bracketdesk.domain.prices import format_points, from_ticks
from bracketdesk.domain.risk import exit_prices, level_money
from bracketdesk.domain.ticket import Level, Side, Ticket
from bracketdesk.wire.entities import OrderStrategy
from bracketdesk.wire.enums import Action, OrdStatus, StrategyStatus


@dataclass(frozen=True, slots=True)
class Seen:
    """What one strategy's view is made of; `ticket` is what was sent where it is ours."""

    strategy: OrderStrategy
    orders: tuple[Terms, ...]
    ticket: Ticket | None
    instrument: Instrument | None
    symbol: str
    moved: frozenset[int] = frozenset()  # orders that a click in this app has moved


def may_run(strategy: OrderStrategy) -> bool:
    """Whether it runs; a status this version does not know may mean that."""
    return strategy.status == StrategyStatus.ACTIVE or not strategy.status.recognised


def closing_side(position: int, action: Action) -> Action:
    """Return the side that closes a position; of a flat one, that of the strategy's exits."""
    if position:
        return Action.SELL if position > 0 else Action.BUY
    return Action.BUY if action == Action.SELL else Action.SELL


def strategy_view(seen: Seen) -> StrategyView:
    """Return the view of one strategy, however little has arrived, without its position."""
    strategy = seen.strategy
    legs = [
        leg_of(terms, strategy.action, moved=terms.order.id in seen.moved) for terms in seen.orders
    ]
    entry = next((leg for leg in legs if leg.role is LegRole.ENTRY), None)
    plan, changed = _plan(seen, entry)
    levels, others = _levels(legs, entry, plan)
    running = may_run(strategy)
    held = _differences(seen, plan, entry, levels, others) if running else ()
    return StrategyView(
        id=strategy.id,
        symbol=seen.symbol,
        contract_id=strategy.contract_id,
        side=_side(strategy.action),
        quantity=_quantity(seen, entry, plan),
        status=words.strategy_status(str(strategy.status)),
        raw_status=clean(str(strategy.status), 64),
        running=running,
        at=strategy.timestamp,
        entry=leg_view(entry) if entry else None,
        levels=_level_views(levels, entry, plan),
        others=tuple(leg_view(leg) for leg in others),
        failure=clean(strategy.failure_message or ""),
        ours=seen.ticket is not None,
        difference="; ".join(part for part in (changed, *held) if part),
        compared=running and plan is not None and comparable(entry),
        left=_left(legs, entry),
        stops=sum(leg.works for leg in legs if leg.role is LegRole.STOP),
        note=day_only(levels) if plan and running else "",
        instrument=seen.instrument,
    )


def _plan(seen: Seen, entry: Leg | None) -> tuple[Plan | None, str]:
    """Return what the levels are meant to be, and whether the broker holds other params.

    Ours is the ticket itself; of another app's strategy only its params are known.
    """
    if seen.instrument is None:
        return None, ""
    side = _side(seen.strategy.action)
    held = _held_levels(seen.strategy, side, seen.instrument)
    meant = seen.ticket.levels if seen.ticket else held
    if meant is None:
        return None, ""
    changed = held is not None and held != meant
    return (
        Plan(
            meant,
            side,
            seen.instrument,
            _fill_prices(entry),
            average(entry.fills) if entry else None,
        ),
        "the broker holds other levels than were sent" if changed else "",
    )


def _differences(
    seen: Seen,
    plan: Plan | None,
    entry: Leg | None,
    levels: Sequence[Sequence[Leg]],
    others: Sequence[Leg],
) -> tuple[str, ...]:
    if plan is None:
        return ()
    exits = difference(plan, entry, levels, others)
    if seen.ticket is None:
        return (exits,)
    return (entry_difference(seen.ticket, entry, plan), exits)


def _held_levels(
    strategy: OrderStrategy, side: Side, instrument: Instrument
) -> tuple[Level, ...] | None:
    return _read_levels(strategy.params or "", side, instrument.tick_size)


@lru_cache(maxsize=1024)
def _read_levels(params: str, side: Side, tick_size: Decimal) -> tuple[Level, ...] | None:
    try:
        return read_params(params, side, tick_size).levels
    except ValueError:
        return None  # another app's form, or params the broker does not show


def _fill_prices(entry: Leg | None) -> tuple[Decimal, ...]:
    """The prices exits may be counted from: each fill's own, or their average."""
    if entry is None or not entry.fills:
        return ()
    prices = {fill.price for fill in entry.fills}
    mean = average(entry.fills)
    return tuple(sorted(prices if mean is None else {*prices, mean}))


def _levels(
    legs: Sequence[Leg], entry: Leg | None, plan: Plan | None
) -> tuple[list[list[Leg]], list[Leg]]:
    exits = [leg for leg in legs if leg.role in EXITS]
    rest = [leg for leg in legs if leg.role not in EXITS and leg is not entry]
    pairs = pairs_of(exits)
    if plan is None:  # each pair is a level of its own
        return [list(pair.legs) for pair in pairs], rest
    levels, unassigned = assign(pairs, plan)
    return levels, rest + unassigned


def _level_views(
    levels: Sequence[Sequence[Leg]], entry: Leg | None, plan: Plan | None
) -> tuple[LevelView, ...]:
    views = []
    for index, legs in enumerate(levels):
        level = plan.levels[index] if plan else None
        quantity = level.quantity if level else max(leg.quantity for leg in legs)
        planned = planned_text(level, plan.instrument) if plan and level else ""
        shown = tuple(_planned(leg, level, entry, plan) for leg in sorted(legs, key=_target_first))
        risk = level_money(level, plan.instrument).loss if plan and level else None
        views.append(LevelView(index + 1, quantity, shown, planned, risk=risk))
    return tuple(views)


def _planned(leg: Leg, level: Level | None, entry: Leg | None, plan: Plan | None) -> LegView:
    """Return a leg beside where the ticket wanted it: at its distance from the fill."""
    view = leg_view(leg)
    if level is None or plan is None or not plan.fills:
        return view
    if place := planned_place(leg, level, entry, plan):
        return replace(view, planned=place[0], differs=place[1])
    target, stop = exit_prices(level, plan.side, plan.average, plan.instrument)
    return replace(view, planned=target if leg.role is LegRole.TARGET else stop)


@lru_cache(maxsize=1024)
def planned_text(level: Level, instrument: Instrument) -> str:
    """Return a level's exits in points: "target 4.00, stop 4.00, trails 3.00 after 6.00"."""

    def points(ticks: int) -> str:
        return format_points(from_ticks(ticks, instrument.tick_size), instrument)

    parts = []
    if level.target_ticks is not None:
        parts.append(f"target {points(level.target_ticks)}")
    if level.stop_ticks is not None:
        parts.append(f"stop {points(level.stop_ticks)}{', trailing' if level.trailing else ''}")
    if trail := level.auto_trail:
        parts.append(f"trails {points(trail.distance_ticks)} after {points(trail.trigger_ticks)}")
    return ", ".join(parts)


def _target_first(leg: Leg) -> tuple[bool, int]:
    return leg.role is not LegRole.TARGET, leg.order.id


def _left(legs: Sequence[Leg], entry: Leg | None) -> int | None:
    """Contracts of the entry that no exit has closed; its fills may be of a former day."""
    if entry is None or (entry.order.ord_status == OrdStatus.FILLED and not entry.fills):
        return None
    return sum(leg.filled if leg.role is LegRole.ENTRY else -leg.filled for leg in legs)


def _quantity(seen: Seen, entry: Leg | None, plan: Plan | None) -> int:
    if seen.ticket:
        return seen.ticket.quantity
    if entry and entry.version:
        return entry.quantity
    return sum(level.quantity for level in plan.levels) if plan else 0


def _side(action: Action) -> Side:
    return Side.SELL if action == Action.SELL else Side.BUY
