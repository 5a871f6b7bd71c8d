"""The journal that takes no start."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.storage.intents import a_click, an_intent, an_outcome

from bracketdesk.controller.ports import Journal
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Environment
from bracketdesk.storage.closed_journal import ClosedJournal

NOW = datetime(2026, 11, 18, tzinfo=UTC)
SAID = "^The disk is full. So nothing can be recorded or sent in this run; .* exits work.$"


async def test_every_start_and_every_reading_is_refused_with_the_reason(tmp_path: Path) -> None:
    journal: Journal = ClosedJournal("The disk is full.")
    with pytest.raises(UserFacingError, match=SAID):
        await journal.record(an_intent())
    with pytest.raises(UserFacingError, match=SAID):
        await journal.record_instruction(a_click())
    with pytest.raises(UserFacingError, match=SAID):
        await journal.instructions(10)
    with pytest.raises(UserFacingError, match=SAID):
        await journal.settle("u", an_outcome(OutcomeKind.UNKNOWN), None)
    with pytest.raises(UserFacingError, match=SAID):
        await journal.recent(10)
    with pytest.raises(UserFacingError, match=SAID):
        await journal.unsettled()
    with pytest.raises(UserFacingError, match=SAID):
        await journal.reversals()
    with pytest.raises(UserFacingError, match=SAID):
        await journal.receipt("u", tmp_path, UTC)
    with pytest.raises(UserFacingError, match=SAID):
        await journal.table(tmp_path / "orders.csv", UTC)
    await journal.close()
    assert list(tmp_path.iterdir()) == []


async def test_notes_trouble_nobody_and_nothing_is_known() -> None:
    journal = ClosedJournal("The disk is full.")
    await journal.answer("u", 200, b"{}", NOW)
    await journal.evidence("u", "seen")
    await journal.acknowledge("u")
    await journal.read_back("u", "a", "b", "c")
    await journal.note_echo(Environment.DEMO, "h", "u")
    await journal.note_sighting(Environment.DEMO, "h", NOW)
    assert await journal.echoed(Environment.DEMO, "h") is False
    assert await journal.last_sighting(Environment.DEMO, "h") is None
