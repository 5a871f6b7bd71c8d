"""The bracket table by keys and mouse: every job can be done without the other."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_market import MES, named, paint

from bracketdesk.controller.views import LevelFigures
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.ui.bracket_columns import REACHABLE, Column
from bracketdesk.ui.bracket_model import EXAMPLE, BracketModel
from bracketdesk.ui.bracket_table import BracketTable
from bracketdesk.ui.cell_edit import CellEdit

Key = Qt.Key
Held = Qt.KeyboardModifier


@pytest.fixture
def model() -> BracketModel:
    model = BracketModel()
    model.show_instrument(MES)
    model.duplicate(0)
    model.setData(model.index(1, Column.TARGET), "32")
    return model


@pytest.fixture
def page(qtbot: QtBot, model: BracketModel) -> QWidget:
    """The table between two fields, so that Tab comes from somewhere and goes somewhere."""
    page = QWidget()
    column = QVBoxLayout(page)
    for name in ("before", "table", "after"):
        widget = BracketTable(model) if name == "table" else QLineEdit()
        widget.setObjectName(name)
        column.addWidget(widget)
    qtbot.addWidget(page)
    page.resize(760, 360)
    page.show()
    page.activateWindow()
    paint()
    return page


@pytest.fixture
def table(page: QWidget) -> BracketTable:
    table = page.findChild(BracketTable)
    assert table is not None
    return table


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def at(table: BracketTable) -> tuple[int, int]:
    return table.currentIndex().row(), table.currentIndex().column()


def editor(table: BracketTable) -> CellEdit | None:
    """The open editor. A closed one is deleted only in the next turn of the loop."""
    paint()
    return next((e for e in table.findChildren(CellEdit) if e.isVisible()), None)


def open_editor(table: BracketTable, row: int, column: Column) -> CellEdit:
    table.setFocus()
    table.choose(row, column)
    QTest.keyClick(table, Key.Key_F2)
    found = editor(table)
    assert found is not None
    return found


def test_typing_starts_an_edit_and_enter_goes_to_the_row_below(table: BracketTable) -> None:
    table.setFocus()
    table.choose(0, Column.TARGET)
    QTest.keyClick(table, Key.Key_2)
    cell = editor(table)
    assert cell is not None
    QTest.keyClicks(cell, "4")
    QTest.keyClick(cell, Key.Key_Return)
    assert editor(table) is None
    assert table.brackets.level(0).target == "24"
    assert at(table) == (1, Column.TARGET)


def test_the_model_follows_every_key(table: BracketTable) -> None:
    cell = open_editor(table, 0, Column.STOP)
    QTest.keyClick(cell, Key.Key_A, Held.ControlModifier)
    seen = []
    for letter in "8x":
        QTest.keyClicks(cell, letter)
        seen.append(table.brackets.level(0).stop)
    assert seen == ["8", "8x"]


def test_escape_brings_the_old_text_back(table: BracketTable) -> None:
    cell = open_editor(table, 0, Column.STOP)
    QTest.keyClicks(cell, "99")
    QTest.keyClick(cell, Key.Key_Escape)
    assert editor(table) is None
    assert table.brackets.level(0).stop == "16"
    assert table.hasFocus()


def test_tab_commits_and_edits_the_next_cell(table: BracketTable) -> None:
    cell = open_editor(table, 0, Column.TARGET)
    QTest.keyClick(cell, Key.Key_A, Held.ControlModifier)
    QTest.keyClicks(cell, "20")
    QTest.keyClick(cell, Key.Key_Tab)
    after = editor(table)
    assert after is not None
    assert table.brackets.level(0).target == "20"
    assert at(table) == (0, Column.STOP)
    QTest.keyClick(after, Key.Key_Backtab)
    assert editor(table) is not None
    assert at(table) == (0, Column.TARGET)


def test_tab_walks_the_cells_row_by_row_and_leaves_at_the_end(
    page: QWidget, table: BracketTable
) -> None:
    named(page, QLineEdit, "before").setFocus()
    QTest.keyClick(focused(), Key.Key_Tab)
    walked = []
    while table.hasFocus():
        walked.append(at(table))
        QTest.keyClick(table, Key.Key_Tab)
    assert walked == [(row, column) for row in (0, 1) for column in REACHABLE]
    assert focused().objectName() == "after"
    QTest.keyClick(focused(), Key.Key_Backtab)
    assert at(table) == (1, REACHABLE[-1])
    walked = []
    while table.hasFocus():
        walked.append(at(table))
        QTest.keyClick(table, Key.Key_Backtab)
    assert walked == [(row, column) for row in (1, 0) for column in reversed(REACHABLE)]
    assert focused().objectName() == "before"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key.Key_Up, "17"),
        (Key.Key_Down, "15"),
        (Key.Key_PageUp, "26"),
        (Key.Key_PageDown, "6"),
    ],
)
def test_the_edited_cell_steps_by_keys(table: BracketTable, key: Qt.Key, expected: str) -> None:
    cell = open_editor(table, 0, Column.TARGET)
    QTest.keyClick(cell, key)
    assert (cell.text(), table.brackets.level(0).target) == (expected, expected)


def test_the_edited_cell_steps_by_the_wheel(table: BracketTable) -> None:
    cell = open_editor(table, 0, Column.QUANTITY)
    middle = QPointF(cell.rect().center())
    turn = QWheelEvent(
        middle,
        cell.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Held.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(cell, turn)
    assert table.brackets.level(0).quantity == "2"


def test_the_auto_trail_steps_the_part_the_caret_is_in(table: BracketTable) -> None:
    table.brackets.setData(table.brackets.index(0, Column.AUTO_TRAIL), "24/12/1")
    cell = open_editor(table, 0, Column.AUTO_TRAIL)
    cell.lineEdit().setCursorPosition(4)
    QTest.keyClick(cell, Key.Key_Up)
    QTest.keyClick(cell, Key.Key_Up)
    assert table.brackets.level(0).distance == "14"
    assert (table.brackets.level(0).trigger, table.brackets.level(0).step) == ("24", "1")


def test_an_auto_trail_can_be_typed_key_by_key(table: BracketTable) -> None:
    cell = open_editor(table, 0, Column.AUTO_TRAIL)
    seen = []
    for letter in "24/12/5":
        QTest.keyClicks(cell, letter)
        table.brackets.show_problems([Problem("levels[0].autoTrail", letter)])
        seen.append(cell.text())
    assert seen == ["2", "24", "24/", "24/1", "24/12", "24/12/", "24/12/5"]
    level = table.brackets.level(0)
    assert (level.trigger, level.distance, level.step) == ("24", "12", "5")


def test_delete_clears_and_space_trails(table: BracketTable) -> None:
    table.setFocus()
    table.choose(1, Column.TARGET)
    QTest.keyClick(table, Key.Key_Delete)
    QTest.keyClick(table, Key.Key_Space)
    assert table.brackets.level(1) == LevelDraft("1", "", "16", trailing=True)
    assert editor(table) is None


def test_levels_are_copied_moved_and_removed_by_keys(table: BracketTable) -> None:
    table.setFocus()
    table.choose(1, Column.TARGET)
    QTest.keyClick(table, Key.Key_D, Held.ControlModifier)
    assert [level.target for level in table.brackets.levels] == ["16", "32", "32"]
    assert at(table) == (2, Column.TARGET)
    table.brackets.setData(table.currentIndex(), "48")
    QTest.keyClick(table, Key.Key_Up, Held.AltModifier)
    assert [level.target for level in table.brackets.levels] == ["16", "48", "32"]
    assert at(table)[0] == 1
    QTest.keyClick(table, Key.Key_Down, Held.AltModifier)
    QTest.keyClick(table, Key.Key_Delete, Held.ControlModifier)
    assert [level.target for level in table.brackets.levels] == ["16", "32"]
    assert at(table)[0] == 1


def test_insert_asks_for_a_level(table: BracketTable) -> None:
    asked: list[bool] = []
    table.addition.connect(lambda: asked.append(True))
    table.setFocus()
    QTest.keyClick(table, Key.Key_Insert)
    assert asked == [True]


def test_the_last_level_can_go_and_the_keys_stay_harmless(table: BracketTable) -> None:
    table.setFocus()
    for _ in range(3):
        table.remove()
        table.duplicate()
        table.remove()
        table.shift(1)
    assert table.brackets.levels == ()
    for key in (Key.Key_Space, Key.Key_Delete, Key.Key_Return, Key.Key_Down):
        QTest.keyClick(table, key)
    assert table.brackets.levels == ()


def test_a_click_toggles_the_trail(table: BracketTable) -> None:
    where = table.visualRect(table.brackets.index(1, Column.TRAIL)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert table.brackets.level(1).trailing
    assert not table.brackets.level(0).trailing
    QTest.mouseClick(table.viewport(), Qt.MouseButton.RightButton, pos=where)
    assert table.brackets.level(1).trailing


def test_the_editor_says_whose_it_is_and_shows_its_unit(table: BracketTable) -> None:
    cell = open_editor(table, 1, Column.STOP)
    assert cell.accessibleName() == "Stop, level 2"
    cell_rect = table.visualRect(table.brackets.index(1, Column.STOP))
    assert cell.height() >= cell_rect.height() - 1
    assert cell.lineEdit().width() > cell.fontMetrics().horizontalAdvance("16 ticks") - 10


def test_no_text_is_cut_at_the_natural_width(table: BracketTable) -> None:
    table.brackets.setData(table.brackets.index(0, Column.AUTO_TRAIL), "2400/1200/100")
    metrics = table.fontMetrics()
    table.resize(table.natural_width, 200)
    paint()
    for column in Column:
        for row in range(table.brackets.rowCount()):
            text = str(table.brackets.index(row, column).data())
            assert metrics.horizontalAdvance(text) + 14 <= table.columnWidth(column), text
    assert table.horizontalScrollBar().maximum() == 0


def test_the_columns_use_the_whole_width(table: BracketTable) -> None:
    widths = sum(table.columnWidth(column) for column in Column)
    assert widths == table.viewport().width()


def test_the_columns_grow_with_their_texts(table: BracketTable) -> None:
    told: list[bool] = []
    table.widthsChanged.connect(lambda: told.append(True))
    before = table.natural_width
    table.brackets.setData(table.brackets.index(0, Column.TARGET), "123456789012345")
    assert table.natural_width > before
    assert told
    told.clear()
    table.brackets.show_figures((LevelFigures(),))
    assert not told


def columns_at(table: BracketTable) -> list[int]:
    return [table.columnViewportPosition(column) for column in Column]


def test_typing_moves_no_column_that_has_room(table: BracketTable) -> None:
    table.resize(900, 200)
    paint()
    before = columns_at(table)
    cell = open_editor(table, 0, Column.AUTO_TRAIL)
    for key in "24/12/1":
        QTest.keyClicks(cell, key)
        paint()
        assert columns_at(table) == before
    QTest.keyClick(cell, Key.Key_Return)
    for column, text in ((Column.TARGET, "128"), (Column.STOP, "64"), (Column.QUANTITY, "25")):
        table.brackets.setData(table.brackets.index(1, column), text)
    money = LevelFigures(Decimal("6044.50"), Decimal("5996.50"), Decimal(160), Decimal(80))
    table.brackets.show_figures((money, money))
    paint()
    assert columns_at(table) == before


def test_a_column_that_had_to_spread_gives_the_room_back(table: BracketTable) -> None:
    table.resize(table.natural_width, 200)
    paint()
    before = columns_at(table)
    index = table.brackets.index(0, Column.TARGET)
    table.brackets.setData(index, "123456789012345")
    assert columns_at(table) != before
    table.brackets.setData(index, "16")
    assert columns_at(table) == before


def test_no_level_asks_for_more_height(table: BracketTable) -> None:
    before = table.sizeHint().height()
    for _ in range(9):
        table.duplicate()
    assert table.sizeHint().height() == before
    table.be_high(2 * 32 * 3 + 5)
    assert table.sizeHint().height() == before + 3 * 32
    table.be_high(-400)
    assert table.sizeHint().height() == before


def painted_colours(table: BracketTable, row: int, column: Column) -> set[str]:
    picture = table.viewport().grab().toImage()
    area = table.visualRect(table.brackets.index(row, column))
    scale = picture.devicePixelRatio()
    return {
        picture.pixelColor(round(x * scale), round(y * scale)).name()
        for x in range(area.left(), area.right())
        for y in range(area.top(), area.bottom() + 1)
    }


def test_a_bad_cell_is_marked_in_place(table: BracketTable) -> None:
    table.brackets.show_problems(
        [
            Problem("levels[1].targetTicks", "No number."),
            Problem("levels[1].stopTicks", "Sure?", Severity.ACKNOWLEDGE),
        ]
    )
    paint()
    assert {"#fdebed", "#b92a36"} <= painted_colours(table, 1, Column.TARGET)
    assert {"#fdf3e1", "#8f5800"} <= painted_colours(table, 1, Column.STOP)
    assert "#fdebed" not in painted_colours(table, 0, Column.TARGET)


def test_the_focus_is_a_ring_in_the_accent(table: BracketTable) -> None:
    table.setFocus()
    table.choose(1, Column.TARGET)
    paint()
    assert "#155fb5" in painted_colours(table, 1, Column.TARGET)
    assert "#155fb5" not in painted_colours(table, 1, Column.STOP)


def test_undo_keeps_the_table_usable(table: BracketTable) -> None:
    table.setFocus()
    table.choose(1, Column.TARGET)
    table.brackets.undo()
    table.brackets.undo()
    assert table.brackets.levels == (EXAMPLE,)
    table.duplicate()
    assert len(table.brackets.levels) == 2


def test_wheel_over_the_table_changes_nothing(table: BracketTable) -> None:
    before = table.brackets.levels
    middle = QPointF(table.viewport().rect().center())
    turn = QWheelEvent(
        middle,
        table.viewport().mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Held.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    assert turn.type() == QEvent.Type.Wheel
    QApplication.sendEvent(table.viewport(), turn)
    assert table.brackets.levels == before
