"""The editor of a cell on its own: any text, stepped, with its unit behind it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.support.fake_market import paint

from bracketdesk.ui.cell_edit import CellEdit


@pytest.fixture
def cell(qtbot: QtBot) -> CellEdit:
    cell = CellEdit(None, "Target, level 1", "ticks", lambda t, at, n: (f"{t}{n:+}", at))  # type: ignore[arg-type]  # a window of its own
    qtbot.addWidget(cell)
    cell.resize(120, 32)
    cell.show()
    cell.activateWindow()
    cell.setFocus()
    paint()
    return cell


def test_it_tells_of_typing_and_stepping_but_not_of_being_shown(cell: CellEdit) -> None:
    told: list[str] = []
    cell.edited.connect(lambda: told.append(cell.text()))
    cell.show_text("16")
    QTest.keyClicks(cell, "9z")
    QTest.keyClick(cell, Qt.Key.Key_PageUp)
    assert told == ["9", "9z", "9z+10"]


def test_what_is_shown_is_ready_to_be_typed_over(cell: CellEdit) -> None:
    cell.show_text("16")
    assert cell.lineEdit().selectedText() == "16"


def test_showing_the_same_text_leaves_the_caret(cell: CellEdit) -> None:
    cell.show_text("1234")
    cell.lineEdit().setCursorPosition(2)
    cell.show_text("1234")
    assert cell.lineEdit().cursorPosition() == 2


def test_a_step_that_changes_nothing_says_nothing(qtbot: QtBot) -> None:
    cell = CellEdit(None, "x", "", lambda text, at, steps: (text, at))  # type: ignore[arg-type]  # a window of its own
    qtbot.addWidget(cell)
    told: list[int] = []
    cell.edited.connect(lambda: told.append(1))
    cell.stepBy(1)
    assert not told


def test_it_wants_more_room_for_a_longer_text(cell: CellEdit) -> None:
    cell.show_text("1")
    narrow = cell.room()
    cell.show_text("1234567")
    assert cell.room() > narrow


@pytest.fixture
def trail(qtbot: QtBot) -> CellEdit:
    parts = ("trigger", "distance", "step")
    trail = CellEdit(None, "Auto-trail", "ticks", lambda t, at, n: (t, at), parts)  # type: ignore[arg-type]  # a window of its own
    qtbot.addWidget(trail)
    trail.resize(trail.room(), 32)
    trail.show()
    trail.setFocus()
    paint()
    return trail


def test_an_empty_one_says_its_parts_whole(trail: CellEdit) -> None:
    edit = trail.lineEdit()
    assert (edit.placeholderText(), trail._said) == ("trigger/distance/step", "ticks")
    room = edit.width() - edit.textMargins().right() - 2 * 2
    assert edit.fontMetrics().horizontalAdvance(edit.placeholderText()) <= room


def test_while_it_is_typed_the_part_at_the_caret_is_named(trail: CellEdit) -> None:
    edit, said = trail.lineEdit(), []
    for key in "24/12/1":
        QTest.keyClicks(trail, key)
        said.append(trail._said)
    named = [f"{part}, ticks" for part in ("trigger", "distance", "step")]
    assert said == [named[0]] * 2 + [named[1]] * 3 + [named[2]] * 2
    room = edit.width() - edit.textMargins().right() - 2 * 2
    assert edit.fontMetrics().horizontalAdvance("24/12/1") <= room
    edit.setCursorPosition(1)
    assert trail._said == named[0]
