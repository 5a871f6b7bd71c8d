"""What an outcome does not hang on: answers, evidence, read-backs, echoes."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.clock import ManualClock
from tests.unit.storage.intents import AT, a_click, an_intent, an_outcome

from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Environment, Transport
from bracketdesk.storage.journal import SqliteJournal, open_journal
from bracketdesk.storage.logs import HIDDEN

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcDEF123_-xyz"
TICKET = "tic/ket+4711"

KEPT = 64 * 1024  # bytes of an answer, as the README says
HOST = "https://demo.example/v1"


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    opened = await open_journal(tmp_path, ManualClock())
    await opened.record(an_intent())
    yield opened
    await opened.close()


def rows(home: Path, table: str, columns: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(home / "journal.sqlite3")
    found = connection.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608
    connection.close()
    return found


async def test_an_answer_is_kept_as_it_came_with_its_transport(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    await journal.answer("uuid-1", 200, b'{"garbled":\xff', AT)
    await journal.settle("uuid-1", an_outcome(OutcomeKind.NOT_SENT), None)
    await journal.record(replace(an_intent(), transport=Transport.REST))
    await journal.answer("uuid-1", None, b"", AT)
    assert rows(tmp_path, "answers", "uuid, at, transport, status, size, text") == [
        ("uuid-1", AT.isoformat(), "socket", 200, 12, b'{"garbled":\xff'),
        ("uuid-1", AT.isoformat(), "rest", None, 0, b""),
    ]


async def test_a_huge_answer_is_cut_and_says_so(journal: SqliteJournal, tmp_path: Path) -> None:
    await journal.answer("uuid-1", 200, b"x" * (KEPT + 5), AT)
    assert rows(tmp_path, "answers", "size, text") == [(KEPT + 5, b"x" * KEPT)]


async def test_no_secret_that_the_broker_repeats_is_written(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    said = f"Invalid access token: {TOKEN}"
    await journal.answer("uuid-1", 401, said.encode() + b"\xff", AT)
    await journal.answer("uuid-1", 200, b'{"p-ticket":"' + TICKET.encode() + b'","p-time":9}', AT)
    await journal.evidence("uuid-1", said)
    await journal.read_back("uuid-1", said, said, said)
    told = replace(an_outcome(OutcomeKind.UNKNOWN, said), broker_text=said, reason=said)
    await journal.settle("uuid-1", told, None)
    await journal.record_instruction(
        replace(a_click(), body=f'{{"orderId":1,"p-ticket":"{TICKET}"}}')
    )
    found = {p.name for p in tmp_path.iterdir() for s in (TOKEN, TICKET) if s in p.read_text("l1")}
    assert found == set()
    hidden = f"Invalid access token: {HIDDEN}"
    assert rows(tmp_path, "answers", "size, text") == [
        (len(said) + 1, hidden.encode() + b"\xff"),
        (38, f'{{"p-ticket":"{HIDDEN}","p-time":9}}'.encode()),
    ]
    assert rows(tmp_path, "transitions", "cause, reason, broker_text") == [(hidden,) * 3]
    (click,) = await journal.instructions(1)
    assert click.instruction.body == f'{{"orderId":1,"p-ticket":"{HIDDEN}"}}'


async def test_the_newest_sighting_counts_and_outlives_the_app(tmp_path: Path) -> None:
    opened = await open_journal(tmp_path, ManualClock())
    assert await opened.last_sighting(Environment.DEMO, HOST) is None
    await opened.note_sighting(Environment.DEMO, HOST, AT)
    await opened.note_sighting(Environment.DEMO, HOST, AT + timedelta(seconds=1))
    await opened.note_sighting(Environment.LIVE, HOST, AT)
    await opened.close()
    again = await open_journal(tmp_path, ManualClock())
    assert await again.last_sighting(Environment.DEMO, HOST) == AT + timedelta(seconds=1)
    await again.close()


async def test_evidence_and_read_backs_are_kept_in_the_order_of_the_calls(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    for number in range(5):
        journal.evidence("uuid-1", f"look {number}")
    await journal.read_back("uuid-1", "level 1: 1", "level 1: 2", "level 1 holds 2 of 1")
    at = ManualClock().now().isoformat()
    looks = [("uuid-1", at, f"look {number}") for number in range(5)]
    assert rows(tmp_path, "evidence", "uuid, at, text") == looks
    assert rows(tmp_path, "read_backs", "uuid, at, planned, held, differences") == [
        ("uuid-1", at, "level 1: 1", "level 1: 2", "level 1 holds 2 of 1")
    ]


async def test_an_echo_is_known_for_its_place_and_after_a_restart(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    assert await journal.echoed(Environment.DEMO, HOST) is False
    await journal.note_echo(Environment.DEMO, HOST, "uuid-1")
    await journal.note_echo(Environment.DEMO, HOST, "uuid-2")
    await journal.close()
    again = await open_journal(tmp_path, ManualClock())
    assert await again.echoed(Environment.DEMO, HOST) is True
    assert await again.echoed(Environment.DEMO, "https://other.example") is False
    assert await again.echoed(Environment.CUSTOM, HOST) is False
    await again.close()
    assert rows(tmp_path, "echoes", "uuid") == [("uuid-1",)]


async def test_a_note_that_cannot_be_kept_raises_nothing_and_is_logged(
    journal: SqliteJournal, caplog: pytest.LogCaptureFixture
) -> None:
    await journal.evidence("nobody", "no such intent")
    await journal.answer("nobody", 200, b"{}", AT)
    await journal.answer("uuid-1", 10**30, b"{}", AT)
    await journal.evidence("uuid-1", "half a pair: \ud800")
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 4
    await journal.evidence("uuid-1", "and on it goes")


async def test_an_unreadable_echo_is_none(
    journal: SqliteJournal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = sqlite3.connect(tmp_path / "journal.sqlite3")
    other.execute("DROP TABLE echoes")
    other.close()
    assert await journal.echoed(Environment.DEMO, HOST) is False
    assert "could not be read" in caplog.text


@pytest.mark.parametrize(
    "change", [{"strategy_id": 10**30}, {"broker_text": "half a pair: \ud800"}]
)
async def test_an_outcome_no_row_can_hold_is_a_sentence(
    journal: SqliteJournal, change: dict[str, object]
) -> None:
    outcome = replace(an_outcome(OutcomeKind.UNKNOWN), **change)  # type: ignore[arg-type]
    with pytest.raises(UserFacingError, match="outcome could not be written"):
        await journal.settle("uuid-1", outcome, None)
    await journal.settle("uuid-1", an_outcome(OutcomeKind.UNKNOWN), None)


@pytest.mark.parametrize("table", ["evidence", "answers", "read_backs", "echoes"])
@pytest.mark.parametrize("change", ["UPDATE {} SET uuid = 'v'", "DELETE FROM {}"])
async def test_notes_only_grow(
    journal: SqliteJournal, tmp_path: Path, table: str, change: str
) -> None:
    await journal.answer("uuid-1", 200, b"{}", AT)
    await journal.evidence("uuid-1", "seen")
    await journal.read_back("uuid-1", "a", "a", "")
    await journal.note_echo(Environment.DEMO, HOST, "uuid-1")
    other = sqlite3.connect(tmp_path / "journal.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        other.execute(change.format(table))
    other.close()


async def test_a_row_that_makes_no_sense_is_a_sentence(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "journal.sqlite3")
    odd = ("odd", "noon", "mars", "h", "a", 1, 2, "start", None, "{", "{}", "pigeon", "Buy")
    other.execute("INSERT INTO intents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", odd)
    other.commit()
    other.close()
    with pytest.raises(UserFacingError, match="could not be read"):
        await journal.unsettled()
