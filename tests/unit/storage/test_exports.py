"""Receipts and the table of all orders: complete, harmless, whole or not at all."""

import csv
import json
import os
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.support.clock import ManualClock
from tests.unit.storage.intents import AT, TICKET, an_intent, an_outcome

from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Transport
from bracketdesk.storage.exports import COLUMNS, write_receipt
from bracketdesk.storage.journal import SqliteJournal, open_journal
from bracketdesk.storage.journal_rows import ANSWER_ROOM

BERLIN = ZoneInfo("Europe/Berlin")
EVIL = '<script>alert(1)</script> & "quotes" \''
SECRET = "hunter2-of-the-ticket"

OLDER = f"""VALUES (NULL, 'older', '{AT}', 'demo', 'h', 'a', 1, 2, 'cancel', 7, NULL, '', 'rest',
    'Cancel it.')"""
SETTLED = "INSERT INTO transitions (uuid, at, kind, cause, reason, broker_text)"


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    """A journal with one intent that has seen everything."""
    opened = await open_journal(tmp_path, ManualClock())
    penalty = replace(
        an_outcome(OutcomeKind.NOT_SENT, "The broker asks to wait."), penalty_ticket=SECRET
    )
    await opened.record(an_intent())
    await opened.settle("uuid-1", penalty, 0.02)
    await opened.record(
        replace(an_intent(), at=AT + timedelta(seconds=20), transport=Transport.REST)
    )
    await opened.answer("uuid-1", 200, b'{"p-ticket":"' + SECRET.encode() + b'"}', AT)
    await opened.settle("uuid-1", Outcome(OutcomeKind.UNKNOWN, "No answer.", "", EVIL), 5.0)
    await opened.evidence("uuid-1", "look 1: nothing found")
    await opened.settle("uuid-1", Outcome(OutcomeKind.ACCEPTED, "Found.", strategy_id=9912), None)
    await opened.read_back("uuid-1", "level 1: 1\nlevel 2: 2", "level 1: 1", "level 2 is missing")
    yield opened
    await opened.close()


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.attributes: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += f"{data}\n"


async def test_the_receipt_tells_everything_as_json(journal: SqliteJournal, tmp_path: Path) -> None:
    page = await journal.receipt("uuid-1", tmp_path, BERLIN)
    assert page.name == "receipt-20261122T150000Z-MESZ6-uuid1.html"
    told = json.loads(page.with_suffix(".json").read_text())
    assert (told["format"], told["version"], told["outcome"]) == (
        "bracketdesk-receipt",
        1,
        "accepted",
    )
    assert (told["account"], told["environment"], told["contractId"]) == ("DEMO1234", "demo", 3001)
    assert told["ticket"]["levels"][1]["autoTrail"]["triggerTicks"] == 24
    assert told["ticket"]["entry"]["limitPrice"] == "6012.25"
    moves = [(move["kind"], move.get("cause")) for move in told["transitions"]]
    assert moves == [
        ("recorded", None),
        ("not sent", "The broker asks to wait."),
        ("recorded", None),
        ("unknown", "No answer."),
        ("accepted", "Found."),
    ]
    first = told["transitions"][0]
    assert (first["at"], first["local"]) == (
        "2026-11-22T15:00:00+00:00",
        "2026-11-22 16:00:00.000 CET (UTC+01:00)",
    )
    assert (told["body"], first["transport"]) == ('{"p":"é"}', "socket")
    assert told["evidence"][0]["text"] == "look 1: nothing found"
    assert [(a["transport"], a["status"], a["cut"]) for a in told["answers"]] == [
        ("rest", 200, False)
    ]
    assert told["readBacks"][0]["differences"] == "level 2 is missing"


async def test_the_page_tells_the_same_and_runs_nothing(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    text = (await journal.receipt("uuid-1", tmp_path, BERLIN)).read_text()
    page = Page(text)
    assert not {"script", "img", "link", "iframe", "a"} & set(page.tags)
    assert page.attributes == []
    assert "default-src 'none'" in text
    for said in ("Buy 3 MESZ6.", "accepted", "look 1: nothing found", "Found.", EVIL, "9912"):
        assert said in page.text
    for said in (
        "level 2 is missing",
        "trigger 24, distance 12, step 1",
        "16:00:00.000 CET",
        '{"p":"é"}',
    ):
        assert said in page.text
    found, looked = page.text.index("Found."), page.text.index("look 1")
    assert page.text.index("No answer.") < min(found, looked)


async def test_no_secret_is_in_either(journal: SqliteJournal, tmp_path: Path) -> None:
    page = await journal.receipt("uuid-1", tmp_path, BERLIN)
    for path in (page, page.with_suffix(".json")):
        assert SECRET not in path.read_text()
        assert "[hidden]" in path.read_text()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_no_secret_of_the_body_is_in_either(journal: SqliteJournal, tmp_path: Path) -> None:
    body = json.dumps({"orderStrategyTypeId": 2, "p-ticket": SECRET})
    await journal.record(an_intent("uuid-2", body=body))
    page = await journal.receipt("uuid-2", tmp_path, BERLIN)
    for path in (page, page.with_suffix(".json")):
        assert SECRET not in path.read_text()
        assert "orderStrategyTypeId" in path.read_text()


class Meddling(tzinfo):
    """UTC, but what is asked of it first has another thing written down meanwhile."""

    def __init__(self, meddle: Callable[[], None]) -> None:
        self._meddle: Callable[[], None] | None = meddle

    def utcoffset(self, moment: datetime | None) -> timedelta:
        if self._meddle is not None:
            meddle, self._meddle = self._meddle, None
            meddle()
        return timedelta(0)

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, moment: datetime | None) -> str:
        return "UTC"


async def test_a_receipt_is_of_one_moment(journal: SqliteJournal, tmp_path: Path) -> None:
    def meddle() -> None:
        with closing(sqlite3.connect(tmp_path / "journal.sqlite3")) as other, other:
            other.execute(
                "INSERT INTO evidence (uuid, at, text) VALUES ('uuid-1', ?, 'late')", (str(AT),)
            )

    page = write_receipt(tmp_path, "uuid-1", tmp_path, Meddling(meddle))
    told = json.loads(page.with_suffix(".json").read_text())
    assert [entry["text"] for entry in told["evidence"]] == ["look 1: nothing found"]


async def test_an_intent_just_recorded_has_a_receipt(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    await journal.record(an_intent("uuid-2"))
    await journal.answer("uuid-2", None, b"\xff" * (ANSWER_ROOM + 1), AT)
    page = await journal.receipt("uuid-2", tmp_path, BERLIN)
    assert f"no status, cut from {ANSWER_ROOM + 1} bytes" in page.read_text()
    assert "None was recorded." in page.read_text()


async def test_a_symbol_makes_no_path(journal: SqliteJournal, tmp_path: Path) -> None:
    odd = replace(TICKET, symbol="../../etc/x y")
    await journal.record(an_intent("../uuid/2", odd))
    page = await journal.receipt("../uuid/2", tmp_path, BERLIN)
    assert page == tmp_path / "receipt-20261122T150000Z-etcxy-uuid2.html"


async def test_a_bad_folder_is_a_sentence(journal: SqliteJournal, tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="cannot be written: No such file"):
        await journal.receipt("uuid-1", tmp_path / "nowhere", BERLIN)
    with pytest.raises(UserFacingError, match="cannot be written: No such file"):
        await journal.table(tmp_path / "nowhere" / "all.csv", BERLIN)
    with pytest.raises(UserFacingError, match="does not have this order"):
        await journal.receipt("nobody", tmp_path, BERLIN)


async def test_a_write_that_fails_leaves_nothing_and_the_old_file(
    journal: SqliteJournal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "all.csv"
    target.write_text("the old one")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserFacingError, match="No space left"):
        await journal.table(target, BERLIN)
    assert target.read_text() == "the old one"
    assert not list(tmp_path.glob(".all.csv*"))


async def test_the_table_has_a_row_an_intent(journal: SqliteJournal, tmp_path: Path) -> None:
    await journal.record(an_intent("uuid-2"))
    await journal.settle(
        "uuid-2", Outcome(OutcomeKind.REJECTED, "No, said the broker", "Other", '=1+1,"x'), 0.5
    )
    target = tmp_path / "all.csv"
    assert await journal.table(target, BERLIN) == 2
    header, first, second = csv.reader(target.read_text("utf-8-sig").splitlines())
    assert tuple(header) == COLUMNS
    one, two = dict(zip(header, first, strict=True)), dict(zip(header, second, strict=True))
    assert (one["uuid"], one["outcome"], one["strategy"]) == ("uuid-1", "accepted", "9912")
    assert one["sent (local)"].startswith("2026-11-22 16:00:00.000 CET")
    assert (two["symbol"], two["side"], two["quantity"]) == ("MESZ6", "Buy", "3")
    assert two["broker's words"] == "'=1+1,\"x"
    assert two["seconds to the answer"] == "0.5"


async def test_no_secret_of_an_older_journal_is_in_the_table(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    """What was written before secrets were hidden on their way in."""
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcDEF123_-xyz"
    with closing(sqlite3.connect(tmp_path / "journal.sqlite3", isolation_level=None)) as older:
        older.execute("INSERT INTO intents " + OLDER)
        said = (f"Invalid access token: {token}",) * 3
        older.execute(f"{SETTLED} VALUES ('older', '{AT}', 'rejected', ?, ?, ?)", said)
    target = tmp_path / "all.csv"
    assert await journal.table(target, BERLIN) == 2
    assert token not in target.read_text()
    assert target.read_text().count("Invalid access token: [hidden]") == 3


async def test_records_go_on_while_a_table_is_written(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    pipe = tmp_path / "held"
    os.mkfifo(pipe)
    held = journal._exports.run(pipe.read_text)  # a folder that does not answer
    await journal.record(an_intent("uuid-3"))
    assert not held.done()
    pipe.write_text("go on")
    assert await held == "go on"
