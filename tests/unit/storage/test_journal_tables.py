"""An older journal is brought up to this version, with a copy of it kept first."""

import sqlite3
import stat
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
