"""How a drill's telling names orders: the entry, stop 1, target 2."""

from bracketdesk.practice.orders import STOPS, LiveOrder
from bracketdesk.practice.roster import Roster
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import OrderStrategyLink


class Roles:
    """Names by the strategy's own labels, else by what the order is."""

    def __init__(self, store: EntityStore, roster: Roster) -> None:
        self._store = store
        self._roster = roster

    def name(self, order_id: int | None) -> str:
        """Return what an order is called."""
        label = self._label(order_id)
        if label:
            return "the entry" if label == "entry" else label
        order = self._roster.order(order_id) if order_id else None
        return _by_itself(order) if order else f"order {order_id}"

    def _label(self, order_id: int | None) -> str:
        links = self._store.all("orderStrategyLink")
        mine = (link for link in links if isinstance(link, OrderStrategyLink))
        return next((link.label for link in mine if link.order_id == order_id), "")


def _by_itself(order: LiveOrder) -> str:
    if order.entity.parent_id is not None:
        return "a stop" if order.terms.type in STOPS else "a target"
    return f"order {order.id}"
