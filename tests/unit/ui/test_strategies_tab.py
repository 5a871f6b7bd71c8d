from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import finished, running, session, waiting
from tests.support.screen import click, focus, found, press, shown
from tests.support.until import until

from bracketdesk.ui.question import Question
from bracketdesk.ui.strategies_tab import (
    EMPTY,
    ExitButtons,
    StrategiesTab,
    StrategiesView,
    can_cancel,
    can_flatten,
)


class Shown:
    """The tab on a desk, in a window."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.desk.session.set(session())
        self.tab = StrategiesTab(self.desk)
        self.tab.resize(1100, 240)

    @property
    def view(self) -> StrategiesView:
        return self.tab.view

    def question(self) -> Question:
        return found(self.tab, Question, "question")


@pytest.fixture
async def strategies(qtbot: QtBot) -> Shown:
    shown_tab = Shown()
    qtbot.addWidget(shown_tab.tab)
    await shown(shown_tab.tab)
    return shown_tab


def buttons(strategies: Shown) -> list[str]:
    """What the visible buttons say, from top to bottom."""
    seen = [b for b in strategies.view.findChildren(QPushButton) if b.isVisible()]
    seen.sort(key=lambda b: (b.mapTo(strategies.tab, QPoint()).y(), b.x()))
    return [b.text() for b in seen]


def upper_row(view: StrategiesView) -> tuple[object, object, int]:
    """Strategy, row and height of what stands at the upper edge."""
    index = view.indexAt(QPoint(5, 5))
    parent = view.rows.row_at(index.parent()).key
    return parent, view.rows.row_at(index).key, view.visualRect(index).top()


async def test_an_empty_list_teaches(strategies: Shown) -> None:
    label = found(strategies.tab, QLabel, "strategiesViewEmpty")
    assert label.isVisible()
    assert label.text() == EMPTY
    strategies.desk.strategies.set((running(),))
    assert not label.isVisible()
    assert strategies.view.isVisible()


async def test_each_row_offers_only_what_it_leaves_to_do(strategies: Shown) -> None:
    strategies.desk.strategies.set((running(), waiting(), finished()))
    assert buttons(strategies) == ["Flatten MESZ6", "Cancel entry", "Flatten ZNZ6"]


async def test_cancel_entry_goes_once_the_entry_is_filled(strategies: Shown) -> None:
    view = waiting()
    strategies.desk.strategies.set((view,))
    assert view.entry is not None
    filled = replace(view.entry, status="filled", filled=5, cancellable=False)
    strategies.desk.strategies.set((replace(view, entry=filled),))
    assert buttons(strategies) == ["Flatten ZNZ6"]


async def test_flatten_asks_and_then_asks_the_desk(strategies: Shown) -> None:
    strategies.desk.strategies.set((running(),))
    click(strategies.view, "flattenButton9912")
    question = strategies.question()
    await until(question.isVisible)
    assert strategies.desk.called("flatten") == []
    text = found(question, QLabel, "questionText").text()
    assert "MESZ6" in text
    assert "DEMO1234" in text
    assert "+3" in text
    assert found(question, QLabel, "questionWhere").text() == "PRACTICE · DEMO1234"
    QTest.mouseClick(question.confirm_button, Qt.MouseButton.LeftButton)
    assert strategies.desk.called("flatten") == [(1,)]


async def test_cancel_entry_names_what_stays(strategies: Shown) -> None:
    strategies.desk.strategies.set((waiting(),))
    click(strategies.view, "cancelEntryButton9913")
    question = strategies.question()
    assert "2 of 5 are filled" in found(question, QLabel, "questionText").text()
    click(question, "questionConfirmButton")
    assert strategies.desk.called("cancel_entry") == [(9913,)]


@pytest.mark.parametrize("name", ["flattenButton9913", "cancelEntryButton9913"])
async def test_saying_no_asks_nothing_of_the_desk(strategies: Shown, name: str) -> None:
    strategies.desk.strategies.set((waiting(),))
    click(strategies.view, name)
    click(strategies.question(), "questionCancelButton")
    assert strategies.desk.calls == []


async def test_the_buttons_are_reached_by_keys_alone(strategies: Shown) -> None:
    """From top to bottom, though the upper strategy is the newer one."""
    strategies.desk.strategies.set((running(),))
    strategies.desk.strategies.set((waiting(), running()))
    strategies.view.setFocus()
    reached = []
    for _ in range(3):
        press(Qt.Key.Key_Tab)
        reached.append(focus().objectName())
    assert reached == ["cancelEntryButton9913", "flattenButton9913", "flattenButton9912"]
    press(Qt.Key.Key_Space)
    assert strategies.question().windowTitle() == "Flatten MESZ6?"


async def test_a_running_strategy_is_open_and_history_is_not(strategies: Shown) -> None:
    strategies.desk.strategies.set((running(), finished()))
    model = strategies.view.rows
    assert strategies.view.isExpanded(model.index(0, 0))
    assert not strategies.view.isExpanded(model.index(1, 0))


async def test_an_update_keeps_selection_expansion_and_place(strategies: Shown) -> None:
    many = tuple(running(9000 - i) for i in range(40))
    strategies.desk.strategies.set(many)
    view, model = strategies.view, strategies.view.rows
    view.collapse(model.index(3, 0))
    view.setCurrentIndex(model.index(20, 0))
    view.verticalScrollBar().setValue(2000)
    top = upper_row(view)
    newer = (running(9999), *many[:10], replace(many[10], stops_working=1), *many[11:])
    strategies.desk.strategies.set(newer)
    assert model.row_at(view.currentIndex()).key == 8980
    assert not view.isExpanded(model.index(4, 0))
    assert upper_row(view) == top


async def test_two_hundred_strategies_take_few_widgets(strategies: Shown) -> None:
    strategies.desk.strategies.set(tuple(running(i) for i in range(200)))
    assert strategies.view.rows.rowCount() == 200
    laid = strategies.view.findChildren(ExitButtons)
    assert 0 < len(laid) < 20
    strategies.view.scrollToBottom()
    QApplication.processEvents()
    assert strategies.view.exit_buttons(199) is not None


async def test_a_strategy_that_went_takes_its_question_with_it(strategies: Shown) -> None:
    """Between the click and its handling the strategy may be gone: nothing is asked."""
    strategies.view.cancel_wanted.emit(1)
    strategies.view.flatten_wanted.emit(1)
    assert strategies.tab.findChild(Question) is None


async def test_a_narrow_table_lets_the_time_go_before_the_stops(strategies: Shown) -> None:
    strategies.desk.strategies.set((running(),))
    header = strategies.view.header()
    assert not header.isSectionHidden(2)
    strategies.tab.resize(820, 240)
    assert header.isSectionHidden(2)
    assert header.length() <= strategies.view.viewport().width()


async def test_rows_can_be_read_by_whoever_cannot_see_them(strategies: Shown) -> None:
    strategies.desk.strategies.set((running(),))
    model = strategies.view.rows
    assert strategies.view.accessibleName() == "Strategies"
    assert model.index(0, 0).data() == "MESZ6 ▲ Buy 3 running"


@pytest.mark.parametrize(
    ("make", "cancel", "flatten"),
    [(running, False, True), (waiting, True, True), (finished, False, False)],
)
def test_what_can_be_done(make: Callable[[], object], cancel: bool, flatten: bool) -> None:
    view = make()
    assert (can_cancel(view), can_flatten(view)) == (cancel, flatten)  # type: ignore[arg-type]


def test_a_position_left_by_history_can_be_flattened() -> None:
    assert can_flatten(replace(finished(), position=-1))
