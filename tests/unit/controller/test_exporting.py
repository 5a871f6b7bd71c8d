"""What the trader is told of a receipt and of the table of all orders."""

from pathlib import Path
from zoneinfo import ZoneInfo

from tests.support.clock import ManualClock
from tests.support.fake_journal import FakeJournal
from tests.support.until import until

from bracketdesk.controller.board import Board
from bracketdesk.controller.exporting import Exporting
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.tasks import Tasks
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.settings import Settings


def exporting(journal: FakeJournal) -> tuple[Exporting, Board]:
    failures: list[object] = []
    board = Board(Observable(Settings()))
    tasks = Tasks(lambda name, error: failures.append((name, error)))
    return Exporting(journal, Tools(ManualClock(), ZoneInfo("UTC"), tasks, board)), board


async def test_the_places_are_named() -> None:
    journal = FakeJournal()
    exports, board = exporting(journal)
    exports.receipt("uuid-1", Path("/there"))
    await until(lambda: board.notice.value)
    page = Path("/there/uuid-1.html")
    assert board.notice.value == f"The receipt is {page}, with uuid-1.json beside it."
    exports.table(Path("/there/all.csv"))
    await until(lambda: "orders" in board.notice.value)
    assert board.notice.value == f"{Path('/there/all.csv')} has 0 orders."
    assert journal.exported == [("uuid-1", Path("/there")), ("", Path("/there/all.csv"))]


async def test_trouble_is_a_sentence() -> None:
    journal = FakeJournal()
    journal.read_trouble = "There is no such folder."
    exports, board = exporting(journal)
    exports.receipt("uuid-1", Path("x"))
    await until(lambda: board.notice.value)
    assert board.notice.value == "There is no such folder."
    board.notice.set("")
    exports.table(Path("x"))
    await until(lambda: board.notice.value)
    assert board.notice.value == "There is no such folder."
