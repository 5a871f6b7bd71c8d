"""Asks the desk what it thinks of the form: once a turn of the loop at most, fresh on demand."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Check
from bracketdesk.domain.draft import TicketDraft

PACE_MS = 50
"""Figures that follow the quote need no more than twenty looks a second."""


class DraftCheck(QObject):
    """`checked` carries each new Check. A quote alone makes the last one old, not wrong."""

    checked = Signal(object)

    def __init__(self, desk: Desk, draft: Callable[[], TicketDraft], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._draft = draft
        self._last: Check | None = None
        self._wrong = True
        self._turn = self._timer(0)
        self._pace = self._timer(PACE_MS)

    def touch(self, *_: object) -> None:
        """Check anew: the form or something that decides about it has changed."""
        self._wrong = True
        if not self._turn.isActive():
            self._turn.start()

    def refresh(self, *_: object) -> None:
        """Have new figures soon: the quote has changed."""
        if not self._pace.isActive():
            self._pace.start()

    def latest(self) -> Check:
        """Return a Check of the form as it stands; the one at hand where nothing has changed."""
        if self._wrong or self._last is None:
            return self._check()
        return self._last

    def _check(self) -> Check:
        self._turn.stop()
        self._pace.stop()
        self._wrong = False
        check = self._desk.check(self._draft())
        if check != self._last:
            self._last = check
            self.checked.emit(check)
        return check

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self._check)
        return timer
