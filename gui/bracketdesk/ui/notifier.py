"""Desktop notifications by the system's tray; without one the window asks for a look."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from bracketdesk import PRODUCT
from bracketdesk.ui.assets import icon
from bracketdesk.ui.front import bring_to_front

SHOWN_MS = 8_000


class Notifier(QObject):
    """The tray's icon is there from the first notification on; a click brings the window up."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def notify(self, title: str, text: str) -> None:
        """Show a notification, or have the window's entry in the task bar flash."""
        tray = self._there()
        if tray is None:
            QApplication.alert(self._window)
        else:
            tray.showMessage(title, text, icon(), SHOWN_MS)

    def _there(self) -> QSystemTrayIcon | None:
        if self._tray is None and can_notify():
            self._tray = tray = QSystemTrayIcon(icon(), self)
            tray.setToolTip(PRODUCT)
            tray.messageClicked.connect(self._bring_up)
            tray.activated.connect(self._bring_up)
            tray.show()
        return self._tray

    def _bring_up(self) -> None:
        bring_to_front(self._window)


def can_notify() -> bool:
    """Whether the system shows notifications for us."""
    return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()
