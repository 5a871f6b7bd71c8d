"""The alarm banner: one at a time, heard once, gone by its button alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import named, paint
from tests.support.sample_views import AT

from bracketdesk.controller.views import Alarm
from bracketdesk.ui.alarm_banner import AlarmBanner
from bracketdesk.ui.window import MainWindow

FIRST = Alarm(1, "Demo DEMO1", "Strategy 9912 of MESZ6 is not as planned.", AT)
SECOND = Alarm(2, "Demo DEMO1", "Buy 3 MESZ6 was shown as not sent, but exists.", AT)


class Heard:
    def __init__(self) -> None:
        self.times = 0

    def beep(self) -> None:
        self.times += 1


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def banner(qtbot: QtBot, desk: FakeDesk, heard: Heard) -> AlarmBanner:
    banner = AlarmBanner(desk, heard.beep)
    qtbot.addWidget(banner)
    return banner


def text(banner: AlarmBanner) -> str:
    return named(banner, QLabel, "alarmLabel").text()


def click(banner: AlarmBanner) -> None:
    QTest.mouseClick(named(banner, QPushButton, "alarmButton"), Qt.MouseButton.LeftButton)


def test_it_is_there_only_while_an_alarm_stands(banner: AlarmBanner, desk: FakeDesk) -> None:
    assert not banner.isVisible()
    desk.alarms.set((FIRST,))
    paint()
    assert banner.isVisible()
    assert f"Demo DEMO1: {FIRST.text}" in text(banner)
    click(banner)
    assert desk.called("acknowledge") == [(1,)]
    assert not banner.isVisible()


def test_each_alarm_is_heard_once(banner: AlarmBanner, desk: FakeDesk, heard: Heard) -> None:
    desk.alarms.set((FIRST,))
    desk.alarms.set((replace(FIRST, text="Worse."),))
    assert (heard.times, text(banner).endswith("Worse.")) == (1, True)
    desk.alarms.set((FIRST, SECOND))
    assert heard.times == 2
    desk.alarms.set((SECOND,))
    desk.alarms.set(())
    assert heard.times == 2


def test_a_double_click_takes_one_alarm_only(banner: AlarmBanner, desk: FakeDesk) -> None:
    desk.alarms.set((FIRST, SECOND))
    paint()
    assert named(banner, QLabel, "alarmCountLabel").text() == "1 of 2"
    click(banner)
    click(banner)
    assert desk.called("acknowledge") == [(1,)]
    assert SECOND.text in text(banner)
    banner.settling.stop()  # its time is over
    click(banner)
    assert desk.called("acknowledge") == [(1,), (2,)]


def test_the_keyboard_reaches_it(banner: AlarmBanner, desk: FakeDesk) -> None:
    desk.alarms.set((FIRST,))
    paint()
    button = named(banner, QPushButton, "alarmButton")
    assert button.focusPolicy() is Qt.FocusPolicy.StrongFocus
    assert button.accessibleDescription() == FIRST.text
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert desk.called("acknowledge") == [(1,)]


def test_it_stands_in_the_window_whatever_tab_is_shown(qtbot: QtBot, desk: FakeDesk) -> None:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    paint()
    banner = named(window, AlarmBanner, "alarmBanner")
    assert not banner.isVisible()
    desk.alarms.set((FIRST,))
    tabs = named(window, QTabBar, "statusTabs")
    for index in range(tabs.count()):
        tabs.setCurrentIndex(index)
    paint()
    assert banner.isVisible()
