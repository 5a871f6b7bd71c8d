"""Reads the journal's file from beside the app that may be writing it at this moment."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bracketdesk.storage.journal_file import FILE_NAME


@dataclass(frozen=True, slots=True)
class Move:
    """One transition of an intent, as it is on disk."""

    uuid: str
    kind: str
    strategy_id: int | None


def read_moves(home: Path) -> list[Move]:
    """Every transition, oldest first; none where there is no journal yet."""
    file = home / FILE_NAME
    if not file.exists():
        return []
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=5)) as journal:
        rows = journal.execute("SELECT uuid, kind, strategy_id FROM moves ORDER BY at, number")
        return [Move(*row) for row in rows]


def last_moves(home: Path) -> dict[str, Move]:
    """Where every intent stands, by uuid in the order of their first moves."""
    return {move.uuid: move for move in read_moves(home)}
