"""The lock: why, and the word that lifts it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import named, paint

from bracketdesk.controller.views import Lock
from bracketdesk.ui.lock_banner import LockBanner

LOCK = Lock("DEMO1", "MESZ6", "MESZ6 is locked; type NOT SENT.", "NOT SENT", "one")
ELSEWHERE = Lock("GONE1", "MNQZ6", "MNQZ6 is locked; type NOT SENT.", "NOT SENT", "two")


@pytest.fixture
def banner(qtbot: QtBot, desk: FakeDesk) -> LockBanner:
    banner = LockBanner(desk)
    qtbot.addWidget(banner)
    desk.lock.set(LOCK)
    paint()
    return banner


def test_it_is_there_only_while_something_is_locked(banner: LockBanner, desk: FakeDesk) -> None:
    assert banner.isVisible()
    assert named(banner, QLabel, "lockLabel").text() == LOCK.text
    desk.lock.set(None)
    assert not banner.isVisible()


def test_the_right_word_reaches_the_desk(banner: LockBanner, desk: FakeDesk) -> None:
    word = named(banner, QLineEdit, "lockWordEdit")
    QTest.keyClicks(word, " NOT SENT ")
    QTest.mouseClick(named(banner, QPushButton, "lockConfirmButton"), Qt.MouseButton.LeftButton)
    assert desk.called("confirm_not_sent") == [("one", "NOT SENT")]
    assert not word.property("invalid")


def test_a_wrong_word_is_marked_until_it_is_changed(banner: LockBanner, desk: FakeDesk) -> None:
    word = named(banner, QLineEdit, "lockWordEdit")
    QTest.keyClicks(word, "yes")
    QTest.keyClick(word, Qt.Key.Key_Return)
    assert desk.called("confirm_not_sent") == [("one", "yes")]
    assert word.property("invalid")
    assert word.text() == "yes"
    QTest.keyClicks(word, "!")
    assert not word.property("invalid")


def test_what_is_unknown_elsewhere_stays_in_sight(banner: LockBanner, desk: FakeDesk) -> None:
    desk.locked_elsewhere.set(ELSEWHERE)
    assert named(banner, QLabel, "lockLabel").text() == LOCK.text
    desk.lock.set(None)
    assert banner.isVisible()
    assert named(banner, QLabel, "lockLabel").text() == ELSEWHERE.text
    desk.locked_elsewhere.set(None)
    assert not banner.isVisible()


def test_what_is_unknown_elsewhere_is_settled_by_its_own_word(
    banner: LockBanner, desk: FakeDesk
) -> None:
    word = named(banner, QLineEdit, "lockWordEdit")
    desk.locked_elsewhere.set(ELSEWHERE)
    QTest.keyClicks(word, "NOT SENT")
    desk.lock.set(None)
    assert word.text() == ""  # it was typed for the other one
    QTest.keyClicks(word, "NOT SENT")
    QTest.keyClick(word, Qt.Key.Key_Return)
    assert desk.called("confirm_not_sent") == [("two", "NOT SENT")]
    assert not word.property("invalid")


def test_a_lock_that_lifts_itself_asks_for_no_word(banner: LockBanner, desk: FakeDesk) -> None:
    word = named(banner, QLineEdit, "lockWordEdit")
    assert word.isVisible()
    desk.lock.set(Lock("DEMO1", "MESZ6", "Finding out first."))
    assert not word.isVisible()
    assert not named(banner, QPushButton, "lockConfirmButton").isVisible()


def test_the_word_is_not_filled_in_for_the_trader(banner: LockBanner, desk: FakeDesk) -> None:
    word = named(banner, QLineEdit, "lockWordEdit")
    QTest.keyClicks(word, "NOT SENT")
    desk.lock.set(Lock("DEMO1", "ESZ6", "Another lock.", "NOT SENT", "two"))
    assert word.text() == ""


def test_what_is_being_typed_stays_while_the_lock_only_tells_more(
    banner: LockBanner, desk: FakeDesk
) -> None:
    word = named(banner, QLineEdit, "lockWordEdit")
    QTest.keyClicks(word, "NOT")
    desk.lock.set(replace(LOCK, text="Sent yesterday; type NOT SENT."))
    assert word.text() == "NOT"
    assert named(banner, QLabel, "lockLabel").text() == "Sent yesterday; type NOT SENT."
