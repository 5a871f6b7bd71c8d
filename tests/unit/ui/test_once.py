from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bracketdesk.ui.once import DeedButton, Once


def test_the_same_deed_at_once_is_an_echo_and_another_one_is_not() -> None:
    once = Once()
    assert [once.fresh(deed) for deed in ("a", "a", "b", "a")] == [True, False, True, True]


def test_a_double_click_clicks_once(qtbot: QtBot) -> None:
    button = DeedButton("deedButton", "Do it")
    qtbot.addWidget(button)
    button.show()
    clicks: list[None] = []
    button.clicked.connect(lambda: clicks.append(None))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    assert len(clicks) == 1
