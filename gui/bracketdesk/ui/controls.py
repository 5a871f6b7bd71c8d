"""Buttons, combo and spin boxes as this window needs them.

The arrows are painted in the theme's own colour: a style sheet alone needs pictures for them,
which would have to exist per theme and scale.
"""

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShortcutEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox, QWidget

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
    """A spin box of whole numbers the wheel changes only while it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedHeight(CONTROL_HEIGHT)

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
