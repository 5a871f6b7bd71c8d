"""Help: the first steps again, the keys, the logs, the diagnostics, and what the app is made of."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from bracketdesk import PRODUCT
from bracketdesk.controller.desk import Desk
from bracketdesk.ui.about_dialog import AboutDialog, made_with
from bracketdesk.ui.diagnostics_dialog import diagnostics_text
from bracketdesk.ui.keyboard_dialog import KeyboardDialog

COPIED = "The diagnostics are on the clipboard. No secret is in them."
NOT_OPENED = "The log folder could not be opened; it is {}."


class HelpMenu(QMenu):
    """`logs` is the folder of the log files; `first_steps` brings the page back."""

    def __init__(
        self, parent: QWidget, desk: Desk, logs: Path | None, first_steps: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("helpMenu")
        self._parent = parent
        self._desk = desk
        self._logs = logs
        self._add("FirstSteps", "First steps", first_steps)
        self._add("Keyboard", "Keyboard map\tF1", self.show_keyboard)
        self.addSeparator()
        if logs is not None:
            self._add("Logs", "Open the log folder", self._open_logs)
        self._add("Diagnostics", "Copy diagnostics", self._copy_diagnostics)
        self.addSeparator()
        self._add("About", f"About {PRODUCT}", self._show_about)

    def show_keyboard(self) -> None:
        """Show the keyboard map beside the window."""
        _show(self._parent.window(), KeyboardDialog)

    def _add(self, name: str, text: str, act: Callable[[], None]) -> None:
        action = self.addAction(text)
        action.setObjectName(f"help{name}Action")
        action.triggered.connect(lambda _: act())

    def _open_logs(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._logs))):
            self._desk.notice.set(NOT_OPENED.format(self._logs))

    def _copy_diagnostics(self) -> None:
        text = f"{diagnostics_text(self._desk)}\nQt: {made_with()}"
        QGuiApplication.clipboard().setText(text)
        self._desk.notice.set(COPIED)

    def _show_about(self) -> None:
        _show(self._parent.window(), AboutDialog)


def _show(window: QWidget, kind: type[QDialog]) -> None:
    """Show a dialog of that kind, or bring the one that is open to the front."""
    dialog = window.findChild(kind) or kind(window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
