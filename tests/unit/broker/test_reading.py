"""Tolerant reading."""

from datetime import UTC, datetime

import msgspec
import pytest

from bracketdesk.broker.reading import read, read_each
from bracketdesk.wire.entities import ContractMaturity, OrderStrategyLink

MATURITY = (
    b'{"id":1,"productId":2,"expirationMonth":202612,"expirationDate":"%s","isFront":true,"new":[]}'
)


@pytest.mark.parametrize("text", [b"2026-12-18T14:30:00.000Z", b"2026-12-18T14:30Z"])
def test_a_time_may_end_with_its_minutes(text: bytes) -> None:
    maturity = read(MATURITY % text, ContractMaturity)
    assert maturity.expiration_date == datetime(2026, 12, 18, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"\xff", MATURITY % b"soon"])
def test_garbage_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what kind of garbage is msgspec's business
        read(data, ContractMaturity)


def test_what_cannot_be_read_is_counted() -> None:
    link = b'{"id":1,"orderStrategyId":2,"orderId":3,"label":"x"}'
    rows = [msgspec.Raw(link), msgspec.Raw(b'{"id":2}'), msgspec.Raw(b"3")]
    assert read_each(rows, OrderStrategyLink) == (
        [OrderStrategyLink(id=1, order_strategy_id=2, order_id=3, label="x")],
        2,
    )
