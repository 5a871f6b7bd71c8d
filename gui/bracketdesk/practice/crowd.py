"""The traders of one contract: two queues that they join, leave and trade with.

The best prices move only where a queue is used up, or where the fair value lies so far behind it
that whoever sees it takes what is offered and the rest is withdrawn. So the spread is one tick or
more, sizes mean something, and a price is never far from its family's. Floats shape the chances
alone; every price is whole ticks.
"""

import random
from collections.abc import Callable, Iterator

from bracketdesk.practice.market import QuoteTick, Step, TradeTick

TRADES = 0.3
"""Share of events that are trades; the rest join or leave a queue."""

LEAN = 0.45
"""How much likelier than even a buyer is, per tick that the fair value is above the middle."""

MOST_LEAN = 0.42
REACH = 0.5
"""Ticks behind a best price at which the fair value makes an end of its queue."""

NARROWING = 0.1
"""Share of events that make the usual spread a tick narrower, where there is room."""

HASTE = 0.12
"""How much shorter the pause is while the spread is wider than usual."""

CLUSTERED = 0.35
CLOSE = 0.1
"""Share of events that come close upon the one before, and how much shorter that pause is."""

SHORTEST_PAUSE = 0.002


class Crowd:
    """One contract's market.

    `fair_value` in ticks and `pace` in events a second are asked at times in seconds, the first
    one `time`. About `depth` contracts stand at each best price, usually `spread` ticks apart.
    """

    def __init__(
        self,
        seed: str,
        fair_value: Callable[[float], float],
        pace: Callable[[float], float],
        *,
        depth: int,
        spread: int,
        time: float,
    ) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a market, no secret
        self._fair_value = fair_value
        self._pace = pace
        self._depth = depth
        self._spread = spread
        self._time = time
        self._bid = max(round(fair_value(time) - spread / 2), 1)
        self._ask = self._bid + spread
        self._bid_size, self._ask_size = self._queue(), self._queue()

    def steps(self) -> Iterator[Step]:
        """Yield the opening quote at once, then event after event, without end."""
        yield Step(0.0, self._quote())
        while True:
            pause = self._pause()
            self._time += pause
            trade = self._event(self._fair_value(self._time))
            if trade is not None:
                yield Step(pause, trade)
                pause = 0.0
            yield Step(pause, self._quote())

    def _pause(self) -> float:
        pace = self._pace(self._time)
        if self._ask - self._bid > self._spread:
            pace /= HASTE
        elif self._random.random() < CLUSTERED:
            pace /= CLOSE
        return self._random.expovariate(pace) + SHORTEST_PAUSE

    def _event(self, fair: float) -> TradeTick | None:
        """Let something happen; returns the trade, where it was one."""
        if fair > self._ask + REACH:
            return self._lift(int(fair - self._ask))
        if fair < self._bid - REACH and self._bid > 1:
            return self._hit(int(self._bid - fair))
        lean = (fair - (self._bid + self._ask) / 2) * LEAN
        buyer = self._random.random() < 0.5 + max(-MOST_LEAN, min(MOST_LEAN, lean))
        return self._act(buyer=buyer)

    def _act(self, *, buyer: bool) -> TradeTick | None:
        spread = self._ask - self._bid
        narrows = spread == self._spread > 1 and self._random.random() < NARROWING
        if spread > self._spread or narrows:
            self._step_in(buyer=buyer)
            return None
        if self._random.random() < TRADES:
            return self._trade(buyer=buyer)
        self._crowd_in(buyer=buyer)
        return None

    def _lift(self, ticks: int) -> TradeTick:
        """Take offers, and have the rest of them and those behind withdrawn."""
        trade = TradeTick(self._ask, 1 + int(self._random.random() * self._ask_size))
        self._ask, self._ask_size = self._ask + max(ticks, 1), self._queue()
        return trade

    def _hit(self, ticks: int) -> TradeTick:
        """Take bids, and have the rest of them and those behind withdrawn."""
        trade = TradeTick(self._bid, 1 + int(self._random.random() * self._bid_size))
        self._bid, self._bid_size = max(self._bid - max(ticks, 1), 1), self._queue()
        return trade

    def _trade(self, *, buyer: bool) -> TradeTick:
        """Let a buyer take offers, or a seller take bids; a used-up queue moves the price."""
        price, queue = (self._ask, self._ask_size) if buyer else (self._bid, self._bid_size)
        size = min(queue, self._size())
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
        return 1 + (self._random.random() < 1 / self._depth)

    def _step_in(self, *, buyer: bool) -> None:
        """Narrow the spread, by the more ticks the wider it is."""
        ticks = 1 + max(self._ask - self._bid - self._spread - 1, 0) // 3
        if buyer:
            self._bid, self._bid_size = self._bid + ticks, self._queue()
        else:
            self._ask, self._ask_size = self._ask - ticks, self._queue()

    def _crowd_in(self, *, buyer: bool) -> None:
        """Let someone join the buyer's queue, the likelier a short one, or leave the other."""
        queue = self._bid_size if buyer else self._ask_size
        if self._random.random() * (self._depth + queue) > self._depth:
            self._shrink(self._size(), offers=buyer)
        elif buyer:
            self._bid_size += self._size()
        else:
            self._ask_size += self._size()

    def _size(self) -> int:
        return 1 + int(self._random.expovariate(self._depth**-0.5))

    def _queue(self) -> int:
        draw = self._random.random
        return 1 + int((draw() + draw()) * self._depth)

    def _quote(self) -> QuoteTick:
        return QuoteTick(self._bid, self._bid_size, self._ask, self._ask_size)
