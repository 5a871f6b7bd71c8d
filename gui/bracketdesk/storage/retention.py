"""How long the journal keeps an intent: 400 days, the newest 1,000 for ever, and whatever is
unresolved as long as it is (which the database enforces too, journal_tables.py).

What leaves is gone for good, and one reading of a clock is no proof: see `_believed`.
"""

import logging
import sqlite3
from datetime import UTC, datetime, timedelta

from bracketdesk.storage.journal_tables import OF_AN_INTENT

log = logging.getLogger(__name__)

DAYS = 400  # since the last thing that happened to an intent
NEWEST = 1000  # intents that stay whatever their age
SURE = timedelta(days=30)  # since the newest click: a clock further on may be wrong
AT_ONCE = 20  # intents: a record may wait behind these
_OLDEST = "SELECT uuid, at FROM intents ORDER BY number"
_NEWEST = f"SELECT uuid FROM intents ORDER BY number DESC LIMIT {NEWEST}"  # noqa: S608 - our own
_LATEST = "SELECT at FROM intents ORDER BY number DESC LIMIT 1"
_LAST = "SELECT kind, at FROM moves WHERE uuid = ? ORDER BY number DESC LIMIT 1"


def let_go(connection: sqlite3.Connection, now: datetime) -> int:
    """Remove some of what has had its time, in one transaction; returns how many intents.

    Called again as long as it returns `AT_ONCE`. A failure is logged: the journal keeps more.
    """
    try:
        before = _believed(connection, now) - timedelta(days=DAYS)
        leaving = _leaving(connection, before.astimezone(UTC).isoformat())
        if leaving:
            _remove(connection, leaving)
    except (sqlite3.Error, ValueError, TypeError) as error:  # also a time nobody can read
        log.warning("Old entries of the journal could not be removed: %s", error)
        return 0
    return len(leaving)


def _believed(connection: sqlite3.Connection, now: datetime) -> datetime:
    """Return `now`, or the newest click's time where the clock says that it is long ago.

    A click alone counts: a line or a settlement comes by itself, whatever the clock says.
    """
    row = connection.execute(_LATEST).fetchone()
    newest = datetime.fromisoformat(row["at"]) if row else now
    return now if now - newest <= SURE else newest


def _leaving(connection: sqlite3.Connection, before: str) -> list[str]:
    """Return the oldest intents that may go; mostly one row is read for it."""
    leaving: dict[str, None] = {}
    newest: set[str] | None = None
    for uuid, at in connection.execute(_OLDEST):
        if at >= before or len(leaving) == AT_ONCE:
            break
        if newest is None:
            newest = {row["uuid"] for row in connection.execute(_NEWEST)}
        last = connection.execute(_LAST, (uuid,)).fetchone()
        resolved = last["kind"] not in ("recorded", "unknown")
        if uuid not in newest and resolved and last["at"] < before:
            leaving[uuid] = None
    return list(leaving)


def _remove(connection: sqlite3.Connection, uuids: list[str]) -> None:
    named = [(uuid,) for uuid in uuids]
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany("INSERT INTO leaving VALUES (?)", named)
        for table in OF_AN_INTENT:
            connection.executemany(f"DELETE FROM {table} WHERE uuid = ?", named)  # noqa: S608
        connection.execute("DELETE FROM leaving")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
