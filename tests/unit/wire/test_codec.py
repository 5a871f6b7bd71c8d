"""JSON in the broker's manner, tolerantly read."""

from datetime import UTC, datetime

import pytest

from bracketdesk.wire import codec
from bracketdesk.wire.entities import ContractMaturity

MATURITY = (
    b'{"id":1,"productId":2,"expirationMonth":202612,"expirationDate":"%s","isFront":true,"new":[]}'
)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (b"2026-12-18T14:30:00.000Z", 0),
        (b"2026-12-18T14:30Z", 0),
        (b"2026-12-18T09:30-05:00", 0),
        (b"2026-12-18T14:30", 0),
        (b"2026-12-18T14:30:60Z", 59),
    ],
)
def test_a_time_of_any_iso_form_is_read(text: bytes, second: int) -> None:
    expected = datetime(2026, 12, 18, 14, 30, second, tzinfo=UTC)
    assert codec.decode(MATURITY % text, ContractMaturity).expiration_date == expected
    read = codec.decode((MATURITY % text).decode(), ContractMaturity)
    assert read.expiration_date == expected


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"\xff", MATURITY % b"soon"])
def test_garbage_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what kind of garbage is msgspec's business
        codec.decode(data, ContractMaturity)
