"""A window that is minimised or behind comes to the front."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bracketdesk.ui.front import bring_to_front


def test_a_minimised_window_comes_up(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    bring_to_front(window)
    assert not window.isMinimized()
    assert window.isVisible()


def test_a_maximised_window_stays_so(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMaximized()
    bring_to_front(window)
    assert window.isMaximized()
