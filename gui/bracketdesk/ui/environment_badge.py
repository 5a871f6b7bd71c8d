"""The environment's badge: where the next order goes, never out of sight."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from bracketdesk.controller.views import SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.ui.theme import SMALL_PX, colour, current_tokens
from bracketdesk.ui.words import badge_text


class EnvironmentBadge(QLabel):
    """The environment in white on its own colour, with a dot before it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("environmentBadge")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._environment = Environment.PRACTICE
        self._font = QFont(self.font())
        self._font.setPixelSize(SMALL_PX)
        self._font.setBold(True)
        self._font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.7)

    def show_session(self, session: SessionView) -> None:
        """Name the session's environment."""
        self._environment = session.environment
        self.setText(badge_text(session))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the word's size with the room around it."""
        return QSize(QFontMetrics(self._font).horizontalAdvance(self.text()) + 32, 24)

    def minimumSizeHint(self) -> QSize:
        """Never give way: where one trades is always in sight."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the fill, the dot and the word: no style of a label comes between."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(badge_fill(self._environment)))
        box = QRect(0, (self.height() - 24) // 2, self.width(), 24)
        painter.drawRoundedRect(box, 4, 4)
        white = colour(current_tokens().on_fill)
        painter.setBrush(white)
        painter.drawEllipse(QRectF(9, box.center().y() - 2.5, 7, 7))
        painter.setPen(white)
        painter.setFont(self._font)
        painter.drawText(box.adjusted(22, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()
        event.accept()


def badge_fill(environment: Environment) -> str:
    """Return the token of an environment's badge (look.md)."""
    look = current_tokens()
    fills = {
        Environment.PRACTICE: look.practice_fill,
        Environment.DEMO: look.accent_fill,
        Environment.LIVE: look.danger_fill,
        Environment.CUSTOM: look.custom_fill,
    }
    return fills[environment]
