"""A practice exchange, its markets in the test's hand, and everybody who hears of it.

Whatever is done goes in as JSON; what comes of it is known from the stream of changes alone.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.support.books import DEALS, Books
from tests.support.clock import ManualClock
from tests.support.direct import Change, DirectLine, DirectSocket
from tests.support.folded import Folded
from tests.support.order_laws import Entity, OrderLaws, Quote

from bracketdesk.practice.delays import Delays
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.wire import codec

WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)

MARKETS = {"MESZ6": ("MES", 24048), "NQZ6": ("NQ", 86000), "ZNZ6": ("ZN", 7072)}
"""The contracts that are traded: product, and where they begin, in ticks."""

LISTED = (
    "account",
    "accountRiskStatus",
    "cashBalance",
    "command",
    "commandReport",
    "executionReport",
    "fill",
    "fillFee",
    "fillPair",
    "marginSnapshot",
    "order",
    "orderStrategy",
    "orderStrategyLink",
    "orderVersion",
    "position",
    "product",
    "currency",
)
"""What REST lists and a snapshot brings."""


class Subscriber:
    """A client that folds what it hears, from its snapshot on."""

    def __init__(self, line: DirectLine, body: dict[str, object]) -> None:
        self.asked = body
        self.socket: DirectSocket = line.connect()
        self.folded = Folded(self.socket.ask("user/syncrequest", body))

    def listen(self) -> Iterator[Change]:
        """Fold in and give what came since."""
        for change in self.socket.changes():
            self.folded.hear(change)
            yield change

    def check(self, listed: dict[str, bytes]) -> None:
        """What is folded is what REST lists."""
        for kind in self.folded.kinds & listed.keys():
            assert self.folded.listed(kind) == listed[kind], kind


class World:
    """Every act ends with `settle`, which hears what came of it and checks every law."""

    def __init__(
        self, seen: Counter[str], delays: Delays | None = None, *, always_open: bool = True
    ) -> None:
        self.seen = seen
        self.heard = 0
        """Changes told so far."""
        self.sound = True
        """Whether no law has been found broken."""
        self.clock = ManualClock(WEDNESDAY)
        self.middles = {name: middle for name, (_, middle) in MARKETS.items()}
        self.quotes: dict[int, Quote] = {}
        self.exchange = Exchange(
            self.clock,
            self,
            today=WEDNESDAY.date(),
            seed=1,
            delays=delays,
            always_open=always_open,
        )
        self.line = DirectLine(self.exchange, self.clock)
        self.told: dict[str, dict[int, Entity]] = {kind: {} for kind in LISTED}
        self.contracts: dict[str, int] = {}
        self.listed: dict[str, Listed] = {}
        self.laws = OrderLaws(lambda contract: self.quotes[contract], seen)
        for name in MARKETS:
            self.contracts[name] = self.line.call("contract/find", name=name)["id"]
            self.exchange.watch(self.contracts[name])
        self.account = self.line.call("account/list")[0]["id"]
        self.user = self.line.call("user/list")[0]["id"]
        products = {self.contracts[name]: product for name, (product, _) in MARKETS.items()}
        self.books = Books(products)
        self.witness = Subscriber(self.line, {"users": [self.user]})
        for kind in LISTED:
            for entity in codec.decode_plain(self.witness.folded.listed(kind)):
                self.told[kind][entity["id"]] = entity
        self.others: list[Subscriber] = []

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        """Open a market; what it says from then on is the test's."""
        self.listed[listed.name] = listed
        yield Step(0.0, self._shown(listed.name, QuoteTick(0, 10, 1, 10)))

    # What happens
    def quote(self, name: str, move: int, spread: int, bid_size: int, ask_size: int) -> None:
        """Let a market move so many ticks and show both sides; a size of 0 is an empty side."""
        self.middles[name] = max(self.middles[name] + move, 400)
        bid, ask = (0 if bid_size else None), (spread if ask_size else None)
        tick = self._shown(name, QuoteTick(bid, bid_size, ask, ask_size))
        self.exchange.hear(self.listed[name], tick)
        self.settle()

    def trade(self, name: str, offset: int, size: int) -> None:
        """Let others trade."""
        tick = TradeTick(self.middles[name] + offset, size)
        self.exchange.hear(self.listed[name], tick)
        self.settle()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.oversleep(seconds)
        self.exchange.catch_up()
        self.settle()

    def let_pass(self, seconds: float) -> None:
        """Let a moment pass, and hear what came of it under the quotes that stand."""
        self.clock.oversleep(seconds)
        self._hear_all()

    def call(self, name: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - any reply
        """Make a call; returns its reply, an object with `status` where it was refused by one."""
        try:
            answer = self.line.call(name, body)
        except Refused as refusal:
            self.seen[f"{name} {refusal.status}"] += 1
            answer = {"status": refusal.status}
        if reason := answer.get("failureReason"):
            self.seen[f"{name.split('/')[1]} refused: {reason}"] += 1
        self.settle()
        return answer

    def subscribe(self, body: dict[str, object]) -> None:
        """Let one more client in."""
        self.others.append(Subscriber(self.line, body))
        self.settle()

    def leave(self, which: int) -> Subscriber:
        """Let a client be gone from one moment to the next."""
        gone = self.others.pop(which)
        gone.socket.drop()
        self.settle()
        return gone

    def settle(self) -> None:
        """Hear everything, and check everything."""
        self._hear_all()
        self.sound = False
        listed = {kind: self.line.reply(f"{kind}/list") for kind in LISTED}
        self.witness.check(listed)
        for other in tuple(self.others):
            self.seen["heard by a subscriber"] += sum(1 for _ in other.listen())
            other.check(listed)
            if other.socket.closed:
                self.seen["subscriber turned out by another session"] += 1
                self.others.remove(other)
        self.laws.check()
        self.books.check(self.told)
        self.sound = True

    def rest(self) -> None:
        """Let every command come to its end, and check what holds then."""
        self.wait(60.0)  # what was to wait half a minute is through by then
        self.wait(1.0)  # and so is what came of it, or of the day's loss
        self.laws.check_at_rest()

    def price(self, name: str, offset: int) -> Decimal:
        """Return the price so many ticks above the market's middle."""
        return (self.middles[name] + offset) * self.tick(name)

    def tick(self, name: str) -> Decimal:
        """Return a contract's tick, in points."""
        return DEALS[MARKETS[name][0]].tick

    def net(self, name: str) -> int:
        """Return contracts held."""
        return self.books.pages[self.contracts[name]].net

    def _shown(self, name: str, quote: QuoteTick) -> QuoteTick:
        """Return a quote of offsets in ticks, and remember its prices."""
        middle, tick = self.middles[name], self.tick(name)
        bid, ask = (
            None if offset is None else middle + offset for offset in (quote.bid, quote.ask)
        )
        self.quotes[self.listed[name].id] = (
            None if bid is None else bid * tick,
            None if ask is None else ask * tick,
        )
        return QuoteTick(bid, quote.bid_size, ask, quote.ask_size)

    def _hear_all(self) -> None:
        self.sound = False
        self.exchange.catch_up()
        for change in self.witness.listen():
            self._hear(change)
        self.sound = True

    def _hear(self, change: Change) -> None:
        self.heard += 1
        kind, entity = change.entity_type, codec.decode_plain(bytes(change.entity))
        known = self.told.setdefault(kind, {})
        if kind == "fill" and entity["id"] not in known:
            self.laws.fill(entity)
            self.books.fill(entity)
        elif kind == "fillFee":
            self.books.fee(entity)
        elif kind == "fillPair":
            self.books.pair(entity)
        else:
            self.laws.hear(kind, entity)
        known[entity["id"]] = entity
