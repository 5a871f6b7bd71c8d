"""Nothing moves under the mouse while a ticket is composed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import named, paint

from bracketdesk.domain.ticket import Side
from bracketdesk.ui.window import MainWindow


@pytest.mark.parametrize("size", [(1280, 900), (1100, 720), (940, 560)])
def test_further_levels_leave_the_buttons_where_they_are(
    qtbot: QtBot, desk: FakeDesk, size: tuple[int, int]
) -> None:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    window.ticket.entry.side.choose(Side.BUY)
    paint()
    names = ("addLevelButton", "splitEvenlyButton", "submitButton")

    def places() -> list[QPoint]:
        return [named(window, QWidget, name).mapTo(window, QPoint()) for name in names]

    before = places()
    for _ in range(9):
        QTest.mouseClick(named(window, QPushButton, "addLevelButton"), Qt.MouseButton.LeftButton)
        paint()
        assert places() == before
    table = window.ticket.table
    assert table.currentIndex().row() == 9
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()))
