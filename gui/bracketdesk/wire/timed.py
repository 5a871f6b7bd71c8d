"""The broker's times as they are kept: aware, UTC, and far enough from the calendar's ends.

They are documented as ISO-8601 UTC (protocol.md 2). One without its zone counts as UTC; one of the
year 1 or 9999, as servers write "never", is moved to a day inside, for in some zone of the world it
could not be told any more. What came stands in the journal as it came.
"""

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from functools import cache

import msgspec

EARLIEST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


class Timed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A JSON object whose times are sane, however it was made."""

    def __post_init__(self) -> None:
        for name, made_sane in _times_of(type(self)):
            time = getattr(self, name)
            if time is not None:
                msgspec.structs.force_setattr(self, name, made_sane(time))


def sane(time: datetime) -> datetime:
    """Return `time` in UTC and within the bounds."""
    if time.tzinfo is UTC and MINYEAR < time.year < MAXYEAR:
        return time  # as nearly every one is
    return min(max(in_utc(time), EARLIEST), LATEST)


def in_utc(time: datetime) -> datetime:
    """Return `time` in UTC; in its own zone only where UTC's calendar does not reach."""
    if time.tzinfo is None:
        return time.replace(tzinfo=UTC)
    try:
        return time.astimezone(UTC)
    except OverflowError:
        return time


@cache
def _times_of(kind: type[Timed]) -> tuple[tuple[str, Callable[[datetime], datetime]], ...]:
    """The fields that hold times. When an order expires goes back with each of its moves, so that
    stays the moment that came.
    """
    return tuple(
        (field.name, in_utc if field.name == "expire_time" else sane)
        for field in msgspec.structs.fields(kind)
        if field.type in (datetime, datetime | None)
    )
