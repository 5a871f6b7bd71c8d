"""From a click to the desk, through the buttons, the keys and the questions."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot
from tests.support.sample_views import loose, running, waiting
from tests.support.screen import click, focus, found, hold, press, shown
from tests.support.strategies_stage import StrategiesStage

from bracketdesk.controller.after.views import Question as Asked
from bracketdesk.controller.views import PositionView
from bracketdesk.ui.deeds import Deed
from bracketdesk.ui.doing import cancel_text
from bracketdesk.ui.question import Question

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | SHIFT
LEVEL = (9912, ("level", 1))
STOP = (*LEVEL, ("order", 12))
ENTRY = (9913, ("order", 1))
ASKING = [
    (Deed.FLATTEN, LEVEL, "flatten", (1,)),
    (Deed.CANCEL_ENTRY, ENTRY, "cancel_entry", (9913,)),
    (Deed.STOP_STRATEGY, LEVEL, "interrupt", (9912,)),
    (Deed.CANCEL_LEVEL, LEVEL, "cancel_level", (9912, 1)),
    (Deed.CANCEL_ORDER, STOP, "cancel_order", (12,)),
    (Deed.CANCEL_ORDER, (("loose", 77),), "cancel_order", (77,)),
    (Deed.REVERSE, STOP, "reverse", (1,)),
]
OF_THE_TAB = [asking for asking in ASKING if asking[0] is not Deed.FLATTEN]
"""Flatten's key is the window's: see test_flatten_key.py."""
KEYS = {
    Deed.CANCEL_ENTRY: Qt.Key.Key_E,
    Deed.BREAKEVEN: Qt.Key.Key_B,
    Deed.STOP_STRATEGY: Qt.Key.Key_S,
    Deed.CANCEL_LEVEL: Qt.Key.Key_X,
    Deed.CANCEL_ORDER: Qt.Key.Key_C,
    Deed.REVERSE: Qt.Key.Key_R,
}


@pytest.fixture
async def stage(qtbot: QtBot) -> StrategiesStage:
    stage = StrategiesStage()
    qtbot.addWidget(stage.tab)
    await shown(stage.tab)
    stage.desk.strategies.set((running(), waiting()))
    stage.after.loose.set((loose(),))
    stage.desk.positions.set((PositionView(1, "MESZ6", 3, None),))
    return stage


@pytest.mark.parametrize(("deed", "path", "name", "arguments"), ASKING)
async def test_what_cannot_be_taken_back_asks_first(
    stage: StrategiesStage,
    deed: Deed,
    path: tuple[object, ...],
    name: str,
    arguments: tuple[object, ...],
) -> None:
    stage.after.questions[name] = Asked("Sure?", "This happens.", "Do it", "2 stay unprotected.")
    stage.choose(*path)
    stage.do(deed)
    question = stage.question()
    assert stage.after.calls == []
    if deed is not Deed.CANCEL_ENTRY:
        assert found(question, QLabel, "questionWarning").text() == "2 stay unprotected."
        assert question.confirm_button.text() == "Do it"
    assert found(question, QLabel, "questionWhere").text() == "PRACTICE · DEMO1234"
    QTest.mouseClick(question.confirm_button, Qt.MouseButton.LeftButton)
    assert stage.after.calls == [(name, *arguments)]


@pytest.mark.parametrize(("deed", "path", "name", "arguments"), ASKING)
async def test_saying_no_asks_nothing_of_the_desk(
    stage: StrategiesStage,
    deed: Deed,
    path: tuple[object, ...],
    name: str,
    arguments: tuple[object, ...],
) -> None:
    stage.choose(*path)
    stage.do(deed)
    stage.answer("questionCancelButton")
    assert stage.after.called(name) == []


@pytest.mark.parametrize(("deed", "path", "name", "arguments"), OF_THE_TAB)
async def test_every_deed_has_its_key(
    stage: StrategiesStage,
    deed: Deed,
    path: tuple[object, ...],
    name: str,
    arguments: tuple[object, ...],
) -> None:
    stage.choose(*path)
    stage.view.setFocus()
    press(KEYS[deed], CTRL_SHIFT)
    stage.answer()
    assert stage.after.called(name) == [arguments]


async def test_a_key_of_a_deed_that_cannot_be_done_does_nothing(stage: StrategiesStage) -> None:
    stage.choose(9912)
    stage.view.setFocus()
    press(Qt.Key.Key_E, CTRL_SHIFT)  # its entry is filled
    assert stage.tab.findChild(Question) is None


async def test_what_is_asked_about_is_what_is_done_whatever_is_chosen_by_then(
    stage: StrategiesStage,
) -> None:
    stage.choose(9912)
    stage.do(Deed.FLATTEN)
    stage.desk.strategies.set((waiting(),))
    stage.choose(9913)
    stage.answer()
    assert stage.after.called("flatten") == [(1,)]


async def test_there_is_one_question_at_a_time(stage: StrategiesStage) -> None:
    """A key pressed twice may arrive twice before the question has the focus."""
    stage.choose(9912)
    stage.tab.bar.wanted.emit(Deed.FLATTEN)
    stage.tab.bar.wanted.emit(Deed.FLATTEN)
    stage.answer()
    assert stage.after.called("flatten") == [(1,)]
    assert not [q for q in stage.tab.findChildren(Question) if q.isVisible()]
    stage.tab.bar.wanted.emit(Deed.FLATTEN)
    stage.answer()
    assert len(stage.after.called("flatten")) == 2


async def test_a_freeze_is_told_of_before_an_exit(stage: StrategiesStage) -> None:
    stage.desk.caution = "It may lengthen the wait."
    stage.choose(*ENTRY)
    stage.do(Deed.CANCEL_ENTRY)
    warning = found(stage.question(), QLabel, "questionWarning")
    assert warning.text() == "It may lengthen the wait."


# Breakeven
async def test_breakeven_is_one_click_for_a_level_or_the_whole(stage: StrategiesStage) -> None:
    found(stage.tab, QSpinBox, "breakevenTicksSpin").setValue(2)
    stage.choose(9912)
    stage.do(Deed.BREAKEVEN)
    stage.choose(*STOP)
    stage.do(Deed.BREAKEVEN)
    assert stage.after.called("breakeven") == [(9912, None, 2), (9912, 1, 2)]


async def test_breakeven_that_cannot_be_says_why_for_the_ticks_chosen(
    stage: StrategiesStage,
) -> None:
    stage.after.breakeven_refusal = lambda i, n, ticks: "Too far." if ticks > 5 else ""
    stage.choose(9912)
    assert stage.button(Deed.BREAKEVEN).isEnabled()
    found(stage.tab, QSpinBox, "breakevenTicksSpin").setValue(6)
    assert not stage.button(Deed.BREAKEVEN).isEnabled()
    assert stage.button(Deed.BREAKEVEN).toolTip() == "Too far."
    assert stage.button(Deed.BREAKEVEN).accessibleDescription() == "Too far."


async def test_ticks_that_cannot_be_read_move_nothing(stage: StrategiesStage) -> None:
    stage.choose(9912)
    spin = found(stage.tab, QSpinBox, "breakevenTicksSpin")
    spin.selectAll()
    QTest.keyClicks(spin, "2.5")
    assert spin.property("invalid")
    assert not stage.button(Deed.BREAKEVEN).isEnabled()
    assert stage.button(Deed.BREAKEVEN).toolTip() == "“2.5” is no whole number of ticks."
    press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert stage.after.called("breakeven") == []


async def test_a_double_click_is_one_breakeven(stage: StrategiesStage) -> None:
    stage.choose(9912)
    button = stage.button(Deed.BREAKEVEN)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(stage.after.called("breakeven")) == 1


async def test_in_a_freeze_what_goes_at_once_asks_first(stage: StrategiesStage) -> None:
    stage.desk.caution = "It may lengthen the wait."
    stage.choose(9912)
    stage.do(Deed.BREAKEVEN)
    assert stage.after.calls == []
    stage.answer()
    assert stage.after.called("breakeven") == [(9912, None, 0)]


@pytest.mark.parametrize(("ticks", "said"), [(1, "plus 1 tick."), (2, "plus 2 ticks.")])
async def test_the_question_of_a_breakeven_counts_its_ticks(
    stage: StrategiesStage, ticks: int, said: str
) -> None:
    stage.desk.caution = "It may lengthen the wait."
    stage.choose(9912)
    found(stage.tab, QSpinBox, "breakevenTicksSpin").setValue(ticks)
    stage.do(Deed.BREAKEVEN)
    assert any(said in label.text() for label in stage.question().findChildren(QLabel))
    stage.answer()


# Moving
def editor_text(stage: StrategiesStage) -> QLineEdit:
    return found(stage.tab, QLineEdit, "moveEdit")


async def test_a_stop_is_moved_by_typing_where_to(stage: StrategiesStage) -> None:
    stage.choose(*STOP)
    stage.view.setFocus()
    press(Qt.Key.Key_F2)
    assert focus() is editor_text(stage)
    QTest.keyClicks(focus(), "6009.25")
    press(Qt.Key.Key_Return)
    assert stage.after.called("move") == [((12,), "6009.25")]
    assert focus() is stage.view
    assert not editor_text(stage).isVisible()


async def test_all_stops_are_moved_from_the_strategy(stage: StrategiesStage) -> None:
    stage.choose(9912)
    stage.do(Deed.MOVE)
    QTest.keyClicks(editor_text(stage), "+4")
    press(Qt.Key.Key_Return)
    assert stage.after.called("move") == [((12, 22, 32), "+4")]


async def test_what_to_move_is_chosen_in_the_editor(stage: StrategiesStage) -> None:
    stage.choose(*LEVEL)
    stage.do(Deed.MOVE)
    found(stage.tab, QComboBox, "moveWhatCombo").setCurrentText("all targets (3)")
    QTest.keyClicks(editor_text(stage), "-2")
    click(stage.tab, "moveSendButton")
    assert stage.after.called("move") == [((11, 21, 31), "-2")]


async def test_escape_leaves_the_editor_and_moves_nothing(stage: StrategiesStage) -> None:
    stage.choose(*STOP)
    stage.view.setFocus()
    press(Qt.Key.Key_F2)
    QTest.keyClicks(focus(), "6009.25")
    press(Qt.Key.Key_Escape)
    assert focus() is stage.view
    assert stage.view.path == STOP
    assert stage.after.calls == []


async def test_a_held_enter_is_one_move(stage: StrategiesStage) -> None:
    stage.choose(*STOP)
    stage.do(Deed.MOVE)
    edit = editor_text(stage)
    QTest.keyClicks(edit, "6009.25")
    hold(edit, Qt.Key.Key_Return)
    assert stage.after.calls == []  # the first of them was meant for something else
    press(Qt.Key.Key_Return)
    hold(edit, Qt.Key.Key_Return)
    assert len(stage.after.called("move")) == 1


@pytest.mark.parametrize(
    ("key", "modifier", "ticks"),
    [
        (Qt.Key.Key_Up, ALT, 1),
        (Qt.Key.Key_Down, ALT, -1),
        (Qt.Key.Key_Up, ALT | SHIFT, 10),
        (Qt.Key.Key_Down, ALT | SHIFT, -10),
    ],
)
async def test_tick_keys_move_the_chosen_exit(
    stage: StrategiesStage, key: Qt.Key, modifier: Qt.KeyboardModifier, ticks: int
) -> None:
    stage.choose(*STOP)
    stage.view.setFocus()
    press(key, modifier)
    assert stage.after.called("nudge") == [((12,), ticks)]


@pytest.mark.parametrize(
    ("modifier", "said"), [(ALT, "by −1 tick."), (ALT | SHIFT, "by −10 ticks.")]
)
async def test_the_question_of_a_step_counts_its_ticks(
    stage: StrategiesStage, modifier: Qt.KeyboardModifier, said: str
) -> None:
    stage.desk.caution = "It may lengthen the wait."
    stage.choose(*STOP)
    stage.view.setFocus()
    press(Qt.Key.Key_Down, modifier)
    assert any(said in label.text() for label in stage.question().findChildren(QLabel))
    stage.answer()


async def test_tick_keys_on_several_ask_which_by_the_editor_and_then_move_it(
    stage: StrategiesStage,
) -> None:
    stage.choose(9912)
    stage.view.setFocus()
    press(Qt.Key.Key_Up, ALT)
    assert stage.after.calls == []
    assert focus() is editor_text(stage)
    press(Qt.Key.Key_Up, ALT)
    click(stage.tab, "nudgeDownButton")
    assert stage.after.called("nudge") == [((12, 22, 32), 1), ((12, 22, 32), -1)]


async def test_with_the_editor_open_the_tick_keys_move_what_it_names(
    stage: StrategiesStage,
) -> None:
    stage.choose(*STOP)
    stage.do(Deed.MOVE)
    found(stage.tab, QComboBox, "moveWhatCombo").setCurrentText("all stops (3)")
    editor_text(stage).setText("60")
    stage.view.setFocus()
    press(Qt.Key.Key_Up, ALT)
    assert stage.after.called("nudge") == [((12, 22, 32), 1)]
    assert editor_text(stage).text() == "60"


async def test_choosing_another_row_ends_what_was_typed_for_the_former(
    stage: StrategiesStage,
) -> None:
    """Both have stops and would read alike."""
    stage.choose(9912)
    stage.do(Deed.MOVE)
    QTest.keyClicks(editor_text(stage), "+4")
    stage.choose(9913)
    assert not editor_text(stage).isVisible()
    assert stage.after.calls == []


async def test_tick_keys_leave_what_cannot_be_moved_alone(stage: StrategiesStage) -> None:
    stage.choose(*ENTRY)
    stage.view.setFocus()
    press(Qt.Key.Key_Up, ALT)
    first, second, third = running().levels
    fixed = replace(first.legs[1], fixed="It trails.")
    level = replace(first, legs=(first.legs[0], fixed))
    stage.desk.strategies.set((replace(running(), levels=(level, second, third)),))
    stage.choose(*STOP)
    press(Qt.Key.Key_Up, ALT)
    assert stage.after.calls == []


async def test_the_button_that_goes_dark_passes_the_focus_to_the_tree(
    stage: StrategiesStage,
) -> None:
    stage.choose(*ENTRY)
    button = stage.button(Deed.CANCEL_ENTRY)
    button.setFocus()
    view = waiting()
    assert view.entry is not None
    done = replace(view.entry, status="cancelled", cancellable=False)
    stage.desk.strategies.set((running(), replace(view, entry=done)))
    assert focus() is stage.view
    assert found(stage.tab, QPushButton, "cancelEntryButton").toolTip() == (
        "The entry is cancelled already"
    )


def test_cancelling_an_entry_says_what_stays() -> None:
    view = waiting()
    assert view.entry is not None
    texts = [
        cancel_text(replace(view, entry=replace(view.entry, filled=filled))) for filled in (0, 1, 2)
    ]
    assert "Nothing of it is filled so far" in texts[0]
    assert "1 of 5 is filled so far" in texts[1]
    assert "2 of 5 are filled so far" in texts[2]
    for said in texts:
        assert "fills before the cancel arrives" in said  # it may, while one reads this
