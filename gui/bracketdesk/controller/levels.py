"""Which leg serves which level: by pairing, quantity and price (protocol.md 6.5).

Exits are paired through ocoId and linkedId. A pair belongs to the level its labels name, where
they are of the few that are known; else to the level whose exits it has at the distances of that
level from one of the entry's fills, and the levels fill in their order where several would do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bracketdesk.controller.legs import Leg
from bracketdesk.controller.views import LegRole
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.risk import exit_prices
from bracketdesk.domain.ticket import Level, Side


@dataclass(frozen=True, slots=True)
class Pair:
    """Exits that belong together; a level has several where the entry was filled in parts."""

    legs: tuple[Leg, ...]

    @property
    def quantity(self) -> int:
        """Its contracts: a twin shrinks as the other fills, so the largest says it."""
        return max(leg.quantity for leg in self.legs)

    @property
    def level(self) -> int | None:
        """The level its labels agree on, from 1."""
        named = {leg.level for leg in self.legs if leg.level is not None}
        return named.pop() if len(named) == 1 else None

    def price(self, role: LegRole) -> Decimal | None:
        """Return the price of its target or stop."""
        return next((leg.price for leg in self.legs if leg.role is role), None)

    def has(self, role: LegRole) -> bool:
        """Whether it has a target or a stop."""
        return any(leg.role is role for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the levels are meant to be; `fills` are the prices the entry was filled at."""

    levels: tuple[Level, ...]
    side: Side
    instrument: Instrument
    fills: tuple[Decimal, ...]
    average: Decimal | None = None  # of the entry's fills


def pairs_of(exits: Sequence[Leg]) -> list[Pair]:
    """Return the exits in pairs, the oldest first."""
    groups: dict[int, list[Leg]] = {leg.order.id: [leg] for leg in exits}
    for first, second in _ties(exits):
        one, other = groups[first], groups[second]
        if one is not other:
            one += other
            groups.update((leg.order.id, one) for leg in other)
    seen = {id(group): group for group in groups.values()}
    pairs = [Pair(tuple(sorted(g, key=lambda leg: leg.order.id))) for g in seen.values()]
    return sorted(pairs, key=lambda pair: pair.legs[0].order.id)


def assign(pairs: Sequence[Pair], plan: Plan) -> tuple[list[list[Leg]], list[Leg]]:
    """Return each level's legs, and those that fit into no level."""
    levels: list[list[Leg]] = [[] for _ in plan.levels]
    room = [level.quantity for level in plan.levels]
    others: list[Leg] = []
    for pair in sorted(pairs, key=lambda pair: pair.level is None):  # labels first
        fitting = [i for i in range(len(levels)) if pair.quantity <= room[i]]
        if not fitting:
            others += pair.legs
            continue
        named = (pair.level or 0) - 1
        best = named if named in fitting else _best(pair, fitting, plan)
        levels[best] += pair.legs
        room[best] -= pair.quantity
    return levels, others


def _best(pair: Pair, fitting: Sequence[int], plan: Plan) -> int:
    """Return the level whose exits come nearest to the pair's."""
    return min(fitting, key=lambda i: (_misfit(pair, plan.levels[i], plan), i))


def _ties(exits: Sequence[Leg]) -> Iterable[tuple[int, int]]:
    """Yield pairs of order ids: each names the other, or both name the same third."""
    present = {leg.order.id for leg in exits}
    named: dict[int, int] = {}
    for leg in exits:
        for other in (leg.order.oco_id, leg.order.linked_id):
            if other is None:
                continue
            if other in present:
                yield leg.order.id, other
            elif other != leg.order.parent_id:
                yield named.setdefault(other, leg.order.id), leg.order.id


def _misfit(pair: Pair, level: Level, plan: Plan) -> tuple[int, int]:
    """Count exits the level was not meant to have, then exits it lacks or has elsewhere."""
    foreign = (pair.has(LegRole.TARGET) and level.target_ticks is None) + (
        pair.has(LegRole.STOP) and level.stop_ticks is None
    )
    missing = (not pair.has(LegRole.TARGET) and level.target_ticks is not None) + (
        not pair.has(LegRole.STOP) and level.stop_ticks is not None
    )
    return foreign, missing + _elsewhere(pair, level, plan)


def _elsewhere(pair: Pair, level: Level, plan: Plan) -> int:
    """Count the prices that lie a tick or more from their place, at the fill that suits best."""
    counts = []
    for fill in plan.fills:
        target, stop = exit_prices(level, plan.side, fill, plan.instrument)
        moves = level.trailing or level.auto_trail is not None
        counts.append(
            _off(pair.price(LegRole.TARGET), target, plan.instrument)
            + (0 if moves else _off(pair.price(LegRole.STOP), stop, plan.instrument))
        )
    return min(counts, default=0)


def _off(held: Decimal | None, planned: Decimal | None, instrument: Instrument) -> int:
    if held is None or planned is None:
        return 0
    return int(abs(held - planned) >= instrument.tick_size)
