"""The keyboard map against the keys there really are in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabBar
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import paint

from bracketdesk.ui.keyboard_dialog import KEYS
from bracketdesk.ui.window import MainWindow

BY_SHORTCUT = {"anywhere", "strategies", "activity"}
BY_THE_WIDGET = {"prices", "levels", "status tabs", "dialogs"}
"""Where what has the focus reads its keys itself: told of in the tests of those."""

TOLD_BESIDE = {
    "Ctrl+Return": "Ctrl+Enter",  # the same to the hand
    "Find": "Ctrl+F",  # a key of some keyboards
    "Alt+Shift+Up": "Alt+Up",  # "with Shift, ten"
    "Alt+Shift+Down": "Alt+Down",
}


@pytest.fixture
def window(qtbot: QtBot, desk: FakeDesk, tmp_path: Path) -> MainWindow:
    """With every tab, for some are made when they are turned to."""
    window = MainWindow(desk, tmp_path)
    qtbot.addWidget(window)
    window.show()
    paint()
    for bar in window.findChildren(QTabBar):
        for index in range(bar.count()):
            bar.setCurrentIndex(index)
            paint()
    return window


def working(window: MainWindow) -> set[str]:
    """Every key of the window, as it is told of."""
    keys = {sequence.toString() for sequence in _sequences(window)} - {""}
    return {TOLD_BESIDE.get(key, key) for key in keys}


def _sequences(window: MainWindow) -> Iterator[QKeySequence]:
    for shortcut in window.findChildren(QShortcut):
        yield from shortcut.keys()
    for action in window.findChildren(QAction):
        yield from action.shortcuts()
    yield from _letters(window)


def _letters(window: MainWindow) -> Iterator[QKeySequence]:
    """What is underlined, with Alt."""
    for button in window.findChildren(QAbstractButton):
        yield button.shortcut()
    for label in window.findChildren(QLabel):
        if label.buddy() is not None:
            yield QKeySequence.mnemonic(label.text())
    for bar in window.findChildren(QTabBar):
        yield from (QKeySequence.mnemonic(bar.tabText(index)) for index in range(bar.count()))


def told(*places: str) -> set[str]:
    """What the map names there."""
    rows = [keys.split(", ") for keys, where, _ in KEYS if where in places]
    return {QKeySequence(key).toString() for keys in rows for key in keys}


async def test_every_key_that_works_is_on_the_map(window: MainWindow) -> None:
    assert working(window) - told(*BY_SHORTCUT) == set()


async def test_every_key_on_the_map_works(window: MainWindow) -> None:
    assert told(*BY_SHORTCUT) - working(window) == set()


async def test_no_letter_is_taken_twice(window: MainWindow) -> None:
    letters = [key for letter in _letters(window) if (key := letter.toString())]
    assert sorted(letters) == sorted(set(letters))


def test_every_place_is_known() -> None:
    assert {where for _, where, _ in KEYS} == BY_SHORTCUT | BY_THE_WIDGET


def test_no_key_does_two_things_at_one_place() -> None:
    for place in BY_SHORTCUT | BY_THE_WIDGET:
        named = [key for keys, where, _ in KEYS if where == place for key in keys.split(", ")]
        assert len(named) == len(set(named)), place
