"""Prices and money as JSON can spell them, and as they are kept."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.wire import codec
from bracketdesk.wire.entities import Fill, Position
from bracketdesk.wire.entity import is_figure

NO_FIGURES = ['"NaN"', '"sNaN"', '"Infinity"', "1e400000", "-1e15", "1e-400000", "0e-400000"]
POSITION = (
    '{"id":1,"accountId":2,"contractId":3,"timestamp":"2026-11-22T15:00:00Z","tradeDate":'
    '{"year":2026,"month":11,"day":22},"netPos":4,"netPrice":%s,"bought":4,"boughtValue":%s,'
    '"sold":0,"soldValue":0,"prevPos":0}'
)
FILL = (
    '{"id":1,"orderId":2,"contractId":3,"timestamp":"2026-11-22T15:00:00Z","tradeDate":'
    '{"year":2026,"month":11,"day":22},"action":"Buy","qty":1,"price":%s}'
)


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_is_no_figure_counts_as_absent(text: str) -> None:
    position = codec.decode(POSITION % (text, text), Position)
    assert (position.net_pos, position.net_price) == (4, None)


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_cannot_do_without_it_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="price is no number that anybody could mean"):
        codec.decode(FILL % text, Fill)


@pytest.mark.parametrize(
    "text", ["6012.25", "0", "0.00", "-37.5", "999999999999999.99", "1.1102230246251565e-16"]
)
def test_prices_stay_as_they_came(text: str) -> None:
    assert codec.decode(FILL % text, Fill).price == Decimal(text)
    assert codec.decode(POSITION % (text, 1), Position).net_price == Decimal(text)


@given(st.decimals())
def test_a_figure_can_be_computed_with_and_told(number: Decimal) -> None:
    if is_figure(number):
        assert (number + number).is_finite()
        assert len(f"{number:f}") < 1000
