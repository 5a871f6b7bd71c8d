"""What moves an exchange: quotes and trades of one contract, in whole ticks, and their source."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from bracketdesk.practice.listing import Listed


class QuoteTick(NamedTuple):
    """The best prices now, in ticks, with contracts; a side without a price is empty."""

    bid: int | None
    bid_size: int
    ask: int | None
    ask_size: int


class TradeTick(NamedTuple):
    """A trade between others, price in ticks."""

    price: int
    size: int


class Step(NamedTuple):
    """What a market does next: `wait` seconds after its last step, `tick` happens."""

    wait: float
    tick: QuoteTick | TradeTick


class MarketSource(Protocol):
    """Where markets come from."""

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        """Return the steps of one contract's market; the same seed gives the same steps.

        It begins `since` seconds after the markets of the exchange could. A market that ends
        stays at its last quote.
        """
        ...
