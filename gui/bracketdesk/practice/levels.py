"""A plan's levels in whole ticks of its contract, and the exits they give a fill."""

from dataclasses import dataclass
from datetime import datetime

from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import Terms, Trail, opposite, sign
from bracketdesk.practice.plan import AutoTrail, Bracket, Plan
from bracketdesk.practice.ticks import TickReader
from bracketdesk.practice.trading_day import session_end
from bracketdesk.wire.enums import Action, OrderType, TimeInForce


@dataclass(frozen=True, slots=True)
class TrailRule:
    """A trail before its entry filled, in ticks: it starts after `trigger` of profit."""

    trigger: int
    distance: int
    step: int


@dataclass(frozen=True, slots=True)
class Level:
    """One bracket; `target` and `stop` are deltas in ticks, signed by price direction."""

    quantity: int
    target: int | None
    stop: int | None
    stop_type: OrderType
    trail: TrailRule | None


def levels_of(plan: Plan, action: Action, listed: Listed) -> tuple[Level, ...]:
    """Return the plan's brackets in ticks."""
    reader, direction = TickReader(listed), sign(action)
    return tuple(_level(bracket, reader, direction) for bracket in plan.brackets)


def target_terms(level: Level, base: Terms, fill: int, quantity: int, now: datetime) -> Terms:
    """Return the level's target for so many contracts filled at `fill`."""
    return _exit(base, quantity, now, OrderType.LIMIT, limit=fill + (level.target or 0))


def stop_terms(level: Level, base: Terms, fill: int, quantity: int, now: datetime) -> Terms:
    """Return the level's stop for so many contracts filled at `fill`."""
    rule, direction = level.trail, sign(base.action)
    trail = Trail(fill + direction * rule.trigger, rule.distance, rule.step) if rule else None
    stop = fill + (level.stop or 0)
    return _exit(base, quantity, now, level.stop_type, stop=stop, trail=trail)


def _exit(
    base: Terms,
    quantity: int,
    now: datetime,
    kind: OrderType,
    *,
    limit: int | None = None,
    stop: int | None = None,
    trail: Trail | None = None,
) -> Terms:
    # GUESS: no source says how long exits live. Those of a GTC or GTD entry stay until
    # cancelled, the others end with the session (the warning in protocol.md 4.4).
    lasting = base.time_in_force in (TimeInForce.GTC, TimeInForce.GTD)
    return Terms(
        action=opposite(base.action),
        quantity=quantity,
        type=kind,
        limit=limit,
        stop=stop,
        trail=trail,
        time_in_force=TimeInForce.GTC if lasting else TimeInForce.DAY,
        expires=None if lasting else session_end(now),
    )


def _level(bracket: Bracket, reader: TickReader, direction: int) -> Level:
    target = reader.delta(bracket.profit_target, direction)
    stop = reader.delta(bracket.stop_loss, -direction)
    # A trailing stop has a type of its own in the broker's vocabulary, whose offset is
    # pegDifference; an autoTrail is a plain stop that the strategy moves once it starts.
    kind = OrderType.TRAILING_STOP if bracket.trailing_stop else OrderType.STOP
    trail = TrailRule(0, abs(stop or 0), 1) if bracket.trailing_stop else None
    if bracket.auto_trail:
        trail = _auto_trail(bracket.auto_trail, reader)
    return Level(bracket.quantity, target, stop, kind, trail)


def _auto_trail(trail: AutoTrail, reader: TickReader) -> TrailRule:
    ticks = reader.ticks
    return TrailRule(ticks(trail.trigger), ticks(trail.stop_loss), ticks(trail.freq))
