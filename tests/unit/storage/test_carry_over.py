"""What a damaged journal still tells of the starts that were not settled goes into the new one."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.support.clock import ManualClock
from tests.unit.storage.first_journal import make_first_journal
from tests.unit.storage.intents import a_click, an_intent, an_outcome

from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.storage.journal import open_journal

LAW = "DROP TRIGGER intents_never_update"
UNKNOWN, ACCEPTED = OutcomeKind.UNKNOWN, OutcomeKind.ACCEPTED


async def a_journal(home: Path) -> None:
    """Make one with a start that is recorded, one that is unknown, and others that are settled."""
    journal = await open_journal(home, ManualClock())
    for uuid in ("recorded", "unknown", "accepted", "found"):
        await journal.record(an_intent(uuid))
    await journal.record_instruction(a_click())
    await journal.settle("unknown", an_outcome(UNKNOWN, "no answer within 5 s"), 5.0)
    await journal.settle("accepted", an_outcome(ACCEPTED), 0.1)
    await journal.settle("found", an_outcome(UNKNOWN), 5.0)
    await journal.settle("found", an_outcome(ACCEPTED), None)
    await journal.close()


def spoil(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "journal.sqlite3")) as other:
        other.executescript(statement)


async def test_what_is_not_settled_goes_on_as_it_stood(tmp_path: Path) -> None:
    await a_journal(tmp_path)
    journal = await open_journal(tmp_path, ManualClock())
    before = await journal.unsettled()
    await journal.close()
    spoil(tmp_path, LAW)
    journal = await open_journal(tmp_path, ManualClock())
    assert "carried over because their outcome is not known: 2." in journal.notice
    assert "look at the broker's own list of orders before you send" in journal.notice
    assert await journal.unsettled() == before
    assert [entry.intent.uuid for entry in before] == ["recorded", "unknown"]
    assert len(await journal.recent(10)) == 2
    await journal.settle("unknown", an_outcome(ACCEPTED), None)
    await journal.settle("recorded", an_outcome(UNKNOWN), None)
    await journal.close()
    journal = await open_journal(tmp_path, ManualClock())
    assert journal.notice == ""
    await journal.close()


async def test_a_row_that_is_no_start_is_passed_over(tmp_path: Path) -> None:
    await a_journal(tmp_path)
    spoil(tmp_path, LAW)
    spoil(tmp_path, "UPDATE intents SET environment = 'x' WHERE uuid = 'recorded'")
    journal = await open_journal(tmp_path, ManualClock())
    assert "not known: 1." in journal.notice
    assert [entry.intent.uuid for entry in await journal.unsettled()] == ["unknown"]
    await journal.close()


async def test_a_start_that_was_on_its_way_again_is_recorded(tmp_path: Path) -> None:
    journal = await open_journal(tmp_path, ManualClock())
    await journal.record(an_intent())
    await journal.settle("uuid-1", an_outcome(OutcomeKind.NOT_SENT), 0.1)
    again = replace(an_intent(), at=ManualClock().now())
    await journal.record(again)
    await journal.close()
    spoil(tmp_path, LAW)
    journal = await open_journal(tmp_path, ManualClock())
    (entry,) = await journal.unsettled()
    assert (entry.intent, entry.outcome) == (again, None)
    await journal.close()


async def test_where_none_can_be_read_it_is_said_that_none_is_locked(tmp_path: Path) -> None:
    make_first_journal(tmp_path)
    spoil(tmp_path, "DROP TABLE transitions; PRAGMA user_version = 2")
    journal = await open_journal(tmp_path, ManualClock())
    assert "Starts whose outcome is not known may be in it" in journal.notice
    assert "nothing is locked for them: look at the broker's own list" in journal.notice
    assert await journal.unsettled() == ()
    await journal.close()
