"""The editor of a cell: keeps any text, steps by arrows, page keys and the wheel."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from bracketdesk.ui.theme import SMALL_PX, colour, current_tokens

SIDE = 7
SEPARATOR = "/"
Stepper = Callable[[str, int, int], tuple[str, int]]
"""Takes a text, the caret's place and the steps; returns the new text and place."""


class CellEdit(QAbstractSpinBox):
    """A spin box over text: what cannot be read stays as it was typed.

    `edited` fires at each change, so that the figures follow while one types. The unit stands
    behind the text; of a text of several `parts` the one at the caret is named there too.
    """

    edited = Signal()

    def __init__(
        self, parent: QWidget, name: str, unit: str, step: Stepper, parts: tuple[str, ...] = ()
    ) -> None:
        super().__init__(parent)
        self._unit = unit
        self._parts = parts
        self._step = step
        self.setAccessibleName(name)
        self.setProperty("role", "cell")
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFrame(False)
        self.lineEdit().setPlaceholderText(SEPARATOR.join(parts))
        self.lineEdit().textEdited.connect(self.edited)
        self.lineEdit().textChanged.connect(self._name_part)
        self.lineEdit().cursorPositionChanged.connect(self._name_part)
        self._name_part()

    def show_text(self, text: str) -> None:
        """Show what the model has, ready to be typed over; leave it alone if it is that already."""
        if self.text() != text:
            self.lineEdit().setText(text)
            self.lineEdit().selectAll()

    def stepBy(self, steps: int) -> None:
        """Step by so many ticks or contracts."""
        edit = self.lineEdit()
        text, caret = self._step(edit.text(), edit.cursorPosition(), steps)
        if text != edit.text():
            edit.setText(text)
            edit.setCursorPosition(caret)
            self.edited.emit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Both ways, always: the stepper knows its own ends."""
        flag = QAbstractSpinBox.StepEnabledFlag
        return flag.StepUpEnabled | flag.StepDownEnabled

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the text the whole cell: a styled spin box without buttons leaves it none."""
        super().resizeEvent(event)
        self.lineEdit().setGeometry(self.rect().adjusted(SIDE, 2, -SIDE, -2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, then the unit at its right."""
        super().paintEvent(event)
        if not self._said:
            return
        painter = QPainter(self)
        painter.setFont(self._unit_font())
        painter.setPen(colour(current_tokens().secondary))
        area = QRect(0, 0, self.width() - SIDE, self.height())
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, int(side), self._said)
        painter.end()

    def room(self) -> int:
        """Return the width it wants for its text and unit."""
        width, hint = self.fontMetrics().horizontalAdvance, self.lineEdit().placeholderText()
        widest = max(map(self._unit_width, self._units()))
        empty = width(hint) + self._unit_width(self._unit)
        return max(width(self.text()) + widest, empty) + 20

    def _name_part(self) -> None:
        """Say behind the text what is being typed, once something is."""
        edit, said = self.lineEdit(), self._unit
        if self._parts and edit.text():
            at = edit.text().count(SEPARATOR, 0, edit.cursorPosition())
            said = self._units()[min(at, len(self._parts) - 1)]
        self._said = said
        edit.setTextMargins(0, 0, self._unit_width(said), 0)
        self.update()

    def _units(self) -> list[str]:
        return [f"{part}, {self._unit}" for part in self._parts] or [self._unit]

    def _unit_width(self, unit: str) -> int:
        return QFontMetrics(self._unit_font()).horizontalAdvance(unit) + 4

    def _unit_font(self) -> QFont:
        font = self.font()
        font.setPixelSize(SMALL_PX)
        return font
