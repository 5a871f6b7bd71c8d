"""The view over rows: paints toned pieces and pills, keeps its place, and says when it is empty."""

from collections.abc import Collection, Sequence
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
)

from bracketdesk.ui.fields import text_label
from bracketdesk.ui.row_model import CELL_ROLE, NOTHING, Cell, Index, Piece, Row, RowModel
from bracketdesk.ui.theme import SMALL_PX, colour, current_tokens

ROW_HEIGHT = 30
MARGIN = 8
GAP = 5
PILL_SIDE = 8
PILL_HEIGHT = 18


class PieceDelegate(QStyledItemDelegate):
    """Paints a `Cell`, over the empty ones after it where it is long.

    What does not fit even so ends in an ellipsis and stands in the tooltip.
    """

    def __init__(self, view: "RowView") -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row's ground, then this cell's part of what stands here."""
        self.initStyleOption(option, index)
        option.text = ""
        style = self._view.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, self._view)
        cell, area = self._view.said_at(index)
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_cell(painter, cell, area, option.font)
        painter.restore()

    def paint_cell(self, painter: QPainter, cell: Cell, area: QRect, font: QFont) -> None:
        """Paint the pieces beside each other."""
        paint_pieces(painter, cell, area, font)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room the whole cell wants."""
        return QSize(cell_width(_cell(index), option.font), self._view.row_height)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show the cell's tooltip, or its whole text where it was cut."""
        cell, area = self._view.said_at(index)
        if cell.tooltip or cell_width(cell, option.font) <= area.width():
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), cell.text, view)
        return True


class RowView(QTreeView):
    """A tree or list of rows, chosen by whole rows, reachable by keys."""

    def __init__(
        self,
        name: str,
        headers: Sequence[str],
        right: Collection[int] = (),
        row_height: int = ROW_HEIGHT,
    ) -> None:
        super().__init__()
        self.row_height = row_height
        self.setObjectName(name)
        self.rows = RowModel(headers, self, right)
        self.setModel(self.rows)
        self.setItemDelegate(PieceDelegate(self))
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(18)
        self.header().setStretchLastSection(False)
        self.header().setSectionsMovable(False)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows and keep what stands at the upper edge where it is."""
        upper = self.indexAt(self.viewport().rect().topLeft())
        anchor, top = QPersistentModelIndex(upper), self.visualRect(upper).top()
        self.rows.show(rows)
        if self.verticalScrollBar().value() and anchor.isValid():
            drift = self.visualRect(_here(anchor, 0)).top() - top
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + drift)

    def said_at(self, index: Index) -> tuple[Cell, QRect]:
        """Return the cell whose words reach over this index, and the room they have.

        Numbers stay under their header: a cell aligned right reaches over nothing.
        """
        cells = self.rows.row_at(index).cells
        last = self.rows.columnCount()
        cells += (NOTHING,) * (last - len(cells))
        column = index.column()
        while column and not cells[column].pieces:
            column -= 1
        area, cell = self.visualRect(_here(index, column)), cells[column]
        if cell.right:
            return (cell if column == index.column() else NOTHING), area
        for after in range(column + 1, last):
            if cells[after].pieces:
                break
            area.setRight(area.right() + self.header().sectionSize(after))
        return cell, area

    def drawRow(  # noqa: N802 - Qt calls it so
        self, painter: QPainter, options: QStyleOptionViewItem, index: Index
    ) -> None:
        """Ring the current row while the keys go here: focus is always visible."""
        super().drawRow(painter, options, index)
        if (
            self.hasFocus()
            and index.row() == self.currentIndex().row()
            and (index.parent() == self.currentIndex().parent())
        ):
            painter.setPen(QPen(colour(current_tokens().accent), 2))
            painter.drawRect(options.rect.adjusted(1, 1, -1, -1))


class RowPage(QStackedWidget):
    """A view, or one line that teaches where there is nothing to show."""

    def __init__(self, view: RowView, empty_text: str) -> None:
        super().__init__()
        self.view = view
        self.empty = text_label(f"{view.objectName()}Empty", empty_text, tone="secondary")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.empty.setContentsMargins(0, 8, 0, 0)
        self.empty.setWordWrap(True)
        self.addWidget(self.empty)
        self.addWidget(view)

    def empty_height(self) -> int:
        """Return what the line takes where it stands now, in pixels."""
        return max(ROW_HEIGHT, self.empty.heightForWidth(self.width()))

    def show_whether(self, any_rows: bool) -> None:
        """Show the view where there are rows, else the line."""
        self.setCurrentWidget(self.view if any_rows else self.empty)


def _cell(index: Index) -> Cell:
    return cast("Cell | None", index.data(CELL_ROLE)) or NOTHING


def _here(index: Index, column: int) -> QModelIndex:
    return index.model().index(index.row(), column, index.parent())


def _font(piece: Piece, base: QFont) -> QFont:
    font = QFont(base)
    if piece.pill:
        font.setPixelSize(SMALL_PX)
    if piece.strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def _piece_width(piece: Piece, font: QFont) -> int:
    sides = 2 * PILL_SIDE if piece.pill else 0
    return QFontMetrics(font).horizontalAdvance(piece.text) + sides


def cell_width(cell: Cell, base: QFont) -> int:
    """Return the room a cell wants, margins and all, in pixels."""
    end = 0
    for piece in cell.pieces:
        end = max(end + GAP if end else 0, piece.tab) + _piece_width(piece, _font(piece, base))
    return end + 2 * MARGIN


def paint_pieces(painter: QPainter, cell: Cell, area: QRect, base: QFont) -> None:
    """Paint a cell's pieces beside each other, as many as there is room for."""
    area = area.adjusted(MARGIN, 0, -MARGIN, 0)
    wanted = cell_width(cell, base) - 2 * MARGIN
    left = max(area.left(), area.right() + 1 - wanted) if cell.right else area.left()
    for piece in cell.pieces:
        font = _font(piece, base)
        left = max(left, area.left() + piece.tab)
        width = min(_piece_width(piece, font), area.right() + 1 - left)
        if width <= 2 * PILL_SIDE and width < _piece_width(piece, font):
            return
        painter.setFont(font)
        _paint_piece(painter, piece, QRect(left, area.top(), width, area.height()))
        left += width + GAP


def _paint_piece(painter: QPainter, piece: Piece, area: QRect) -> None:
    look = current_tokens()
    align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    if piece.pill:
        pill = QRect(0, 0, area.width() - 1, PILL_HEIGHT)
        pill.moveCenter(area.center())
        painter.setPen(
            colour(look.line if piece.tone == "secondary" else getattr(look, piece.tone))
        )
        painter.drawRoundedRect(pill, PILL_HEIGHT / 2, PILL_HEIGHT / 2)
        area, align = area.adjusted(PILL_SIDE, 0, -PILL_SIDE, 0), Qt.AlignmentFlag.AlignCenter
    painter.setPen(colour(getattr(look, piece.tone)))
    text = painter.fontMetrics().elidedText(
        piece.text, Qt.TextElideMode.ElideRight, area.width() + 1
    )
    painter.drawText(area, align, text)
