"""What the journal lets go of after its time, and what it never does."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.clock import ManualClock
from tests.support.until import until
from tests.unit.storage.intents import an_intent

from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.storage import retention
from bracketdesk.storage.journal import open_journal
from bracketdesk.storage.journal_file import open_file
from bracketdesk.storage.journal_tables import OF_AN_INTENT
from bracketdesk.storage.retention import AT_ONCE, DAYS, let_go

NOW = ManualClock().now().astimezone(UTC)
OLD, YOUNG = NOW - timedelta(days=DAYS, seconds=1), NOW - timedelta(days=DAYS - 1)
ACCEPTED = OutcomeKind.ACCEPTED
INTENT = """INSERT INTO intents VALUES
    (NULL, ?, ?, 'demo', 'h', 'a', 1, 2, 'start', NULL, '{}', '{}', 'socket', 'Buy')"""
NOTES = (
    "INSERT INTO evidence (uuid, at, text) VALUES (?1, '', 'seen')",
    "INSERT INTO answers (uuid, at, transport, size, text) VALUES (?1, '', 'rest', 0, x'')",
    "INSERT INTO read_backs (uuid, at, planned, held, differences) VALUES (?1, '', '', '', '')",
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection, _ = open_file(tmp_path, NOW)
    yield connection
    connection.close()


@pytest.fixture(autouse=True)
def _none_is_kept_for_being_new(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, 0)


def keep(monkeypatch: pytest.MonkeyPatch, newest: int) -> None:
    query = retention._NEWEST.rpartition("LIMIT")[0]
    monkeypatch.setattr(retention, "_NEWEST", f"{query} LIMIT {newest}")


def add(database: sqlite3.Connection, uuid: str, *moves: tuple[OutcomeKind, datetime]) -> None:
    (_, sent), *others = moves
    database.execute(INTENT, (uuid, sent.isoformat()))
    for kind, at in others:
        row = (uuid, at.isoformat(), kind)
        database.execute("INSERT INTO transitions (uuid, at, kind) VALUES (?, ?, ?)", row)
    for note in NOTES:
        database.execute(note, (uuid,))


def kept(database: sqlite3.Connection, table: str = "intents") -> list[str]:
    found = database.execute(f"SELECT DISTINCT uuid FROM {table}")  # noqa: S608
    return sorted(row["uuid"] for row in found)


def recorded(at: datetime) -> tuple[OutcomeKind, datetime]:
    return OutcomeKind.RECORDED, at


def test_what_has_had_its_time_goes_with_all_that_is_told_of_it(
    database: sqlite3.Connection,
) -> None:
    add(database, "old", recorded(OLD), (ACCEPTED, OLD))
    add(database, "young", recorded(YOUNG), (ACCEPTED, YOUNG))
    assert let_go(database, NOW) == 1
    assert [kept(database, table) for table in OF_AN_INTENT] == [["young"]] * 5
    assert kept(database, "leaving") == []


def test_the_time_runs_from_the_last_thing_that_happened(database: sqlite3.Connection) -> None:
    add(database, "found late", recorded(OLD), (OutcomeKind.UNKNOWN, OLD), (ACCEPTED, YOUNG))
    assert let_go(database, NOW) == 0


def test_the_newest_stay_whatever_their_age(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(monkeypatch, 2)
    for uuid in "abc":
        add(database, uuid, recorded(OLD), (ACCEPTED, OLD))
    let_go(database, NOW)
    assert kept(database) == ["b", "c"]


def test_the_rule_is_a_thousand() -> None:
    assert (retention.NEWEST, DAYS) == (1000, 400)


kinds = st.sampled_from([None, *(kind for kind in OutcomeKind if kind != "recorded")])


@settings(max_examples=40)
@given(histories=st.lists(st.tuples(kinds, st.booleans(), st.booleans()), max_size=AT_ONCE))
def test_nothing_unresolved_ever_goes(
    tmp_path_factory: pytest.TempPathFactory,
    histories: list[tuple[OutcomeKind | None, bool, bool]],
) -> None:
    database, _ = open_file(tmp_path_factory.mktemp("home"), NOW)
    stay = []
    database.execute("BEGIN")
    for number, (kind, sent_long_ago, settled_long_ago) in enumerate(histories):
        moves = [recorded(OLD if sent_long_ago else YOUNG)]
        moves += [(kind, OLD if settled_long_ago else YOUNG)] if kind else []
        add(database, f"{number:02}", *moves)
        before = all(row["at"] < YOUNG.isoformat() for row in transitions(database, number))
        if kind in (None, OutcomeKind.UNKNOWN) or not before:
            stay.append(f"{number:02}")
    database.execute("COMMIT")
    while let_go(database, NOW):
        pass
    left = kept(database)
    database.close()
    assert set(stay) <= set(left)


def transitions(database: sqlite3.Connection, number: int) -> list[sqlite3.Row]:
    query = "SELECT at FROM transitions WHERE uuid = ?"
    return database.execute(query, (f"{number:02}",)).fetchall()


@pytest.mark.parametrize("moves", [(), (OutcomeKind.UNKNOWN,)])
def test_the_database_itself_refuses(
    database: sqlite3.Connection, moves: tuple[OutcomeKind, ...]
) -> None:
    add(database, "open", recorded(OLD), *((kind, OLD) for kind in moves))
    for uuid in ("open", "nobody"):
        with pytest.raises(sqlite3.IntegrityError, match="unresolved"):
            database.execute("INSERT INTO leaving VALUES (?)", (uuid,))


def test_a_failure_removes_nothing_and_is_logged(
    database: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    add(database, "old", recorded(OLD), (ACCEPTED, OLD))
    database.execute("""CREATE TRIGGER held BEFORE DELETE ON intents
        BEGIN SELECT RAISE(ABORT, 'held'); END""")
    assert let_go(database, NOW) == 0
    assert kept(database, "transitions") == ["old"]
    assert kept(database, "leaving") == []
    assert "could not be removed: held" in caplog.text


async def test_it_is_done_at_the_start_bit_by_bit(tmp_path: Path) -> None:
    database, _ = open_file(tmp_path, NOW)
    for number in range(2 * AT_ONCE + 3):
        add(database, f"{number:02}", recorded(OLD), (ACCEPTED, OLD))
    journal = await open_journal(tmp_path, ManualClock())
    await journal.record(an_intent("new"))
    await until(lambda: kept(database) == ["new"])
    await journal.close()
    database.close()
