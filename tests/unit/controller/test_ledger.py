"""Where intents stand, in memory and on disk."""

import asyncio
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from tests.support.clock import ManualClock, settle
from tests.support.fake_journal import FakeJournal
from tests.unit.controller.builders import ACCOUNT_ID, AT, MES, ticket

from bracketdesk.controller import activity, ledger
from bracketdesk.controller.activity import Activity
from bracketdesk.controller.board import Board
from bracketdesk.controller.ledger import Ledger, place, place_of
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.tasks import Tasks
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.problems import IllegalMove, UserFacingError
from bracketdesk.domain.session import Environment, Transport
from bracketdesk.domain.settings import Settings

DEMO = Environment.DEMO
RECORDED, NOT_SENT = OutcomeKind.RECORDED, OutcomeKind.NOT_SENT
REJECTED, ACCEPTED = OutcomeKind.REJECTED, OutcomeKind.ACCEPTED
UNKNOWN = OutcomeKind.UNKNOWN


def intent(uuid: str = "one", seconds: int = 0) -> Intent:
    return Intent(
        uuid,
        AT + timedelta(seconds=seconds),
        DEMO,
        "https://demo.example/v1",
        "A",
        ACCOUNT_ID,
        MES.contract_id,
        ticket(account="A"),
        "{}",
        Transport.SOCKET,
        "Buy 3 MESZ6 at market.",
    )


class Books:
    """A ledger with everything round it."""

    def __init__(self, journal: FakeJournal) -> None:
        self.failures: list[BaseException] = []
        self.board = Board(Observable(Settings()))
        self.journal = journal
        self.changes = 0
        tasks = Tasks(lambda _, error: self.failures.append(error))
        tools = Tools(ManualClock(), UTC, tasks, self.board)
        self.ledger = Ledger(journal, Activity(self.board), tools, self._changed)

    async def record(self, intent: Intent) -> None:
        on_disk = self.ledger.record(intent)
        self.ledger.follow(intent, on_disk)
        await on_disk
        await asyncio.sleep(0)  # it hears of it in the next turn

    def _changed(self) -> None:
        self.changes += 1


@pytest.fixture
def books() -> Books:
    return Books(FakeJournal())


async def test_an_outcome_counts_at_once_and_reaches_the_disk_next(books: Books) -> None:
    await books.record(intent())
    books.ledger.settle(intent(), Outcome(UNKNOWN, "why"))
    assert [known.intent.uuid for known in books.ledger.unknown()] == ["one"]
    assert books.changes == 1
    assert books.journal.moves == [("one", RECORDED)]
    await books.ledger.written()
    assert books.journal.moves == [("one", RECORDED), ("one", UNKNOWN)]


async def test_moves_reach_the_disk_in_their_order(books: Books) -> None:
    await books.record(intent())
    books.journal.turns = [9, 5, 1]
    for kind in (UNKNOWN, NOT_SENT, ACCEPTED):
        books.ledger.settle(intent(), Outcome(kind, "why", strategy_id=9))
    await books.ledger.written()
    assert [kind for _, kind in books.journal.moves] == [RECORDED, UNKNOWN, NOT_SENT, ACCEPTED]
    assert books.failures == []


async def test_an_illegal_move_is_a_defect_and_changes_nothing(books: Books) -> None:
    await books.record(intent())
    books.ledger.settle(intent(), Outcome(ACCEPTED, "why", strategy_id=9))
    with pytest.raises(IllegalMove):
        books.ledger.settle(intent(), Outcome(REJECTED, "no"))
    with pytest.raises(IllegalMove):
        await books.record(intent())
    standing = books.ledger.find("one")
    assert standing is not None
    assert standing.kind is ACCEPTED


async def test_the_journal_of_a_former_run(books: Books) -> None:
    await books.record(intent("left open", 1))
    await books.record(intent("unknown", 2))
    await books.record(intent("taken", 3))
    books.ledger.settle(intent("unknown", 2), Outcome(UNKNOWN, "lost"))
    books.ledger.settle(intent("taken", 3), Outcome(ACCEPTED, "yes", strategy_id=9))
    await books.ledger.written()
    later = Books(books.journal)
    assert not later.ledger.ready
    await later.ledger.recover()
    await later.ledger.written()
    assert later.ledger.ready
    assert [known.intent.uuid for known in later.ledger.unknown()] == ["left open", "unknown"]
    assert later.journal.moves[-1] == ("left open", UNKNOWN)
    rows = later.board.activity.value
    assert [row.outcome for row in rows] == ["accepted", "unknown", "unknown"]
    assert "The app ended" in rows[2].detail
    assert later.ledger.intent_of("https://Demo.example:443/v1", 9) == intent("taken", 3)
    assert later.ledger.intent_of("https://other/v1", 9) is None
    await later.ledger.recover()
    assert later.journal.moves[-1] == ("left open", UNKNOWN)


@pytest.mark.parametrize("older", [0, 1])
async def test_that_the_journal_has_older_ones_than_are_shown_is_told(
    books: Books, monkeypatch: pytest.MonkeyPatch, older: int
) -> None:
    monkeypatch.setattr(ledger, "MEMORY", 3)
    monkeypatch.setattr(activity, "ROWS", 3)
    for number in range(3 + older):
        await books.record(intent(f"uuid {number}", number))
    later = Books(books.journal)
    await later.ledger.recover()
    assert len(later.board.activity.value) == 3
    assert later.board.activity_cut.value is bool(older)


async def test_what_is_left_over_stands_in_its_own_place_alone(books: Books) -> None:
    await books.record(intent("left open"))
    later = Books(books.journal)
    await later.ledger.recover()
    ledger, host = later.ledger, "https://demo.example/v1"
    assert [left.uuid for left in ledger.left_over(DEMO, host)] == ["left open"]
    assert ledger.left_over(DEMO, "https://other/v1") == ()
    assert ledger.left_over(Environment.PRACTICE, "http://127.0.0.1:1/v1") == ()
    ledger.settle(intent("left open"), Outcome(ACCEPTED, "found", strategy_id=9))
    assert ledger.left_over(DEMO, host) == (), "what is settled needs no look"


async def test_a_journal_that_cannot_be_read_is_tried_again(books: Books) -> None:
    books.journal.read_trouble = "No."
    with pytest.raises(UserFacingError):
        await books.ledger.recover()
    assert not books.ledger.ready
    books.journal.read_trouble = ""
    await books.ledger.recover()
    assert books.ledger.ready


async def test_two_readings_at_once_count_once(books: Books) -> None:
    await books.record(intent())
    later = Books(books.journal)
    read = tuple(await asyncio.gather(later.ledger.recover(), later.ledger.recover()))
    await later.ledger.written()
    await settle()
    assert read == (True, False)
    assert later.journal.moves == [("one", RECORDED), ("one", UNKNOWN)]
    assert later.failures == []


async def test_a_failing_disk_is_said(books: Books) -> None:
    await books.record(intent())
    books.journal.settle_trouble = "The disk is full."
    books.ledger.settle(intent(), Outcome(REJECTED, "why"))
    await settle()
    assert books.board.notice.value == "The disk is full."
    assert books.journal.moves == [("one", RECORDED)]
    books.journal.settle_trouble = ""
    await books.record(replace(intent(), uuid="two"))
    await settle()
    assert books.journal.moves == [("one", RECORDED), ("one", REJECTED), ("two", RECORDED)]


async def test_what_came_after_an_unwritten_outcome_is_written_alone(books: Books) -> None:
    await books.record(intent())
    books.journal.settle_trouble = "The disk is full."
    books.ledger.settle(intent(), Outcome(UNKNOWN, "why"))
    await settle()
    books.journal.settle_trouble = ""
    books.ledger.settle(intent(), Outcome(ACCEPTED, "found", strategy_id=9))
    await books.record(replace(intent(), uuid="two"))
    await settle()
    assert books.journal.moves == [("one", RECORDED), ("one", ACCEPTED), ("two", RECORDED)]


def test_a_place_is_an_account_and_contract_at_one_venue() -> None:
    here = place_of(intent())
    assert here == place(DEMO, "https://demo.example/v1", "A", "MESZ6")
    assert here != place_of(replace(intent(), account="B"))
    assert here != place_of(replace(intent(), host="https://other/v1"))
    assert here == place_of(replace(intent(), host="https://DEMO.example:443/v1/"))
    assert here == place_of(replace(intent(), environment=Environment.CUSTOM))
    assert here != place_of(replace(intent(), ticket=ticket(symbol="MNQZ6")))
    practice = replace(intent(), environment=Environment.PRACTICE)
    assert here != place_of(practice)
    assert place_of(practice) == place_of(replace(practice, host="http://127.0.0.1:1/v1"))


def test_an_unknown_uuid_is_nobodys(books: Books) -> None:
    assert books.ledger.find(None) is None
    assert books.ledger.find("") is None
    assert books.ledger.find("strange") is None
