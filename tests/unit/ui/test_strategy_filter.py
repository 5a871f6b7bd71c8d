from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.support.sample_views import AT, finished, loose, running
from tests.support.screen import found

from bracketdesk.controller.after.views import LooseView
from bracketdesk.controller.views import StrategyView
from bracketdesk.ui.strategy_filter import Filter, FilterButtons, takes, takes_order

OLD = replace(finished(), today=False)


def shown_by(view: StrategyView) -> set[Filter]:
    return {chosen for chosen in Filter if takes(chosen, view)}


def order_shown_by(view: LooseView, days: int) -> set[Filter]:
    now = AT + timedelta(days=days)
    return {chosen for chosen in Filter if takes_order(chosen, view, now)}


def test_what_runs_is_always_shown() -> None:
    assert shown_by(replace(running(), today=False)) == set(Filter)


def test_what_is_over_is_of_today_or_of_all() -> None:
    assert shown_by(finished()) == {Filter.TODAY, Filter.ALL}
    assert shown_by(OLD) == {Filter.ALL}


def test_what_left_a_position_is_not_over() -> None:
    assert shown_by(replace(OLD, left=1, position=1)) == set(Filter)
    assert shown_by(replace(OLD, left=1, position=0)) == {Filter.ALL}


def test_an_order_of_no_strategy_likewise() -> None:
    dead = replace(loose(), running=False)
    assert order_shown_by(loose(), 3) == set(Filter)
    assert order_shown_by(dead, 0) == {Filter.TODAY, Filter.ALL}
    assert order_shown_by(dead, 3) == {Filter.ALL}


def test_one_button_is_down_and_another_one_takes_its_place(qtbot: QtBot) -> None:
    buttons = FilterButtons()
    qtbot.addWidget(buttons)
    told: list[Filter] = []
    buttons.changed.connect(lambda: told.append(buttons.chosen))
    assert buttons.chosen is Filter.TODAY
    for chosen in (Filter.ALL, Filter.ALL, Filter.WORKING):
        button = found(buttons, QPushButton, f"show{chosen}Button")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told == [Filter.ALL, Filter.WORKING]
