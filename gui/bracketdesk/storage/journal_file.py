"""The journal's file: its tables, opening it, and what happens to a damaged one."""

import contextlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from bracketdesk.domain.problems import UserFacingError
from bracketdesk.storage.carry_over import carry_over
from bracketdesk.storage.journal_tables import VERSION, bring_up, is_ours, obstacle, rehearse

FILE_NAME = "journal.sqlite3"
BUSY_LIMIT = 5.0  # seconds to wait for another process that writes
LOG_ROOM = 4 * 1024 * 1024  # bytes, for about 200 orders
STAMP = "%Y%m%dT%H%M%S"

CARRIED = (
    "Starts carried over because their outcome is not known: {}. There may have been others, so "
    "look at the broker's own list of orders before you send."
)
NONE_CARRIED = (
    "Starts whose outcome is not known may be in it, and nothing is locked for them: look at the "
    "broker's own list of orders before you send."
)
OBSTACLE = (
    "Another program added {} to the journal {}, which may keep an order from being recorded. "
    "Remove it with that program and start again."
)

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_file(home: Path, now: datetime) -> tuple[sqlite3.Connection, str]:
    """Open or make the journal in `home`; returns it and a notice, empty where all is well.

    A damaged file is set aside under a new name and a new one begun, with what is not settled and
    can still be read. Raises UserFacingError.
    """
    path = home / FILE_NAME
    try:
        return _connect(path, now), ""
    except UnicodeError:  # what SQLite says of the damage quotes it
        pass
    except (OSError, sqlite3.Error) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            raise UserFacingError(f"The journal {path} cannot be opened: {error}.") from error
    return _begin_anew(path, now)


def _begin_anew(path: Path, now: datetime) -> tuple[sqlite3.Connection, str]:
    """Set a damaged journal aside; returns a new one and what the trader must know of it."""
    aside = _set_aside(path, now)
    try:
        connection = _connect(path, now)
    except (OSError, sqlite3.Error) as error:
        raise UserFacingError(
            f"The journal was damaged. It is kept as {aside.name}, and no new one can be begun: "
            f"{error}."
        ) from error
    carried = carry_over(aside, connection)
    return connection, (
        f"The journal was damaged. It is kept as {aside.name} and a new one was begun. "
        f"{CARRIED.format(carried) if carried else NONE_CARRIED}"
    )


def _connect(path: Path, now: datetime) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_LIMIT, isolation_level=None)
    try:
        _prepare(connection, path, now)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, now: datetime) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA page_size = 1024")  # a new file's: less to write per commit
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a commit is on disk, not on its way
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA wal_autocheckpoint = 0")  # see SqliteJournal.settle
    (health,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if health != "ok":
        raise _damaged(health)
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise UserFacingError(
            "The journal was written by a newer version of Bracket Desk. Use that version, or "
            "another home folder."
        )
    if 0 < version < VERSION:
        _keep_copy(path, path.with_name(f"journal.version-{version}-{now:{STAMP}}.sqlite3"))
    if version < VERSION:
        bring_up(connection, version)
    if not is_ours(connection):
        raise _damaged("its tables are not the journal's")
    if added := obstacle(connection):
        raise UserFacingError(OBSTACLE.format(added, path))
    rehearse(connection)
    connection.execute("COMMIT")


def _damaged(what: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _keep_copy(path: Path, copy: Path) -> None:
    """Copy the journal as it stands; whoever wants to go back to an older version needs it."""
    draft = copy.with_name(f"{copy.name}.part")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        with (  # a connection of its own: one that writes cannot be copied from
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(draft)) as target,
        ):
            source.backup(target)
        draft.replace(copy)
    except (OSError, sqlite3.Error) as error:
        raise UserFacingError(
            f"The journal must be brought up to this version, and no copy of it could be kept "
            f"({error}), so it was left as it is."
        ) from error


def make_room(home: Path) -> None:
    """Fill the write-ahead log's file up with zeros, which SQLite takes for its end.

    A commit then overwrites and the file system has no new size to write: 0.37 instead of 0.55 ms
    measured on ext4. Where there is no room the commits say so themselves.
    """
    log = home / f"{FILE_NAME}-wal"
    with contextlib.suppress(OSError), log.open("ab") as file:
        file.write(bytes(max(0, LOG_ROOM - file.tell())))
        file.flush()
        os.fsync(file.fileno())


def _set_aside(path: Path, now: datetime) -> Path:
    """Rename the file and what belongs to it; nothing is deleted."""
    aside = path.with_name(f"journal.damaged-{now:{STAMP}}-{os.urandom(2).hex()}.sqlite3")
    try:
        path.rename(aside)
        for tail in ("-wal", "-shm"):
            part = path.with_name(path.name + tail)
            if part.exists():
                part.rename(aside.with_name(aside.name + tail))
    except OSError as error:
        raise UserFacingError(f"The damaged journal {path} cannot be set aside.") from error
    return aside
