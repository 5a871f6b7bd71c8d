"""The buttons under the table."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_market import MES, named, paint

from bracketdesk.controller.views import Check
from bracketdesk.domain.problems import Problem
from bracketdesk.ui.bracket_columns import Column
from bracketdesk.ui.bracket_model import EXAMPLE, BracketModel
from bracketdesk.ui.bracket_table import BracketTable
from bracketdesk.ui.level_tools import LevelTools


@pytest.fixture
def model() -> BracketModel:
    model = BracketModel()
    model.show_instrument(MES)
    return model


@pytest.fixture
def page(qtbot: QtBot, model: BracketModel) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    table = BracketTable(model)
    column.addWidget(table)
    column.addWidget(LevelTools(table, model, lambda: 5))
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    paint()
    return page


def click(page: QWidget, name: str) -> None:
    button = named(page, QPushButton, name)
    assert button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_new_level_takes_what_is_not_assigned_and_waits_for_its_target(
    page: QWidget, model: BracketModel
) -> None:
    click(page, "addLevelButton")
    assert [level.quantity for level in model.levels] == ["1", "4"]
    table = named(page, BracketTable, "bracketTable")
    assert (table.row, table.currentIndex().column()) == (1, Column.TARGET)
    assert table.hasFocus()


def test_the_buttons_do_what_they_say(page: QWidget, model: BracketModel) -> None:
    click(page, "duplicateLevelButton")
    model.setData(model.index(1, Column.TARGET), "32")
    click(page, "moveLevelUpButton")
    assert [level.target for level in model.levels] == ["32", "16"]
    click(page, "moveLevelDownButton")
    assert [level.target for level in model.levels] == ["16", "32"]
    click(page, "splitEvenlyButton")
    assert [level.quantity for level in model.levels] == ["3", "2"]
    click(page, "undoButton")
    click(page, "redoButton")
    click(page, "removeLevelButton")
    assert [level.target for level in model.levels] == ["16"]


def test_insert_in_the_table_adds_a_level(page: QWidget, model: BracketModel) -> None:
    table = named(page, BracketTable, "bracketTable")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Insert)
    assert len(model.levels) == 2


def test_undo_and_redo_by_keys(page: QWidget, model: BracketModel) -> None:
    held = Qt.KeyboardModifier
    click(page, "duplicateLevelButton")
    QTest.keyClick(page, Qt.Key.Key_Z, held.ControlModifier)
    assert model.levels == (EXAMPLE,)
    QTest.keyClick(page, Qt.Key.Key_Z, held.ControlModifier | held.ShiftModifier)
    assert len(model.levels) == 2
    QTest.keyClick(page, Qt.Key.Key_Z, held.ControlModifier)
    QTest.keyClick(page, Qt.Key.Key_Y, held.ControlModifier)
    assert len(model.levels) == 2


def test_what_cannot_be_done_is_disabled(page: QWidget, model: BracketModel) -> None:
    def enabled(name: str) -> bool:
        return named(page, QPushButton, name).isEnabled()

    assert not any(enabled(f"{name}Button") for name in ("moveLevelUp", "moveLevelDown", "undo"))
    click(page, "removeLevelButton")
    assert not any(
        enabled(f"{name}Button") for name in ("duplicateLevel", "removeLevel", "splitEvenly")
    )
    assert enabled("undoButton")
    assert enabled("addLevelButton")


def test_fewer_contracts_than_levels_are_not_split(page: QWidget, model: BracketModel) -> None:
    split = named(page, QPushButton, "splitEvenlyButton")
    for _ in range(4):
        click(page, "duplicateLevelButton")
    assert split.isEnabled()
    click(page, "duplicateLevelButton")
    assert not split.isEnabled()
    assert split.toolTip() == "6 levels need at least 6 contracts: the entry has 5."
    before = model.levels
    model.split_evenly(5)
    assert model.levels == before


def test_a_sum_of_levels_that_cannot_be_is_not_shown_as_good(page: QWidget) -> None:
    tools = page.findChild(LevelTools)
    assert tools is not None
    problem = Problem("levels[1].quantity", "At least 1 contract.")
    tools.show_check(Check(None, (problem,), "", "", 2, 2, (), ""))
    assert named(page, QLabel, "assignedLabel").property("tone") == "loss"


@pytest.mark.parametrize(
    ("assigned", "quantity", "tone"), [(3, 3, "gain"), (2, 3, "loss"), (2, 0, "loss")]
)
def test_how_much_is_assigned_is_always_said(
    page: QWidget, assigned: int, quantity: int, tone: str
) -> None:
    tools = page.findChild(LevelTools)
    assert tools is not None
    tools.show_check(Check(None, (), "", "", assigned, quantity, (), ""))
    label = named(page, QLabel, "assignedLabel")
    assert label.text() == f"{assigned} of {quantity or '?'} assigned"
    assert label.property("tone") == tone


def test_every_button_has_a_name_and_a_tip_with_its_key(page: QWidget) -> None:
    buttons = [b for b in page.findChildren(QPushButton) if b.objectName()]
    assert len(buttons) == 8
    for button in buttons:
        assert button.text().isascii() or button.accessibleName(), button.objectName()
        assert button.toolTip()
