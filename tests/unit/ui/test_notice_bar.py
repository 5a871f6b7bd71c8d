"""The line for one sentence: when it was said, and the button that takes it away."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.screen import found
from tests.support.zones import system_zone

from bracketdesk.controller.notices import Notices
from bracketdesk.ui.notice_bar import NoticeBar

FLAT = "Flatten MESZ6: flat, and no order was open."


@pytest.fixture
def bar(qtbot: QtBot, desk: FakeDesk) -> NoticeBar:
    bar = NoticeBar(desk)
    qtbot.addWidget(bar)
    return bar


def test_it_is_there_only_while_something_is_said(bar: NoticeBar, desk: FakeDesk) -> None:
    assert bar.isHidden()
    desk.notice.set(FLAT)
    assert not bar.isHidden()
    desk.notice.set("")
    assert bar.isHidden()


def test_it_says_when(bar: NoticeBar, desk: FakeDesk) -> None:
    with system_zone("UTC"):
        desk.notice.set(FLAT)
    assert found(bar, QLabel, "noticeLabel").text() == FLAT
    at = found(bar, QLabel, "noticeTime")
    assert at.text() == "10:02:11"
    assert "(UTC+00:00)" in at.toolTip()


def test_without_a_clock_there_is_no_time(qtbot: QtBot, desk: FakeDesk) -> None:
    desk.notice = Notices()
    bar = NoticeBar(desk)
    qtbot.addWidget(bar)
    desk.notice.set(FLAT)
    assert found(bar, QLabel, "noticeTime").isHidden()


def test_a_button_takes_it_away_by_mouse_or_keyboard(bar: NoticeBar, desk: FakeDesk) -> None:
    close = found(bar, QPushButton, "noticeCloseButton")
    desk.notice.set(FLAT)
    bar.show()
    assert (close.accessibleName(), close.accessibleDescription()) == ("Close the notice", FLAT)
    assert close.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert (bar.isHidden(), desk.notice.value) == (True, "")
    desk.notice.set(FLAT)
    QTest.keyClick(close, Qt.Key.Key_Space)
    assert (bar.isHidden(), desk.notice.value) == (True, "")
