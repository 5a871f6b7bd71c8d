"""What happened to the chosen strategy or order, and who did it, newest first."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem

from bracketdesk.controller.after.views import HistoryLine
from bracketdesk.ui.chosen import Chosen
from bracketdesk.ui.row_model import Cell, Index, Piece, Row
from bracketdesk.ui.row_view import MARGIN, PieceDelegate, RowPage, RowView, paint_pieces
from bracketdesk.ui.theme import colour, current_tokens
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


WRAPPED = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


class TwoLines(PieceDelegate):
    """Paints time and author over what happened: the list is narrow beside the tree.

    What happened ends in a price: it wraps, and the row is as high as that takes.
    """

    def paint_cell(self, painter: QPainter, cell: Cell, area: QRect, font: QFont) -> None:
        """Paint each part."""
        upper, lower = QRect(area), area.adjusted(MARGIN, ROW_HEIGHT // 2 - 1, -MARGIN, 0)
        upper.setHeight(ROW_HEIGHT // 2)
        paint_pieces(painter, Cell(cell.pieces[:HEAD]), upper, font)
        for piece in cell.pieces[HEAD:]:
            painter.setFont(font)
            painter.setPen(colour(getattr(current_tokens(), piece.tone)))
            painter.drawText(lower, WRAPPED, piece.text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the view's width, and the height of all that happened at that width."""
        (cell,) = self._view.rows.row_at(index).cells
        width = self._view.viewport().width()
        text = " ".join(piece.text for piece in cell.pieces[HEAD:])
        metrics = QFontMetrics(option.font)
        room = QRect(0, 0, max(1, width - 2 * MARGIN), 0)
        further = metrics.boundingRect(room, WRAPPED, text).height() - metrics.height()
        return QSize(width, ROW_HEIGHT + max(0, further))


class LifeView(RowView):
    """The rows; of another width they are as high as their words take there."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the heights anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()


class LifeList(RowPage):
    """A list of lines; it never chooses anything."""

    def __init__(self) -> None:
        super().__init__(_view(), EMPTY)
        self.empty.setWordWrap(True)
        self.setObjectName("historyPage")

    def show_lines(self, lines: Sequence[HistoryLine], chosen: Chosen) -> None:
        """Show what concerns the chosen row; everything where none is chosen."""
        rows = life_rows(concerning(lines, chosen), chosen.symbol)
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


def life_rows(lines: Sequence[HistoryLine], symbol: str = "") -> list[Row]:
    """Return the lines as rows; equal ones at the same instant are told apart by their count.

    `symbol` is the one contract they are all about, where it need not be named.
    """
    seen: Counter[HistoryLine] = Counter()
    rows = []
    for line in reversed(lines):
        seen[line] += 1
        rows.append(Row((line, seen[line]), _cells(line, symbol)))
    return rows[::-1]


def _cells(line: HistoryLine, symbol: str) -> tuple[Cell, ...]:
    what, author = one_line(line.what), one_line(line.author)
    shown = what.replace(f" in {symbol}", "", 1) if symbol else what
    pieces = (
        Piece(to_the_second(line.at), "secondary"),
        Piece(author, "secondary", strong=author != OURS),
        Piece(shown, TONES.get(line.tone, "text")),
    )
    return (Cell(pieces, tooltip=f"{what}\n{author} · {in_full(line.at)}"),)


def _view() -> RowView:
    view = LifeView("historyView", HEADERS, row_height=ROW_HEIGHT)
    view.setUniformRowHeights(False)
    view.setAccessibleName("History of what is chosen")
    view.setRootIsDecorated(False)
    view.setItemDelegate(TwoLines(view))
    view.header().setStretchLastSection(True)
    return view
