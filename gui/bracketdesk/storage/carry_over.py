"""What a journal that was set aside still tells of the starts that were not settled.

They lock their account and contract, and must not be lost with the file. This is no recovery:
the first page that cannot be read ends it, and what was read wrongly locks too much at worst.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from bracketdesk.storage import journal_rows as rows

_UNREADABLE = (sqlite3.Error, ValueError, TypeError, OverflowError)


def carry_over(aside: Path, connection: sqlite3.Connection) -> int:
    """Copy every start that is Recorded or Unknown from `aside`; returns how many could be."""
    carried = 0
    try:
        with closing(sqlite3.connect(f"{aside.absolute().as_uri()}?mode=ro", uri=True)) as old:
            old.row_factory = sqlite3.Row
            for row in old.execute(rows.UNSETTLED):
                carried += _carry(row, connection)
    except _UNREADABLE:
        pass
    return carried


def _carry(row: sqlite3.Row, connection: sqlite3.Connection) -> bool:
    """Write one start as it stood; whether it was one."""
    try:
        entry = rows.entry(row)
    except _UNREADABLE:
        return False
    connection.execute(rows.NEW_INTENT, rows.record_of(entry.intent))
    if entry.outcome and entry.settled_at:
        moved = rows.move_of(entry.intent.uuid, entry.settled_at, entry.outcome, entry.seconds)
        connection.execute(rows.MOVED, moved)
    return True
