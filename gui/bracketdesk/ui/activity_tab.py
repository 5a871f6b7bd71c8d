"""Activity: the journal's lines, and what the exit buttons did, newest first."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import ActivityRow
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.row_view import RowPage, RowView
from bracketdesk.ui.times import in_full, with_the_day
from bracketdesk.ui.untrusted import one_line
from bracketdesk.ui.words import OUTCOME_TONES

EMPTY = "Nothing yet. Every order and every exit is written down here before it is sent."
HEADERS = ("Time", "What", "Outcome", "Detail")
TONES = {str(kind): tone for kind, tone in OUTCOME_TONES.items()}
TIME, WHAT, OUTCOME, DETAIL = range(4)


class ActivityTab(QWidget):
    """The list of what was done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.view = RowView("activityView", HEADERS)
        self.view.setAccessibleName("Activity")
        self.view.setRootIsDecorated(False)
        header = self.view.header()
        header.setMinimumSectionSize(80)
        for column, width in ((TIME, 130), (OUTCOME, 110)):
            header.resizeSection(column, width)
        for column in (WHAT, DETAIL):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._page = RowPage(self.view, EMPTY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)
        self._lines: tuple[ActivityRow, ...] = ()
        desk.activity.listen(self._take)

    def showEvent(self, event: QShowEvent) -> None:
        """Write the list when it comes into sight."""
        super().showEvent(event)
        self._show()

    def _take(self, lines: tuple[ActivityRow, ...]) -> None:
        """Keep the lines; out of sight they cost a click nothing."""
        self._lines = lines
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        self.view.show_rows(activity_rows(self._lines))
        self._page.show_whether(bool(self._lines))


def activity_rows(lines: Sequence[ActivityRow]) -> list[Row]:
    """Return the lines as rows; equal ones at the same instant are told apart by their count."""
    seen: Counter[tuple[object, str]] = Counter()
    rows = []
    for line in reversed(lines):
        key = (line.at, line.what)
        seen[key] += 1
        rows.append(Row((*key, seen[key]), _cells(line)))
    return rows[::-1]


def _cells(line: ActivityRow) -> tuple[Cell, ...]:
    outcome = (
        (Piece(line.outcome, TONES.get(line.tone, "secondary"), pill=True),) if line.outcome else ()
    )
    return (
        Cell((Piece(with_the_day(line.at), "secondary"),), tooltip=in_full(line.at)),
        Cell((Piece(one_line(line.what)),)),
        Cell(outcome),
        Cell((Piece(one_line(line.detail), "secondary"),)),
    )
