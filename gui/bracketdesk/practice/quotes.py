"""What the market data says of a contract: the last quote, and the session's trades."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, TradeTick
from bracketdesk.wire.messages import Quote, QuoteEntry


@dataclass(slots=True)
class _Tally:
    """One contract's figures, in ticks and contracts, since its market began to speak."""

    quote: QuoteTick | None = None
    trade: TradeTick | None = None
    volume: int = 0
    opening: int = 0
    high: int = 0
    low: int = 0

    def hear(self, tick: QuoteTick | TradeTick) -> None:
        if isinstance(tick, QuoteTick):
            self.quote = tick
            return
        if self.trade is None:
            self.opening = self.high = self.low = tick.price
        self.trade = tick
        self.volume += tick.size
        self.high, self.low = max(self.high, tick.price), min(self.low, tick.price)


class QuoteBoard:
    """Every contract's quote, told to the listeners where somebody watches."""

    def __init__(self) -> None:
        self._tallies: dict[int, _Tally] = {}
        self._watchers: dict[int, int] = {}
        self._listeners: list[Callable[[Quote], None]] = []

    def hear(self, contract_id: int, tick: QuoteTick | TradeTick) -> None:
        """Take in what the market says."""
        self._tallies.setdefault(contract_id, _Tally()).hear(tick)

    def quote(self, listed: Listed, now: datetime) -> Quote | None:
        """Return everything known, None before the market said anything."""
        tally = self._tallies.get(listed.id)
        if tally is None:
            return None
        return Quote(timestamp=now, contract_id=listed.id, entries=_entries(tally, listed))

    def watch(self, contract_id: int) -> None:
        """Count one more watcher."""
        self._watchers[contract_id] = self._watchers.get(contract_id, 0) + 1

    def unwatch(self, contract_id: int) -> None:
        """Count one watcher less."""
        self._watchers[contract_id] = max(self._watchers.get(contract_id, 0) - 1, 0)

    def listen(self, callback: Callable[[Quote], None]) -> Callable[[], None]:
        """Call `callback` with what is published; returns what ends it."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def publish(self, listed: Listed, now: datetime) -> None:
        """Tell the listeners the contract's quote, where it is watched."""
        if not self._watchers.get(listed.id):
            return
        quote = self.quote(listed, now)
        if quote is not None:
            for listener in tuple(self._listeners):
                listener(quote)


def _entries(tally: _Tally, listed: Listed) -> dict[str, QuoteEntry]:
    """Name the figures as protocol.md 5 does; what is not known is absent."""
    entries: dict[str, QuoteEntry] = {}
    quote, trade = tally.quote, tally.trade
    if quote and quote.bid is not None:
        entries["Bid"] = _entry(listed, quote.bid, quote.bid_size)
    if quote and quote.ask is not None:
        entries["Offer"] = _entry(listed, quote.ask, quote.ask_size)
    if trade:
        entries["Trade"] = _entry(listed, trade.price, trade.size)
        entries["TotalTradeVolume"] = QuoteEntry(size=Decimal(tally.volume))
        entries["OpeningPrice"] = _entry(listed, tally.opening)
        entries["HighPrice"] = _entry(listed, tally.high)
        entries["LowPrice"] = _entry(listed, tally.low)
    return entries


def _entry(listed: Listed, ticks: int, size: int | None = None) -> QuoteEntry:
    return QuoteEntry(price=listed.price(ticks), size=None if size is None else Decimal(size))
