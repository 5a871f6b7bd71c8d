"""What is chosen in the strategies' tree, and which of its orders can be moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bracketdesk.controller.after.views import LooseView
from bracketdesk.controller.views import LegRole, LegView, LevelView, StrategyView
from bracketdesk.ui.strategy_rows import leg_name

Path = tuple[object, ...]
"""The keys of a row and of those it lies in, the outermost first."""
EXITS = (LegRole.STOP, LegRole.TARGET)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen row in the field's words; `net` is its contract's signed position."""

    strategy: StrategyView | None = None
    level: LevelView | None = None
    leg: LegView | None = None
    loose: LooseView | None = None
    net: int = 0

    @property
    def symbol(self) -> str:
        """The contract's name, empty where nothing is chosen."""
        return self.strategy.symbol if self.strategy else self.loose.symbol if self.loose else ""

    @property
    def contract_id(self) -> int | None:
        """The contract, None where nothing is chosen."""
        if self.strategy:
            return self.strategy.contract_id
        return self.loose.contract_id if self.loose else None

    @property
    def running(self) -> bool:
        """Whether an order of it may still act."""
        owner = self.strategy or self.loose
        return owner is not None and owner.running

    @property
    def order(self) -> LegView | None:
        """The one order that is chosen."""
        return self.loose.leg if self.loose else self.leg


@dataclass(frozen=True, slots=True)
class Movable:
    """Orders that move together: "stop of level 1", "all stops". `fixed`: why they cannot."""

    text: str
    orders: tuple[int, ...]
    fixed: str = ""


def chosen_at(
    path: Path,
    strategies: Iterable[StrategyView],
    loose: Iterable[LooseView],
    net: int = 0,
) -> Chosen:
    """Return what lies at a path of keys; nothing where it is no longer there."""
    if not path:
        return Chosen()
    head, rest = path[0], path[1:]
    order = next((view for view in loose if ("loose", view.leg.order_id) == head), None)
    if order is not None:
        return Chosen(loose=order, net=net)
    strategy = next((view for view in strategies if view.id == head), None)
    if strategy is None:
        return Chosen()
    level = next((level for level in strategy.levels if ("level", level.number) in rest), None)
    leg = next((leg for leg in legs_of(strategy) if ("order", leg.order_id) in rest), None)
    return Chosen(strategy, level, leg, net=net)


def legs_of(strategy: StrategyView) -> tuple[LegView, ...]:
    """Return every order of a strategy, the entry first."""
    entry = (strategy.entry,) if strategy.entry else ()
    levels = tuple(leg for level in strategy.levels for leg in level.legs)
    return (*entry, *levels, *strategy.others)


def movables(chosen: Chosen) -> tuple[Movable, ...]:
    """Return what can be moved from here: the chosen orders first, then all of the strategy."""
    found: list[Movable] = []
    if chosen.loose:
        return _each([chosen.loose.leg], "")
    if chosen.strategy is None:
        return ()
    if chosen.level:
        of = f" of level {chosen.level.number}"
        legs = [chosen.leg] if chosen.leg in chosen.level.legs else chosen.level.legs
        found += _each([leg for leg in legs if leg], of)
    elif chosen.leg:
        found += _each([chosen.leg], "")
    found += _all(chosen.strategy)
    return tuple(found)


def _each(legs: Sequence[LegView], of: str) -> tuple[Movable, ...]:
    working = [leg for leg in _stops_first(legs) if leg.cancellable]
    return tuple(Movable(f"{leg_name(leg)}{of}", (leg.order_id,), leg.fixed) for leg in working)


def _all(strategy: StrategyView) -> list[Movable]:
    found = []
    exits = [leg for level in strategy.levels for leg in level.legs] + list(strategy.others)
    for role in EXITS:
        working = [leg for leg in exits if leg.role is role and leg.cancellable]
        free = tuple(leg.order_id for leg in working if not leg.fixed)
        if working:
            fixed = "" if free else working[0].fixed
            orders = free or tuple(leg.order_id for leg in working)
            found.append(Movable(f"all {role}s ({len(orders)})", orders, fixed))
    return found


def _stops_first(legs: Sequence[LegView]) -> list[LegView]:
    return [leg for role in EXITS for leg in legs if leg.role is role]
