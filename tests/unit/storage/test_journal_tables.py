"""An older journal is brought up to this version, with a copy of it kept first."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from tests.support.clock import ManualClock
from tests.unit.storage.first_journal import make_first_journal
from tests.unit.storage.intents import an_intent, an_outcome

from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.storage.journal import open_journal
from bracketdesk.storage.journal_file import open_file

NOW = ManualClock().now()
SHAPE = "SELECT type, lower(name), tbl_name, sql FROM sqlite_master ORDER BY type, lower(name)"


def shape(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(SHAPE)]


async def test_a_first_journal_is_read_and_goes_on(tmp_path: Path) -> None:
    make_first_journal(tmp_path)
    journal = await open_journal(tmp_path, ManualClock())
    assert journal.notice == ""
    first, second = await journal.unsettled()
    assert first.intent == an_intent()
    assert first.outcome is None
    assert second.outcome
    assert second.outcome.cause == "no answer within 5 s"
    await journal.evidence("uuid-1", "nothing found")
    await journal.settle("uuid-1", an_outcome(OutcomeKind.NOT_SENT), None)
    await journal.record(an_intent("uuid-3"))
    await journal.close()
    assert len(list(tmp_path.glob("journal.version-1-*.sqlite3"))) == 1


def test_a_first_journal_becomes_what_a_new_one_is(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    make_first_journal(old)
    brought_up, made = open_file(old, NOW)[0], open_file(new, NOW)[0]
    names = [row[:3] for row in shape(brought_up)]
    assert names == [row[:3] for row in shape(made)]
    assert brought_up.execute("PRAGMA user_version").fetchone()[0] == 2
    moves = "SELECT old, new FROM legal_moves ORDER BY old, new"
    assert [tuple(row) for row in brought_up.execute(moves)] == [
        tuple(row) for row in made.execute(moves)
    ]
    brought_up.close()
    made.close()


def test_the_copy_is_the_old_file_whole_and_its_owners_alone(tmp_path: Path) -> None:
    path = make_first_journal(tmp_path)
    with sqlite3.connect(path) as before:
        told = list(before.iterdump())
    before.close()
    open_file(tmp_path, NOW)[0].close()
    (copy,) = tmp_path.glob("journal.version-1-20261122T*.sqlite3")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    kept = sqlite3.connect(copy)
    assert list(kept.iterdump()) == told
    assert kept.execute("PRAGMA user_version").fetchone() == (1,)
    kept.close()
    assert not list(tmp_path.glob("*.part*"))


def test_without_a_copy_the_old_file_stays_as_it_is(tmp_path: Path) -> None:
    path = make_first_journal(tmp_path)
    (tmp_path / f"journal.version-1-{NOW:%Y%m%dT%H%M%S}.sqlite3.part").mkdir()  # in the way
    before = path.read_bytes()
    with pytest.raises(UserFacingError, match="no copy of it could be kept"):
        open_file(tmp_path, NOW)
    assert path.read_bytes() == before


def test_a_half_made_change_is_undone(tmp_path: Path) -> None:
    path = make_first_journal(tmp_path)
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE read_backs (in_the_way)")
    other.commit()
    with pytest.raises(UserFacingError, match="cannot be opened"):
        open_file(tmp_path, NOW)
    assert other.execute("PRAGMA user_version").fetchone() == (1,)
    names = {name for (name,) in other.execute("SELECT name FROM sqlite_master")}
    assert "evidence" not in names
    assert "intents_never_DELETE" in names
    other.close()


# What other programs add
HARMLESS = {
    "statistics": "ANALYZE",
    "a table": "CREATE TABLE notes (uuid TEXT REFERENCES intents (uuid), note TEXT)",
    "a view": "CREATE VIEW last_orders AS SELECT * FROM intents ORDER BY uuid",
    "a view of nothing": "CREATE VIEW adrift AS SELECT * FROM gone",
    "an index": "CREATE INDEX by_account ON intents (account COLLATE NOCASE, host DESC)",
    "a trigger of its own": """CREATE TABLE log (text TEXT);
        CREATE TRIGGER logged AFTER INSERT ON log BEGIN SELECT RAISE(ABORT, 'no'); END""",
    "a unique index of its own": "CREATE TABLE tags (t TEXT); CREATE UNIQUE INDEX one ON tags (t)",
}
HARMFUL = {
    "the trigger “spy”": """CREATE TRIGGER spy AFTER INSERT ON Intents
        WHEN NEW.host = 'MESZ6' BEGIN SELECT RAISE(ABORT, 'no'); END""",
    "the index “one”": "CREATE UNIQUE INDEX one ON transitions (uuid)",
    "the index “some”": "CREATE INDEX some ON transitions (kind) WHERE seconds > 1",
    "the index “parsed”": "CREATE INDEX parsed ON intents (json_extract(body, '$.uuid'))",
}


def add(home: Path, what: str) -> None:
    with closing(sqlite3.connect(home / "journal.sqlite3")) as other:
        other.executescript(what)


async def an_open_start(home: Path) -> None:
    journal = await open_journal(home, ManualClock())
    await journal.record(an_intent())
    await journal.settle("uuid-1", an_outcome(OutcomeKind.UNKNOWN), 5.0)
    await journal.close()


@pytest.mark.parametrize("what", HARMLESS)
async def test_what_does_no_harm_is_let_be(tmp_path: Path, what: str) -> None:
    await an_open_start(tmp_path)
    add(tmp_path, HARMLESS[what])
    journal = await open_journal(tmp_path, ManualClock())
    assert journal.notice == ""
    assert [entry.intent.uuid for entry in await journal.unsettled()] == ["uuid-1"]
    await journal.record(an_intent("uuid-2"))
    await journal.settle("uuid-2", an_outcome(OutcomeKind.ACCEPTED), 0.1)
    await journal.close()
    assert [path.name for path in tmp_path.glob("journal*3")] == ["journal.sqlite3"]


@pytest.mark.parametrize("what", HARMFUL)
async def test_what_may_hold_up_a_record_is_named_and_nothing_is_set_aside(
    tmp_path: Path, what: str
) -> None:
    await an_open_start(tmp_path)
    add(tmp_path, HARMFUL[what])
    before = (tmp_path / "journal.sqlite3").read_bytes()
    with pytest.raises(UserFacingError, match=f"Another program added {what} to the journal"):
        await open_journal(tmp_path, ManualClock())
    assert (tmp_path / "journal.sqlite3").read_bytes() == before


async def test_what_no_row_would_pass_is_said_before_the_first(tmp_path: Path) -> None:
    await an_open_start(tmp_path)
    deferred = "REFERENCES intents (host) DEFERRABLE INITIALLY DEFERRED"
    add(tmp_path, f"CREATE TABLE notes (host TEXT {deferred})")
    with pytest.raises(UserFacingError, match="cannot be opened: foreign key mismatch"):
        await open_journal(tmp_path, ManualClock())


@pytest.mark.parametrize("what", HARMLESS)
async def test_a_first_journal_is_brought_up_with_what_was_added(tmp_path: Path, what: str) -> None:
    make_first_journal(tmp_path)
    add(tmp_path, HARMLESS[what])
    journal = await open_journal(tmp_path, ManualClock())
    assert journal.notice == ""
    assert len(await journal.unsettled()) == 2
    await journal.record(an_intent("uuid-3"))
    await journal.close()
    (copy,) = tmp_path.glob("journal.version-1-*.sqlite3")
    for path in (copy, tmp_path / "journal.sqlite3"):
        with closing(sqlite3.connect(path)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            if what == "a view":
                assert len(opened.execute("SELECT * FROM last_orders").fetchall()) >= 2
