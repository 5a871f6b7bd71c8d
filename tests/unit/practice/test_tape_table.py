"""The fifty strategies on the real tape, and a naive replay that reads the tape's own text.

The replay knows nothing of the exchange: prices in points, every order looked at on every row, the
rules of `matching` written down once more. It knows no trailing stops, so it checks what has none.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.support.tally import Tallies
from tests.support.tape_table import FILE, POINT, STRATEGIES, TICK, Plan, Row, table

from bracketdesk.practice.tape import Tape, read_tape

pytestmark = pytest.mark.unmeasured

FEES = Decimal("2.88")
"""Dollars for one side of one contract: exchange 1.38, clearing 0.19, NFA 0.02, commission 1.29."""

DEPTH = 10
CHECKED = 5

Line = tuple[float, dict[str, str]]


@pytest.fixture(scope="module")
def tape(broker_data: Path) -> Tape:
    return read_tape(broker_data / FILE)


@pytest.fixture(scope="module")
def rows(tape: Tape) -> list[Row]:
    return list(table(tape))


@pytest.fixture(scope="module")
def lines(broker_data: Path) -> list[Line]:
    """The tape's lines with their seconds from its beginning; what comes before the first quote
    comes with it.
    """
    with gzip.open(broker_data / FILE, "rt", newline="") as text:
        read = list(csv.DictReader(text))
    times = [seconds(line["timestamp"]) for line in read]
    opened = next(number for number, line in enumerate(read) if line["event"] == "quote")
    began = times[opened]
    return [(max(time - began, 0.0), line) for time, line in zip(times, read, strict=True)]


@pytest.mark.timeout(300)  # it plays the tape a hundred times
def test_is_the_same_every_time(tape: Tape, rows: list[Row]) -> None:
    assert [str(row) for row in table(tape)] == [str(row) for row in rows]


@pytest.mark.timeout(300)
def test_has_wins_losses_and_every_way_out(rows: list[Row]) -> None:
    assert len(rows) == STRATEGIES
    assert {row.status for row in rows} == {"ExecutionFinished", "ExecutionInterrupted"}
    labels = Counter(fill.label.split()[0] for row in rows for fill in row.fills)
    assert min(labels[word] for word in ("entry", "target", "stop", "at")) > 3
    assert any(row.net > 0 for row in rows)
    assert any(row.net < 0 for row in rows)


@pytest.mark.timeout(300)
def test_agrees_with_a_naive_replay(rows: list[Row], lines: list[Line], tallies: Tallies) -> None:
    plain = [row for row in rows if all(level.trail == "no" for level in row.plan.levels)]
    assert len(plain) >= CHECKED
    assert {row.plan.kind for row in plain} == {"Market", "Limit", "Stop"}
    for row in plain:
        replay = Replay(row.plan)
        replay.run(lines)
        told = [(fill.quantity, fill.price) for fill in row.fills]
        assert told == replay.fills, row.plan
        contracts = sum(abs(quantity) for quantity, _ in told)
        profit = sum(-quantity * price * POINT for quantity, price in told)
        assert (row.gross, row.net) == (profit, profit - contracts * FEES)
    tallies.setdefault("strategies on the tape", Counter()).update(
        {"played": len(rows), "replayed by hand": len(plain)}
    )


@dataclass(eq=False)
class Resting:
    """One order: `way` +1 buys; `limit` or `stop` in points, neither for a market order."""

    way: int
    left: int
    limit: Decimal | None = None
    stop: Decimal | None = None
    is_entry: bool = False
    twin: "Resting | None" = None
    rests: bool = False


@dataclass
class Shown:
    """One side of the book as the tape shows it, and what the replay took of it."""

    price: Decimal | None = None
    size: int = 0
    taken: Counter[Decimal] = field(default_factory=Counter)

    def show(self, price: str, size: str) -> None:
        new = (Decimal(price), int(size)) if price else (None, 0)
        if new != (self.price, self.size):
            self.price, self.size = new
            self.taken = Counter()


class Replay:
    """Plays a plan by hand; `fills` are signed contracts and points."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.fills: list[tuple[int, Decimal]] = []
        self.orders: list[Resting] = []
        self.bids, self.offers = Shown(), Shown()
        self.room = [level.quantity for level in plan.levels]

    def run(self, lines: list[Line]) -> None:
        rest = iter(lines)
        for time, line in rest:
            if time > self.plan.at:
                break
            if line["event"] == "quote":
                self.show(line)
        self.enter()
        self.hear(line)
        for _, line in rest:
            if not self.orders:
                break
            self.hear(line)
        self.orders.clear()
        if held := sum(quantity for quantity, _ in self.fills):
            self.meet(Resting(-1 if held > 0 else 1, abs(held)))

    def enter(self) -> None:
        plan = self.plan
        assert self.bids.price is not None
        assert self.offers.price is not None
        prices = plan.entry(self.bids.price, self.offers.price)
        self.send(
            Resting(
                plan.way,
                plan.quantity,
                prices.get("price"),
                prices.get("stopPrice"),
                is_entry=True,
            )
        )

    def send(self, order: Resting) -> None:
        self.orders.append(order)
        self.meet(order)

    def hear(self, line: dict[str, str]) -> None:
        quote = line["event"] == "quote"
        if quote:
            self.show(line)
        left = 0 if quote else int(line["trade_size"])
        for order in tuple(self.orders):
            if order not in self.orders:
                continue
            if quote:
                self.meet(order)
            elif order.stop is not None:
                self.meet(order, traded=Decimal(line["trade_price"]))
            else:
                left -= self.passed(order, Decimal(line["trade_price"]), left)

    def show(self, line: dict[str, str]) -> None:
        self.bids.show(line["bid_price"], line["bid_size"])
        self.offers.show(line["ask_price"], line["ask_size"])

    def against(self, order: Resting) -> Shown:
        return self.offers if order.way > 0 else self.bids

    def meet(self, order: Resting, traded: Decimal | None = None) -> None:
        """Let an order take what the quote has for it, where its stop does not hold it back."""
        side = self.against(order)
        if order.stop is not None:
            price = side.price if traded is None else traded
            if price is None or (price - order.stop) * order.way < 0:
                return
            order.stop = None
        got = list(self.take(order, side))
        if order.rests and order.limit is not None and got:
            got = [(sum(part for part, _ in got), order.limit)]
        for quantity, price in got:
            self.fill(order, quantity, price)
        order.rests = True

    def take(self, order: Resting, side: Shown) -> Iterator[tuple[int, Decimal]]:
        left = order.left
        for level in range(DEPTH if side.price is not None else 0):
            assert side.price is not None
            price = side.price + order.way * level * TICK
            if order.limit is not None and (price - order.limit) * order.way > 0:
                return
            if part := min(left, side.size - side.taken[price]):
                side.taken[price] += part
                left -= part
                yield part, price

    def passed(self, order: Resting, price: Decimal, size: int) -> int:
        """Fill a limit order that the market traded through, where the quote has come to it too."""
        quote = self.against(order).price
        if order.limit is None or quote is None or (quote - order.limit) * order.way > 0:
            return 0
        if (order.limit - price) * order.way <= 0:
            return 0
        part = min(order.left, size)
        if part:
            self.fill(order, part, order.limit)
        return part

    def fill(self, order: Resting, quantity: int, price: Decimal) -> None:
        self.fills.append((order.way * quantity, price))
        order.left -= quantity
        if order.twin is not None:
            order.twin.left = min(order.twin.left, order.left)
        self.orders = [other for other in self.orders if other.left]
        if order.is_entry:
            self.protect(quantity, price)

    def protect(self, quantity: int, price: Decimal) -> None:
        """Give each level its share of a fill, a target and a stop for it."""
        way = self.plan.way
        for index, level in enumerate(self.plan.levels):
            share = min(quantity, self.room[index])
            self.room[index] -= share
            quantity -= share
            if not share:
                continue
            stop = Resting(-way, share, stop=price - way * level.stop * TICK)
            if level.target is not None:
                target = Resting(-way, share, price + way * level.target * TICK, twin=stop)
                stop.twin = target
                self.send(target)
            self.send(stop)


def seconds(text: str) -> float:
    whole, _, fraction = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(whole + "+00:00").timestamp() + float(f"0.{fraction or 0}")
