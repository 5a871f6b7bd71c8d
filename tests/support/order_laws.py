"""What must hold of orders, whoever gave them, by what the exchange tells of them alone."""

from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.support.books import sign

Entity = dict[str, Any]
Quote = tuple[Decimal | None, Decimal | None]

ENDED = ("Filled", "Canceled", "Expired", "Rejected")
TRADING = ("Working", "PendingCancel", "PendingReplace")
LIMITED = ("Limit", "StopLimit", "TrailingStopLimit", "LimitIfTouched")
TRAILING = ("TrailingStop", "TrailingStopLimit")
STOPS = ("Stop", "StopLimit", *TRAILING)


class OrderLaws:
    """Hears every change in its order; `seen` counts what came to pass."""

    def __init__(self, quote: Callable[[int], Quote], seen: Counter[str]) -> None:
        """`quote` is the bid and the offer that a contract's market showed last."""
        self.orders: dict[int, Entity] = {}
        self.versions: dict[int, Entity] = {}
        self.strategies: dict[int, Entity] = {}
        self.filled: Counter[int] = Counter()
        self.meddled: set[int] = set()
        """Orders whose quantity the trader raised: what is more than their own is his affair."""
        self.entry_of: dict[int, int] = {}
        self._exits: defaultdict[int, list[int]] = defaultdict(list)
        self._linked: set[int] = set()
        self._first: dict[int, int] = {}
        self._commands: dict[int, Entity] = {}
        self._quote = quote
        self._seen = seen
        self._takes: dict[str, Callable[[Entity], None]] = {
            "order": self._order,
            "orderVersion": self._version,
            "orderStrategy": self._strategy,
            "orderStrategyLink": self._link,
            "command": self._command,
            "commandReport": self._command_report,
            "executionReport": self._execution_report,
        }

    def hear(self, kind: str, entity: Entity) -> None:
        """Take in one change."""
        if kind in self._takes:
            self._takes[kind](entity)

    @property
    def alive(self) -> list[int]:
        """Orders that may still trade, oldest first."""
        return [number for number, order in self.orders.items() if not ended(order)]

    @property
    def partly(self) -> list[int]:
        """Those of them that are filled in part."""
        return [number for number in self.alive if self.filled[number]]

    def check(self) -> None:
        """Check what holds between two acts."""
        for number, order in self.orders.items():
            whole = self.filled[number] == self.versions[number]["orderQty"]
            assert whole == (order["ordStatus"] == "Filled"), order
            twin = self.orders.get(order.get("ocoId", 0))
            assert not (twin and whole and not ended(twin)), "a twin works on"
            if twin and "parentId" not in order and self.meddled.isdisjoint((number, twin["id"])):
                self._check_pair(number, twin["id"])
        for parent, exits in self._exits.items():
            self._check_exits(parent, exits)

    def check_at_rest(self) -> None:
        """Check what holds once every command has come to its end."""
        for strategy in self.strategies.values():
            entry = self.entry_of[strategy["id"]]
            family = [self.orders[number] for number in (entry, *self._exits[entry])]
            alive = any(not ended(order) for order in family)
            if strategy["status"] != "ExecutionFailed":
                assert alive == (strategy["status"] == "ActiveStrategy"), strategy
        for order in self.orders.values():
            assert order["ordStatus"] in (*ENDED, "Working", "Suspended", "PendingNew"), order

    def held(self, parent: int) -> int:
        """Return the contracts an entry got that its exits have not given back."""
        return self.filled[parent] - sum(self.filled[number] for number in self._exits[parent])

    def working(self, parent: int) -> int:
        """Return the contracts an entry's exits could close: of a pair only one leg can."""
        pairs: dict[int, int] = {}
        for number in self._exits[parent]:
            order = self.orders[number]
            if not ended(order) and order["ordStatus"] != "Suspended":
                pair = min(number, order.get("ocoId", number))
                left = self.versions[number]["orderQty"] - self.filled[number]
                pairs[pair] = max(pairs.get(pair, 0), left)
        return sum(pairs.values())

    def _check_exits(self, parent: int, exits: list[int]) -> None:
        """Working exits never exceed the position their entry brought."""
        working, held = self.working(parent), self.held(parent)
        assert working >= 0
        if self.meddled.isdisjoint(exits):
            assert working <= held, (parent, working, held)

    def _check_pair(self, number: int, twin: int) -> None:
        """Two orders of which each cancels the other never trade more than one of them could."""
        left = self._first[number] - self.filled[number] - self.filled[twin]
        assert left >= 0
        if not ended(self.orders[number]):
            assert self.versions[number]["orderQty"] - self.filled[number] <= left

    def _order(self, order: Entity) -> None:
        number, before = order["id"], self.orders.get(order["id"])
        if before is None:
            self._enter(order)
        else:
            assert not ended(before), "an order that has ended changes"
            same = {"ordStatus": order["ordStatus"]}
            assert before | same == order, "something else of an order changes"
        self.orders[number] = order
        if ended(order):
            self._seen[f"{order['ordStatus'].lower()}"] += 1
            if order["ordStatus"] == "Canceled" and self.filled[number]:
                self._seen["cancelled after a partial fill"] += 1

    def _enter(self, order: Entity) -> None:
        parent = order.get("parentId")
        if parent is not None:
            assert order["action"] != self.orders[parent]["action"] or parent not in self._linked
            self._exits[parent].append(order["id"])

    def _version(self, version: Entity) -> None:
        before = self.versions.get(version["orderId"])
        assert version["orderQty"] > 0
        assert version["orderQty"] >= self.filled[version["orderId"]]
        if before is not None:
            assert before["id"] < version["id"], "an older version comes later"
            assert before["orderType"] == version["orderType"]
            if before.get("stopPrice") != version.get("stopPrice"):
                self._check_trail(before, version)
                self._seen[f"{version['orderType']} moved"] += 1
        self.versions[version["orderId"]] = version
        self._first.setdefault(version["orderId"], version["orderQty"])

    def _check_trail(self, before: Entity, version: Entity) -> None:
        """What trails by itself only ever comes nearer to the market."""
        nearer = (version["stopPrice"] - before["stopPrice"]) * -sign(
            self.orders[version["orderId"]]["action"]
        )
        assert nearer > 0 or version["orderType"] not in TRAILING, version

    def fill(self, fill: Entity) -> None:
        """Take in a new fill."""
        order, version = self.orders[fill["orderId"]], self.versions[fill["orderId"]]
        assert order["ordStatus"] in TRADING, order
        assert order["contractId"] == fill["contractId"]
        assert order["action"] == fill["action"]
        self._check_price(fill, version)
        self.filled[fill["orderId"]] += fill["qty"]
        whole = self.filled[fill["orderId"]] == version["orderQty"]
        assert self.filled[fill["orderId"]] <= version["orderQty"], "filled twice"
        self._seen[f"fill of {version['orderType']}"] += 1
        self._seen["fill" if whole else "partial fill"] += 1

    def _check_price(self, fill: Entity, version: Entity) -> None:
        """No fill is better than the quote, nor beyond its limit."""
        (bid, offer), price = self._quote(fill["contractId"]), fill["price"]
        way = sign(fill["action"])
        quote = offer if way > 0 else bid
        assert quote is not None, "nobody was there to trade with"
        assert (price - quote) * way >= 0, (fill, quote)
        if version["orderType"] in LIMITED:
            assert (version["price"] - price) * way >= 0, (fill, version)
        if version["orderType"] in STOPS and version.get("stopPrice") is not None:
            self._seen["stop that met a gap"] += (quote - version["stopPrice"]) * way > 0

    def _execution_report(self, report: Entity) -> None:
        number = report["orderId"]
        traded = report["lastQty"] if report["execType"] == "Trade" else 0
        assert report["cumQty"] == self.filled[number] + traded

    def _strategy(self, strategy: Entity) -> None:
        before = self.strategies.get(strategy["id"])
        self.strategies[strategy["id"]] = strategy
        if before is not None:
            assert before["status"] != strategy["status"], "told without need"
            assert before["status"] in ("ActiveStrategy", "ExecutionFailed")
            self._seen[strategy["status"]] += 1

    def _link(self, link: Entity) -> None:
        self._linked.add(link["orderId"])
        entry = self.entry_of.setdefault(link["orderStrategyId"], link["orderId"])
        order = self.orders[link["orderId"]]
        assert order.get("parentId") == (None if entry == order["id"] else entry)

    def _command(self, command: Entity) -> None:
        self._commands[command["id"]] = command

    def _command_report(self, report: Entity) -> None:
        if reason := report.get("rejectReason"):
            kind = self._commands[report["commandId"]]["commandType"]
            self._seen[f"{kind} refused: {reason}"] += 1


def ended(order: Entity) -> bool:
    """Whether an order trades no more."""
    return order["ordStatus"] in ENDED
