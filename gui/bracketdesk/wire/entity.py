"""What every entity is made of."""

import msgspec


class Entity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Anything the broker keys by an int64 id."""

    id: int


class TradeDate(msgspec.Struct, frozen=True, kw_only=True):
    """The exchange's business day."""

    year: int
    month: int
    day: int


class TradeTime(msgspec.Struct, frozen=True, kw_only=True):
    """A time of day; in which zone is not documented (protocol.md 4.6)."""

    hour: int
    minute: int
