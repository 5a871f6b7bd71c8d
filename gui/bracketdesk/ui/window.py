"""The one window: top bar, ticket, and the status panel under it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QMainWindow, QVBoxLayout

from bracketdesk import PRODUCT
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.ui.assets import icon
from bracketdesk.ui.fields import Card, set_property, text_label
from bracketdesk.ui.lock_banner import LockBanner
from bracketdesk.ui.theme import ThemeKeeper, pixels
from bracketdesk.ui.ticket_card import TicketCard
from bracketdesk.ui.top_bar import TopBar
from bracketdesk.ui.words import badge_text

if TYPE_CHECKING:
    from bracketdesk.ui.status_panel import StatusPanel

DEFAULT_SIZE = (1180, 810)
LEAST_SIZE = (900, 500)
NARROW = 1100
"""Below this width the review goes under the table (look.md)."""
LOW = 640
"""Below this height the status panel is one line (look.md)."""
TIGHT = 720
"""Below this height the ticket's rows move together."""
GEOMETRY = "geometry"
"""The key of the window's place and size in the settings."""


class MainWindow(QMainWindow):
    """`painted` fires once, after the first paint; `closing` when the trader closes the window."""

    painted = Signal()
    closing = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowIcon(icon())
        self._desk = desk
        self._was_painted = False
        self._keeper = ThemeKeeper(desk.settings, self)
        bar = TopBar(desk)  # first, as Tab goes
        self.ticket = TicketCard(desk)
        self._status: StatusPanel | None = None
        self._status_place = Card()
        self._notice = _notice()
        self._lay_out(bar)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.ticket.send).setAutoRepeat(False)
        desk.session.listen(self._show_session)
        desk.notice.listen(self._show_notice)
        self._restore()
        self.ticket.symbol.edit.setFocus()

    # Qt's events
    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, once, that the window can be seen; after this paint has reached the screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._furnish)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything that counts on the screen (look.md)."""
        super().resizeEvent(event)
        self._take_shape()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place and size, and tell whoever leaves in order."""
        self._remember()
        event.accept()
        self.closing.emit()

    def _furnish(self) -> None:
        """Put the status panel in its place: the window is seen before it is imported and made."""
        self.painted.emit()
        from bracketdesk.ui.status_panel import StatusPanel  # noqa: PLC0415 - the window first

        self._status = StatusPanel(self._desk)
        self._body.replaceWidget(self._status_place, self._status)
        self._status_place.deleteLater()
        self._status.set_check(self.ticket.check.latest())
        self.ticket.checked.connect(self._status.set_check)
        self._take_shape()

    # What the desk says
    def _show_session(self, session: SessionView) -> None:
        self.setWindowTitle(f"{PRODUCT}: {badge_text(session)}")
        set_property(self._central, "live", session.environment is Environment.LIVE)

    def _show_notice(self, text: str) -> None:
        self._notice.setText(text)
        self._notice.setVisible(bool(text))

    # Shape
    def _take_shape(self) -> None:
        low = self.height() < LOW
        self.ticket.set_shape(stacked=self.width() < NARROW, tight=self.height() < TIGHT)
        if self._status is not None:
            self._status.set_folded(low)
        edge = pixels(2 if low else 3)
        self._body.setContentsMargins(pixels(4), edge, pixels(4), edge)
        self._body.setSpacing(edge)

    def _lay_out(self, bar: TopBar) -> None:
        self._body = QVBoxLayout()
        self._body.addWidget(self.ticket)
        self._body.addWidget(LockBanner(self._desk))
        self._body.addWidget(self._notice)
        self._body.addWidget(self._status_place, 1)
        self._central = QFrame()
        self._central.setObjectName("central")
        column = QVBoxLayout(self._central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addLayout(self._body, 1)
        self.setCentralWidget(self._central)
        self.setMinimumSize(*LEAST_SIZE)

    # Place and size
    def _restore(self) -> None:
        kept = self._desk.settings.value.window_state.get(GEOMETRY, "")
        self.resize(*DEFAULT_SIZE)
        if kept:
            self.restoreGeometry(QByteArray.fromBase64(kept.encode()))

    def _remember(self) -> None:
        kept = bytes(self.saveGeometry().toBase64().data()).decode()
        settings = self._desk.settings.value
        state = {**settings.window_state, GEOMETRY: kept}
        self._desk.change_settings(replace(settings, window_state=state))


def _notice() -> QLabel:
    """Return the line for one sentence about something else than a start."""
    label = text_label("noticeLabel")
    label.setWordWrap(True)
    label.setProperty("role", "notice")
    label.setContentsMargins(pixels(3), pixels(1.5), pixels(3), pixels(1.5))
    label.hide()
    return label
