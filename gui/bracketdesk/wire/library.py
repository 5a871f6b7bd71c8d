"""The contract library's entities beside products and contracts (protocol.md 4.6)."""

from bracketdesk.wire.entity import Entity, TradeTime


class ContractGroup(Entity, frozen=True, kw_only=True):
    """A group of products that risk management takes together."""

    name: str


class Currency(Entity, frozen=True, kw_only=True):
    """A currency by its code, as USD."""

    name: str
    symbol: str | None = None


class Exchange(Entity, frozen=True, kw_only=True):
    """An exchange by its name, as CME."""

    name: str


class ProductSession(Entity, frozen=True, kw_only=True):
    """A product's weekly hours, holidays not told of; its id is the product's.

    What tells `open` from `start` and `stop` from `close` is not documented.
    """

    open_time: TradeTime
    start_time: TradeTime
    stop_time: TradeTime
    close_time: TradeTime
    sunday_open_time: TradeTime | None = None
    all_day: bool | None = None
