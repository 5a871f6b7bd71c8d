"""Check boxes and radio buttons painted from the tokens: Fusion's have no edge in the dark."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton

from bracketdesk.ui.theme import colour, current_tokens

MARK = 16
HEIGHT = 26
LEFT = 4
TEXT_AT = LEFT + MARK + 8


class CheckBox(QCheckBox):
    """A check box with a tick on the accent."""

    def sizeHint(self) -> QSize:
        """Return mark, text and the room for the focus ring."""
        return _size(self)

    def hitButton(self, pos: QPoint) -> bool:
        """Take a click on the text too."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ring, box, tick and text."""
        painter = _begin(self)
        box = _mark(self)
        _ground(painter, self)
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            painter.setPen(_tick_pen())
            corners = (QPointF(4, 8.5), QPointF(7, 11.5), QPointF(12.5, 5))
            painter.drawPolyline([box.topLeft() + corner for corner in corners])
        _words(painter, self)
        event.accept()


class RadioButton(QRadioButton):
    """A radio button with a dot on the accent."""

    def sizeHint(self) -> QSize:
        """Return mark, text and the room for the focus ring."""
        return _size(self)

    def hitButton(self, pos: QPoint) -> bool:
        """Take a click on the text too."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ring, circle, dot and text."""
        painter = _begin(self)
        circle = _mark(self)
        _ground(painter, self)
        painter.drawEllipse(circle)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(current_tokens().on_fill))
            painter.drawEllipse(circle.adjusted(4.5, 4.5, -4.5, -4.5))
        _words(painter, self)
        event.accept()


def _size(button: QAbstractButton) -> QSize:
    width = button.fontMetrics().horizontalAdvance(_shown(button))
    return QSize(TEXT_AT + width + 8, HEIGHT)


def _begin(button: QAbstractButton) -> QPainter:
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def _mark(button: QAbstractButton) -> QRectF:
    return QRectF(LEFT + 0.5, (button.height() - MARK) // 2 + 0.5, MARK - 1, MARK - 1)


def _ground(painter: QPainter, button: QAbstractButton) -> None:
    """Paint the focus ring, and set pen and brush for the mark."""
    look = current_tokens()
    if button.hasFocus():
        painter.setPen(QPen(colour(look.accent), 2))
        ring = QRect(0, 0, min(button.width(), _size(button).width()), button.height())
        painter.drawRoundedRect(ring.adjusted(1, 1, -1, -1), 4, 4)
    on = button.isChecked()
    painter.setPen(colour(look.accent_fill if on else look.control))
    painter.setBrush(colour(look.accent_fill if on else look.card))


def _tick_pen() -> QPen:
    pen = QPen(colour(current_tokens().on_fill), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _words(painter: QPainter, button: QAbstractButton) -> None:
    look = current_tokens()
    painter.setPen(colour(look.text if button.isEnabled() else look.secondary))
    area = button.rect().adjusted(TEXT_AT, 0, 0, 0)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(area, flags, _shown(button))
    painter.end()


def _shown(button: QAbstractButton) -> str:
    return button.text().replace("&", "")
