"""The market side of the practice exchange alone: how many quotes it can make, hear and publish.

Every product's front month is awake and watched by one listener who is told each moment's quote.
No time is slept away: the clock leaps from what is due to what is due next.

python -m tests.benchmarks.markets
"""

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.figures import line, median, plain
from tests.support.clock import ManualClock
from tests.support.trading import WEDNESDAY

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import Step
from bracketdesk.practice.products import PRODUCTS
from bracketdesk.practice.synthetic import SyntheticMarket

ROUNDS = 5
SECONDS = 120.0
"""Of the markets, in each round."""
BUDGET = 200.0
"""Microseconds a step: 5,000 a second."""


class Counting:
    """The synthetic markets, and how many steps were taken of them."""

    def __init__(self) -> None:
        self.steps = 0
        self._markets = SyntheticMarket()

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        for step in self._markets.feed(listed, seed, since):
            self.steps += 1
            yield step


@dataclass(frozen=True, slots=True)
class Round:
    """What a stretch of the markets' time cost. `took` in seconds of the processor."""

    steps: int
    published: int
    took: float

    @property
    def cost(self) -> float:
        """Microseconds a step."""
        return self.took / self.steps * 1e6


class Bench:
    """An exchange where every product is awake and watched."""

    def __init__(self) -> None:
        self._clock = ManualClock(WEDNESDAY)
        self._market = Counting()
        self._exchange = Exchange(self._clock, self._market, today=WEDNESDAY.date(), seed=1)
        self._published = 0
        self._exchange.listen_quotes(self._heard)
        for product in PRODUCTS:
            self._exchange.watch(self._exchange.suggest(product, 1)[0].id)

    def play(self, seconds: float) -> Round:
        steps, published, began = self._market.steps, self._published, time.process_time()
        end = self._clock.monotonic() + seconds
        while (now := self._clock.monotonic()) < end:
            self._clock.oversleep(min(self._exchange.wait(), end - now))
            self._exchange.catch_up()
        took = time.process_time() - began
        return Round(self._market.steps - steps, self._published - published, took)

    def _heard(self, _: object) -> None:
        self._published += 1


def run() -> str:
    bench = Bench()
    bench.play(1.0)
    gc.collect()
    rounds = [bench.play(SECONDS) for _ in range(ROUNDS)]
    cost = median([a_round.cost for a_round in rounds])
    steps = sum(a_round.steps for a_round in rounds)
    published = sum(a_round.published for a_round in rounds)
    return "\n".join(
        (
            f"{len(PRODUCTS)} markets made, heard, published; {ROUNDS} x {SECONDS:.0f} s of theirs",
            line("a step, median of the rounds", cost, BUDGET, "us"),
            plain("steps a second", 1e6 / cost, ""),
            plain("  of them published", 1e6 / cost * published / steps, ""),
            plain("times as fast as real", 1e6 / cost / (steps / ROUNDS / SECONDS), ""),
        )
    )


if __name__ == "__main__":
    print(run())
