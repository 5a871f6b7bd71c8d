"""What every entity is made of."""

from decimal import Decimal
from functools import cache

import msgspec

from bracketdesk.wire.timed import Timed

LARGEST, SMALLEST = 15, -400
"""Powers of ten: a number from the first on is no price and no money, below the second no float's
rounding error either.
"""

_UNUSED = ("bought_value", "sold_value")
"""The app computes with neither: whatever they are, the position is worth more than they."""


class Entity(Timed, frozen=True, kw_only=True):
    """Anything the broker keys by an int64 id. Its times are sane, and so are its prices and money.

    JSON can spell numbers that nobody can mean and no arithmetic bears: "NaN", 1e400000. Where the
    schema lets it, such a one counts as absent; a ValueError says that the rest is unreadable.
    """

    id: int

    def __post_init__(self) -> None:
        Timed.__post_init__(self)
        for name, optional in _figures_of(type(self)):
            figure = getattr(self, name)
            if figure is None or is_figure(figure):
                continue
            if not optional:
                raise ValueError(f"{name} is no number that anybody could mean")
            msgspec.structs.force_setattr(self, name, None)


def is_figure(number: Decimal) -> bool:
    """Whether a number may be a price or an amount of money."""
    return number.is_finite() and SMALLEST <= number.adjusted() < LARGEST


@cache
def _figures_of(kind: type[Entity]) -> tuple[tuple[str, bool], ...]:
    """The fields that hold prices and money, and whether they may be absent."""
    return tuple(
        (field.name, field.type != Decimal)
        for field in msgspec.structs.fields(kind)
        if field.type in (Decimal, Decimal | None) and field.name not in _UNUSED
    )


class TradeDate(msgspec.Struct, frozen=True, kw_only=True):
    """The exchange's business day."""

    year: int
    month: int
    day: int


class TradeTime(msgspec.Struct, frozen=True, kw_only=True):
    """A time of day; in which zone is not documented (protocol.md 4.6)."""

    hour: int
    minute: int
