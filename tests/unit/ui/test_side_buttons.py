"""Buy and Sell: neither at first, one at a time."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.fake_market import named, paint

from bracketdesk.domain.ticket import Side
from bracketdesk.ui.side_buttons import SideButtons


@pytest.fixture
def sides(qtbot: QtBot) -> SideButtons:
    sides = SideButtons()
    qtbot.addWidget(sides)
    sides.show()
    sides.activateWindow()
    paint()
    return sides


def click(sides: SideButtons, name: str) -> None:
    QTest.mouseClick(named(sides, QPushButton, name), Qt.MouseButton.LeftButton)


def test_nothing_is_chosen_at_first(sides: SideButtons) -> None:
    assert sides.side is None


def test_one_at_a_time_and_each_choice_is_told_once(sides: SideButtons) -> None:
    told: list[Side | None] = []
    sides.changed.connect(lambda: told.append(sides.side))
    click(sides, "buyButton")
    click(sides, "sellButton")
    click(sides, "sellButton")
    assert told == [Side.BUY, Side.SELL]


def test_it_can_be_cleared_and_chosen_again(sides: SideButtons) -> None:
    click(sides, "sellButton")
    told: list[Side | None] = []
    sides.changed.connect(lambda: told.append(sides.side))
    sides.clear()
    assert told == [None]
    click(sides, "buyButton")
    click(sides, "sellButton")
    assert told[1:] == [Side.BUY, Side.SELL]


def test_a_side_chosen_for_the_trader_is_told_like_a_click(sides: SideButtons) -> None:
    told: list[Side | None] = []
    sides.changed.connect(lambda: told.append(sides.side))
    for side in (Side.SELL, Side.SELL, Side.BUY):
        sides.choose(side)
    assert told == [Side.SELL, Side.BUY]


def test_the_keyboard_chooses(sides: SideButtons) -> None:
    """At once: a quick Ctrl+Enter after Alt+S must not send the order as it was before."""
    chosen = []
    for key in (Qt.Key.Key_S, Qt.Key.Key_B):
        QTest.keyClick(sides, key, Qt.KeyboardModifier.AltModifier)
        chosen.append(sides.side)
    assert chosen == [Side.SELL, Side.BUY]


def test_the_focus_goes_to_what_is_chosen(sides: SideButtons) -> None:
    sides.take_focus()
    assert QApplication.focusWidget() is named(sides, QPushButton, "buyButton")
    click(sides, "sellButton")
    named(sides, QPushButton, "buyButton").setFocus()
    sides.take_focus()
    assert QApplication.focusWidget() is named(sides, QPushButton, "sellButton")


def test_they_differ_by_word_and_shape(sides: SideButtons) -> None:
    buy, sell = (named(sides, QPushButton, name) for name in ("buyButton", "sellButton"))
    assert ("▲" in buy.text(), "▼" in sell.text()) == (True, True)
    assert (buy.accessibleName(), sell.accessibleName()) == ("Buy", "Sell")
    assert buy.mapTo(sides, buy.rect().topLeft()).x() < sell.mapTo(sides, sell.rect().topLeft()).x()
