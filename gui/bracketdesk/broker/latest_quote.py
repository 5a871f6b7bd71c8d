"""The newest of each contract's quotes: merged as cheaply as they come, told now and then."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

import msgspec

from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.messages import Quote, QuoteEntry

PACE = 0.04
"""Seconds between two tellings: thousands of quotes may come in one, and nobody reads faster."""

EMPTY_BOOK = "EmptyBook"
BOOK = ("Bid", "Offer")
"""What no longer holds once the book is empty (protocol.md 5)."""

LARGEST = Decimal(10**12)
"""No price and no size is as large; one that says so is no figure."""


class _Quote(msgspec.Struct, frozen=True, rename="camel"):
    """A quote whose figures are left unread: of most of them a newer one comes first."""

    contract_id: int
    entries: dict[str, msgspec.Raw] = {}
    timestamp: msgspec.Raw = msgspec.Raw(b"")


class _MarketData(msgspec.Struct, frozen=True):
    quotes: list[_Quote] = []


_market_data = msgspec.json.Decoder(_MarketData)


class LatestQuote:
    """Takes every event, keeps the newest of each entry, and tells the whole at a steady pace.

    The first quote after a rest is told at once, the last one of a burst always.
    """

    def __init__(self, clock: Clock, tell: Callable[[Quote], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._merged: dict[int, _Merged] = {}  # by contract
        self._changed: set[int] = set()
        self._news = asyncio.Event()

    def follow(self, contract_ids: Iterable[int]) -> None:
        """Take quotes of these contracts alone; what is known of any of them stays."""
        known, self._merged = self._merged, {}
        for contract_id in contract_ids:
            self._merged[contract_id] = known.get(contract_id) or _Merged()
        self._changed &= self._merged.keys()

    def begin_anew(self) -> None:
        """Forget what is known of all of them: a new socket tells it again."""
        self._merged = {contract_id: _Merged() for contract_id in self._merged}
        self._changed.clear()

    def take(self, data: bytes) -> None:
        """Take an md event's data; raises ValueError where it cannot be read."""
        for quote in _market_data.decode(data).quotes:
            if merged := self._merged.get(quote.contract_id):
                merged.take(quote)
                self._changed.add(quote.contract_id)
                self._news.set()

    async def run(self) -> None:
        """Tell what is new, as long as somebody listens."""
        while True:
            await self._news.wait()
            self._news.clear()
            changed, self._changed = self._changed, set()
            for contract_id in sorted(changed):
                if merged := self._merged.get(contract_id):
                    self._tell(merged.read(contract_id, self._clock))
            await self._clock.sleep(PACE)


class _Merged:
    """One contract's entries as last heard, unread."""

    def __init__(self) -> None:
        self._entries: dict[str, msgspec.Raw] = {}
        self._timestamp = msgspec.Raw(b"")

    def take(self, quote: _Quote) -> None:
        """Entries come one by one; what an event leaves out still holds (protocol.md 5)."""
        if EMPTY_BOOK in quote.entries:
            for name in BOOK:
                self._entries.pop(name, None)
        self._entries.update(quote.entries)
        self._timestamp = quote.timestamp

    def read(self, contract_id: int, clock: Clock) -> Quote:
        entries = {name: _entry(raw) for name, raw in self._entries.items()}
        known = {name: entry for name, entry in entries.items() if entry is not None}
        return Quote(timestamp=self._time(clock), contract_id=contract_id, entries=known)

    def _time(self, clock: Clock) -> datetime:
        try:
            return codec.decode(bytes(self._timestamp), datetime)
        except ValueError:
            return clock.now()


def _entry(raw: msgspec.Raw) -> QuoteEntry | None:
    """Return an entry, None where it is none that this version knows."""
    try:
        entry = codec.decode(bytes(raw), QuoteEntry)
    except ValueError:
        return None
    return QuoteEntry(price=_figure(entry.price), size=_figure(entry.size))


def _figure(value: Decimal | None) -> Decimal | None:
    sane = value is not None and value.is_finite() and abs(value) < LARGEST
    return value if sane else None
