"""A made-up market: two queues that traders join, leave and trade with.

The best prices move only where a queue is used up, so the spread is one tick or more, sizes mean
something, and prices have a past: regimes of trend and of return to an anchor follow each other,
quiet spells and bursts too. Floats shape the chances alone; every price is whole ticks.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bracketdesk.practice.listing import Listed, to_ticks
from bracketdesk.practice.market import QuoteTick, Step, TradeTick


@dataclass(frozen=True, slots=True)
class Regime:
    """A mood of the market: seconds between events, events it lasts, and where it pushes.

    `push` is how much likelier than even a buyer is; `pull` the same per tick below the anchor.
    """

    pause: float
    length: int
    push: float
    pull: float


REGIMES = (
    Regime(pause=0.6, length=60, push=0.0, pull=0.02),  # quiet
    Regime(pause=0.12, length=350, push=0.0, pull=0.012),  # around an anchor
    Regime(pause=0.1, length=300, push=0.1, pull=0.0),  # rising
    Regime(pause=0.1, length=300, push=-0.1, pull=0.0),  # falling
    Regime(pause=0.02, length=120, push=0.15, pull=0.0),  # a burst up
    Regime(pause=0.02, length=120, push=-0.15, pull=0.0),  # a burst down
)
WEIGHTS = (3, 5, 3, 3, 1, 1)

TRADES = 0.35
"""Share of events that are trades; the rest join or leave a queue."""

MOST_TILT = 0.3
SHORTEST_PAUSE = 0.002


class SyntheticMarket:
    """The MarketSource of the practice exchange when there is no tape."""

    def feed(self, listed: Listed, seed: int) -> Iterator[Step]:
        """Return an endless market; the same seed and contract give the same one."""
        # Later months a little higher, so that no two contracts are taken for each other.
        opening = to_ticks(listed.specification.level, listed.specification.tick) or 0
        opening += listed.rank * max(opening // 200, 1)
        return _Crowd(f"{seed}:{listed.name}", opening, listed.specification.depth).steps()


class _Crowd:
    """The traders of one contract."""

    def __init__(self, seed: str, opening: int, depth: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a market, no secret
        self._depth = depth
        self._anchor = opening
        self._bid, self._ask = opening, opening + 1
        self._bid_size, self._ask_size = self._queue(), self._queue()
        self._regime = REGIMES[1]
        self._left = self._regime.length

    def steps(self) -> Iterator[Step]:
        """Yield the opening quote at once, then event after event."""
        yield Step(0.0, self._quote())
        while True:
            self._change_mood()
            pause = self._random.expovariate(1 / self._regime.pause) + SHORTEST_PAUSE
            yield from self._event(pause, buyer=self._random.random() < self._buyers())

    def _event(self, pause: float, *, buyer: bool) -> Iterator[Step]:
        if self._random.random() < TRADES:
            yield Step(pause, self._trade(buyer=buyer))
            pause = 0.0
        elif self._ask - self._bid > 1:
            self._step_in(buyer=buyer)
        else:
            self._crowd_in(buyer=buyer)
        yield Step(pause, self._quote())

    def _buyers(self) -> float:
        """Return the chance that the next one is a buyer."""
        tilt = self._regime.push + self._regime.pull * (self._anchor - self._bid)
        return 0.5 + max(-MOST_TILT, min(MOST_TILT, tilt))

    def _change_mood(self) -> None:
        self._left -= 1
        if self._left > 0:
            return
        self._regime = self._random.choices(REGIMES, WEIGHTS)[0]
        self._left = self._random.randint(self._regime.length // 2, self._regime.length * 2)
        self._anchor = self._bid

    def _trade(self, *, buyer: bool) -> TradeTick:
        """Let a buyer take offers, or a seller take bids; a used-up queue moves the price."""
        price, queue = (self._ask, self._ask_size) if buyer else (self._bid, self._bid_size)
        size = min(queue, 1 + int(self._random.expovariate(1 / self._depth) * 0.7))
        self._shrink(size, offers=buyer)
        return TradeTick(price, size)

    def _shrink(self, size: int, *, offers: bool) -> None:
        if offers:
            self._ask_size -= size
            if self._ask_size <= 0:
                self._ask, self._ask_size = self._ask + self._gap(), self._queue()
        else:
            self._bid_size -= size
            if self._bid_size <= 0:
                self._bid, self._bid_size = max(self._bid - self._gap(), 1), self._queue()

    def _gap(self) -> int:
        """Return how far behind a used-up queue the next one stands: thin books have holes."""
        return 1 + (self._random.random() < 2 / self._depth)

    def _step_in(self, *, buyer: bool) -> None:
        """Narrow a wide spread by one tick."""
        if buyer:
            self._bid, self._bid_size = self._bid + 1, self._queue()
        else:
            self._ask, self._ask_size = self._ask - 1, self._queue()

    def _crowd_in(self, *, buyer: bool) -> None:
        """Let someone join the buyer's queue or leave the other."""
        size = 1 + self._random.randrange(max(self._depth // 4, 1))
        if self._random.random() < 0.5:
            self._shrink(size, offers=buyer)
        elif buyer:
            self._bid_size += size
        else:
            self._ask_size += size

    def _queue(self) -> int:
        return 1 + self._random.randrange(self._depth * 2)

    def _quote(self) -> QuoteTick:
        return QuoteTick(self._bid, self._bid_size, self._ask, self._ask_size)
