"""What must hold on the practice exchange after everything that happens, from its store alone."""

from decimal import Decimal
from typing import cast

from bracketdesk.practice.exchange import Exchange
from bracketdesk.wire.entities import (
    Fill,
    Order,
    OrderStrategy,
    OrderStrategyLink,
    OrderVersion,
    Position,
)
from bracketdesk.wire.enums import Action, OrdStatus, StrategyStatus


def newest_version(exchange: Exchange, order_id: int) -> OrderVersion:
    """Return the newest OrderVersion of an order: its current terms (protocol.md 4.3)."""
    versions = cast(list[OrderVersion], exchange.store.all("orderVersion"))
    return max((v for v in versions if v.order_id == order_id), key=lambda v: v.id)


def check_price(exchange: Exchange, fill: Fill) -> None:
    """No fill is better than the quote of its moment."""
    quote = exchange.quote(fill.contract_id)
    assert quote is not None
    if fill.action is Action.BUY:
        assert fill.price >= cast(Decimal, quote.entries["Offer"].price)
    else:
        assert fill.price <= cast(Decimal, quote.entries["Bid"].price)


ALIVE = (
    OrdStatus.WORKING,
    OrdStatus.PENDING_NEW,
    OrdStatus.PENDING_CANCEL,
    OrdStatus.PENDING_REPLACE,
    OrdStatus.SUSPENDED,
)


def check_invariants(exchange: Exchange, *, lagging: bool = False) -> None:
    """Check them all; a strategy's status may be `lagging` where commands take their time."""
    store = exchange.store
    orders = {o.id: o for o in cast(list[Order], store.all("order"))}
    filled = dict.fromkeys(orders, 0)
    net: dict[int | None, int] = {}
    for fill in cast(list[Fill], store.all("fill")):
        filled[fill.order_id] += fill.qty
        net[fill.contract_id] = net.get(fill.contract_id, 0) + _sign(fill.action) * fill.qty
    quantities: dict[int, int] = {}
    for version in sorted(cast(list[OrderVersion], store.all("orderVersion")), key=lambda v: v.id):
        quantities[version.order_id] = version.order_qty
    _check_orders(orders, filled, quantities)
    positions = {p.contract_id: p for p in cast(list[Position], store.all("position"))}
    assert {key: p.net_pos for key, p in positions.items()} == net
    for position in positions.values():
        assert position.bought - position.sold + position.prev_pos == position.net_pos
    _check_strategies(exchange, orders, filled, quantities, net, lagging=lagging)


def _check_orders(
    orders: dict[int, Order], filled: dict[int, int], quantities: dict[int, int]
) -> None:
    for order in orders.values():
        assert filled[order.id] <= quantities[order.id], "filled twice"
        full = filled[order.id] == quantities[order.id]
        assert full == (order.ord_status is OrdStatus.FILLED)
        if order.ord_status is OrdStatus.FILLED and order.oco_id is not None:
            assert orders[order.oco_id].ord_status not in ALIVE, "twin works on"


def _check_strategies(
    exchange: Exchange,
    orders: dict[int, Order],
    filled: dict[int, int],
    quantities: dict[int, int],
    net: dict[int | None, int],
    *,
    lagging: bool,
) -> None:
    """Working exits never exceed what their strategy holds, nor, on one side, the position."""
    strategies = cast(list[OrderStrategy], exchange.store.all("orderStrategy"))
    links = cast(list[OrderStrategyLink], exchange.store.all("orderStrategyLink"))
    strategy_of = {link.order_id: link.order_strategy_id for link in links}
    sides: set[int] = set()
    closing: dict[int, int] = {}
    for strategy in strategies:
        mine = [o for o in orders.values() if strategy_of.get(o.id) == strategy.id]
        entry, exits = mine[0], mine[1:]
        held = filled[entry.id] - sum(filled[o.id] for o in exits)
        working = _working(exits, filled, quantities)
        assert 0 <= working <= held
        alive = any(o.ord_status in ALIVE for o in mine)
        told = lagging or strategy.status is StrategyStatus.EXECUTION_FAILED
        assert told or alive == (strategy.status is StrategyStatus.ACTIVE)
        if held:
            sides.add(_sign(strategy.action))
        closing[strategy.contract_id] = closing.get(strategy.contract_id, 0) + working
    if len(sides) == 1 and len(strategy_of) == len(orders):  # one side, nothing liquidated
        for contract_id, contracts in closing.items():
            assert contracts <= abs(net.get(contract_id, 0))


def _working(exits: list[Order], filled: dict[int, int], quantities: dict[int, int]) -> int:
    """Contracts the working exits could close: of an OCO pair only one leg can."""
    pairs: dict[int, int] = {}
    for order in exits:
        if order.ord_status in ALIVE:
            key = min(order.id, order.oco_id or order.id)
            pairs[key] = max(pairs.get(key, 0), quantities[order.id] - filled[order.id])
    return sum(pairs.values())


def _sign(action: Action) -> int:
    return 1 if action is Action.BUY else -1
