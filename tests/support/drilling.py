"""A trader on a practice exchange where drills are staged: two on one line, over the network."""

import json
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import aiohttp
from tests.support.clock import ManualClock
from tests.support.practice import Answer, SocketClient, Trader, dump

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.server import PracticeServer
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Command, Entity, Order, OrderVersion, Position
from bracketdesk.wire.enums import OrderType, OrdStatus

SYMBOL = "MESZ6"

E = TypeVar("E", bound=Entity)


@dataclass
class Pupil:
    """Someone who trades by REST while drills run, and looks at what is in the exchange."""

    trader: Trader
    server: PracticeServer
    exchange: Exchange
    clock: ManualClock
    socket: SocketClient | None = field(default=None)

    # Drills
    async def ask(
        self, verb: str, path: str, body: object = None, token: str | None = None
    ) -> Answer:
        """Call `/practice/v1/{path}`."""
        base = self.trader.announcement.rest.removesuffix("/v1") + "/practice/v1/"
        bearer = self.trader.token if token is None else token
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        data = None if body is None else dump(body)
        async with self.trader.http.request(verb, base + path, headers=headers, data=data) as reply:
            text = await reply.text()
            return Answer(reply.status, codec.decode_plain(text) if reply.status == 200 else text)

    async def stage(self, drill: str, **parameters: int | str) -> Any:  # noqa: ANN401 - JSON
        """Stage a drill, which must be taken."""
        body = {"drill": drill, "parameters": parameters}
        answer = await self.ask("POST", "drills/stage", body)
        assert answer.status == 200, answer
        assert "violations" not in answer.body, answer
        return answer.body

    async def end(self) -> Any:  # noqa: ANN401 - JSON
        """End the running drill; returns its debrief."""
        answer = await self.ask("POST", "drills/end")
        assert answer.status == 200, answer
        return answer.body.get("debrief")

    async def state(self) -> str:
        """Where the last drill stands."""
        return str((await self.ask("GET", "drills/debrief")).body["state"])

    # Trading
    async def start(self, quantity: int = 1, stop: int = -4) -> Answer:
        """Buy at market, one level for all of it, a target four points above."""
        return await self.trader.post(
            "/orderStrategy/startorderstrategy", self.body(quantity, stop)
        )

    def body(self, quantity: int = 1, stop: int = -4) -> dict[str, object]:
        """Return a start's body."""
        bracket = {"qty": quantity, "profitTarget": 4, "stopLoss": stop, "trailingStop": False}
        entry = {"orderQty": quantity, "orderType": "Market"}
        return {
            "accountId": self.exchange.account.id,
            "accountSpec": self.exchange.account.name,
            "symbol": SYMBOL,
            "action": "Buy",
            "orderStrategyTypeId": 2,
            "params": json.dumps({"entryVersion": entry, "brackets": [bracket]}),
            "isAutomated": False,
        }

    async def flatten(self) -> Answer:
        """Liquidate the contract."""
        contract = self.exchange.find_contract(SYMBOL)
        assert contract is not None
        body = {"accountId": self.exchange.account.id, "contractId": contract.id, "admin": False}
        return await self.trader.post("/order/liquidateposition", body)

    async def cancel(self, order_id: int) -> Answer:
        """Cancel an order."""
        return await self.trader.post("/order/cancelorder", {"orderId": order_id})

    # The exchange
    @property
    def net(self) -> int:
        """The position."""
        return sum(position.net_pos for position in self.all("position", Position))

    @property
    def working(self) -> list[Order]:
        """Orders that work."""
        return [o for o in self.all("order", Order) if o.ord_status is OrdStatus.WORKING]

    @property
    def stop(self) -> Order:
        """The newest stop."""
        versions = self.all("orderVersion", OrderVersion)
        stops = {v.order_id for v in versions if v.order_type is OrderType.STOP}
        return [order for order in self.all("order", Order) if order.id in stops][-1]

    @property
    def commands(self) -> list[Command]:
        """Every command, oldest first."""
        return self.all("command", Command)

    def all(self, kind: str, shape: type[E]) -> list[E]:
        """Return the store's entities of a kind."""
        return cast(list[E], self.exchange.store.all(kind))

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        await self.clock.advance(seconds)
        self.exchange.catch_up()


LOST = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)
"""How a call fails whose connection is cut."""


def done(debrief: Any) -> dict[str, bool]:  # noqa: ANN401 - JSON
    """Return a debrief's points and whether they were done."""
    return {point["text"]: point["done"] for point in debrief["careful"]}


def careless(debrief: Any) -> list[str]:  # noqa: ANN401 - JSON
    """Return what was not done."""
    return [text for text, was in done(debrief).items() if not was]
