"""The watched quote as the window shows it (protocol.md 5)."""

from decimal import Decimal

from bracketdesk.controller.views import QuoteView
from bracketdesk.domain.ticket import Side
from bracketdesk.wire.messages import Quote, QuoteEntry

STALE = 15.0
"""Seconds after which a quote is not relied upon: the market may be elsewhere."""

_NOTHING = QuoteEntry()


def quote_view(quote: Quote, heard: float) -> QuoteView:
    """Return a quote's top; any entry, price or size may be missing. `heard` is monotonic."""
    bid = quote.entries.get("Bid", _NOTHING)
    ask = quote.entries.get("Offer", _NOTHING)
    return QuoteView(
        contract_id=quote.contract_id,
        bid=bid.price,
        bid_size=_contracts(bid.size),
        ask=ask.price,
        ask_size=_contracts(ask.size),
        last=quote.entries.get("Trade", _NOTHING).price,
        heard=heard,
    )


def entry_quote(quote: QuoteView | None, side: Side) -> Decimal | None:
    """Return what a market entry would meet: the ask for a Buy, the bid for a Sell."""
    if quote is None:
        return None
    return quote.ask if side is Side.BUY else quote.bid


def _contracts(size: Decimal | None) -> int | None:
    """Whole contracts; the broker allows fractional sizes, and less than one is not told."""
    return None if size is None else int(size) or None
