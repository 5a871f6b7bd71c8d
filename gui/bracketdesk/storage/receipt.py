"""The receipt of one intent: everything the journal tells of it, but no secret.

The same content as JSON, for machines, and as one page of HTML that needs nothing else and can be
printed (receipt_page.py).
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bracketdesk.domain.ticketfile import ticket_content
from bracketdesk.storage.journal_rows import ANSWER_ROOM
from bracketdesk.storage.logs import redact
from bracketdesk.storage.ticket_text import read_ticket

FORMAT = "bracketdesk-receipt"
VERSION = 1

Entry = dict[str, object]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is told of an intent: JSON's own types only, each time in UTC and as `local` text."""

    uuid: str
    about: str  # a start's symbol, else the act
    sent: str  # UTC
    content: Mapping[str, object]


def read_receipt(connection: sqlite3.Connection, uuid: str, zone: tzinfo) -> Receipt | None:
    """Read everything of one intent; None where there is no such intent."""
    intent = connection.execute("SELECT * FROM intents WHERE uuid = ?", (uuid,)).fetchone()
    if intent is None:
        return None

    def told(table: str, entry: Callable[[sqlite3.Row], Entry]) -> list[Entry]:
        query = f"SELECT * FROM {table} WHERE uuid = ? ORDER BY number"  # noqa: S608 - our names
        rows = connection.execute(query, (uuid,))
        return [_times(row["at"], zone) | entry(row) for row in rows]

    moves = told("moves", _transition)
    content: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "outcome": moves[-1]["kind"],
        "sentence": intent["sentence"],
        **{new: intent[name] for name, new in _INTENT.items()},
        **_asked(intent),
        "body": redact(intent["body"]),
        "transitions": moves,
        "evidence": told("evidence", lambda row: {"text": redact(row["text"])}),
        "answers": told("answers", _answer),
        "readBacks": told("read_backs", lambda row: {name: row[name] for name in _COMPARED}),
    }
    about = read_ticket(intent["ticket"]).symbol if intent["ticket"] else intent["act"]
    return Receipt(uuid, about, str(moves[0]["at"]), content)


def _asked(intent: sqlite3.Row) -> Entry:
    """What was asked for: a start's ticket, or the act and what it is about."""
    if intent["ticket"]:
        return {"act": intent["act"], "ticket": ticket_content(read_ticket(intent["ticket"]), {})}
    return {"act": intent["act"], "target": intent["target"]}


_INTENT = {
    "uuid": "uuid",
    "environment": "environment",
    "host": "host",
    "account": "account",
    "account_id": "accountId",
    "contract_id": "contractId",
}
_TRANSITION = {
    "kind": "kind",
    "transport": "transport",
    "seconds": "seconds",
    "cause": "cause",
    "reason": "reason",
    "broker_text": "brokerText",
    "strategy_id": "strategyId",
    "strategy_status": "strategyStatus",
}
_COMPARED = ("planned", "held", "differences")


def _transition(row: sqlite3.Row) -> Entry:
    """What is empty is left out."""
    entry = {new: row[name] for name, new in _TRANSITION.items() if row[name] not in (None, "")}
    entry = {name: redact(v) if isinstance(v, str) else v for name, v in entry.items()}
    if row["penalty_seconds"]:
        entry["penaltySeconds"] = row["penalty_seconds"]
    return entry


def _answer(row: sqlite3.Row) -> Entry:
    text = row["text"].decode("utf-8", errors="replace")
    kept = {"text": redact(text), "size": row["size"], "cut": row["size"] > ANSWER_ROOM}
    return {"transport": row["transport"], "status": row["status"], **kept}


def _times(at: str, zone: tzinfo) -> Entry:
    return {"at": at, "local": in_zone(at, zone)}


def in_zone(at: str, zone: tzinfo) -> str:
    """Return 2026-11-22 16:00:00.412 CET (UTC+01:00)."""
    local = datetime.fromisoformat(at).astimezone(zone)
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
    return f"{local.isoformat(sep=' ', timespec='milliseconds')[:23]} {local.tzname()} ({offset})"
