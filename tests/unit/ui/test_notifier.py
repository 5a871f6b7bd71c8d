"""Without a tray a notification is a flash of the window's entry, and nothing fails."""

import pytest
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from bracketdesk.ui.notifier import Notifier, can_notify


def test_without_a_tray_no_icon_is_made(qtbot: QtBot) -> None:
    if QSystemTrayIcon.isSystemTrayAvailable():
        pytest.skip("a tray is there")
    window = QWidget()
    qtbot.addWidget(window)
    notifier = Notifier(window)
    notifier.notify("Filled", "Bought 3 MESZ6 at 6012.50.")
    assert not can_notify()
    assert notifier.findChild(QSystemTrayIcon) is None
