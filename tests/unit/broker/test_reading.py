"""Reading row by row."""

import msgspec

from bracketdesk.broker.reading import read_each
from bracketdesk.wire.entities import OrderStrategyLink


def test_what_cannot_be_read_is_counted() -> None:
    link = b'{"id":1,"orderStrategyId":2,"orderId":3,"label":"x"}'
    rows = [msgspec.Raw(link), msgspec.Raw(b'{"id":2}'), msgspec.Raw(b"3")]
    assert read_each(rows, OrderStrategyLink) == (
        [OrderStrategyLink(id=1, order_strategy_id=2, order_id=3, label="x")],
        2,
    )
