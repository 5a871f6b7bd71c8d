"""Every order there ever was, and of each contract those that live."""

from collections import defaultdict
from collections.abc import Callable

from bracketdesk.practice.orders import LiveOrder


class Roster:
    """Who changes an order's status tells it here."""

    def __init__(self) -> None:
        self._orders: dict[int, LiveOrder] = {}
        self._alive: defaultdict[int, dict[int, LiveOrder]] = defaultdict(dict)
        self._greeters: list[Callable[[LiveOrder], None]] = []

    def enter(self, order: LiveOrder) -> None:
        """Take a new order in."""
        self._orders[order.id] = self._alive[order.listed.id][order.id] = order
        for greet in tuple(self._greeters):
            greet(order)

    def listen(self, greet: Callable[[LiveOrder], None]) -> Callable[[], None]:
        """Call `greet` with every new order, before it goes anywhere; returns what ends it."""
        self._greeters.append(greet)
        return lambda: self._greeters.remove(greet)

    def clear(self) -> None:
        """Forget every order there ever was."""
        self._orders.clear()
        self._alive.clear()

    def bury(self, order: LiveOrder) -> None:
        """Take it that an order trades no more."""
        self._alive[order.listed.id].pop(order.id, None)

    def order(self, order_id: int) -> LiveOrder | None:
        """Return an order, alive or not."""
        return self._orders.get(order_id)

    def alive(self, contract_id: int) -> tuple[LiveOrder, ...]:
        """Return the contract's orders that trade now or may do so later, oldest first."""
        return tuple(self._alive[contract_id].values())

    def contracts(self) -> list[int]:
        """Return the contracts that have such orders."""
        return [contract_id for contract_id, orders in self._alive.items() if orders]
