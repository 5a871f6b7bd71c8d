"""The words people read for what the wire and the enums name."""

import re
from datetime import date, datetime, tzinfo

from bracketdesk.controller.broker_text import clean
from bracketdesk.domain.session import Environment
from bracketdesk.wire.enums import OrdStatus, StrategyStatus

ORDER_STATUS = {
    OrdStatus.CANCELED: "cancelled",
    OrdStatus.COMPLETED: "done",
    OrdStatus.EXPIRED: "expired",
    OrdStatus.FILLED: "filled",
    OrdStatus.PENDING_CANCEL: "being cancelled",
    OrdStatus.PENDING_NEW: "being placed",
    OrdStatus.PENDING_REPLACE: "being changed",
    OrdStatus.REJECTED: "rejected",
    OrdStatus.SUSPENDED: "waiting",
    OrdStatus.UNKNOWN: "unknown",
    OrdStatus.WORKING: "working",
}

STRATEGY_STATUS = {
    StrategyStatus.ACTIVE: "running",
    StrategyStatus.EXECUTION_FAILED: "failed",
    StrategyStatus.EXECUTION_FINISHED: "finished",
    StrategyStatus.EXECUTION_INTERRUPTED: "interrupted",
    StrategyStatus.INACTIVE: "inactive",
    StrategyStatus.NOT_ENOUGH_LIQUIDITY: "failed: not enough liquidity",
    StrategyStatus.STOPPED_BY_USER: "stopped",
}
"""A working reading: the broker publishes no meanings (protocol.md 6.6)."""

NAMES = {
    Environment.PRACTICE: "Practice",
    Environment.DEMO: "Demo",
    Environment.LIVE: "Live",
    Environment.CUSTOM: "Custom",
}


_INNER = re.compile(r"(?<=[a-z])(?=[A-Z])")


def order_status(status: OrdStatus) -> str:
    """Return an order's status; one this version does not know as the broker spells it."""
    return ORDER_STATUS.get(status) or clean(str(status), 64)


def order_type(kind: str) -> str:
    """Return an order's type inside a sentence: StopLimit is "stop limit", MIT stays MIT."""
    said = clean(str(kind), 64)
    return said if said.isupper() else _INNER.sub(" ", said).lower()


def strategy_status(status: str) -> str:
    """Return a strategy's status; one this version does not know as the broker spells it."""
    return STRATEGY_STATUS.get(StrategyStatus(status)) or clean(status, 64)


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(at: date) -> str:
    """Return "Fri 18 Dec 2026", whatever language the system speaks."""
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"


def time_of_day(at: datetime, zone: tzinfo) -> str:
    """Return the time in the trader's zone, to the second."""
    return f"{at.astimezone(zone):%H:%M:%S}"


def moment(at: datetime, zone: tzinfo, now: datetime) -> str:
    """Return the time in the trader's zone, with its day unless that is today's."""
    local = at.astimezone(zone).date()
    told = time_of_day(at, zone)
    return told if local == now.astimezone(zone).date() else f"{told} on {day(local)}"


def ago(seconds: float) -> str:
    """Return "6 s", "3 min", "2 h"."""
    if seconds < 60:
        return f"{max(0, int(seconds))} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min"
    return f"{int(seconds // 3600)} h"


def position(net: int) -> str:
    """Return "3 long", "1 short", "flat"."""
    if not net:
        return "flat"
    return f"{abs(net)} {'long' if net > 0 else 'short'}"


def counted(count: int, noun: str) -> str:
    """Return "1 order", "2 orders"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def then_sentence(text: str) -> str:
    """Return `text` as the rest of a sentence after a colon: its first letter small.

    A word in capitals (an abbreviation) or in the broker's spelling (FailureReason) stays.
    """
    first = text.split(" ", 1)[0]
    return text if any(c.isupper() for c in first[1:]) else text[:1].lower() + text[1:]
