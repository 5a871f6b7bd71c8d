from decimal import Decimal

import pytest
from tests.unit.controller.builders import AT, MES, quote

from bracketdesk.controller.quotes import entry_quote, quote_view
from bracketdesk.domain.ticket import Side
from bracketdesk.wire.messages import Quote, QuoteEntry


def test_any_part_of_a_quote_may_be_missing() -> None:
    entries = {"Bid": QuoteEntry(size=Decimal(3)), "Trade": QuoteEntry(price=Decimal(5))}
    view = quote_view(Quote(timestamp=AT, contract_id=MES.contract_id, entries=entries), 7.0)
    assert (view.bid, view.bid_size, view.ask, view.ask_size) == (None, 3, None, None)
    assert (view.last, view.heard) == (Decimal(5), 7.0)


@pytest.mark.parametrize(("size", "shown"), [("14", 14), ("14.75", 14), ("0.25", None)])
def test_fractional_sizes_are_shown_in_whole_contracts(size: str, shown: int | None) -> None:
    entries = {"Offer": QuoteEntry(price=Decimal(5), size=Decimal(size))}
    view = quote_view(Quote(timestamp=AT, contract_id=MES.contract_id, entries=entries), 7.0)
    assert view.ask_size == shown


def test_what_a_market_entry_would_meet() -> None:
    view = quote_view(quote("6012.25", "6012.50"), 0.0)
    assert entry_quote(view, Side.BUY) == Decimal("6012.50")
    assert entry_quote(view, Side.SELL) == Decimal("6012.25")
    assert entry_quote(None, Side.BUY) is None
