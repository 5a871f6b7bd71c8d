"""Paints and edits the cells of the bracket table."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from bracketdesk.domain.problems import Severity
from bracketdesk.ui.bracket_columns import HEADINGS, Column
from bracketdesk.ui.bracket_model import FINDING_ROLE, TONE_ROLE, BracketModel, Index
from bracketdesk.ui.bracket_texts import UNIT_WORDS, auto_trail_text
from bracketdesk.ui.cell_edit import CellEdit, Stepper
from bracketdesk.ui.theme import Tokens, colour, current_tokens

SIDE = 7
TRAIL_PARTS = ("trigger", "distance", "step")
TICK_SIDE = 14
Align = Qt.AlignmentFlag


class BracketDelegate(QStyledItemDelegate):
    """One delegate for all columns of one model."""

    def __init__(self, model: BracketModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    # Painting
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, text or tick, the mark of a problem, and the ring of the focus."""
        look = current_tokens()
        finding = cast("Severity | None", index.data(FINDING_ROLE))
        painter.save()
        painter.fillRect(option.rect, colour(_ground(look, finding, option)))
        line = option.rect.adjusted(0, option.rect.height() - 1, 0, 0)
        painter.fillRect(line, colour(look.line))
        if index.column() == Column.TRAIL:
            _paint_tick(painter, look, option.rect, self._model.level(index.row()).trailing)
        else:
            self._paint_text(painter, look, option, index)
        if finding is not None:
            _paint_mark(painter, look, option.rect, finding)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colour(look.accent), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_text(
        self, painter: QPainter, look: Tokens, option: QStyleOptionViewItem, index: Index
    ) -> None:
        area = option.rect.adjusted(SIDE, 0, -SIDE, 0)
        painter.setPen(colour(getattr(look, str(index.data(TONE_ROLE)))))
        side = Align.AlignLeft if index.column() == Column.NUMBER else Align.AlignRight
        painter.drawText(area, int(side | Align.AlignVCenter), self._fitting(option, area, index))

    def _fitting(self, option: QStyleOptionViewItem, area: QRect, index: Index) -> str:
        """Return the auto-trail in words where they fit, any other text as it is."""
        if index.column() != Column.AUTO_TRAIL:
            return str(index.data())
        level, model = self._model.level(index.row()), self._model
        words = auto_trail_text(level, model.units, model.instrument, wide=True)
        if option.fontMetrics.horizontalAdvance(words) <= area.width():
            return words
        return auto_trail_text(level, model.units, model.instrument, wide=False)

    # Editing
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell; its changes reach the model at once."""
        column = Column(index.column())
        unit = "" if column is Column.QUANTITY else UNIT_WORDS[self._model.units]
        name = f"{HEADINGS[column].title}, level {index.row() + 1}"
        parts = TRAIL_PARTS if column is Column.AUTO_TRAIL else ()
        editor = CellEdit(parent, name, unit, self._stepper(index.row(), column), parts)
        editor.setAccessibleDescription(HEADINGS[column].meaning)
        editor.edited.connect(lambda: self.commitData.emit(editor))
        self._model.begin_edit()
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what was typed; an editor that says it in its own way, as 24/, is left alone."""
        cell = cast(CellEdit, editor)
        column = Column(index.column())
        if not (cell.text() and self._model.holds(index.row(), column, cell.text())):
            cell.show_text(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Give the model what is typed, whatever it is; an auto-trail gets a step of one tick."""
        model.setData(index, cast(CellEdit, editor).text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Cover the cell, and more to the right where text and unit want it."""
        area = QRect(option.rect)
        area.setWidth(max(area.width(), cast(CellEdit, editor).room()))
        editor.setGeometry(area)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Toggle the trailing stop by a click anywhere in its cell."""
        if index.column() != Column.TRAIL or event.type() != QEvent.Type.MouseButtonRelease:
            return False
        if cast(QMouseEvent, event).button() is Qt.MouseButton.LeftButton:
            self._model.toggle_trail(index.row())
            return True
        return False

    def _stepper(self, row: int, column: Column) -> Stepper:
        def step(text: str) -> Callable[[int], str]:
            return lambda steps: self._model.stepped(row, column, text, steps)

        if column is Column.AUTO_TRAIL:
            return lambda text, caret, steps: step_part(text, caret, steps, step)
        return lambda text, caret, steps: (new := step(text)(steps), len(new))


def step_part(
    text: str, caret: int, steps: int, step: Callable[[str], Callable[[int], str]]
) -> tuple[str, int]:
    """Step the part of 24/12/1 the caret stands in; the caret stays in it."""
    parts = text.split("/")
    at = text.count("/", 0, caret)
    parts[at] = step(parts[at])(steps)
    return "/".join(parts), len("/".join(parts[: at + 1]))


def _ground(look: Tokens, finding: Severity | None, option: QStyleOptionViewItem) -> str:
    if finding is Severity.ERROR:
        return look.invalid
    if finding is not None:
        return look.caution
    return look.selected if option.state & QStyle.StateFlag.State_Selected else look.card


def _paint_mark(painter: QPainter, look: Tokens, area: QRect, finding: Severity) -> None:
    """A corner and an underline, so that the colour does not stand alone."""
    tone = colour(look.loss if finding is Severity.ERROR else look.warning)
    painter.fillRect(area.adjusted(0, area.height() - 2, 0, 0), tone)
    right, top = area.right() + 1.0, float(area.top())
    corner = QPolygonF([QPointF(right - 7, top), QPointF(right, top), QPointF(right, top + 7)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    painter.drawPolygon(corner)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_tick(painter: QPainter, look: Tokens, area: QRect, ticked: bool) -> None:
    """A small box, ticked where the stop trails."""
    box = QRectF(0, 0, TICK_SIDE, TICK_SIDE)
    box.moveCenter(QRectF(area).center())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(look.accent_fill if ticked else look.control), 1))
    painter.setBrush(colour(look.accent_fill if ticked else look.card))
    painter.drawRoundedRect(box, 3, 3)
    if ticked:
        painter.setPen(QPen(colour(look.on_fill), 2))
        points = [QPointF(3.5, 7.5), QPointF(6, 10), QPointF(10.5, 4.5)]
        painter.drawPolyline([box.topLeft() + point for point in points])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
