"""What happened to the chosen strategy or order, and who did it, newest first."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QPainter

from bracketdesk.controller.after.views import HistoryLine
from bracketdesk.ui.chosen import Chosen
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.row_view import PieceDelegate, RowPage, RowView, paint_pieces
from bracketdesk.ui.times import in_full, to_the_second
from bracketdesk.ui.untrusted import one_line
from bracketdesk.ui.words import OUTCOME_TONES

HEADERS = ("History",)
OURS = "this app"
"""The author whose doings are no news."""
EMPTY = "What happens to it, and who did it, is told here."
TONES = {str(kind): tone for kind, tone in OUTCOME_TONES.items()} | {"gain": "gain", "loss": "loss"}
ROW_HEIGHT = 40
HEAD = 2
"""How many pieces stand on a line's upper half: time and author."""
MOST = 200
"""As many lines as anyone reads back; the journal and the broker's reports have the rest."""


class TwoLines(PieceDelegate):
    """Paints time and author over what happened: the list is narrow beside the tree."""

    def paint_cell(self, painter: QPainter, cell: Cell, area: QRect, font: QFont) -> None:
        """Paint each half."""
        half = area.height() // 2
        upper, lower = QRect(area), QRect(area)
        upper.setHeight(half)
        lower.setTop(area.top() + half - 2)
        paint_pieces(painter, Cell(cell.pieces[:HEAD]), upper, font)
        paint_pieces(painter, Cell(cell.pieces[HEAD:]), lower, font)


class LifeList(RowPage):
    """A list of lines; it never chooses anything."""

    def __init__(self) -> None:
        super().__init__(_view(), EMPTY)
        self.empty.setWordWrap(True)
        self.setObjectName("historyPage")

    def show_lines(self, lines: Sequence[HistoryLine], chosen: Chosen) -> None:
        """Show what concerns the chosen row; everything where none is chosen."""
        rows = life_rows(concerning(lines, chosen))
        self.view.show_rows(rows)
        self.show_whether(bool(rows))


def concerning(lines: Sequence[HistoryLine], chosen: Chosen) -> list[HistoryLine]:
    """Return the lines of the chosen strategy, level or order, newest first."""
    found = [line for line in lines if _concerns(line, chosen)]
    return sorted(found, key=lambda line: line.at, reverse=True)[:MOST]


def _concerns(line: HistoryLine, chosen: Chosen) -> bool:
    if chosen.order is not None:
        return line.order_id == chosen.order.order_id
    if chosen.level is not None:
        return line.order_id in {leg.order_id for leg in chosen.level.legs}
    return chosen.strategy is None or line.strategy_id == chosen.strategy.id


def life_rows(lines: Sequence[HistoryLine]) -> list[Row]:
    """Return the lines as rows; equal ones at the same instant are told apart by their count."""
    seen: Counter[HistoryLine] = Counter()
    rows = []
    for line in reversed(lines):
        seen[line] += 1
        rows.append(Row((line, seen[line]), _cells(line)))
    return rows[::-1]


def _cells(line: HistoryLine) -> tuple[Cell, ...]:
    what, author = one_line(line.what), one_line(line.author)
    pieces = (
        Piece(to_the_second(line.at), "secondary"),
        Piece(author, "secondary", strong=author != OURS),
        Piece(what, TONES.get(line.tone, "text")),
    )
    return (Cell(pieces, tooltip=f"{what}\n{author} · {in_full(line.at)}"),)


def _view() -> RowView:
    view = RowView("historyView", HEADERS, row_height=ROW_HEIGHT)
    view.setAccessibleName("History of what is chosen")
    view.setRootIsDecorated(False)
    view.setItemDelegate(TwoLines(view))
    view.header().setStretchLastSection(True)
    return view
