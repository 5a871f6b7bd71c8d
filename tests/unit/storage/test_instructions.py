"""Instructions: in the journal beside the starts, and never mixed up with them."""

import csv
import json
from collections.abc import AsyncIterator
from datetime import UTC
from pathlib import Path

import pytest
from tests.support.clock import ManualClock
from tests.unit.storage.intents import a_click, an_intent, an_outcome

from bracketdesk.domain.instruction import Act, InstructionEntry
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import IllegalMove, UserFacingError
from bracketdesk.storage.journal import SqliteJournal, open_journal


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    opened = await open_journal(tmp_path, ManualClock())
    yield opened
    await opened.close()


@pytest.mark.parametrize("act", Act)
async def test_an_instruction_comes_back_equal(journal: SqliteJournal, act: Act) -> None:
    click = a_click(act=act)
    await journal.record_instruction(click)
    assert await journal.instructions(10) == (InstructionEntry(click, None),)


async def test_neither_is_among_the_others(journal: SqliteJournal) -> None:
    await journal.record(an_intent("start"))
    await journal.record_instruction(a_click("move"))
    await journal.record_instruction(a_click("close", Act.LIQUIDATE))
    assert [entry.intent.uuid for entry in await journal.recent(10)] == ["start"]
    assert [entry.intent.uuid for entry in await journal.unsettled()] == ["start"]
    told = await journal.instructions(10)
    assert [entry.instruction.uuid for entry in told] == ["close", "move"]
    assert len(await journal.instructions(1)) == 1


async def test_its_outcome_comes_back(journal: SqliteJournal) -> None:
    await journal.record_instruction(a_click())
    await journal.settle("click-1", an_outcome(OutcomeKind.UNKNOWN), 5.0)
    await journal.settle("click-1", an_outcome(OutcomeKind.ACCEPTED), None)
    (entry,) = await journal.instructions(10)
    assert (entry.outcome, entry.seconds) == (an_outcome(OutcomeKind.ACCEPTED), None)
    with pytest.raises(IllegalMove):
        await journal.settle("click-1", an_outcome(OutcomeKind.REJECTED), None)


async def test_a_click_is_never_there_twice(journal: SqliteJournal) -> None:
    await journal.record(an_intent("one"))
    await journal.record_instruction(a_click("two"))
    for uuid in ("one", "two"):
        with pytest.raises(UserFacingError, match="could not be written"):
            await journal.record_instruction(a_click(uuid))
    assert len(await journal.instructions(10)) == 1


async def test_it_has_a_receipt_and_a_line_in_the_table(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    await journal.record_instruction(a_click())
    await journal.evidence("click-1", "the stop is at 6008.25")
    page = await journal.receipt("click-1", tmp_path, UTC)
    assert page.name == "receipt-20261122T150000Z-modify-click1.html"
    told = json.loads(page.with_suffix(".json").read_text())
    assert (told["act"], told["target"], "ticket" in told) == ("modify", 7001, False)
    for said in ("Move the stop to 6008.25.", "modify 7001", "the stop is at 6008.25"):
        assert said in page.read_text()
    await journal.record(an_intent())
    assert await journal.table(tmp_path / "t.csv", UTC) == 2
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        move, start = csv.DictReader(file)
    assert (move["act"], move["target"], move["symbol"]) == ("modify", "7001", "")
    assert (start["act"], start["target"], start["symbol"]) == ("start", "", "MESZ6")
