"""The journal: what is recorded stays, in legal moves, through kills and full disks."""

import asyncio
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.clock import ManualClock
from tests.unit.storage.intents import AT, TICKET, a_click, an_intent, an_outcome, tickets

from bracketdesk.domain.intent import JournalEntry
from bracketdesk.domain.outcomes import LEGAL_MOVES, OutcomeKind
from bracketdesk.domain.problems import IllegalMove, UserFacingError
from bracketdesk.domain.session import Transport
from bracketdesk.domain.ticket import Ticket
from bracketdesk.storage import journal as room
from bracketdesk.storage.journal import SqliteJournal, open_journal
from bracketdesk.storage.lock import HomeLock, take_lock

ROOT = Path(__file__).parents[3]
OUTCOMES = [kind for kind in OutcomeKind if kind is not OutcomeKind.RECORDED]


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    opened = await open_journal(tmp_path, ManualClock())
    yield opened
    await opened.close()


async def reopened(home: Path) -> tuple[JournalEntry, ...]:
    journal = await open_journal(home, ManualClock())
    try:
        return await journal.recent(100_000)
    finally:
        await journal.close()


async def test_an_intent_comes_back_equal_and_unsettled(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    await journal.record(an_intent())
    expected = (JournalEntry(an_intent(), None),)
    assert await journal.recent(10) == expected
    assert await journal.unsettled() == expected
    await journal.close()
    assert await reopened(tmp_path) == expected


@pytest.mark.parametrize("kind", OUTCOMES)
async def test_an_outcome_comes_back_equal(journal: SqliteJournal, kind: OutcomeKind) -> None:
    await journal.record(an_intent())
    await journal.settle("uuid-1", an_outcome(kind), 0.038)
    (entry,) = await journal.recent(10)
    assert entry == JournalEntry(an_intent(), an_outcome(kind), ManualClock().now(), 0.038)
    assert bool(await journal.unsettled()) is (kind is OutcomeKind.UNKNOWN)


async def test_moves_reach_the_disk_in_the_order_of_the_calls(journal: SqliteJournal) -> None:
    kinds = (OutcomeKind.UNKNOWN, OutcomeKind.NOT_SENT, OutcomeKind.ACCEPTED)
    recorded = journal.record(an_intent())
    settled = [journal.settle("uuid-1", an_outcome(kind), None) for kind in kinds]
    await asyncio.gather(*reversed(settled), recorded)
    (entry,) = await journal.recent(10)
    assert entry.outcome == an_outcome(OutcomeKind.ACCEPTED)


async def test_recent_is_newest_first_and_unsettled_oldest_first(journal: SqliteJournal) -> None:
    for name in "abc":
        await journal.record(an_intent(name))
    assert [e.intent.uuid for e in await journal.recent(2)] == ["c", "b"]
    assert [e.intent.uuid for e in await journal.unsettled()] == ["a", "b", "c"]


async def test_a_resend_with_a_penalty_ticket_is_the_same_intent(journal: SqliteJournal) -> None:
    await journal.record(an_intent())
    await journal.settle("uuid-1", an_outcome(OutcomeKind.NOT_SENT), 0.02)
    again = replace(an_intent(), at=AT + timedelta(seconds=20), transport=Transport.REST)
    await journal.record(again)
    assert await journal.recent(10) == (JournalEntry(again, None),)
    assert await journal.unsettled() == (JournalEntry(again, None),)


async def test_a_penalty_ticket_is_not_kept(journal: SqliteJournal, tmp_path: Path) -> None:
    """It opens a way to the broker, and is of no use to another run."""
    await journal.record(an_intent())
    penalty = replace(an_outcome(OutcomeKind.NOT_SENT), penalty_ticket="hunter2-of-the-ticket")
    await journal.settle("uuid-1", penalty, 0.02)
    (entry,) = await journal.recent(10)
    assert entry.outcome == an_outcome(OutcomeKind.NOT_SENT)
    assert not [p for p in tmp_path.iterdir() if b"hunter2" in p.read_bytes()]


async def test_a_resend_may_not_be_another_order(journal: SqliteJournal) -> None:
    await journal.record(an_intent())
    await journal.settle("uuid-1", an_outcome(OutcomeKind.NOT_SENT), None)
    with pytest.raises(IllegalMove, match="another intent"):
        await journal.record(an_intent(ticket=replace(TICKET, quantity=4)))


async def test_settling_what_was_never_recorded_is_refused(journal: SqliteJournal) -> None:
    with pytest.raises(IllegalMove):
        await journal.settle("nobody", an_outcome(OutcomeKind.ACCEPTED), None)


async def test_recorded_is_no_outcome_to_settle_with(journal: SqliteJournal) -> None:
    await journal.record(an_intent())
    await journal.settle("uuid-1", an_outcome(OutcomeKind.NOT_SENT), None)
    with pytest.raises(IllegalMove):
        await journal.settle("uuid-1", an_outcome(OutcomeKind.RECORDED), None)


@settings(max_examples=60)
@given(moves=st.lists(st.sampled_from(OutcomeKind), min_size=1, max_size=6))
async def test_only_legal_moves_are_kept(
    tmp_path_factory: pytest.TempPathFactory, moves: list[OutcomeKind]
) -> None:
    journal = await open_journal(tmp_path_factory.mktemp("home"), ManualClock())
    await journal.record(an_intent())
    stands = OutcomeKind.RECORDED
    for move in moves:
        recording = move is OutcomeKind.RECORDED
        done = (
            journal.record(an_intent())
            if recording
            else journal.settle("uuid-1", an_outcome(move), None)
        )
        if move in LEGAL_MOVES[stands]:
            await done
            stands = move
        else:
            with pytest.raises(IllegalMove):
                await done
    (entry,) = await journal.recent(10)
    assert (entry.outcome.kind if entry.outcome else OutcomeKind.RECORDED) is stands
    await journal.close()


@settings(max_examples=40)
@given(some=st.lists(tickets, min_size=1, max_size=4))
async def test_every_ticket_survives_a_restart(
    tmp_path_factory: pytest.TempPathFactory, some: list[Ticket]
) -> None:
    home = tmp_path_factory.mktemp("home")
    journal = await open_journal(home, ManualClock())
    intents = [an_intent(f"uuid-{n}", ticket) for n, ticket in enumerate(some)]
    for intent in intents:
        await journal.record(intent)
    await journal.close()
    assert [entry.intent for entry in await reopened(home)] == intents[::-1]


async def test_a_record_is_on_disk_when_it_returns_and_survives_a_kill(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.unit.storage.recording_program", str(tmp_path)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    told = [(await process.stdout.readline()).decode().split() for _ in range(25)]
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL
    rest = [line.split() for line in (await process.stdout.read()).decode().splitlines()]
    entries = {entry.intent.uuid: entry for entry in await reopened(tmp_path)}
    for verb, uuid in told + rest:
        assert uuid in entries
        assert verb == "recorded" or entries[uuid].outcome == an_outcome(OutcomeKind.UNKNOWN)


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """Let this process's writes beyond `size` fail, as they do on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_no_room_no_record(journal: SqliteJournal) -> None:
    await journal.record(an_intent("before"))
    with (
        files_no_longer_than(1024),
        pytest.raises(UserFacingError, match=r"could not be written .* nothing was sent"),
    ):
        await journal.record(an_intent("full"))
    await journal.record(an_intent("after"))
    assert [e.intent.uuid for e in await journal.recent(9)] == ["after", "before"]


async def test_an_outcome_that_cannot_be_written_is_said(journal: SqliteJournal) -> None:
    await journal.record(an_intent())
    with (
        files_no_longer_than(1024),
        pytest.raises(UserFacingError, match="outcome could not be written"),
    ):
        await journal.settle("uuid-1", an_outcome(OutcomeKind.ACCEPTED), None)
    assert len(await journal.unsettled()) == 1


async def test_a_file_damaged_under_way_records_nothing(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    await journal.record(an_intent())
    other = sqlite3.connect(tmp_path / "journal.sqlite3")
    other.execute("ALTER TABLE intents RENAME TO others")
    with pytest.raises(UserFacingError, match="nothing was sent"):
        await journal.record(an_intent("uuid-2"))
    other.execute("ALTER TABLE others RENAME TO intents")
    other.close()
    assert len(await journal.recent(9)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets no open file go")
@pytest.mark.parametrize("name", ["journal.sqlite3", "journal.sqlite3-wal", "running.lock"])
@pytest.mark.parametrize("way", ["removed", "replaced"])
async def test_a_file_taken_away_under_way_is_said_and_nothing_is_recorded(
    tmp_path: Path, name: str, way: str
) -> None:
    lock = take_lock(tmp_path)
    assert isinstance(lock, HomeLock)
    journal = await open_journal(tmp_path, ManualClock())
    await journal.record(an_intent("before"))
    aside = tmp_path / "aside"
    (tmp_path / name).rename(aside)
    if way == "replaced":
        (tmp_path / name).write_bytes(aside.read_bytes())
    said = rf"{name} was removed or replaced .* Close the app and start it again"
    with pytest.raises(UserFacingError, match=said):
        await journal.record(an_intent("after"))
    with pytest.raises(UserFacingError, match=said):
        await journal.record_instruction(a_click())
    with pytest.raises(UserFacingError, match=said):
        await journal.settle("before", an_outcome(OutcomeKind.ACCEPTED), None)
    aside.rename(tmp_path / name)
    await journal.record(an_intent("put back"))
    assert [e.intent.uuid for e in await journal.recent(9)] == ["put back", "before"]
    assert await journal.instructions(9) == ()
    await journal.close()
    lock.release()


async def test_the_log_is_folded_into_the_file_now_and_then(
    tmp_path: Path,
) -> None:
    journal = await open_journal(tmp_path, ManualClock())
    before = (tmp_path / "journal.sqlite3").stat().st_size
    for number in range(room.CHECKPOINT_EVERY):
        await journal.record(an_intent(f"uuid-{number}"))
        await journal.settle(f"uuid-{number}", an_outcome(OutcomeKind.ACCEPTED), None)
    assert (tmp_path / "journal.sqlite3").stat().st_size > before + 100_000
    await journal.close()
    assert len(await reopened(tmp_path)) == 200


async def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    journal = await open_journal(tmp_path, ManualClock())
    await journal.close()
    await journal.close()
    assert [path.name for path in tmp_path.iterdir()] == ["journal.sqlite3"]
