from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.screen import focus, found, press, shown

from bracketdesk.ui.chosen import Movable
from bracketdesk.ui.move_editor import HINT, MoveEditor

STOP = Movable("stop of level 1", (12,))
ALL = Movable("all stops (2)", (12, 22))


class Shown:
    """The editor in a window, what it asked for, and why a price would be no good."""

    def __init__(self) -> None:
        self.why: dict[str, str] = {}
        self.where = {"6009": "6009.00", "+4": "6009.50", "6": ""}
        self.moves: list[tuple[tuple[int, ...], str]] = []
        self.nudges: list[tuple[tuple[int, ...], int]] = []
        self.left = 0
        self.editor = MoveEditor(
            lambda orders, text: self.why.get(text, ""),
            lambda orders, text: self.where.get(text, ""),
        )
        self.editor.moved.connect(lambda orders, text: self.moves.append((orders, text)))
        self.editor.nudged.connect(lambda orders, ticks: self.nudges.append((orders, ticks)))
        self.editor.left.connect(self._left)

    def _left(self) -> None:
        self.left += 1

    @property
    def text(self) -> QLineEdit:
        return found(self.editor, QLineEdit, "moveEdit")

    @property
    def what(self) -> QComboBox:
        return found(self.editor, QComboBox, "moveWhatCombo")

    @property
    def problem(self) -> str:
        return found(self.editor, QLabel, "moveProblem").text()

    @property
    def send(self) -> QPushButton:
        return found(self.editor, QPushButton, "moveSendButton")


@pytest.fixture
async def moving(qtbot: QtBot) -> Shown:
    moving = Shown()
    qtbot.addWidget(moving.editor)
    moving.editor.resize(900, 34)
    moving.editor.open_for("MESZ6", (STOP, ALL))
    await shown(moving.editor)
    moving.text.setFocus()
    return moving


async def test_it_names_the_contract(moving: Shown) -> None:
    assert found(moving.editor, QLabel, "moveOfLabel").text() == "Move MESZ6"


async def test_it_says_what_can_be_typed_and_sends_nothing_of_an_empty_line(moving: Shown) -> None:
    assert moving.problem == HINT
    assert moving.text.accessibleDescription() == HINT
    assert not moving.send.isEnabled()
    press(Qt.Key.Key_Return)
    assert moving.moves == []


async def test_a_problem_is_told_as_it_is_typed_and_stops_it(moving: Shown) -> None:
    moving.why = {"6013": "It would stand above the market."}
    QTest.keyClicks(moving.text, "6013")
    assert moving.problem == "It would stand above the market."
    assert moving.text.property("invalid")
    assert moving.text.accessibleDescription() == moving.problem
    assert moving.send.toolTip() == moving.problem
    press(Qt.Key.Key_Return)
    assert moving.moves == []
    moving.text.setText("6009")
    assert moving.problem == "→ 6009.00"
    press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert moving.moves == [((12,), "6009")]


async def test_where_it_would_stand_is_told_as_it_is_typed(moving: Shown) -> None:
    moving.text.setText("+4")
    assert moving.problem == "→ 6009.50"
    assert moving.text.accessibleDescription() == "→ 6009.50"
    moving.where["+4"] = "6010.50"  # it has moved meanwhile
    moving.editor.show_movables((STOP, ALL))
    assert moving.problem == "→ 6010.50"


async def test_what_can_be_typed_is_not_cut(moving: Shown) -> None:
    text = moving.text.fontMetrics().horizontalAdvance(moving.text.placeholderText())
    assert text + 2 + 2 * 8 + 2 * 2 <= moving.text.width()


async def test_the_market_may_go_past_it_between_typing_and_enter(moving: Shown) -> None:
    moving.text.setText("6009")
    moving.why = {"6009": "The market is there already."}
    press(Qt.Key.Key_Return)
    assert moving.moves == []
    assert moving.problem == "The market is there already."


async def test_enter_with_another_key_is_for_the_ticket(moving: Shown) -> None:
    moving.text.setText("6009")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert moving.moves == []


async def test_escape_leaves(moving: Shown) -> None:
    press(Qt.Key.Key_Escape)
    assert moving.left == 1


async def test_what_cannot_be_moved_says_why_whatever_is_typed(moving: Shown) -> None:
    moving.editor.open_for("MESZ6", (replace(STOP, fixed="It trails."), ALL))
    assert moving.problem == "It trails."
    moving.editor.nudge(1)
    assert moving.nudges == []
    moving.what.setCurrentIndex(1)
    assert moving.problem == HINT
    moving.editor.nudge(1)
    assert moving.nudges == [((12, 22), 1)]


async def test_an_update_keeps_what_is_typed_and_what_is_named(moving: Shown) -> None:
    moving.what.setCurrentIndex(1)
    moving.text.setText("+4")
    moving.editor.show_movables((STOP, Movable("all stops (3)", (12, 22, 32))))
    assert moving.what.currentText() == "all stops (3)"
    assert moving.text.text() == "+4"
    press(Qt.Key.Key_Return)
    assert moving.moves == [((12, 22, 32), "+4")]


async def test_an_order_that_is_gone_ends_it(moving: Shown) -> None:
    moving.editor.show_movables((ALL,))
    assert moving.left == 1


async def test_hidden_it_follows_nothing(moving: Shown) -> None:
    moving.editor.hide()
    moving.editor.show_movables(())
    assert moving.left == 0


async def test_a_double_click_on_a_tick_is_one_tick(moving: Shown) -> None:
    up = found(moving.editor, QPushButton, "nudgeUpButton")
    assert up.accessibleName() == "One tick up"
    QTest.mouseClick(up, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(up, Qt.MouseButton.LeftButton)
    assert moving.nudges == [((12,), 1)]


async def test_the_tick_keys_work_while_it_is_typed_in(moving: Shown) -> None:
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert moving.nudges == [((12,), -1)]
    assert focus() is moving.text
