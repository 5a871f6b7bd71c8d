"""The one window: top bar, ticket, and the status panel under it."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QMainWindow, QSizePolicy, QSpacerItem, QVBoxLayout

from bracketdesk import PRODUCT
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.ui.assets import icon
from bracketdesk.ui.fields import Card, set_property
from bracketdesk.ui.leaving import leave
from bracketdesk.ui.lock_banner import LockBanner
from bracketdesk.ui.notice_bar import NoticeBar
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
LIVE_FRAME = 3
"""The frame's width round the whole window (look.md; its colour is in style_sheet.py)."""
GEOMETRY = "geometry"
"""The key of the window's place and size in the settings."""


class MainWindow(QMainWindow):
    """`painted` fires once, after the first paint; `closing` when the trader closes the window.

    `logs` is the folder that Help opens.
    """

    painted = Signal()
    closing = Signal()

    def __init__(self, desk: Desk, logs: Path | None = None) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self._desk = desk
        self._was_painted = False
        self._may_close = False
        self._keeper = ThemeKeeper(desk.settings, self)
        self._bar = TopBar(desk, logs)  # first, as Tab goes
        self.ticket = TicketCard(desk)
        self._status: StatusPanel | None = None
        self._status_place = Card()
        self._slack = QSpacerItem(0, 0)
        self._lay_out()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.ticket.send).setAutoRepeat(False)
        desk.session.listen(self._show_session)
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
        """Ask where something goes on at the broker; else leave in order."""
        if self._desk.leaving() and not self._may_close:
            event.ignore()
            leave(self, self._desk, f"Quit {PRODUCT}?", "Quit", self._quit)
            return
        self._remember()
        event.accept()
        self.closing.emit()

    def _quit(self) -> None:
        self._may_close = True
        self.close()

    def _furnish(self) -> None:
        """Add what the first paint does not wait for: the icon and the status panel."""
        self.painted.emit()
        self.setWindowIcon(icon())
        from bracketdesk.ui.alarm_banner import AlarmBanner  # noqa: PLC0415 - the window first
        from bracketdesk.ui.cover_strip import CoverStrip  # noqa: PLC0415 - the window first
        from bracketdesk.ui.flatten_key import FlattenKey  # noqa: PLC0415 - the window first
        from bracketdesk.ui.status_panel import StatusPanel  # noqa: PLC0415 - the window first
        from bracketdesk.ui.teller import Teller, window_tools  # noqa: PLC0415 - the window first

        teller = Teller(self._desk, partial(window_tools, self))
        self._body.insertWidget(1, AlarmBanner(self._desk, teller.alarm))  # under the ticket
        covers = CoverStrip(self._desk)
        self._body.insertWidget(self._body.indexOf(self._slack), covers)  # first, as Tab goes
        self._status = StatusPanel(self._desk)
        self._body.replaceWidget(self._status_place, self._status)
        self._status_place.deleteLater()
        covers.exits_wanted.connect(self._open_exits)
        covers.positions_wanted.connect(self._status.show_positions)
        self._status.set_check(self.ticket.check.latest())
        self.ticket.checked.connect(self._status.set_check)
        self._status.opened.connect(self._share_height)
        FlattenKey(self, self._desk)
        self._bar.first_steps_wanted.connect(self._status.show_first_steps)
        self._take_shape()

    def _open_exits(self, contract_id: int) -> None:
        from bracketdesk.ui.exits_dialog import show_exits  # noqa: PLC0415 - when it is wanted

        show_exits(self, self._desk, contract_id)

    # What the desk says
    def _show_session(self, session: SessionView) -> None:
        self.setWindowTitle(f"{PRODUCT}: {badge_text(session)}")
        live = session.environment is Environment.LIVE
        set_property(self._central, "live", live)
        edge = LIVE_FRAME if live else 0
        self._column.setContentsMargins(edge, edge, edge, edge)

    # Shape
    def _take_shape(self) -> None:
        low = self.height() < LOW
        self._bar.set_tight(low)
        self.ticket.set_shape(stacked=self.width() < NARROW, tight=self.height() < TIGHT)
        if self._status is not None:
            self._status.set_folded(low)
        edge = pixels(2 if low else 3)
        self._body.setContentsMargins(pixels(4), edge, pixels(4), edge)
        self._body.setSpacing(edge)

    def _share_height(self, opened: bool) -> None:
        """Leave what a folded panel does not need empty under what comes and goes, so that the
        ticket stays where it is; one that is opened has it, and the ticket.
        """
        self.ticket.make_room(opened)
        policy = QSizePolicy.Policy
        self._slack.changeSize(0, 0, policy.Minimum, policy.Minimum if opened else policy.Expanding)
        self._body.invalidate()

    def _lay_out(self) -> None:
        self._body = QVBoxLayout()
        self._body.addWidget(self.ticket)
        self._body.addWidget(LockBanner(self._desk))
        self._body.addWidget(NoticeBar(self._desk))
        self._body.addItem(self._slack)
        self._body.addWidget(self._status_place, 1)
        self._central = QFrame()
        self._central.setObjectName("central")
        self._column = QVBoxLayout(self._central)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._bar)
        self._column.addLayout(self._body, 1)
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
