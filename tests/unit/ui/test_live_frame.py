"""The red frame of Live: all of it at once, and nowhere else."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import paint, session

from bracketdesk.domain.session import Environment
from bracketdesk.ui.theme import LIGHT
from bracketdesk.ui.window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, desk: FakeDesk) -> MainWindow:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    paint()
    return window


def edges(window: MainWindow) -> set[str]:
    """The colours along the left, right and bottom edge, as they stand on the screen."""
    picture = QApplication.primaryScreen().grabWindow(window.winId()).toImage()
    wide, high = picture.width(), picture.height()
    sides = [(x, y) for y in range(high) for x in (1, wide - 2)]
    places = [*sides, *((x, high - 2) for x in range(wide))]
    return {picture.pixelColor(x, y).name() for x, y in places}


def test_live_frames_the_whole_window_at_once_and_nothing_else_does(
    window: MainWindow, desk: FakeDesk
) -> None:
    assert LIGHT.danger_fill not in edges(window)
    for _ in range(2):
        desk.session.set(session(Environment.LIVE))
        paint()
        assert edges(window) == {LIGHT.danger_fill}
        desk.session.set(session(Environment.PRACTICE))
        paint()
        assert LIGHT.danger_fill not in edges(window)
