"""Planned against held: what a running strategy's exits lack (product.md, rule 6)."""

from collections.abc import Sequence
from decimal import Decimal

from bracketdesk.controller.book import AT_WORK
from bracketdesk.controller.legs import Leg
from bracketdesk.controller.levels import Plan
from bracketdesk.controller.views import LegRole
from bracketdesk.controller.words import counted
from bracketdesk.domain.prices import format_price
from bracketdesk.domain.risk import exit_prices
from bracketdesk.domain.ticket import Level


def difference(plan: Plan, entry: Leg | None, levels: Sequence[Sequence[Leg]]) -> str:
    """Return what differs in one line, empty where nothing does or nothing can be said yet.

    While the entry may still fill, exits that wait or do not exist yet are as they should be.
    """
    if entry is None or entry.open or not entry.filled:
        return ""
    if entry.filled != sum(level.quantity for level in plan.levels):
        return _partly(plan, entry, levels)
    said = [
        f"level {number}: {words}"
        for number, (level, legs) in enumerate(zip(plan.levels, levels, strict=True), start=1)
        for words in _level(level, legs, plan)
    ]
    return "; ".join(said)


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
        if leg.role is not role or not leg.open or held is None or not wanted:
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
