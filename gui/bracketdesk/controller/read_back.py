"""Planned against held: what a running strategy lacks (product.md, rule 6).

Nothing here remembers: the same legs in any order of arrival give the same words.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from bracketdesk.controller.book import AT_WORK
from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.legs import Leg
from bracketdesk.controller.levels import Plan
from bracketdesk.controller.views import LegRole
from bracketdesk.controller.words import counted
from bracketdesk.domain.prices import format_price
from bracketdesk.domain.risk import exit_prices
from bracketdesk.domain.ticket import Entry, Level, Ticket
from bracketdesk.wire.enums import OrderType, TimeInForce

ENDS = "they end with the session, and the position does not"


def comparable(entry: Leg | None) -> bool:
    """Whether exits can be compared: while the entry may fill, those that wait or do not exist yet
    are as they should be.
    """
    return entry is not None and not entry.open and entry.filled > 0


def difference(
    plan: Plan, entry: Leg | None, levels: Sequence[Sequence[Leg]], others: Sequence[Leg] = ()
) -> str:
    """Return what the exits differ in, in one line, empty where they do not or cannot yet.

    `others` are the strategy's orders that serve no level.
    """
    if entry is None or not comparable(entry):
        return ""
    if entry.filled != sum(level.quantity for level in plan.levels):
        return _partly(plan, entry, levels)
    said = [
        f"level {number}: {words}"
        for number, (level, legs) in enumerate(zip(plan.levels, levels, strict=True), start=1)
        for words in _level(level, legs, plan)
    ]
    return "; ".join((*said, *_unplanned(others, plan)))


def entry_difference(ticket: Ticket, entry: Leg | None, plan: Plan) -> str:
    """Return what the entry differs in from the ticket, as far as its terms have arrived."""
    version = entry.version if entry else None
    if entry is None or version is None:
        return ""
    planned = ticket.entry
    said = []
    if version.order_qty != ticket.quantity:
        said.append(f"entry for {version.order_qty}, planned {ticket.quantity}")
    if version.order_type != OrderType(planned.type.value):
        said.append(f"entry is {clean(str(version.order_type), 64)}, planned {planned.type}")
    else:
        said += _entry_prices(planned, entry, plan)
    held = version.time_in_force
    if held is not None and held != TimeInForce(planned.time_in_force.value):
        said.append(f"entry is {clean(str(held), 64)}, planned {planned.time_in_force}")
    return "; ".join(said)


def day_only(levels: Sequence[Sequence[Leg]]) -> str:
    """Name the exits that are good for the day only: a note, for the position outlives them."""
    named = [
        f"level {number} {' and '.join(roles)}"
        for number, legs in enumerate(levels, start=1)
        if (roles := [str(leg.role) for leg in sorted(legs, key=_target_first) if _is_day(leg)])
    ]
    if not named:
        return ""
    if all(_is_day(leg) for legs in levels for leg in legs if leg.open):
        return f"all exits are good for the day only: {ENDS}"
    return f"good for the day only: {', '.join(named)}; {ENDS}"


def _is_day(leg: Leg) -> bool:
    version = leg.version
    return leg.open and version is not None and version.time_in_force == TimeInForce.DAY


def _target_first(leg: Leg) -> bool:
    return leg.role is not LegRole.TARGET


def _entry_prices(planned: Entry, entry: Leg, plan: Plan) -> Iterator[str]:
    """A StopLimit has both; a Stop's level may stand in `price` (protocol.md 4.4)."""
    version = entry.version
    if version is None:
        return
    stop = version.stop_price if planned.type.has_limit else entry.price
    pairs = (("limit", planned.limit_price, version.price), ("stop", planned.stop_price, stop))
    for name, wanted, held in pairs:
        if wanted is None or held is None or abs(held - wanted) < plan.instrument.tick_size:
            continue
        there, here = (format_price(price, plan.instrument) for price in (wanted, held))
        yield f"entry {name} at {here}, planned {there}"


def _unplanned(others: Iterable[Leg], plan: Plan) -> Iterator[str]:
    """Name exits in the market that no level has room for."""
    for leg in others:
        if leg.order.ord_status in AT_WORK and leg.role in (LegRole.TARGET, LegRole.STOP):
            at = "" if leg.price is None else f" at {format_price(leg.price, plan.instrument)}"
            yield f"a {leg.role} for {leg.quantity - leg.filled}{at} was not planned"


def _partly(plan: Plan, entry: Leg, levels: Sequence[Sequence[Leg]]) -> str:
    """The entry ended early: which level got what is not ours to say, the stops' sum is."""
    if any(level.stop_ticks is None for level in plan.levels):
        return ""
    exits = [leg for legs in levels for leg in legs]
    left = entry.filled - sum(leg.filled for leg in exits)
    held = _working(exits, LegRole.STOP)
    return "" if held == left else f"stops work for {held} of {left}"


def _level(level: Level, legs: Sequence[Leg], plan: Plan) -> list[str]:
    left = level.quantity - sum(leg.filled for leg in legs)
    if left < 0:
        return [f"{counted(level.quantity, 'contract')} planned, {level.quantity - left} exited"]
    said = []
    for role, planned in ((LegRole.TARGET, level.target_ticks), (LegRole.STOP, level.stop_ticks)):
        held = _working(legs, role)
        wanted = 0 if planned is None else left
        if held != wanted and any(leg.moved for leg in legs if leg.role is role):
            continue  # a click has taken it away; the meter says what that leaves
        if held != wanted:
            said.append(f"{role} works for {held} of {wanted}")
        elif planned is not None:
            said += _prices(level, role, legs, plan)
    return said


def _working(legs: Sequence[Leg], role: LegRole) -> int:
    at_work = (leg for leg in legs if leg.role is role and leg.order.ord_status in AT_WORK)
    return sum(leg.quantity - leg.filled for leg in at_work)


def _prices(level: Level, role: LegRole, legs: Sequence[Leg], plan: Plan) -> list[str]:
    """Compare with every fill: the broker counts from the fill's price (protocol.md 6.2)."""
    index = 0 if role is LegRole.TARGET else 1
    places = [exit_prices(level, plan.side, p, plan.instrument)[index] for p in plan.fills]
    wanted = [place for place in places if place is not None]
    moves = role is LegRole.STOP and (level.trailing or level.auto_trail is not None)
    said = []
    for leg in legs:
        held = leg.price
        if leg.role is not role or not leg.open or held is None or not wanted or leg.moved:
            continue
        off = _behind(held, wanted, plan) if moves else _away(held, wanted)
        if off >= plan.instrument.tick_size:
            near = min(wanted, key=lambda place: abs(held - place))
            there, here = (format_price(price, plan.instrument) for price in (near, held))
            said.append(f"{role} at {here}, planned {there}")
    return said


def _away(held: Decimal, wanted: Sequence[Decimal]) -> Decimal:
    return min(abs(held - place) for place in wanted)


def _behind(held: Decimal, wanted: Sequence[Decimal], plan: Plan) -> Decimal:
    """How far a trailing stop stands on the losing side of where it began."""
    return min((place - held) * plan.side.sign for place in wanted)
