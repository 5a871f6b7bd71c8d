"""What the practice exchange holds of a contract, reckoned from its store alone."""

from collections import Counter
from dataclasses import dataclass
from typing import cast

from tests.support.exchange_laws import newest_version

from bracketdesk.practice.exchange import Exchange
from bracketdesk.wire.entities import Command, Fill, Order, OrderStrategy, OrderStrategyLink
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

AT_WORK = (OrdStatus.WORKING, OrdStatus.PENDING_REPLACE, OrdStatus.PENDING_CANCEL)
STOPS = (
    OrderType.STOP,
    OrderType.STOP_LIMIT,
    OrderType.TRAILING_STOP,
    OrderType.TRAILING_STOP_LIMIT,
)


@dataclass(frozen=True)
class Truth:
    """Signed position, and the contracts that working stops would close of it."""

    net: int
    stops: int

    @property
    def text(self) -> str:
        """The meter's words."""
        side = "long" if self.net > 0 else "short"
        position = f"position {abs(self.net)} {side}" if self.net else "flat"
        return f"{position} · stops working for {self.stops}"


def truth(exchange: Exchange) -> Truth:
    """Return it for the one contract that is traded."""
    store = exchange.store
    fills = cast(list[Fill], store.all("fill"))
    net = sum(fill.qty if fill.action is Action.BUY else -fill.qty for fill in fills)
    closing = Action.SELL if net > 0 else Action.BUY
    entries = _entries(exchange)
    exits = {
        link.order_id for link in cast(list[OrderStrategyLink], store.all("orderStrategyLink"))
    }
    stops = 0
    for order in cast(list[Order], store.all("order")):
        version = newest_version(exchange, order.id)
        if order.ord_status not in AT_WORK or version.order_type not in STOPS:
            continue
        counts = order.action is closing if net else order.id in exits
        if counts and order.id not in entries:
            done = sum(fill.qty for fill in fills if fill.order_id == order.id)
            stops += version.order_qty - done
    return Truth(net, stops)


def names_used(exchange: Exchange) -> Counter[str]:
    """Return how often each clOrdId began a command (an OCO's two orders share the first's)."""
    commands = cast(list[Command], exchange.store.all("command"))
    return Counter(command.cl_ord_id for command in commands if command.cl_ord_id)


def _entries(exchange: Exchange) -> set[int]:
    """Return the orders that open for a strategy."""
    strategies = {s.id: s for s in cast(list[OrderStrategy], exchange.store.all("orderStrategy"))}
    orders = {o.id: o for o in cast(list[Order], exchange.store.all("order"))}
    return {
        link.order_id
        for link in cast(list[OrderStrategyLink], exchange.store.all("orderStrategyLink"))
        if orders[link.order_id].action is strategies[link.order_strategy_id].action
    }
