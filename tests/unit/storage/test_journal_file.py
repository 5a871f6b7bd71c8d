"""The journal's file: opened, refused or set aside, and guarded by the database itself."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from tests.support.clock import ManualClock
from tests.unit.storage.intents import an_intent, an_outcome

from bracketdesk.domain.outcomes import OutcomeKind, may_move
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.storage.journal import open_journal
from bracketdesk.storage.journal_file import LOG_ROOM, make_room, open_file

NOW = ManualClock().now()
PAGE = 1024
ROWS = 0x0D  # the first byte of a page of rows
ADD = "INSERT INTO transitions (uuid, at, kind) VALUES ('u', 'now', ?)"
INTENT = """INSERT INTO intents VALUES
    (NULL, 'u', 'now', 'demo', 'host', 'account', 1, 2, 'start', NULL, '{}', '{}', 'socket',
    'Buy')"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection, notice = open_file(tmp_path, NOW)
    assert notice == ""
    yield connection
    connection.close()


def test_every_commit_is_durable(database: sqlite3.Connection) -> None:
    asked = {name: database.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    assert asked == PRAGMAS


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "user_version": 2}


@pytest.mark.parametrize(("old", "new"), list(product(OutcomeKind, OutcomeKind)))
def test_the_database_itself_refuses_illegal_moves(
    database: sqlite3.Connection, old: OutcomeKind, new: OutcomeKind
) -> None:
    # Bring the intent to `old` by a legal way first.
    database.execute(INTENT)
    if old is not OutcomeKind.RECORDED:
        database.execute(ADD, (old,))
    if may_move(old, new):
        database.execute(ADD, (new,))
    else:
        with pytest.raises(sqlite3.IntegrityError, match="illegal move"):
            database.execute(ADD, (new,))


def test_the_first_move_is_the_record(database: sqlite3.Connection) -> None:
    database.execute(INTENT)
    moves = database.execute("SELECT uuid, at, kind, transport FROM moves").fetchall()
    assert [tuple(move) for move in moves] == [("u", "now", "recorded", "socket")]


@pytest.mark.parametrize("kind", OutcomeKind)
def test_a_move_needs_its_intent(database: sqlite3.Connection, kind: OutcomeKind) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(ADD, (kind,))


@pytest.mark.parametrize("table", ["intents", "transitions"])
@pytest.mark.parametrize("change", ["UPDATE {} SET uuid = 'v'", "DELETE FROM {}"])
def test_the_journal_only_grows(database: sqlite3.Connection, table: str, change: str) -> None:
    database.execute(INTENT)
    database.execute(ADD, ("accepted",))
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        database.execute(change.format(table))


def test_the_file_is_its_owners_alone(database: sqlite3.Connection, tmp_path: Path) -> None:
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    names = ("journal.sqlite3", "journal.sqlite3-wal", "journal.sqlite3-shm")
    assert modes == dict.fromkeys(names, 0o600)


def test_room_in_the_log_is_used_and_not_added_to(
    database: sqlite3.Connection, tmp_path: Path
) -> None:
    log = tmp_path / "journal.sqlite3-wal"
    make_room(tmp_path)
    assert log.stat().st_size == LOG_ROOM
    database.execute(INTENT)
    database.execute(ADD, ("unknown",))
    make_room(tmp_path)
    assert log.stat().st_size == LOG_ROOM
    assert database.execute("SELECT count(*) FROM transitions").fetchone()[0] == 1


async def test_what_another_process_wrote_is_read(tmp_path: Path) -> None:
    first = await open_journal(tmp_path, ManualClock())
    await first.record(an_intent("one"))
    second = await open_journal(tmp_path, ManualClock())
    await second.record(an_intent("two"))
    await first.settle("two", an_outcome(OutcomeKind.ACCEPTED), None)
    assert [e.intent.uuid for e in await second.unsettled()] == ["one"]
    await first.close()
    await second.close()


@pytest.mark.parametrize("damage", ["no database", "torn pages", "one byte of a law"])
async def test_a_damaged_file_is_set_aside_and_said_so(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "journal.sqlite3"
    if damage == "no database":
        path.write_bytes(b"this is no database, whatever it is called" * 50)
    elif damage == "one byte of a law":
        await (await open_journal(tmp_path, ManualClock())).close()
        path.write_bytes(path.read_bytes().replace(b"act TEXT", b"acu TEXT"))
    else:
        journal = await open_journal(tmp_path, ManualClock())
        for number in range(40):
            await journal.record(an_intent(f"uuid-{number}"))
        await journal.close()
        whole = path.read_bytes()
        path.write_bytes(whole[:2048] + os.urandom(len(whole) - 4096) + whole[-2048:])
    broken = path.read_bytes()

    journal = await open_journal(tmp_path, ManualClock())
    assert "The journal was damaged. It is kept as journal.damaged-20261122T15" in journal.notice
    (aside,) = tmp_path.glob("journal.damaged-*.sqlite3")
    assert aside.name in journal.notice
    assert aside.read_bytes() == broken
    await journal.record(an_intent())
    assert len(await journal.recent(10)) == 1
    await journal.close()


async def test_one_broken_page_among_the_rows_is_damage(tmp_path: Path) -> None:
    """The tables and whatever is read or tried at the start are whole."""
    path = tmp_path / "journal.sqlite3"
    journal = await open_journal(tmp_path, ManualClock())
    for number in range(40):
        await journal.record(an_intent(f"uuid-{number}"))
    await journal.close()
    whole = path.read_bytes()
    pages = [whole[place : place + PAGE] for place in range(0, len(whole), PAGE)]
    old = next(n for n, page in enumerate(pages) if page[0] == ROWS and b"uuid-7" in page)
    pages[old] = bytes(PAGE)
    path.write_bytes(b"".join(pages))
    connection, notice = open_file(tmp_path, NOW)
    connection.close()
    assert notice.startswith("The journal was damaged.")


def test_a_newer_journal_is_refused_and_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "journal.sqlite3")
    connection.execute("PRAGMA user_version = 3")
    connection.close()
    with pytest.raises(UserFacingError, match="newer version of Bracket Desk"):
        open_file(tmp_path, NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["journal.sqlite3"]


async def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite3").mkdir()
    with pytest.raises(UserFacingError, match="cannot be opened"):
        await open_journal(tmp_path, ManualClock())


def test_a_damaged_journal_without_room_for_a_new_one_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "journal.sqlite3").write_bytes(b"no journal at all" * 100)
    rename = Path.rename

    def rename_and_bar(path: Path, target: Path) -> Path:
        moved = rename(path, target)
        path.mkdir()
        return moved

    monkeypatch.setattr(Path, "rename", rename_and_bar)
    with pytest.raises(UserFacingError, match=r"It is kept as journal\.damaged.* no new one"):
        open_file(tmp_path, NOW)
