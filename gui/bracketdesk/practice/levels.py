"""A plan in whole ticks of its contract: what the entry asks for, what each level's exits are."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bracketdesk.practice.book import Side
from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.listing import Listed, to_ticks
from bracketdesk.practice.orders import Terms, Trail, opposite, sign
from bracketdesk.practice.plan import AutoTrail, Bracket, Entry, Plan
from bracketdesk.practice.trading_day import session_end
from bracketdesk.wire.enums import Action, FailureReason, OrderType, TimeInForce


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


class TickReader:
    """Turns points of one contract into ticks; raises Rejected(InvalidPrice) where none fit."""

    def __init__(self, listed: Listed) -> None:
        self._tick = listed.specification.tick

    def ticks(self, points: Decimal) -> int:
        """Return `points` in whole ticks."""
        ticks = to_ticks(points, self._tick)
        if ticks is None:
            raise Rejected(FailureReason.INVALID_PRICE, "Invalid price increment")
        return ticks

    def price(self, points: Decimal | None) -> int | None:
        """Return a price in ticks; the practice exchange knows none at or below zero."""
        return None if points is None else self.positive(self.ticks(points))

    def delta(self, points: Decimal | None, direction: int) -> int | None:
        """Return a signed delta; raises where it points the wrong way.

        GUESS: what the server does with a stop on the target's side is unknown; refused here.
        """
        if points is None:
            return None
        ticks = self.ticks(points)
        self.positive(ticks * direction)
        return ticks

    def positive(self, ticks: int) -> int:
        """Return `ticks`; refuse a price at or below zero, or a distance the wrong way."""
        if ticks <= 0:
            raise Rejected(FailureReason.INVALID_PRICE, "Price is on the wrong side")
        return ticks


def levels_of(plan: Plan, action: Action, listed: Listed) -> tuple[Level, ...]:
    """Return the plan's brackets in ticks."""
    reader, direction = TickReader(listed), sign(action)
    return tuple(_level(bracket, reader, direction) for bracket in plan.brackets)


def entry_terms(entry: Entry, action: Action, listed: Listed, side: Side, now: datetime) -> Terms:
    """Return the entry's terms; `side` is what it will trade against."""
    reader = TickReader(listed)
    stop, trail = reader.price(entry.stop_price), None
    if entry.type is OrderType.TRAILING_STOP:
        stop, trail = _trailing_entry(reader, entry, sign(action), side)
    return Terms(
        action=action,
        quantity=entry.quantity,
        type=entry.type,
        limit=reader.price(entry.price),
        stop=stop,
        trail=trail,
        time_in_force=entry.time_in_force,
        expires=_expiry(entry.time_in_force, entry.expire_time, now),
    )


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
    time_in_force = TimeInForce.GTC if lasting else TimeInForce.DAY
    expires = _expiry(time_in_force, None, now)
    action = opposite(base.action)
    return Terms(action, quantity, kind, limit, stop, trail, time_in_force, expires)


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


def _trailing_entry(
    reader: TickReader, entry: Entry, direction: int, side: Side
) -> tuple[int, Trail]:
    distance = reader.price(entry.peg_difference)
    if side.price is None or distance is None:
        raise Rejected(FailureReason.NO_QUOTE, "No quote available")
    stop = reader.positive(side.price + direction * distance)
    return stop, Trail(side.price, distance)


def _expiry(
    time_in_force: TimeInForce, expire_time: datetime | None, now: datetime
) -> datetime | None:
    if time_in_force is TimeInForce.DAY:
        return session_end(now)
    return expire_time
