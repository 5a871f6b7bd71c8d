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
from bracketdesk.storage.retention import AT_ONCE, DAYS, SURE, let_go

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
SIGHTED = "INSERT INTO sightings (environment, host, newest) VALUES ('practice', 'h', ?)"


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


def click_now(database: sqlite3.Connection) -> None:
    """Add a click of today: the clock is believed."""
    add(database, "now", recorded(NOW), (OutcomeKind.REJECTED, NOW))


def recorded(at: datetime) -> tuple[OutcomeKind, datetime]:
    return OutcomeKind.RECORDED, at


def test_what_has_had_its_time_goes_with_all_that_is_told_of_it(
    database: sqlite3.Connection,
) -> None:
    add(database, "old", recorded(OLD), (ACCEPTED, OLD))
    add(database, "young", recorded(YOUNG), (ACCEPTED, YOUNG))
    click_now(database)
    assert let_go(database, NOW) == 1
    assert [kept(database, table) for table in OF_AN_INTENT] == [["now", "young"]] * 5
    assert kept(database, "leaving") == []


def test_the_time_runs_from_the_last_thing_that_happened(database: sqlite3.Connection) -> None:
    add(database, "found late", recorded(OLD), (OutcomeKind.UNKNOWN, OLD), (ACCEPTED, YOUNG))
    click_now(database)
    assert let_go(database, NOW) == 0


def test_the_newest_stay_whatever_their_age(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(monkeypatch, 2)
    for uuid in "abc":
        add(database, uuid, recorded(OLD), (ACCEPTED, OLD))
    click_now(database)
    let_go(database, NOW)
    assert kept(database) == ["c", "now"]


@pytest.mark.parametrize(("ahead", "left"), [(SURE, ["newest"]), (SURE * 1.1, ["newest", "old"])])
def test_a_clock_far_past_the_newest_click_is_not_believed(
    database: sqlite3.Connection, ahead: timedelta, left: list[str]
) -> None:
    newest = NOW - ahead
    old = newest - timedelta(days=DAYS - 1)
    add(database, "old", recorded(old), (ACCEPTED, old))
    add(database, "newest", recorded(newest), (OutcomeKind.UNKNOWN, newest))
    database.execute(SIGHTED, (NOW.isoformat(),))  # a line of a run with that clock
    let_go(database, NOW)
    assert kept(database) == left


def test_what_had_its_time_before_the_newest_click_goes_all_the_same(
    database: sqlite3.Connection,
) -> None:
    add(database, "old", recorded(OLD), (ACCEPTED, OLD))
    click_now(database)
    assert let_go(database, NOW + 401 * timedelta(days=1)) == 1
    assert kept(database) == ["now"]


def test_a_time_nobody_can_read_removes_nothing(
    database: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    add(database, "old", recorded(OLD), (ACCEPTED, OLD))
    database.execute(INTENT, ("odd", "2026-11-22"))
    assert let_go(database, NOW) == 0
    assert "could not be removed" in caplog.text


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
    click_now(database)
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
    click_now(database)
    database.execute("""CREATE TRIGGER held BEFORE DELETE ON intents
        BEGIN SELECT RAISE(ABORT, 'held'); END""")
    assert let_go(database, NOW) == 0
    assert kept(database, "transitions") == ["now", "old"]
    assert kept(database, "leaving") == []
    assert "could not be removed: held" in caplog.text


def test_one_transaction_is_kept_short(database: sqlite3.Connection) -> None:
    for number in range(2 * AT_ONCE + 3):
        add(database, f"{number:02}", recorded(OLD), (ACCEPTED, OLD))
    click_now(database)
    assert [let_go(database, NOW) for _ in range(4)] == [AT_ONCE, AT_ONCE, 3, 0]


async def test_it_is_done_at_the_start_bit_by_bit(tmp_path: Path) -> None:
    database, _ = open_file(tmp_path, NOW)
    for number in range(2 * AT_ONCE + 3):
        add(database, f"{number:02}", recorded(OLD), (ACCEPTED, OLD))
    click_now(database)
    journal = await open_journal(tmp_path, ManualClock())
    await journal.record(an_intent("new"))
    await until(lambda: kept(database) == ["new", "now"])
    await journal.close()
    database.close()
