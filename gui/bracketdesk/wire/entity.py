"""What every entity is made of."""

import msgspec

from bracketdesk.wire.timed import Timed


class Entity(Timed, frozen=True, kw_only=True):
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
