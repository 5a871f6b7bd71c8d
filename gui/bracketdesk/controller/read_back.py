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

EXITS = (LegRole.TARGET, LegRole.STOP)  # in the order of `exit_prices`

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
    if entry.filled != _contracts(plan):
        return "; ".join((*_partly(plan, entry, levels), *_unplanned(others, plan)))
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


def _partly(plan: Plan, entry: Leg, levels: Sequence[Sequence[Leg]]) -> Iterator[str]:
    """The entry ended early: which level got what is not ours to say. What must hold for every
    share is: enough exits, none too many, each where some level has it.
    """
    exits = [leg for legs in levels for leg in legs]
    left = entry.filled - sum(leg.filled for leg in exits)
    if left < 0:
        yield f"{counted(entry.filled, 'contract')} filled, {entry.filled - left} exited"
        return
    said = [words for role in EXITS for words in _share(role, exits, left, plan)]
    yield from said
    working = sum(_working(exits, role) for role in EXITS)
    if not said and working < left and not any(leg.moved for leg in exits):
        yield f"exits work for {working} of {left}"


def _share(role: LegRole, exits: Sequence[Leg], left: int, plan: Plan) -> Iterator[str]:
    """Compare one role's exits with what the `left` contracts of some share must have at least
    and may have at most.
    """
    legs = [leg for leg in exits if leg.role is role]
    planned = [level for level in plan.levels if _ticks(level, role) is not None]
    meant = sum(level.quantity for level in planned)
    bare = sum(level.quantity for level in plan.levels) - meant
    held, least, most = _working(legs, role), max(0, left - bare), min(left, meant)
    if not least <= held <= most and not any(leg.moved for leg in legs):
        yield f"{role}s work for {held} of {least if held < least else most}"
    elif planned:
        yield from _prices(planned, role, legs, plan)


def _level(level: Level, legs: Sequence[Leg], plan: Plan) -> list[str]:
    left = level.quantity - sum(leg.filled for leg in legs)
    if left < 0:
        return [f"{counted(level.quantity, 'contract')} planned, {level.quantity - left} exited"]
    said = []
    for role in EXITS:
        held = _working(legs, role)
        wanted = 0 if _ticks(level, role) is None else left
        if held != wanted and any(leg.moved for leg in legs if leg.role is role):
            continue  # a click has taken it away; the meter says what that leaves
        if held != wanted:
            said.append(f"{role} works for {held} of {wanted}")
        elif _ticks(level, role) is not None:
            said += _prices([level], role, legs, plan)
    return said


def _ticks(level: Level, role: LegRole) -> int | None:
    return level.target_ticks if role is LegRole.TARGET else level.stop_ticks


def _working(legs: Sequence[Leg], role: LegRole) -> int:
    return sum(leg.works for leg in legs if leg.role is role)


def _prices(
    levels: Sequence[Level], role: LegRole, legs: Sequence[Leg], plan: Plan
) -> Iterator[str]:
    """Compare each leg with the level it suits best, and with every fill: the broker counts from
    the fill's price (protocol.md 6.2).
    """
    for leg in legs:
        near = _nearest(leg, levels, plan) if leg.role is role else None
        if near is not None and leg.price is not None and _stands_out(leg, near, plan):
            there, here = (format_price(price, plan.instrument) for price in (near[1], leg.price))
            yield f"{role} at {here}, planned {there}"


def planned_place(
    leg: Leg, level: Level, entry: Leg | None, plan: Plan
) -> tuple[Decimal, bool] | None:
    """Return where a leg of a level was planned, in points, and whether `difference` takes
    exception to where it is; None where its price or the fill is not known.
    """
    compared = entry is not None and comparable(entry)
    whole = entry is None or not compared or entry.filled == _contracts(plan)
    near = _nearest(leg, [level] if whole else plan.levels, plan)
    return None if near is None else (near[1], compared and _stands_out(leg, near, plan))


def _contracts(plan: Plan) -> int:
    return sum(level.quantity for level in plan.levels)


def _stands_out(leg: Leg, near: tuple[Decimal, Decimal], plan: Plan) -> bool:
    return leg.open and not leg.moved and near[0] >= plan.instrument.tick_size


def _nearest(leg: Leg, levels: Iterable[Level], plan: Plan) -> tuple[Decimal, Decimal] | None:
    """Return how far a leg is off, and from where, at the level and fill that suit it best."""
    if leg.price is None:
        return None
    places = [place for level in levels for place in _places(level, leg.role, leg.price, plan)]
    return min(places, key=lambda place: place[0], default=None)


def _places(
    level: Level, role: LegRole, held: Decimal, plan: Plan
) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield how far a price is off, and from where, for each fill. One that trails may only have
    moved to the winning side of where it began.
    """
    moves = role is LegRole.STOP and (level.trailing or level.auto_trail is not None)
    for fill in plan.fills:
        place = exit_prices(level, plan.side, fill, plan.instrument)[EXITS.index(role)]
        if place is not None:
            behind = (place - held) * plan.side.sign
            yield (behind if moves else abs(behind)), place
