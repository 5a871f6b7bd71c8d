"""What keeps a double click and a held key from acting twice where no question comes between."""

from collections.abc import Hashable

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from bracketdesk.ui.controls import Button
from bracketdesk.ui.sender import BOUNCE_MS


class Once:
    """Lets a deed through once; the same one again only after a rest."""

    def __init__(self) -> None:
        self._last: Hashable = None
        self._still = QElapsedTimer()

    def fresh(self, deed: Hashable) -> bool:
        """Whether this is a click of its own, and no echo of the last one."""
        rest = max(BOUNCE_MS, QApplication.doubleClickInterval())
        echo = deed == self._last and self._still.isValid() and self._still.elapsed() < rest
        self._last = deed
        self._still.start()
        return not echo


class DeedButton(Button):
    """A small button that takes a double click as one."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setProperty("textSize", "row")
        self.setAutoDefault(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Swallow it: its first half has clicked."""
        event.accept()
