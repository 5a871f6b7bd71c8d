"""Exits for an open position: typed as in the ticket, sent once, and closed only when taken on."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import trading_desk
from tests.support.sample_cover import LONG, checks_exits, cover
from tests.support.sample_views import session
from tests.support.screen import click, focus, found, hold, press, shown
from tests.support.until import until

from bracketdesk.controller.after.views import ExitLine, ExitsCheck
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings, Units
from bracketdesk.domain.ticket import TimeInForce
from bracketdesk.ui.bracket_columns import Column
from bracketdesk.ui.bracket_table import BracketTable
from bracketdesk.ui.controls import Combo
from bracketdesk.ui.exits_dialog import NOTHING_YET, ExitsDialog, deed_text, show_exits
from bracketdesk.ui.exits_model import MEANINGS, WITHOUT
from bracketdesk.ui.question import Question
from bracketdesk.ui.send_button import SendButton
from bracketdesk.ui.text_boxes import ReadBox


class Shown:
    """The dialog of MESZ6: long 4, of which 2 are protected."""

    def __init__(self, qtbot: QtBot, settings: Settings) -> None:
        self.desk: FakeDesk = trading_desk(settings)
        self.desk.session.set(session())
        self.desk.positions.set((LONG,))
        self.desk.after.covers.set((cover(4, 2),))
        self.desk.after.exits_checker = checks_exits
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        show_exits(self.window, self.desk, 1)
        self.dialog = found(self.window, ExitsDialog, "exitsDialog")
        self.table = found(self.dialog, BracketTable, "exitsTable")
        self.button = found(self.dialog, SendButton, "protectButton")

    def text(self, name: str) -> str:
        return found(self.dialog, QLabel, name).text()

    @property
    def said(self) -> str:
        return found(self.dialog, ReadBox, "exitsSentence").toPlainText()

    def cell(self, row: int, column: Column) -> str:
        return str(self.table.brackets.index(row, column).data())

    def write(self, row: int, column: Column, text: str) -> None:
        """Type into a cell by keys."""
        self.table.choose(row, column)
        self.table.setFocus()
        for sign in text:
            QTest.keyClicks(focus(), sign)
        press(Qt.Key.Key_Return)

    def changes(self, net: int, stops: int) -> None:
        """Another position, with another cover."""
        self.desk.after.exits_checker = partial(checks_exits, net=net, stops=stops)
        self.desk.positions.set((replace(LONG, net=net),))
        self.desk.after.covers.set((cover(net, stops),))

    def gone(self) -> bool:
        return not any(d.isVisible() for d in self.window.findChildren(ExitsDialog))

    @property
    def sent(self) -> list[tuple[object, ...]]:
        return self.desk.after.called("protect")


@pytest.fixture
async def exits(qtbot: QtBot) -> Shown:
    there = Shown(qtbot, Settings(ask_practice=False))
    await shown(there.dialog)
    return there


async def ready(exits: Shown) -> None:
    exits.write(0, Column.TARGET, "16")
    exits.write(0, Column.STOP, "12")
    await until(exits.button.isEnabled)


async def test_it_begins_with_one_level_for_what_is_uncovered(exits: Shown) -> None:
    assert exits.table.brackets.levels == (LevelDraft("2"),)
    assert exits.text("exitsTitle") == "MESZ6 · position +4 at 6012.50"
    assert exits.text("exitsUncovered") == "2 of 4 have no stop"
    assert exits.text("exitsAssignedLabel") == "2 of 2 assigned"
    assert exits.said == NOTHING_YET
    assert (exits.table.hasFocus(), exits.table.currentIndex().column()) == (True, Column.STOP)


async def test_nothing_trails_and_what_is_not_asked_for_is_not_there(exits: Shown) -> None:
    assert all(exits.table.isColumnHidden(column) for column in WITHOUT)
    press(Qt.Key.Key_Space)
    assert not exits.table.brackets.level(0).trailing
    columns = []
    exits.table.choose(0, Column.QUANTITY)
    for _ in range(2):
        press(Qt.Key.Key_Tab)
        columns.append(exits.table.currentIndex().column())
    assert columns == [Column.TARGET, Column.STOP]
    press(Qt.Key.Key_Tab)
    assert focus() is not exits.table


async def test_what_stands_in_the_way_is_said_in_its_place_and_on_the_button(exits: Shown) -> None:
    assert not exits.button.isEnabled()
    assert exits.button.text() == "Level 1: A stop is needed"
    assert exits.button.toolTip() == "Level 1: A stop is needed"
    index = exits.table.brackets.index(0, Column.STOP)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "A stop is needed."
    problems = found(exits.dialog, QListWidget, "exitsProblemList")
    assert "Level 1 stop: A stop is needed." in problems.item(0).text()
    exits.table.choose(0, Column.QUANTITY)
    problems.itemActivated.emit(problems.item(0))
    assert exits.table.currentIndex().column() == Column.STOP


async def test_typed_by_keys_it_says_where_each_level_lies(exits: Shown) -> None:
    await ready(exits)
    assert [exits.cell(0, c) for c in (Column.TARGET_AT, Column.STOP_AT)] == ["6016.50", "6009.50"]
    assert exits.said == "Protect 2 of MESZ6, Day: Sell 2: stop 6009.50."
    assert exits.button.text() == "Protect 2 MESZ6"
    assert exits.button.detail == "PRACTICE · DEMO1234"


async def test_a_click_sends_what_was_typed_once_and_closes(exits: Shown) -> None:
    await ready(exits)
    found(exits.dialog, Combo, "exitsTimeInForceCombo").setCurrentIndex(1)
    click(exits.dialog, "protectButton")
    levels = (LevelDraft("2", "16", "12"),)
    assert exits.sent == [(1, levels, Units.TICKS, TimeInForce.GTC)]
    await until(exits.gone)


async def test_a_double_click_sends_once_and_hits_nothing_below(exits: Shown) -> None:
    await ready(exits)
    QTest.mouseClick(exits.button, Qt.MouseButton.LeftButton)
    assert exits.dialog.isVisible()
    QTest.mouseDClick(exits.button, Qt.MouseButton.LeftButton)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(exits.dialog, Qt.Key.Key_Return, control)
    assert len(exits.sent) == 1
    await until(exits.gone)


async def test_what_is_not_taken_on_stays_open_with_all_that_was_typed(exits: Shown) -> None:
    await ready(exits)
    exits.desk.after.takes = False
    click(exits.dialog, "protectButton")
    assert len(exits.sent) == 1
    assert exits.dialog.isVisible()
    assert exits.table.brackets.levels == (LevelDraft("2", "16", "12"),)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_the_keys_send_it_and_enter_alone_does_not(exits: Shown, key: Qt.Key) -> None:
    await ready(exits)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    assert exits.dialog.isVisible()
    found(exits.dialog, Combo, "exitsUnitsCombo").setFocus()
    press(Qt.Key.Key_Return)
    hold(focus(), Qt.Key.Key_Return)
    assert exits.sent == []
    press(key, Qt.KeyboardModifier.ControlModifier)
    assert len(exits.sent) == 1


async def test_blocked_nothing_is_sent_by_the_keys_either(exits: Shown) -> None:
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert exits.sent == []


async def test_what_was_typed_is_kept_though_the_position_changes(exits: Shown) -> None:
    await ready(exits)
    exits.changes(4, 3)
    await until(lambda: not exits.button.isEnabled())
    assert exits.table.brackets.levels == (LevelDraft("2", "16", "12"),)
    assert exits.text("exitsUncovered") == "1 of 4 has no stop"
    assert exits.text("exitsAssignedLabel") == "2 of 1 assigned"
    assert exits.button.text() == "The levels have 2, 1 are uncovered"
    exits.changes(4, 2)
    await until(exits.button.isEnabled)


async def test_between_the_change_and_its_paint_a_click_sends_nothing(exits: Shown) -> None:
    await ready(exits)
    exits.changes(4, 4)
    click(exits.dialog, "protectButton")
    assert exits.sent == []
    assert exits.dialog.isVisible()
    assert not exits.button.isEnabled()
    assert exits.text("exitsUncovered") == "Stops protect all of it"


async def test_prices_that_were_not_seen_are_not_sent(exits: Shown) -> None:
    await ready(exits)
    exits.desk.after.exits_checker = partial(checks_exits, net=6, stops=4)
    click(exits.dialog, "protectButton")
    assert exits.sent == []
    assert exits.text("exitsTitle") == "MESZ6 · position +6 at 6012.50"
    click(exits.dialog, "protectButton")
    assert len(exits.sent) == 1


async def test_a_level_more_takes_what_is_left(exits: Shown) -> None:
    exits.write(0, Column.QUANTITY, "1")
    exits.write(0, Column.STOP, "12")
    click(exits.dialog, "exitsAddLevelButton")
    assert exits.table.brackets.levels[1] == LevelDraft("1", "", "12")
    await until(exits.button.isEnabled)
    assert exits.said.endswith("Sell 1: stop 6009.50; Sell 1: stop 6009.50.")


async def test_the_units_change_what_is_typed_here_alone(exits: Shown) -> None:
    await ready(exits)
    units = found(exits.dialog, Combo, "exitsUnitsCombo")
    units.setFocus()
    press(Qt.Key.Key_Down)
    assert exits.table.brackets.level(0) == LevelDraft("2", "4.00", "3.00")
    assert exits.desk.settings.value.units is Units.TICKS
    await until(lambda: exits.cell(0, Column.STOP_AT) == "6009.50")


async def test_in_a_freeze_the_warning_comes_first(exits: Shown) -> None:
    await ready(exits)
    exits.desk.caution = "It may lengthen the wait."
    click(exits.dialog, "protectButton")
    question = found(exits.dialog, Question, "question")
    assert found(question, QLabel, "questionWarning").text() == "It may lengthen the wait."
    assert exits.sent == []
    click(question, "questionConfirmButton")
    assert len(exits.sent) == 1
    await until(exits.gone)


@pytest.mark.parametrize(
    "elsewhere",
    [session(Environment.DEMO), replace(session(), account="DEMO5678")],
)
async def test_another_account_closes_it(exits: Shown, elsewhere: object) -> None:
    exits.desk.session.set(replace(session(), text="reconnecting"))
    exits.desk.session.set(replace(session(), account="", accounts=()))
    assert exits.dialog.isVisible()
    exits.desk.session.set(elsewhere)  # type: ignore[arg-type]
    assert not exits.dialog.isVisible()


async def test_it_leaves_the_window_usable_and_is_there_once(exits: Shown) -> None:
    assert not exits.dialog.isModal()
    show_exits(exits.window, exits.desk, 1)
    assert len(exits.window.findChildren(ExitsDialog)) == 1
    show_exits(exits.window, exits.desk, 2)
    others = {d.contract_id for d in exits.window.findChildren(ExitsDialog)}
    assert others == {1, 2}
    for dialog in exits.window.findChildren(ExitsDialog):
        dialog.reject()


async def test_closed_it_listens_no_more(exits: Shown) -> None:
    click(exits.dialog, "exitsCloseButton")
    QApplication.processEvents()
    exits.changes(2, 0)
    QApplication.processEvents()
    show_exits(exits.window, exits.desk, 1)
    (dialog,) = [d for d in exits.window.findChildren(ExitsDialog) if d.isVisible()]
    assert found(dialog, QLabel, "exitsUncovered").text() == "2 of 2 have no stop"
    dialog.reject()


async def test_without_a_position_it_says_so(exits: Shown) -> None:
    exits.changes(0, 0)
    await until(lambda: exits.text("exitsTitle") == "MESZ6 · no position")
    assert exits.text("exitsUncovered") == "Nothing to protect"


async def test_the_headings_mean_a_position(exits: Shown) -> None:
    tips = {
        column: exits.table.brackets.headerData(
            column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
        )
        for column in MEANINGS
    }
    assert tips == MEANINGS


async def test_every_button_says_what_it_is(exits: Shown) -> None:
    for button in exits.dialog.findChildren(QPushButton):
        assert button.objectName()
        assert button.text()
        assert not button.autoDefault()


async def test_many_levels_scroll_and_leave_the_button_in_sight(exits: Shown) -> None:
    exits.dialog.resize(exits.dialog.width(), 470)
    exits.write(0, Column.QUANTITY, "1")
    exits.write(0, Column.STOP, "12")
    for _ in range(7):
        exits.table.duplicate()
    exits.desk.after.exits_checker = partial(checks_exits, net=8, stops=0)
    exits.desk.after.covers.set((cover(8, 0),))
    await until(exits.button.isEnabled)
    QApplication.processEvents()
    assert exits.said.count("Sell 1") == 8
    assert exits.dialog.height() == 470
    assert exits.button.visibleRegion().boundingRect() == exits.button.rect()


@pytest.mark.parametrize(
    ("stops", "text"),
    [
        ((True, True), "Protect 3 MESZ6"),
        ((True, False), "Protect 1 MESZ6"),
        ((False, False), "Targets for MESZ6"),
    ],
)
def test_the_button_counts_what_a_stop_protects(stops: tuple[bool, bool], text: str) -> None:
    price = Decimal("6009.5")
    lines = tuple(
        ExitLine(at, price, price if stop else None, "") for at, stop in enumerate(stops, 1)
    )
    check = ExitsCheck(1, "MESZ6", 3, 3, price, lines, (), "", "")
    assert deed_text(check) == text
