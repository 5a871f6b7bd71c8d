"""What was told as not there and is, until its alarm was seen."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.clock import ManualClock
from tests.unit.storage.intents import a_click, an_intent, an_outcome

from bracketdesk.domain.intent import Reversal
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.storage.journal import SqliteJournal, open_journal

RECORDED, UNKNOWN = OutcomeKind.RECORDED, OutcomeKind.UNKNOWN
NOT_SENT, REJECTED, ACCEPTED = OutcomeKind.NOT_SENT, OutcomeKind.REJECTED, OutcomeKind.ACCEPTED


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    opened = await open_journal(tmp_path, ManualClock())
    yield opened
    await opened.close()


async def start(journal: SqliteJournal, uuid: str, *kinds: OutcomeKind) -> None:
    await journal.record(an_intent(uuid))
    for kind in kinds:
        if kind is RECORDED:  # the clicked resend
            await journal.record(an_intent(uuid))
        else:
            await journal.settle(uuid, an_outcome(kind), None)


async def test_only_what_was_told_otherwise_last_is_a_reversal(journal: SqliteJournal) -> None:
    await start(journal, "rejected", REJECTED, ACCEPTED)
    await start(journal, "confirmed", UNKNOWN, NOT_SENT, ACCEPTED)
    await start(journal, "accepted", ACCEPTED)
    await start(journal, "found", UNKNOWN, ACCEPTED)
    await start(journal, "resent", NOT_SENT, RECORDED, ACCEPTED)
    await start(journal, "absent", UNKNOWN, NOT_SENT)
    await start(journal, "open")
    await journal.record_instruction(a_click())
    for kind in (NOT_SENT, ACCEPTED):
        await journal.settle("click-1", an_outcome(kind), None)
    assert await journal.reversals() == (
        Reversal(an_intent("rejected"), REJECTED, 9912),
        Reversal(an_intent("confirmed"), NOT_SENT, 9912),
    )


async def test_a_resend_that_was_refused_and_is_there_is_one(journal: SqliteJournal) -> None:
    await start(journal, "one", NOT_SENT, RECORDED, REJECTED, ACCEPTED)
    (found,) = await journal.reversals()
    assert found == Reversal(an_intent("one"), REJECTED, 9912)


async def test_what_was_acknowledged_is_none_any_more(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    for uuid in ("one", "two"):
        await start(journal, uuid, NOT_SENT, ACCEPTED)
        await journal.evidence(uuid, "look 1: found")
    await journal.acknowledge("one")
    await journal.close()
    again = await open_journal(tmp_path, ManualClock())
    assert [found.intent.uuid for found in await again.reversals()] == ["two"]
    await again.close()


async def test_without_a_strategy_there_is_nothing_to_look_at(journal: SqliteJournal) -> None:
    await start(journal, "one", NOT_SENT)
    await journal.settle("one", replace(an_outcome(ACCEPTED), strategy_id=None), None)
    assert await journal.reversals() == ()
