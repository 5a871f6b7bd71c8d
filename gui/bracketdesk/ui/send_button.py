"""The send button: what it will do in large, how in small, or why it cannot."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton

from bracketdesk.domain.ticket import Side
from bracketdesk.ui.fields import set_tone
from bracketdesk.ui.theme import (
    SEND_HEIGHT,
    SEND_PX,
    SMALL_PX,
    TEXT_PX,
    colour,
    current_tokens,
    pixels,
)

Align = Qt.AlignmentFlag
PAINT_AFTER_MS = 8
"""An order's way to the wire; the eye sees the button move all the same."""


class SendButton(QPushButton):
    """Text and detail are painted side by side, or one above the other where it is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("submitButton")
        self.setFixedHeight(SEND_HEIGHT)
        self.setProperty("role", "send")
        self.setToolTip("Ctrl+Enter")
        self._detail = ""
        self._had_focus = False
        self._paint_again = QTimer(self)
        self._paint_again.setSingleShot(True)
        self._paint_again.setInterval(PAINT_AFTER_MS)
        self._paint_again.timeout.connect(lambda: self.setUpdatesEnabled(True))

    @property
    def detail(self) -> str:
        """The small text."""
        return self._detail

    def show_ready(self, side: Side, text: str, detail: str) -> None:
        """Say what a click sends."""
        set_tone(self, side.value.lower())
        self._show(text, detail, ready=True)

    def show_blocked(self, reason: str) -> None:
        """Say why there is nothing to click."""
        self._show(reason.rstrip("."), "", ready=False)

    def sizeHint(self) -> QSize:
        """Return a room that does not hang on the text: it wraps, and the window stays."""
        return QSize(240, SEND_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look pressed with the next paint."""
        self._paint_later()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click first, paint after: Qt would repaint the window on the order's way to the wire."""
        self._paint_later()
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button as styled, then its two texts."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        look = current_tokens()
        painter.setPen(colour(look.on_fill if self.isEnabled() else look.secondary))
        self._paint_texts(painter)
        painter.end()

    def _paint_later(self) -> None:
        """Paint nothing for an instant: Qt repaints a button before it emits its click."""
        if self.updatesEnabled():
            self.setUpdatesEnabled(False)
            self._paint_again.start()

    def _show(self, text: str, detail: str, *, ready: bool) -> None:
        self._enable(ready)
        if (text, detail) == (self.text(), self._detail):
            return
        self.setText(text)
        self.setAccessibleDescription(detail)
        self._detail = detail
        self.update()

    def _enable(self, ready: bool) -> None:
        """Keep the focus over a moment of being disabled: Qt passes it on and never back."""
        if ready == self.isEnabled():
            return
        if not ready:
            self._had_focus = self.hasFocus()
            self.setEnabled(False)
            return
        self.setEnabled(True)
        if self._had_focus and self.nextInFocusChain() is self.window().focusWidget():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _paint_texts(self, painter: QPainter) -> None:
        large = self._font(SEND_PX if self.isEnabled() else TEXT_PX, bold=self.isEnabled())
        small = self._font(SMALL_PX, bold=False)
        area = self.rect().adjusted(pixels(3), 0, -pixels(3), 0)
        gap = pixels(3) if self._detail else 0
        wide = QFontMetrics(large).horizontalAdvance(self.text())
        rest = QFontMetrics(small).horizontalAdvance(self._detail)
        if wide + gap + rest <= area.width():
            self._paint_beside(painter, area, (large, wide), (small, gap, rest))
        elif self._detail:
            least = self._font(TEXT_PX, bold=True)
            self._paint_stacked(painter, area, large if wide <= area.width() else least, small)
        else:
            self._paint_wrapped(painter, area, large, small)

    def _paint_beside(
        self,
        painter: QPainter,
        area: QRect,
        text: tuple[QFont, int],
        detail: tuple[QFont, int, int],
    ) -> None:
        (large, wide), (small, gap, rest) = text, detail
        metrics = QFontMetrics(large)
        left = area.left() + (area.width() - wide - gap - rest) // 2
        base = area.top() + (area.height() + metrics.ascent() - metrics.descent()) // 2
        painter.setFont(large)
        painter.drawText(left, base, self.text())
        painter.setFont(small)
        painter.drawText(left + wide + gap, base, self._detail)

    def _paint_stacked(self, painter: QPainter, area: QRect, large: QFont, small: QFont) -> None:
        upper, lower = QRect(area), QRect(area)
        upper.setBottom(area.center().y() + 4)
        lower.setTop(area.center().y() + 5)
        painter.setFont(large)
        text = QFontMetrics(large).elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, area.width()
        )
        painter.drawText(upper, int(Align.AlignHCenter | Align.AlignBottom), text)
        painter.setFont(small)
        painter.drawText(lower, int(Align.AlignHCenter | Align.AlignTop), self._detail)

    def _paint_wrapped(self, painter: QPainter, area: QRect, large: QFont, small: QFont) -> None:
        """Paint a long reason in as many lines as it takes, smaller where it must be."""
        flags = int(Align.AlignCenter | Qt.TextFlag.TextWordWrap)
        needed = QFontMetrics(large).boundingRect(area, flags, self.text())
        painter.setFont(large if needed.height() <= area.height() else small)
        painter.drawText(area, flags, self.text())

    def _font(self, size: int, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font
