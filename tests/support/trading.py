"""A practice exchange on a stage: the test says every quote, and the laws are checked each time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from tests.support.clock import ManualClock

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import Listed, to_ticks
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.wire.entities import (
    Contract,
    Entity,
    Fill,
    Order,
    OrderStrategy,
    OrderStrategyLink,
    OrderVersion,
    Position,
)
from bracketdesk.wire.enums import Action, EventType, OrdStatus, StrategyStatus
from bracketdesk.wire.messages import CommandResult, OrderStrategyStatusResponse

WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
OPENING = ("6012.00", "6012.25")

BRACKET = {"qty": 1, "profitTarget": 4, "stopLoss": -4, "trailingStop": False}
MARKET = {"orderQty": 1, "orderType": "Market"}

E = TypeVar("E", bound=Entity)


class Stage:
    """One contract's market in the test's hand; opens at 6012.00 x 6012.25, ten contracts each.

    Prices are texts in points. Every act ends with `check_invariants`.
    """

    def __init__(self, symbol: str = "MESZ6", opening: tuple[str, str] | None = OPENING) -> None:
        self.clock = ManualClock(WEDNESDAY)
        self.opening = opening
        self.mirror: dict[tuple[str, int], Entity] = {}
        self.events: list[tuple[str, EventType, Entity]] = []
        self.exchange = Exchange(self.clock, self, today=WEDNESDAY.date(), seed=1)
        for kind in ("account", "product", "contractMaturity", "contract", "orderStrategyType"):
            self.mirror |= {(kind, e.id): e for e in self.exchange.store.all(kind)}
        self.exchange.store.listen(self._hear)
        self.contract = cast(Contract, self.exchange.find_contract(symbol))
        self.listed: Listed  # once its market woke
        self.exchange.watch(self.contract.id)

    def feed(self, listed: Listed, seed: int) -> Iterator[Step]:
        """Open the market; the rest is the test's."""
        if listed.id == self.contract.id:
            self.listed = listed
        if self.opening:
            bid, ask = (to_ticks(Decimal(text), Decimal("0.25")) for text in self.opening)
            yield Step(0.0, QuoteTick(bid, 10, ask, 10))

    def quote(
        self, bid: str | None, ask: str | None, bid_size: int = 10, ask_size: int = 10
    ) -> None:
        """Let the market show this quote."""
        self.tick(QuoteTick(self._ticks(bid), bid_size, self._ticks(ask), ask_size))

    def trade(self, price: str, size: int = 1) -> None:
        """Let others trade."""
        self.tick(TradeTick(self._ticks(price) or 0, size))

    def tick(self, tick: QuoteTick | TradeTick) -> None:
        """Let the market say anything."""
        self.exchange.hear(self.listed, tick)
        self.exchange.publish(self.listed)
        self.check()

    def request(self, entry: dict[str, Any], brackets: list[dict[str, Any]]) -> dict[str, object]:
        """Return a start request's body, Buy, for the stage's contract."""
        params = {"entryVersion": entry, "brackets": brackets}
        return {
            "accountId": self.exchange.account.id,
            "accountSpec": self.exchange.account.name,
            "symbol": self.contract.name,
            "action": "Buy",
            "orderStrategyTypeId": 2,
            "params": json.dumps(params),
            "uuid": "0a1b",
            "isAutomated": False,
        }

    def body(self, **changes: object) -> dict[str, object]:
        """Return a good request, one contract at market with one bracket, with changes."""
        return self.request(MARKET, [BRACKET]) | changes

    def send(self, body: dict[str, object]) -> OrderStrategyStatusResponse:
        """Send a start request."""
        answer = self.exchange.start_strategy(body)
        self.check()
        return answer

    def start(
        self, *brackets: dict[str, Any], side: str = "Buy", type: str = "Market", **entry: object
    ) -> "Running":
        """Start a strategy that must be accepted; `qty` of the brackets make the entry's."""
        entry = {"orderQty": sum(b["qty"] for b in brackets), "orderType": type} | entry
        answer = self.send(self.request(entry, list(brackets)) | {"action": side})
        assert answer.error_text is None, answer
        assert answer.failure_reason is None
        assert answer.order_strategy is not None
        assert answer.order_strategy.status is StrategyStatus.ACTIVE
        return Running(self, answer.order_strategy.id)

    def cancel(self, order_id: int) -> CommandResult:
        """Cancel an order."""
        answer = self.exchange.cancel_order(order_id)
        self.check()
        return answer

    def liquidate(self) -> CommandResult:
        """Liquidate the stage's contract."""
        answer = self.exchange.liquidate_position(self.exchange.account.id, self.contract.id)
        self.check()
        return answer

    def interrupt(self, strategy_id: int) -> OrderStrategyStatusResponse:
        """Interrupt a strategy."""
        answer = self.exchange.interrupt_strategy(strategy_id)
        self.check()
        return answer

    def all(self, kind: str, shape: type[E]) -> list[E]:
        """Return the store's entities of a kind."""
        return cast(list[E], self.exchange.store.all(kind))

    @property
    def net(self) -> int:
        """The net position."""
        found = self.all("position", Position)
        return sum(p.net_pos for p in found if p.contract_id == self.contract.id)

    def fills(self, order_id: int) -> list[tuple[int, str]]:
        """Return an order's fills as quantity and price."""
        fills = self.all("fill", Fill)
        return [(f.qty, str(f.price)) for f in fills if f.order_id == order_id]

    def version(self, order_id: int) -> OrderVersion:
        """Return an order's current terms."""
        return newest_version(self.exchange, order_id)

    def status(self, order_id: int) -> OrdStatus:
        """Return an order's status."""
        return cast(Order, self.exchange.store.get("order", order_id)).ord_status

    def check(self) -> None:
        """Check the laws, and that the events told what the store says."""
        check_invariants(self.exchange)
        kinds = {kind for kind, _ in self.mirror}
        stored = {(kind, e.id): e for kind in kinds for e in self.exchange.store.all(kind)}
        assert stored == self.mirror

    def _hear(self, kind: str, event: EventType, entity: Entity) -> None:
        assert self.exchange.store.get(kind, entity.id) == entity
        assert ((kind, entity.id) in self.mirror) == (event is EventType.UPDATED)
        self.mirror[kind, entity.id] = entity
        self.events.append((kind, event, entity))
        if isinstance(entity, Fill):
            check_price(self.exchange, entity)

    def _ticks(self, price: str | None) -> int | None:
        return None if price is None else to_ticks(Decimal(price), self.listed.specification.tick)


@dataclass
class Running:
    """A strategy on the stage."""

    stage: Stage
    id: int

    @property
    def entity(self) -> OrderStrategy:
        return cast(OrderStrategy, self.stage.exchange.store.get("orderStrategy", self.id))

    @property
    def status(self) -> str:
        return str(self.entity.status)

    @property
    def orders(self) -> list[Order]:
        links = self.stage.all("orderStrategyLink", OrderStrategyLink)
        mine = [link.order_id for link in links if link.order_strategy_id == self.id]
        return [o for o in self.stage.all("order", Order) if o.id in mine]

    @property
    def entry(self) -> Order:
        return self.orders[0]

    def exits(self, kind: str) -> list[Order]:
        """Return its targets ("Limit") or stops ("Stop", "TrailingStop"), oldest first."""
        return [o for o in self.orders[1:] if self.stage.version(o.id).order_type == kind]

    def terms(self, kind: str) -> list[tuple[int, str, str]]:
        """Return quantity, price and status of its exits of a kind."""
        versions = [(self.stage.version(o.id), o) for o in self.exits(kind)]
        return [(v.order_qty, str(v.price or v.stop_price), str(o.ord_status)) for v, o in versions]


def params(entry: dict[str, Any] | None = None, *brackets: dict[str, Any]) -> str:
    """Return params text: a market entry with changes, and brackets instead of the one."""
    return json.dumps(
        {"entryVersion": MARKET | (entry or {}), "brackets": list(brackets) or [BRACKET]}
    )


def refusal(answer: OrderStrategyStatusResponse) -> tuple[str, str]:
    """Return the reason, empty where there is none, and the text of a refused start."""
    assert answer.order_strategy is None
    assert answer.error_text
    return str(answer.failure_reason or ""), answer.error_text


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


def check_invariants(exchange: Exchange) -> None:
    """Check what must hold after everything that happens, from what the store shows alone."""
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
    _check_strategies(exchange, orders, filled, quantities, net)


def _check_orders(
    orders: dict[int, Order], filled: dict[int, int], quantities: dict[int, int]
) -> None:
    for order in orders.values():
        assert filled[order.id] <= quantities[order.id], "filled twice"
        full = filled[order.id] == quantities[order.id]
        assert full == (order.ord_status is OrdStatus.FILLED)
        if order.ord_status is OrdStatus.FILLED and order.oco_id is not None:
            assert orders[order.oco_id].ord_status is not OrdStatus.WORKING, "twin works on"


def _check_strategies(
    exchange: Exchange,
    orders: dict[int, Order],
    filled: dict[int, int],
    quantities: dict[int, int],
    net: dict[int | None, int],
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
        alive = any(o.ord_status is OrdStatus.WORKING for o in mine)
        failed = strategy.status is StrategyStatus.EXECUTION_FAILED
        assert failed or alive == (strategy.status is StrategyStatus.ACTIVE)
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
        if order.ord_status is OrdStatus.WORKING:
            key = min(order.id, order.oco_id or order.id)
            pairs[key] = max(pairs.get(key, 0), quantities[order.id] - filled[order.id])
    return sum(pairs.values())


def _sign(action: Action) -> int:
    return 1 if action is Action.BUY else -1
