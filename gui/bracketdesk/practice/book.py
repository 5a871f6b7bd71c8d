"""What one contract's market offers right now, and how much of it our own orders took.

The rules of liquidity:
- at the best price stands the displayed size; every further level, one tick worse each, holds
  as much again, down to `DEPTH` levels; beyond them there is nothing until the next quote;
- what our own orders took is gone until that side's best price or size changes.
"""

from typing import NamedTuple

from bracketdesk.practice.market import QuoteTick
from bracketdesk.wire.enums import Action

DEPTH = 10


class Execution(NamedTuple):
    """A trade of one of our orders: price in ticks, quantity in contracts."""

    price: int
    quantity: int


class Side:
    """One side of the book; `step` is where its worse prices lie: +1 for offers, -1 for bids."""

    def __init__(self, step: int) -> None:
        self.price: int | None = None
        self._step = step
        self._size = 0
        self._taken: dict[int, int] = {}

    def show(self, price: int | None, size: int) -> None:
        """Take over the side of a new quote."""
        if (price, size) != (self.price, self._size):
            self.price, self._size = price if size > 0 else None, size
            self._taken.clear()

    def reaches(self, price: int) -> bool:
        """Whether the best price is `price` or better for who trades against this side."""
        return self.price is not None and (price - self.price) * self._step >= 0

    def offered(self, quantity: int, limit: int | None) -> list[Execution]:
        """Return what an order of `quantity` would get, no worse than `limit`, best first."""
        executions = []
        for price, size in self._levels(limit):
            if quantity <= 0:
                break
            if part := min(quantity, size):
                executions.append(Execution(price, part))
                quantity -= part
        return executions

    def take(self, quantity: int, limit: int | None) -> list[Execution]:
        """Return what an order of `quantity` gets and count it as taken."""
        executions = self.offered(quantity, limit)
        for price, part in executions:
            self._taken[price] = self._taken.get(price, 0) + part
        return executions

    def _levels(self, limit: int | None) -> list[tuple[int, int]]:
        if self.price is None:
            return []
        prices = [self.price + self._step * level for level in range(DEPTH)]
        return [
            (price, self._size - self._taken.get(price, 0))
            for price in prices
            if limit is None or (limit - price) * self._step >= 0
        ]


class Book:
    """Both sides of one contract."""

    def __init__(self) -> None:
        self.bids = Side(-1)
        self.offers = Side(+1)

    def show(self, quote: QuoteTick) -> None:
        """Take over a new quote."""
        self.bids.show(quote.bid, quote.bid_size)
        self.offers.show(quote.ask, quote.ask_size)

    def against(self, action: Action) -> Side:
        """Return the side an order of this action trades against."""
        return self.offers if action is Action.BUY else self.bids
