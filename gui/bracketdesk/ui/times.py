"""Times as people read them: in the system's zone, whose name goes into the tooltip."""

from datetime import datetime, timedelta

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not strftime's: Qt sets the system's locale, and the app speaks one language."""


def to_the_millisecond(at: datetime) -> str:
    """Return 10:02:11.412."""
    return at.astimezone().isoformat(timespec="milliseconds")[11:23]


def to_the_minute(at: datetime) -> str:
    """Return 15:42."""
    return f"{at.astimezone():%H:%M}"


def with_the_day(at: datetime) -> str:
    """Return 22 Nov 10:02:11: a list reaches back over midnight."""
    local = at.astimezone()
    return f"{local.day} {MONTHS[local.month - 1]} {local:%H:%M:%S}"


def in_full(at: datetime) -> str:
    """Return date, time and zone, for a tooltip: 2026-11-22 10:02:11.412 CET (UTC+01:00)."""
    local = at.astimezone()
    stamp = local.isoformat(sep=" ", timespec="milliseconds")[:23]
    return f"{stamp} {local.tzname()} (UTC{_offset(local.utcoffset() or timedelta())})"


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
