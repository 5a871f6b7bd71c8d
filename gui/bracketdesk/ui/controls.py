"""Buttons, combo and spin boxes as this window needs them.

The arrows are painted in the theme's own colour: a style sheet alone needs pictures for them,
which would have to exist per theme and scale.
"""

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShortcutEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox, QWidget

from bracketdesk.domain.numbers import parse_whole
from bracketdesk.ui.theme import CONTROL_HEIGHT, colour, current_tokens


def paint_arrow(widget: QWidget, area: QRect, *, up: bool = False) -> None:
    """Paint a small chevron in the middle of `area`."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    look = current_tokens()
    pen = QPen(colour(look.text if widget.isEnabled() else look.control), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    middle = QPointF(area.center()) + QPointF(0.5, 0.5)
    rise = -1.75 if up else 1.75
    points = [QPointF(dx, dy) for dx, dy in ((-3.5, -rise), (0, rise), (3.5, -rise))]
    painter.drawPolyline([middle + point for point in points])
    painter.end()


class Button(QPushButton):
    """A button whose mnemonic clicks at once.

    Qt's own waits 100 ms for the look of it: a quick Ctrl+Enter after Alt+S would send the order
    as it was before.
    """

    def event(self, event: QEvent) -> bool:
        """Click by the mnemonic, where it is no other button's too."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)


class MenuButton(QPushButton):
    """A button that says what is chosen and opens a menu."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "menu")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button, then its arrow."""
        super().paintEvent(event)
        paint_arrow(self, QRect(self.width() - 22, 0, 14, self.height()))


class Combo(QComboBox):
    """A combo box the wheel changes only while it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, then its arrow."""
        super().paintEvent(event)
        paint_arrow(self, QRect(self.width() - 21, 0, 14, self.height()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only while focused, so that scrolling past changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Spin(QSpinBox):
    """A spin box that keeps whatever is typed; the wheel changes it only while it has the focus.

    `value()` is the last whole number in range; `problem` says why what stands there is none, and
    arrows, wheel and page keys go on from the last one. `changed` fires whenever its text has
    changed: Qt's own signals tell of values, or of what is typed, never of both. `noun` is what it
    counts.
    """

    changed = Signal()

    def __init__(self, noun: str = "") -> None:
        super().__init__()
        self._noun = noun
        self._stands: int | None = None  # the value as something was typed last
        self.lineEdit().textChanged.connect(self.changed)
        self.textChanged.connect(self.changed)
        self.setValue(0)  # Qt's own writing of it comes too early for the methods below
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedHeight(CONTROL_HEIGHT)

    @property
    def typed(self) -> str:
        """What stands in it, without prefix and suffix."""
        return self._bare(self.text())

    @property
    def problem(self) -> str:
        """Why what stands in it is no number of this box, empty where it is one."""
        return self._read(self.typed)[1]

    def setValue(self, value: int) -> None:
        """Show a number in place of whatever is typed."""
        self._stands, same = None, value == self.value()
        super().setValue(value)
        if same:
            self.changed.emit()

    def stepBy(self, steps: int) -> None:
        """Step from the last number in range, whatever is typed."""
        self._stands = None
        super().stepBy(steps)

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Let everything be typed: without the letters it refuses, a text is another number."""
        return QValidator.State.Acceptable, text, pos

    def valueFromText(self, text: str) -> int:
        """Read what is typed; what is no number in range leaves the value as it is."""
        number, problem = self._read(self._bare(text))
        self._stands = self.value() if problem else number
        return self._stands

    def textFromValue(self, value: int) -> str:
        """Write a value; what is typed and no number stays as it is."""
        typed = self.typed
        return typed if value == self._stands and self._read(typed)[1] else str(value)

    def _bare(self, text: str) -> str:
        return text.removeprefix(self.prefix()).removesuffix(self.suffix())

    def _read(self, text: str) -> tuple[int, str]:
        """Return the number, or nought and why it is none of this box."""
        try:
            number = parse_whole(text, self._noun)
        except ValueError as error:
            return 0, str(error)
        if self.minimum() <= number <= self.maximum():
            return number, ""
        return 0, f"From {self.minimum():,} to {self.maximum():,}; this is {number:,}."

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, then its two arrows."""
        super().paintEvent(event)
        left, half = self.width() - 19, self.height() // 2
        paint_arrow(self, QRect(left, 2, 14, half - 2), up=True)
        paint_arrow(self, QRect(left, half, 14, half - 2))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only while focused, so that scrolling past changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
