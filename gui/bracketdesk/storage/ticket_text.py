"""A ticket as the journal keeps it: JSON of its fields, prices and times as text."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from bracketdesk.domain.ticket import AutoTrail, Entry, EntryType, Level, Side, Ticket, TimeInForce


def write_ticket(ticket: Ticket) -> str:
    """Return every field of the ticket, the account too (a ticket file leaves it out)."""
    return _ENCODER.encode(ticket)


def _plain(value: Decimal | datetime | Ticket | Entry | Level | AutoTrail) -> object:
    """Put a value of the domain into JSON's words."""
    if isinstance(value, Decimal | datetime):
        return str(value)
    return {name: getattr(value, name) for name in value.__slots__}


_ENCODER = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"))


def read_ticket(text: str) -> Ticket:
    """Return the ticket that `write_ticket` was given, equal to it."""
    kept = json.loads(text)
    kept["side"] = Side(kept["side"])
    kept["entry"] = _entry(kept["entry"])
    kept["levels"] = tuple(_level(level) for level in kept["levels"])
    return Ticket(**kept)


def _entry(kept: dict[str, Any]) -> Entry:
    expire_time = kept["expire_time"]
    return Entry(
        type=EntryType(kept["type"]),
        limit_price=_price(kept["limit_price"]),
        stop_price=_price(kept["stop_price"]),
        time_in_force=TimeInForce(kept["time_in_force"]),
        expire_time=None if expire_time is None else datetime.fromisoformat(expire_time),
    )


def _level(kept: dict[str, Any]) -> Level:
    trail = kept["auto_trail"]
    kept["auto_trail"] = None if trail is None else AutoTrail(**trail)
    return Level(**kept)


def _price(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
