"""Times as people read them: in the system's zone, whose name goes into the tooltip."""

from datetime import date, datetime, timedelta
from math import ceil

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not strftime's: Qt sets the system's locale, and the app speaks one language."""


def to_the_millisecond(at: datetime) -> str:
    """Return 10:02:11.412."""
    return at.astimezone().isoformat(timespec="milliseconds")[11:23]


def to_the_day(at: date) -> str:
    """Return 18 Dec 2026."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def to_the_minute(at: datetime) -> str:
    """Return 15:42."""
    return f"{at.astimezone():%H:%M}"


def to_the_second(at: datetime) -> str:
    """Return 10:02:11."""
    return f"{at.astimezone():%H:%M:%S}"


def span(seconds: float) -> str:
    """Return what is left of a wait, for a countdown: 12 s, 4:05, 1:00:00. Never too short."""
    left = max(0, ceil(seconds))
    if left < 60:
        return f"{left} s"
    minutes, rest = divmod(left, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def age_text(at: datetime, now: datetime) -> str:
    """Return how long ago that was: 12 s, 4:05, 2 h 05, 3 d. Never less than nothing."""
    gone = max(0, int((now - at).total_seconds()))
    minutes, seconds = divmod(gone, 60)
    hours, rest = divmod(minutes, 60)
    if gone < 60:
        return f"{gone} s"
    if hours < 1:
        return f"{minutes}:{seconds:02}"
    return f"{hours} h {rest:02}" if hours < 48 else f"{hours // 24} d"


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
