"""What changed while the line was down, in the trader's words (protocol.md 3.8: no event of a gap
is ever repeated, so the fresh snapshot's differences are all there is to tell)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bracketdesk.controller import words
from bracketdesk.controller.book import FINAL
from bracketdesk.controller.ports import AccountState
from bracketdesk.domain.session import Difference
from bracketdesk.wire.enums import Action

GONE = "no longer listed"
OPENING = "While the line was down"


@dataclass(frozen=True, slots=True)
class Change:
    """One entity: `what` it is, and what has become of it."""

    what: str
    became: str


@dataclass(frozen=True, slots=True)
class Gap:
    """The changes, and one sentence on them; both empty where nothing changed."""

    sentence: str = ""
    changes: tuple[Change, ...] = ()


def gap_of(
    differences: Iterable[Difference], state: AccountState, name_of: Callable[[int], str]
) -> Gap:
    """Return what to tell; `name_of` names a contract."""
    found = tuple(differences)
    orders = _orders(found, state, name_of)
    positions = _positions(found, state, name_of)
    strategies = _strategies(found, state, name_of)
    parts = (_counted(orders), _listed(positions), _listed(strategies))
    said = ", ".join(part for part in parts if part)
    sentence = f"{OPENING}: {said}." if said else ""
    return Gap(sentence, (*orders, *positions, *strategies))


def _orders(
    found: tuple[Difference, ...], state: AccountState, name_of: Callable[[int], str]
) -> tuple[Change, ...]:
    """Orders that changed, or whose terms did; a fill shows in its order's status."""
    ids = {d.id: d.change for d in found if d.entity_type == "order"}
    versions = (state.versions.get(d.id) for d in found if d.entity_type == "orderVersion")
    for version in versions:
        if version is not None:
            ids.setdefault(version.order_id, "changed")
    return tuple(_order(ids[order_id], order_id, state, name_of) for order_id in sorted(ids))


def _order(
    change: str, order_id: int, state: AccountState, name_of: Callable[[int], str]
) -> Change:
    order = state.orders.get(order_id)
    if order is None:
        return Change(f"order {order_id}", GONE)
    side = "Sell" if order.action == Action.SELL else "Buy"
    where = f" {name_of(order.contract_id)}" if order.contract_id else ""
    became = words.order_status(order.ord_status)
    if order.ord_status not in FINAL:
        became = "placed" if change == "new" else "changed"
    return Change(f"order {order_id}, {side}{where}", became)


def _positions(
    found: tuple[Difference, ...], state: AccountState, name_of: Callable[[int], str]
) -> tuple[Change, ...]:
    changes = []
    for difference in found:
        if difference.entity_type != "position":
            continue
        held = state.positions.get(difference.id)
        if held is None:
            changes.append(Change("a position", GONE))
        else:
            changes.append(Change(f"position {name_of(held.contract_id)}", f"now {held.net_pos}"))
    return tuple(changes)


def _strategies(
    found: tuple[Difference, ...], state: AccountState, name_of: Callable[[int], str]
) -> tuple[Change, ...]:
    changes = []
    for difference in found:
        if difference.entity_type != "orderStrategy":
            continue
        held = state.strategies.get(difference.id)
        became = words.strategy_status(str(held.status)) if held else GONE
        where = f" of {name_of(held.contract_id)}" if held else ""
        changes.append(Change(f"strategy {difference.id}{where}", became))
    return tuple(changes)


def _counted(orders: tuple[Change, ...]) -> str:
    """Return "1 order filled, 2 cancelled"."""
    counts = sorted(Counter(change.became for change in orders).items(), key=_most_first)
    said = [f"{count} {became}" for became, count in counts]
    if said:
        first = counts[0]
        said[0] = f"{words.counted(first[1], 'order')} {first[0]}"
    return ", ".join(said)


def _most_first(counted: tuple[str, int]) -> tuple[bool, str]:
    """Fills first: they move money."""
    return counted[0] != "filled", counted[0]


def _listed(changes: tuple[Change, ...]) -> str:
    return ", ".join(f"{change.what} {change.became}" for change in changes)
