"""Where an entry meets the market."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.domain.samples import RUNNER

from bracketdesk.domain.meeting import entry_price, meets_market
from bracketdesk.domain.problems import Severity
from bracketdesk.domain.ticket import Entry, EntryType, Side

BUY, SELL = Side.BUY, Side.SELL
MARKET = Decimal("6012.25")
OVER = "The limit is over the ask: it fills at once, at about the ask."
UNDER = "The limit is under the bid: it fills at once, at about the bid."
PASSED = "The {} has passed the stop: the broker may refuse it or fill it at once."


def entry(limit: str = "", stop: str = "") -> Entry:
    kinds = {(0, 0): EntryType.MARKET, (1, 0): EntryType.LIMIT, (0, 1): EntryType.STOP}
    kind = kinds.get((bool(limit), bool(stop)), EntryType.STOP_LIMIT)
    return Entry(kind, Decimal(limit) if limit else None, Decimal(stop) if stop else None)


@pytest.mark.parametrize(
    ("side", "planned", "price", "said"),
    [
        (BUY, entry(), "6012.25", ""),
        (BUY, entry(limit="6012.00"), "6012.00", ""),
        (BUY, entry(limit="6012.25"), "6012.25", ""),  # at the market, not through it
        (BUY, entry(limit="6020"), "6012.25", OVER),
        (SELL, entry(limit="6012.50"), "6012.50", ""),
        (SELL, entry(limit="6000"), "6012.25", UNDER),
        (BUY, entry(stop="6012.50"), "6012.50", ""),
        (BUY, entry(stop="6012.25"), "6012.25", PASSED.format("ask")),
        (BUY, entry(stop="6000"), "6012.25", PASSED.format("ask")),
        (SELL, entry(stop="6012.00"), "6012.00", ""),
        (SELL, entry(stop="6020"), "6012.25", PASSED.format("bid")),
        (BUY, entry("6021", "6020"), "6021", ""),  # beyond the market, but it waits
        (BUY, entry("6021", "6000"), "6012.25", PASSED.format("ask")),
        (BUY, entry("6001", "6000"), "6001", PASSED.format("ask")),
        (SELL, entry("6001", "6020"), "6012.25", PASSED.format("bid")),
    ],
)
def test_an_entry_fills_at_its_price_or_at_a_better_market(
    side: Side, planned: Entry, price: str, said: str
) -> None:
    assert entry_price(planned, side, MARKET) == Decimal(price)
    problems = list(meets_market(replace(RUNNER, side=side, entry=planned), MARKET))
    assert [problem.text for problem in problems] == ([said] if said else [])
    assert all(problem.severity is Severity.WARNING for problem in problems)


@pytest.mark.parametrize(
    ("planned", "price"),
    [
        (entry(), None),
        (entry(limit="6020"), "6020"),
        (entry(stop="6000"), "6000"),
        (entry("6021", "6000"), "6021"),
        (Entry(EntryType.LIMIT), None),
        (Entry(EntryType.STOP), None),
    ],
)
def test_without_a_quote_only_its_own_price_is_known(planned: Entry, price: str | None) -> None:
    assert entry_price(planned, BUY, None) == (None if price is None else Decimal(price))
    assert not list(meets_market(replace(RUNNER, entry=planned), None))


def test_an_entry_without_its_price_meets_nothing() -> None:
    for kind in (EntryType.LIMIT, EntryType.STOP):
        assert entry_price(Entry(kind), BUY, MARKET) is None
        assert not list(meets_market(replace(RUNNER, entry=Entry(kind)), MARKET))
