"""Asks the desk what it thinks of the form: once a turn of the loop at most, fresh on demand."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Check
from bracketdesk.domain.draft import TicketDraft


class DraftCheck(QObject):
    """`checked` carries each new Check. A quote alone makes the last one old, not wrong."""

    checked = Signal(object)

    def __init__(self, desk: Desk, draft: Callable[[], TicketDraft], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._draft = draft
        self._last: Check | None = None
        self._wrong = True
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._check)

    def touch(self, *_: object) -> None:
        """Check anew: the form or something that decides about it has changed."""
        self._wrong = True
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Have new figures soon: the quote has changed."""
        if not self._turn.isActive():
            self._turn.start()

    def latest(self) -> Check:
        """Return a Check of the form as it stands; the one at hand where nothing has changed."""
        if self._wrong or self._last is None:
            self._turn.stop()
            return self._check()
        return self._last

    def _check(self) -> Check:
        self._wrong = False
        check = self._desk.check(self._draft())
        if check != self._last:
            self._last = check
            self.checked.emit(check)
        return check
