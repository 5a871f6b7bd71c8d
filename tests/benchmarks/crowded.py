"""The practice exchange under a crowd: 200 strategies, 1,000 legs at work, 5,000 quotes a second.

Markets walk at random. Each strategy has five legs: a target and a stop, a target and a trailing
stop, a stop that trails by steps. As legs come to their ends new strategies begin, so that there
are never fewer of either. Every change is encoded once, as for one client. The clock leaps from
what is due to what is due next: figures are of the processor.

python -m tests.benchmarks.crowded
"""

import gc
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.benchmarks.figures import line, median, plain
from tests.support.clock import ManualClock
from tests.support.playthrough import start
from tests.support.trading import WEDNESDAY

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, Step
from bracketdesk.practice.risk import AccountLimits
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Entity, Order, OrderStrategy
from bracketdesk.wire.enums import EventType, OrdStatus, StrategyStatus

MARKETS = {"MESZ6": (24048, "0.25"), "MNQZ6": (86000, "0.25"), "ESZ6": (24048, "0.25")}
STRATEGIES, LEGS_EACH = 200, 5
LEGS = STRATEGIES * LEGS_EACH
QUOTES = 5000
"""A second, over all markets."""
SECONDS = 30
BUDGET = 1e6 / QUOTES
"""Microseconds a quote."""
FREE = AccountLimits(
    order_quantity=1000,
    position=100_000,
    all_positions=100_000,
    loss_closing_only=Decimal(10**9),
    loss_liquidated=Decimal(10**9),
)


class Walks:
    """Markets that say something `QUOTES` times a second: mostly sizes, now and then a tick."""

    def __init__(self) -> None:
        self.quotes = 0

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        chance = random.Random(f"{seed}:{listed.name}")  # noqa: S311 - a market, no secret
        bid = MARKETS[listed.name][0]
        yield Step(0.0, QuoteTick(bid, 50, bid + 1, 50))
        while True:
            bid += chance.choice((-1, 1, *[0] * 8))
            self.quotes += 1
            tick = QuoteTick(bid, chance.randint(5, 99), bid + 1, chance.randint(5, 99))
            yield Step(len(MARKETS) / QUOTES, tick)


@dataclass(frozen=True, slots=True)
class Second:
    """What one second of the markets cost. `took` in seconds of the processor."""

    quotes: int
    strategies: int
    legs: int
    took: float


class Bench:
    """An exchange, and who keeps it crowded."""

    def __init__(self) -> None:
        self.events = self.bytes = self.fills = self.started = 0
        self.working: set[int] = set()
        self._exits: set[int] = set()
        self._running: set[int] = set()
        self._clock = ManualClock(WEDNESDAY)
        self._chance = random.Random(1)  # noqa: S311 - the same strategies each time, no secret
        self._market = Walks()
        self._exchange = Exchange(
            self._clock, self._market, today=WEDNESDAY.date(), seed=1, limits=FREE
        )
        self._exchange.store.listen(self._heard)
        for name in MARKETS:
            contract = self._exchange.find_contract(name)
            assert contract is not None
            self._exchange.watch(contract.id)

    def second(self) -> Second:
        """Let the markets run for a second."""
        quotes, began = self._market.quotes, time.process_time()
        end = self._clock.monotonic() + 1.0
        while (now := self._clock.monotonic()) < end:
            self._clock.oversleep(min(self._exchange.wait(), end - now))
            self._exchange.catch_up()
            self.fill_up()
        took = time.process_time() - began
        quotes = self._market.quotes - quotes
        return Second(quotes, len(self._running), len(self.working), took)

    def fill_up(self) -> None:
        """Start new strategies where there are too few, or too few legs at work."""
        while len(self._running) < STRATEGIES or len(self.working) < LEGS:
            self._start()

    def _start(self) -> None:
        chance = self._chance
        way = chance.choice((1, -1))
        tick = Decimal("0.25")

        def ticks() -> Decimal:
            return chance.randint(20, 120) * way * tick

        brackets: list[dict[str, Any]] = [
            {"qty": 1, "profitTarget": ticks(), "stopLoss": -ticks()},
            {"qty": 1, "profitTarget": ticks(), "stopLoss": -ticks(), "trailingStop": True},
            {
                "qty": 1,
                "stopLoss": -ticks(),
                "autoTrail": {"stopLoss": abs(ticks()), "trigger": 10 * tick, "freq": 4 * tick},
            },
        ]
        name = chance.choice(("MESZ6", "MNQZ6"))
        act = start(name, *brackets, side="Buy" if way > 0 else "Sell")
        answer = act(self._exchange)
        assert answer.order_strategy is not None, answer
        self.started += 1

    def _heard(self, kind: str, event: EventType, entity: Entity) -> None:
        self.events += 1
        self.bytes += len(codec.encode({"entityType": kind, "eventType": event, "entity": entity}))
        if isinstance(entity, Order) and entity.parent_id is not None:
            if entity.ord_status is OrdStatus.WORKING:
                self.working.add(entity.id)
            else:
                self.working.discard(entity.id)
        elif isinstance(entity, OrderStrategy):
            if entity.status is StrategyStatus.ACTIVE:
                self._running.add(entity.id)
            else:
                self._running.discard(entity.id)
        elif kind == "fill" and event is EventType.CREATED:
            self.fills += 1


def run() -> str:
    bench = Bench()
    bench.fill_up()
    legs = len(bench.working)
    bench.second()
    gc.collect()
    events, fills, started = bench.events, bench.fills, bench.started
    seconds = [bench.second() for _ in range(SECONDS)]
    costs = [second.took / second.quotes * 1e6 for second in seconds]
    return "\n".join(
        (
            f"{STRATEGIES} strategies, {legs} legs to begin with; {SECONDS} s of the markets",
            line("a quote, median of the seconds", median(costs), BUDGET, "us"),
            line("a quote, the worst second", max(costs), BUDGET, "us"),
            plain("quotes a second on one core", 1e6 / median(costs), ""),
            plain("strategies that run, mean", sum(s.strategies for s in seconds) / SECONDS, ""),
            plain("legs at work, mean", sum(s.legs for s in seconds) / SECONDS, ""),
            plain("fills a second", (bench.fills - fills) / SECONDS, ""),
            plain("changes a second", (bench.events - events) / SECONDS, ""),
            plain("strategies begun a second", (bench.started - started) / SECONDS, ""),
        )
    )


if __name__ == "__main__":
    print(run())
