"""Fifty seeded strategies on a real tape: what each paid, how it left, what it brought.

Each plays alone, on an exchange of its own whose market is the tape from the strategy's moment on:
so none takes from another what the book held, and each can be checked by hand.

python -m tests.support.tape_table    # reads the tape in the folder BRACKETDESK_BROKER_DATA
"""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from tests.support.clock import ManualClock
from tests.support.playthrough import liquidate, start

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.reel import Reel, TapeMarket
from bracketdesk.practice.synthetic import SyntheticMarket
from bracketdesk.practice.tape import Tape, read_tape
from bracketdesk.wire.entities import CashBalance, Fill, OrderStrategy, OrderStrategyLink

FILE = "ESH4-2023-12-25.csv.gz"
SYMBOL = "ESH4"
BEGAN = datetime(2023, 12, 25, 23, 0, tzinfo=UTC)
TICK, POINT = Decimal("0.25"), Decimal(50)
STRATEGIES, SEED = 50, 20231225
LATEST = 0.8
"""The share of the tape in which strategies start: the last ones shall have a chance."""


@dataclass(frozen=True)
class Level:
    """One bracket, distances in ticks."""

    quantity: int
    target: int | None
    stop: int
    trail: str

    def bracket(self, way: int) -> dict[str, Any]:
        """Return what the wire has of it; `way` is +1 for Buy."""
        bracket: dict[str, Any] = {"qty": self.quantity, "stopLoss": -way * self.stop * TICK}
        if self.target is not None:
            bracket["profitTarget"] = way * self.target * TICK
        if self.trail == "auto":
            bracket["autoTrail"] = {"stopLoss": self.stop * TICK, "trigger": TICK, "freq": TICK}
        return bracket | {"trailingStop": self.trail == "stop"}


@dataclass(frozen=True)
class Plan:
    """A strategy to come: seconds of the tape, side, type, the entry's ticks from the market."""

    number: int
    at: float
    side: str
    kind: str
    offset: int
    levels: tuple[Level, ...]

    @property
    def way(self) -> int:
        """+1 for Buy, -1 for Sell."""
        return 1 if self.side == "Buy" else -1

    @property
    def quantity(self) -> int:
        """Contracts of all levels."""
        return sum(level.quantity for level in self.levels)

    def entry(self, bid: Decimal, ask: Decimal) -> dict[str, Decimal]:
        """Return the entry's price, by the quote of its moment: a limit waits, so does a stop."""
        if self.kind == "Market":
            return {}
        near, far = (bid, ask) if self.way > 0 else (ask, bid)
        if self.kind == "Limit":
            return {"price": near - self.way * self.offset * TICK}
        return {"stopPrice": far + self.way * self.offset * TICK}


@dataclass(frozen=True)
class Traded:
    """One fill: the label of its order, contracts signed by side, points."""

    label: str
    quantity: int
    price: Decimal

    def __str__(self) -> str:
        return f"{self.label} {self.quantity:+d} @ {self.price}"


@dataclass(frozen=True)
class Row:
    """What came of a plan; `gross` and `net`, after fees, in dollars."""

    plan: Plan
    fills: tuple[Traded, ...]
    status: str
    net: Decimal

    @property
    def gross(self) -> Decimal:
        """Profit before fees."""
        return sum((-f.quantity * f.price * POINT for f in self.fills), Decimal(0))

    def __str__(self) -> str:
        plan = self.plan
        when = (BEGAN + timedelta(seconds=plan.at)).strftime("%H:%M:%S")
        entry = [f for f in self.fills if f.label == "entry"]
        exits = [f for f in self.fills if f.label != "entry"]
        told = (", ".join(map(str, part)) or "-" for part in (entry, exits))
        head = f"{plan.number:>2}  {when}  {plan.side:<4} {plan.quantity:>2} {plan.kind:<6}"
        return f"{head}  {self.gross:>9} {self.net:>9}  {self.status:<20}  {'  |  '.join(told)}"


def plans(length: float) -> tuple[Plan, ...]:
    """Return the fifty, the same ones every time; `length` of the tape in seconds."""
    chance = random.Random(SEED)  # noqa: S311 - the same strategies each time, no secret
    times = sorted(chance.uniform(0, length * LATEST) for _ in range(STRATEGIES))
    return tuple(_plan(number, at, chance) for number, at in enumerate(times, start=1))


def table(tape: Tape) -> Iterator[Row]:
    """Play them all, one after the other."""
    for plan in plans(Reel(tape).length):
        yield play_one(tape, plan)


def play_one(tape: Tape, plan: Plan) -> Row:
    """Play one until it is done, or the tape is: then what it holds is sold at the last quote."""
    clock = ManualClock(BEGAN + timedelta(seconds=plan.at))
    reel = Reel(tape)
    reel.seek(plan.at)
    markets = TapeMarket(reel, SyntheticMarket())
    exchange = Exchange(clock, markets, today=BEGAN.date(), seed=1)
    _begin(exchange, plan)
    while not reel.over and _status(exchange) == "ActiveStrategy":
        clock.oversleep(exchange.wait())
        exchange.catch_up()
    liquidate(SYMBOL)(exchange)
    (balance,) = cast(list[CashBalance], exchange.store.all("cashBalance"))
    return Row(plan, tuple(_fills(exchange)), _status(exchange), balance.amount - Decimal(50000))


def _begin(exchange: Exchange, plan: Plan) -> None:
    contract = exchange.find_contract(SYMBOL)
    assert contract is not None
    exchange.watch(contract.id)
    quote = exchange.quote(contract.id)
    assert quote is not None
    bid, ask = quote.entries["Bid"].price, quote.entries["Offer"].price
    assert bid is not None
    assert ask is not None
    brackets = [level.bracket(plan.way) for level in plan.levels]
    entry = {"orderType": plan.kind} | plan.entry(bid, ask)
    answer = start(SYMBOL, *brackets, side=plan.side, **entry)(exchange)
    assert answer.order_strategy is not None, answer


def _plan(number: int, at: float, chance: random.Random) -> Plan:
    levels = tuple(
        Level(
            quantity=chance.randint(1, 3),
            target=chance.choice([None, *range(2, 11)]),
            stop=chance.randint(3, 10),
            trail=chance.choice(["no", "no", "stop", "auto"]),
        )
        for _ in range(chance.randint(1, 3))
    )
    side, kind = chance.choice(["Buy", "Sell"]), chance.choice(["Market", "Limit", "Stop"])
    return Plan(number, at, side, kind, chance.randint(1, 4), levels)


def _fills(exchange: Exchange) -> Iterator[Traded]:
    links = cast(list[OrderStrategyLink], exchange.store.all("orderStrategyLink"))
    labels = {link.order_id: link.label for link in links}
    for fill in cast(list[Fill], exchange.store.all("fill")):
        way = 1 if fill.action == "Buy" else -1
        yield Traded(labels.get(fill.order_id, "at the end"), way * fill.qty, fill.price)


def _status(exchange: Exchange) -> str:
    (strategy,) = cast(list[OrderStrategy], exchange.store.all("orderStrategy"))
    return str(strategy.status)


def main() -> None:
    """Print the table."""
    tape = read_tape(Path(os.environ["BRACKETDESK_BROKER_DATA"]) / FILE)
    rows = list(table(tape))
    print(" #  UTC       side    entry       gross       net  status                fills")
    for row in rows:
        print(row)
    gross, net = sum(row.gross for row in rows), sum(row.net for row in rows)
    print(f"{len(rows)} strategies, gross {gross}, net of fees {net}, in dollars")


if __name__ == "__main__":
    main()
