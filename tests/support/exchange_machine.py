"""Traders, markets, clients and the risk desk of a practice exchange, in any order."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.support import order_shapes as shapes
from tests.support.books import sign
from tests.support.exchange_world import LISTED, MARKETS, World

from bracketdesk.practice.delays import SeededDelays
from bracketdesk.wire.enums import AdminAction

MOST_CLIENTS = 3

markets = st.sampled_from(sorted(MARKETS))
sides = st.sampled_from(["Buy", "Sell"])
quantities = st.sampled_from([1, 1, 2, 3, 5, 12])
offsets = st.integers(-10, 10)
far = st.integers(1, 14)
which = st.integers(0, 99)
sizes = st.sampled_from([0, 1, 1, 2, 3, 5, 9, 20])
few = st.integers(1, 4)
spreads = st.integers(1, 3)
seldom = st.sampled_from([False] * 7 + [True])
lives = st.sampled_from(["Day", "Day", "Day", "GTC", "GTC", "GTD", "IOC", "FOK"])
ENTRIES = ["Market", "Limit", "Stop", "StopLimit", "MIT", "TrailingStop", "TrailingStopLimit"]
entry_kinds = st.sampled_from([*ENTRIES, "Market", "Limit"])
kinds = st.sampled_from([*ENTRIES, "LimitIfTouched"])
levels = st.fixed_dictionaries(
    {
        "quantity": st.integers(1, 4),
        "target": st.none() | far,
        "stop": st.none() | far,
        "trail": st.sampled_from(["no", "no", "trailing", "auto"]),
        "distance": far,
    }
)
PACE = 0.001
PAUSES = [0.002, 0.01, 0.05, 1.0, 60.0, 1800.0, 8 * 3600.0, 20 * 3600.0]
RISK = [
    *[AdminAction.NORMAL] * 6,
    AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY,
    AdminAction.LOCK_TRADING_IMMEDIATELY,
]


class ExchangeMachine(RuleBasedStateMachine):
    """One rule is one step; `steps` and `seen` count over all runs of a class."""

    steps: ClassVar[Counter[str]] = Counter()
    seen: ClassVar[Counter[str]] = Counter()

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.away: list[tuple[dict[str, object], int]] = []

    @initialize(seed=st.none() | st.integers(1, 9), always_open=st.booleans())
    def open(self, seed: int | None, *, always_open: bool) -> None:
        delays = None if seed is None else SeededDelays(seed)
        self.world = World(self.seen, delays, always_open=always_open)

    def teardown(self) -> None:
        if hasattr(self, "world") and self.world.sound:
            self.world.rest()

    # The markets
    @rule(market=markets, move=st.integers(-6, 6), spread=spreads, bids=sizes, offers=sizes)
    def quote(self, market: str, move: int, spread: int, bids: int, offers: int) -> None:
        self.step("quote")
        self.world.quote(market, move, spread, bids, offers)

    @rule(market=markets, move=st.integers(-4, 4), quotes=st.integers(2, 6), size=sizes)
    def trend(self, market: str, move: int, quotes: int, size: int) -> None:
        self.step("trend")
        for _ in range(quotes):
            self.world.quote(market, move, 1, size, size)

    @rule(market=markets, move=st.integers(15, 120), way=st.sampled_from([1, -1]), size=sizes)
    def gap(self, market: str, move: int, way: int, size: int) -> None:
        self.step("gap")
        self.world.quote(market, way * move, 1, size, size)

    @precondition(lambda self: self.world.laws.alive)
    @rule(which=which, sizes=st.lists(few, min_size=1, max_size=3))
    def come_to(self, which: int, sizes: list[int]) -> None:
        """Let the market come to an order's price with little to trade, and again."""
        self.step("come to an order")
        laws = self.world.laws
        number = _one_of(laws.alive or laws.orders, which)
        market, move = shapes.way_to(self.world, number)
        for size in sizes:
            self.world.quote(market, move, 1, size, size)
            move = 0

    @rule(market=markets, offset=st.integers(-8, 8), size=st.integers(1, 9))
    def trade(self, market: str, offset: int, size: int) -> None:
        self.step("trade")
        self.world.trade(market, offset, size)

    @rule(seconds=st.sampled_from(PAUSES))
    def wait(self, seconds: float) -> None:
        self.step("wait")
        self.world.wait(seconds)

    # The trader
    @rule(
        market=markets,
        side=sides,
        kind=kinds,
        quantity=quantities,
        offset=offsets,
        life=lives,
        later=seldom,
    )
    def place(
        self, market: str, side: str, kind: str, quantity: int, offset: int, life: str, later: bool
    ) -> None:
        self.step("order")
        body = shapes.order(self.world, market, side, kind, offset, life)
        if later:
            body["activationTime"] = shapes.after(self.world, 30)
        self.world.call("order/placeorder", body | shapes.whole(self.world, market, quantity))

    @rule(market=markets, side=sides, quantity=quantities, limit=far, stop=far, life=lives)
    def place_oco(
        self, market: str, side: str, quantity: int, limit: int, stop: int, life: str
    ) -> None:
        self.step("oco")
        body = shapes.order(self.world, market, side, "Limit", -sign(side) * limit, life)
        other = shapes.order(self.world, market, side, "Stop", stop)
        body |= shapes.whole(self.world, market, quantity) | {"other": other}
        self.world.call("order/placeoco", body)

    @rule(
        market=markets,
        side=sides,
        kind=kinds,
        quantity=quantities,
        offset=offsets,
        stop=far,
        limit=st.none() | far,
    )
    def place_oso(
        self,
        market: str,
        side: str,
        kind: str,
        quantity: int,
        offset: int,
        stop: int,
        limit: int | None,
    ) -> None:
        self.step("oso")
        other = "Sell" if side == "Buy" else "Buy"
        body = shapes.order(self.world, market, side, kind, offset)
        body["bracket1"] = shapes.order(self.world, market, other, "Stop", stop)
        if limit:
            away = offset + sign(side) * limit
            body["bracket2"] = shapes.order(self.world, market, other, "Limit", away)
        self.world.call("order/placeoso", body | shapes.whole(self.world, market, quantity))

    @rule(
        market=markets,
        side=sides,
        kind=entry_kinds,
        offset=offsets,
        life=lives,
        chosen=st.lists(levels, min_size=1, max_size=3),
    )
    def start(
        self,
        market: str,
        side: str,
        kind: str,
        offset: int,
        life: str,
        chosen: list[dict[str, Any]],
    ) -> None:
        self.step("strategy")
        entry = shapes.order(self.world, market, side, kind, offset, life)
        body = shapes.strategy(self.world, market, side, entry, chosen)
        self.world.call("orderStrategy/startorderstrategy", body)

    @precondition(lambda self: self.world.laws.orders)
    @rule(
        which=which,
        partly=st.booleans(),
        move=st.integers(-4, 4),
        more=st.sampled_from([0, 0, 0, 0, -1, -2, -11, 1, 3]),
        fault=st.sampled_from(["", "", "", "", "", "type", "life", "tick", "market", "size"]),
    )
    def modify(self, which: int, partly: bool, move: int, more: int, fault: str) -> None:
        self.step("modify")
        laws = self.world.laws
        number = _one_of((partly and laws.partly) or laws.alive or laws.orders, which)
        body = shapes.moved(self.world, number, move)
        before, wanted = body["orderQty"], max(body["orderQty"] + more, 1)
        if wanted > before:
            laws.meddled.add(number)
        body = body | {"orderQty": wanted}
        self.world.call("order/modifyorder", shapes.spoiled(self.world, body, fault))

    @precondition(lambda self: self.world.laws.orders)
    @rule(which=which, any_order=seldom, later=seldom)
    def cancel(self, which: int, any_order: bool, later: bool) -> None:
        self.step("cancel")
        laws = self.world.laws
        chosen = laws.orders if any_order or not laws.alive else laws.alive
        body: dict[str, Any] = {"orderId": _one_of(chosen, which)}
        if later:
            body["activationTime"] = shapes.after(self.world, 20)
        self.world.call("order/cancelorder", body)

    @precondition(lambda self: self.world.laws.strategies)
    @rule(which=which)
    def interrupt(self, which: int) -> None:
        self.step("interrupt")
        laws, number = self.world.laws, _one_of(self.world.laws.strategies, which)
        answer = self.world.call(
            "orderStrategy/interruptorderstrategy", {"orderStrategyId": number}
        )
        if "orderStrategy" in answer:
            assert laws.working(laws.entry_of[number]) == 0
            self.seen["interrupted with a position"] += laws.held(laws.entry_of[number]) != 0

    @rule(
        what=st.sampled_from(["one", "one", "all", "dry run", "dry run", "risk", "session"]),
        market=markets,
        side=sides,
        quantity=quantities,
        action=st.sampled_from(RISK),
        opens=st.sampled_from([True] * 5 + [False]),
    )
    def desk(
        self, what: str, market: str, side: str, quantity: int, action: AdminAction, opens: bool
    ) -> None:
        """What is rarer, in one rule: each rule has the same chance."""
        if what == "one":
            self.liquidate(market)
        elif what == "all":
            self.liquidate_all()
        elif what == "dry run":
            self.dry_run(market, side, quantity)
        elif what == "risk":
            self.restrict(action)
        else:
            self.session(opens)

    def liquidate(self, market: str) -> None:
        self.step("liquidate")
        before, contract = self.world.net(market), self.world.contracts[market]
        body = {"accountId": self.world.account, "contractId": contract, "admin": False}
        self.world.call("order/liquidateposition", body)
        self.seen["liquidated at once"] += before != 0 and self.world.net(market) == 0

    def liquidate_all(self) -> None:
        self.step("liquidate all")
        positions = list(self.world.told["position"])
        self.world.call("order/liquidatepositions", {"positions": positions, "admin": False})

    def dry_run(self, market: str, side: str, quantity: int) -> None:
        self.step("dry run")
        contract, before = self.world.contracts[market], len(self.world.laws.orders)
        order = {
            "contractId": contract,
            "action": side,
            "orderQty": quantity,
            "orderType": "Market",
        }
        self.world.call("order/dryrun", {"accountId": self.world.account, "orders": [order]})
        assert len(self.world.laws.orders) == before

    def restrict(self, action: AdminAction) -> None:
        self.step("risk desk")
        self.world.exchange.restrict(action)
        self.world.settle()

    def session(self, opens: bool) -> None:
        self.step("session")
        exchange = self.world.exchange
        (exchange.open_session if opens else exchange.close_session)()
        self.world.settle()

    # Clients
    @precondition(lambda self: len(self.world.others) < MOST_CLIENTS)
    @rule(kinds=st.none() | st.sets(st.sampled_from(LISTED), min_size=1), split=st.booleans())
    def subscribe(self, kinds: set[str] | None, split: bool) -> None:
        self.step("subscribe")
        whose = {"users": [self.world.user]} if kinds is None else {"entityTypes": sorted(kinds)}
        self.world.subscribe(whose | {"splitResponses": split})

    @precondition(lambda self: self.world.others)
    @rule(which=which)
    def disconnect(self, which: int) -> None:
        self.step("disconnect")
        gone = self.world.leave(which % len(self.world.others))
        self.away.append((gone.asked, self.world.heard))

    @precondition(lambda self: self.away and len(self.world.others) < MOST_CLIENTS)
    @rule(which=which)
    def come_back(self, which: int) -> None:
        self.step("come back")
        asked, heard = self.away.pop(which % len(self.away))
        self.seen["changes missed while away"] += self.world.heard - heard
        self.world.subscribe(asked)

    def step(self, name: str) -> None:
        """Count it; a moment has passed, shorter than a command's step takes."""
        self.steps[name] += 1
        self.world.let_pass(PACE)


def _one_of(numbers: Iterable[int], which: int) -> int:
    found = list(numbers)
    return found[which % len(found)]
