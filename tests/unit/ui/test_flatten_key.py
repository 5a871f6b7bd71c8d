"""Flatten by its key, from anywhere in the window."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import named, paint
from tests.support.sample_views import AT, running, waiting
from tests.support.screen import click, press

from bracketdesk.controller.views import Lock, PositionView
from bracketdesk.ui.flatten_key import FLAT, NO_CONTRACT
from bracketdesk.ui.question import Question
from bracketdesk.ui.status_panel import STRATEGIES
from bracketdesk.ui.strategies_view import StrategiesView
from bracketdesk.ui.window import MainWindow

LONG = PositionView(1, "MESZ6", 3, Decimal(6012))
KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, desk: FakeDesk) -> MainWindow:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    paint()
    return window


def flatten(times: int = 1) -> None:
    for _ in range(times):
        press(Qt.Key.Key_F, KEYS)
    paint()


def questions(window: MainWindow) -> list[Question]:
    return [question for question in window.findChildren(Question) if question.isVisible()]


def strategies(window: MainWindow) -> StrategiesView:
    """Turn to the strategies and give them the keys."""
    named(window, QTabBar, "statusTabs").setCurrentIndex(STRATEGIES)
    paint()
    view = window.findChild(StrategiesView)
    assert view is not None
    view.setFocus()
    return view


async def test_from_the_ticket_it_asks_about_the_ticket_s_contract(
    window: MainWindow, desk: FakeDesk
) -> None:
    desk.positions.set((LONG,))
    window.ticket.entry.quantity.setFocus()
    flatten(2)
    (question,) = questions(window)
    assert desk.after.calls == []
    click(question, "questionConfirmButton")
    assert desk.after.calls == [("flatten", 1)]


async def test_from_the_tabs_it_asks_too_and_again_after_a_no(
    window: MainWindow, desk: FakeDesk
) -> None:
    desk.strategies.set((running(),))
    for _ in range(2):
        window.activateWindow()
        paint()
        named(window, QTabBar, "statusTabs").setFocus()
        flatten()
        (question,) = questions(window)
        question.reject()
        paint()
    assert desk.after.calls == []


async def test_in_the_strategies_the_chosen_row_goes_first(
    window: MainWindow, desk: FakeDesk
) -> None:
    desk.strategies.set((running(), waiting()))
    strategies(window).choose((9913,))
    flatten()
    (question,) = questions(window)
    click(question, "questionConfirmButton")
    assert desk.after.calls == [("flatten", 2)]


async def test_a_row_that_is_flat_is_never_taken_for_the_ticket(
    window: MainWindow, desk: FakeDesk
) -> None:
    desk.positions.set((LONG,))
    desk.strategies.set((replace(waiting(), running=False),))
    view = strategies(window)
    view.choose((9913,))
    assert view.path == (9913,)
    flatten()
    assert questions(window) == []
    assert desk.notice.value == FLAT.format("ZNZ6")


async def test_where_there_is_nothing_to_flatten_that_is_said(
    window: MainWindow, desk: FakeDesk
) -> None:
    desk.strategies.set((waiting(), replace(running(), running=False)))
    flatten()
    assert desk.notice.value == FLAT.format("MESZ6")
    desk.after.unseen.set("Not connected.")
    flatten()
    assert desk.notice.value == "Not connected."
    desk.instrument.set(None)
    flatten()
    assert desk.notice.value == NO_CONTRACT
    assert questions(window) == []


@pytest.mark.parametrize("blind", ["line", "lock"])
async def test_what_cannot_be_seen_to_be_flat_can_be_flattened(
    window: MainWindow, desk: FakeDesk, blind: str
) -> None:
    if blind == "line":
        desk.session.set(replace(desk.session.value, as_of=AT))
    else:
        desk.lock.set(Lock("DEMO1", "MESZ6", "Finding out first."))
    flatten()
    assert len(questions(window)) == 1
