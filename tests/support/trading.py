"""A practice exchange on a stage: the test says every quote, and the laws are checked each time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from tests.support.clock import ManualClock
from tests.support.exchange_laws import check_invariants, check_price, newest_version

from bracketdesk.practice.delays import Delays
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import Listed, to_ticks
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.practice.order_requests import (
    CancelOrder,
    LiquidatePosition,
    LiquidatePositions,
    ModifyOrder,
    PlaceOco,
    PlaceOrder,
    PlaceOso,
)
from bracketdesk.practice.orders import Origin
from bracketdesk.wire import codec
from bracketdesk.wire.entities import (
    ENTITY_TYPES,
    Command,
    CommandReport,
    Contract,
    Entity,
    Fill,
    Order,
    OrderStrategy,
    OrderStrategyLink,
    OrderVersion,
    Position,
)
from bracketdesk.wire.enums import EventType, OrdStatus, StrategyStatus
from bracketdesk.wire.messages import (
    CommandResult,
    OrderStrategyStatusResponse,
    PlaceOcoResult,
    PlaceOsoResult,
)

WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
TRADER = Origin(user_id=1, session_id=1)
OPENING = ("6012.00", "6012.25")

BRACKET = {"qty": 1, "profitTarget": 4, "stopLoss": -4, "trailingStop": False}
MARKET = {"orderQty": 1, "orderType": "Market"}

E = TypeVar("E", bound=Entity)


class Stage:
    """One contract's market in the test's hand; opens at 6012.00 x 6012.25, ten contracts each.

    Prices are texts in points. Every act ends with `check_invariants`.
    """

    def __init__(
        self,
        symbol: str = "MESZ6",
        opening: tuple[str, str] | None = OPENING,
        delays: Delays | None = None,
        **rules: Any,  # noqa: ANN401 - the exchange's own
    ) -> None:
        self.lagging = delays is not None
        self.clock = ManualClock(WEDNESDAY)
        self.opening = opening
        self.mirror: dict[tuple[str, int], Entity] = {}
        self.events: list[tuple[str, EventType, Entity]] = []
        self.exchange = Exchange(
            self.clock, self, today=WEDNESDAY.date(), seed=1, delays=delays, **rules
        )
        for kind in ENTITY_TYPES:
            self.mirror |= {(kind, e.id): e for e in self.exchange.store.all(kind)}
        self.exchange.store.listen(self._hear)
        self.contract = cast(Contract, self.exchange.find_contract(symbol))
        self.listed: Listed  # once its market woke
        self.exchange.watch(self.contract.id)

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
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
        answer = self.exchange.orders.start(body, TRADER)
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

    def order(self, type: str, side: str = "Buy", quantity: int = 1, **fields: object) -> int:
        """Place an order that must be taken; returns its id. Prices are texts in points."""
        answer = self.place(type, side, quantity, **fields)
        assert answer.order_id is not None, answer
        return answer.order_id

    def place(
        self, type: str, side: str = "Buy", quantity: int = 1, **fields: object
    ) -> CommandResult:
        """Place an order."""
        body = self.fields(type, side, **fields) | self.whole(quantity)
        answer = self.exchange.orders.place(codec.decode(codec.encode(body), PlaceOrder), TRADER)
        self.check()
        return answer

    def oco(
        self, first: dict[str, Any], second: dict[str, Any], quantity: int = 1
    ) -> PlaceOcoResult:
        """Place two orders of which each cancels the other."""
        body = first | self.whole(quantity) | {"other": second}
        request = codec.decode(codec.encode(body), PlaceOco)
        answer = self.exchange.orders.place_oco(request, TRADER)
        self.check()
        return answer

    def oso(
        self, entry: dict[str, Any], *exits: dict[str, Any], quantity: int = 1
    ) -> PlaceOsoResult:
        """Place an order and what waits for it."""
        waiting = {f"bracket{number}": each for number, each in enumerate(exits, start=1)}
        request = codec.decode(codec.encode(entry | self.whole(quantity) | waiting), PlaceOso)
        answer = self.exchange.orders.place_oso(request, TRADER)
        self.check()
        return answer

    def modify(self, order_id: int, quantity: int, type: str, **fields: object) -> CommandResult:
        """Give an order a new version."""
        body = self.fields(type, "Buy", **fields) | {"orderId": order_id, "orderQty": quantity}
        request = codec.decode(codec.encode(body), ModifyOrder)
        answer = self.exchange.orders.modify(request, TRADER)
        self.check()
        return answer

    @staticmethod
    def fields(type: str, side: str = "Buy", **fields: object) -> dict[str, Any]:
        """Return what an order call says of one order; texts that are numbers are prices."""
        return {"action": side, "orderType": type} | {
            name: _price(value) for name, value in fields.items()
        }

    def whole(self, quantity: int) -> dict[str, Any]:
        """Return what an order call says of the whole: account, contract, quantity."""
        account = self.exchange.account
        return {
            "accountId": account.id,
            "accountSpec": account.name,
            "symbol": self.contract.name,
            "orderQty": quantity,
        }

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.oversleep(seconds)
        self.exchange.catch_up()
        self.check()

    def commands(self) -> list[Command]:
        """Return every command, oldest first."""
        return self.all("command", Command)

    def command(self, command_id: int | None) -> Command:
        """Return a command."""
        return cast(Command, self.exchange.store.get("command", command_id or 0))

    def reports(self, command_id: int | None) -> list[CommandReport]:
        """Return a command's reports, oldest first."""
        return [r for r in self.all("commandReport", CommandReport) if r.command_id == command_id]

    def cancel(self, order_id: int, **fields: object) -> CommandResult:
        """Cancel an order."""
        request = codec.decode(codec.encode({"orderId": order_id} | fields), CancelOrder)
        answer = self.exchange.orders.cancel(request, TRADER)
        self.check()
        return answer

    def liquidate(
        self, account_id: int | None = None, contract_id: int | None = None
    ) -> CommandResult:
        """Liquidate the stage's contract."""
        request = LiquidatePosition(
            account_id=account_id or self.exchange.account.id,
            contract_id=contract_id or self.contract.id,
            admin=False,
        )
        answer = self.exchange.orders.liquidate(request, TRADER)
        self.check()
        return answer

    def liquidate_all(self) -> dict[str, object]:
        """Liquidate every position there ever was."""
        positions = [position.id for position in self.all("position", Position)]
        request = LiquidatePositions(positions=positions, admin=False)
        answer = self.exchange.orders.liquidate_all(request, TRADER)
        self.check()
        return answer

    def interrupt(self, strategy_id: int) -> OrderStrategyStatusResponse:
        """Interrupt a strategy."""
        answer = self.exchange.orders.interrupt(strategy_id, TRADER)
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
        check_invariants(self.exchange, lagging=self.lagging)
        kinds = {kind for kind, _ in self.mirror}
        stored = {(kind, e.id): e for kind in kinds for e in self.exchange.store.all(kind)}
        assert stored == self.mirror

    def _hear(self, kind: str, event: EventType, entity: Entity) -> None:
        if event is EventType.DELETED:
            del self.mirror[kind, entity.id]
            return
        assert self.exchange.store.get(kind, entity.id) == entity
        assert ((kind, entity.id) in self.mirror) == (event is EventType.UPDATED)
        self.mirror[kind, entity.id] = entity
        self.events.append((kind, event, entity))
        if isinstance(entity, Fill) and event is EventType.CREATED:
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


def _price(value: object) -> object:
    price = isinstance(value, str) and value.replace(".", "", 1).isdigit()
    return Decimal(str(value)) if price else value


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
