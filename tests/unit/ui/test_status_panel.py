from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QTreeView
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import accepted, finished, rejected, running
from tests.support.screen import found, press, shown
from tests.support.until import until

from bracketdesk.controller.views import Check, ResultView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.ui.status_panel import (
    ACTIVITY,
    PARAMS,
    POSITIONS,
    RESULT,
    STRATEGIES,
    StatusPanel,
)

UNKNOWN = ResultView(OutcomeKind.UNKNOWN, "Unknown: it may or may not exist", uuid="first")


class Shown:
    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.panel = StatusPanel(self.desk)
        self.panel.resize(1100, 240)

    def turn_to(self, tab: int) -> None:
        tabs = self.panel.tabs
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(tab).center())

    @property
    def tab(self) -> int:
        return self.panel.tabs.currentIndex()

    def seen(self, name: str) -> bool:
        return found(self.panel, QLabel, name).isVisible()


@pytest.fixture
async def status(qtbot: QtBot) -> Shown:
    status = Shown()
    qtbot.addWidget(status.panel)
    await shown(status.panel)
    return status


async def test_the_tabs_are_named_as_in_the_product(status: Shown) -> None:
    tabs = status.panel.tabs
    names = [tabs.tabText(i) for i in range(tabs.count())]
    assert names == ["Result", "Strategies", "Positions", "Activity", "Params JSON"]
    assert status.panel.objectName() == "statusPanel"


@pytest.mark.parametrize(
    ("tab", "name"),
    [
        (RESULT, "resultEmpty"),
        (STRATEGIES, "strategiesViewEmpty"),
        (POSITIONS, "positionsViewEmpty"),
        (ACTIVITY, "activityViewEmpty"),
        (PARAMS, "paramsWhy"),
    ],
)
async def test_every_empty_tab_teaches(status: Shown, tab: int, name: str) -> None:
    status.turn_to(tab)
    assert status.seen(name)


async def test_a_result_turns_to_its_tab(status: Shown) -> None:
    status.turn_to(POSITIONS)
    status.desk.result.set(replace(accepted(), kind=OutcomeKind.RECORDED, pending=True))
    assert status.tab == POSITIONS  # a short wait is not shown
    await until(lambda: status.tab == RESULT)
    status.turn_to(ACTIVITY)
    status.desk.result.set(accepted())
    assert status.tab == RESULT


async def test_a_refined_result_leaves_the_trader_where_he_is(status: Shown) -> None:
    status.desk.result.set(accepted())
    status.turn_to(STRATEGIES)
    status.desk.result.set(replace(accepted(), cause="What it holds equals the ticket."))
    assert status.tab == STRATEGIES


async def test_an_unknown_that_turns_out_accepted_is_news(status: Shown) -> None:
    status.desk.result.set(UNKNOWN)
    status.turn_to(STRATEGIES)
    status.desk.result.set(accepted("first"))
    assert status.tab == RESULT


async def test_the_same_outcome_of_the_next_click_is_news(status: Shown) -> None:
    status.desk.result.set(accepted("first"))
    status.turn_to(STRATEGIES)
    status.desk.result.set(accepted("next"))
    assert status.tab == RESULT


async def test_on_other_tabs_the_outcome_stands_beside_the_tabs(status: Shown) -> None:
    assert not status.seen("resultLine")
    status.desk.result.set(rejected())
    assert not status.seen("resultLine")
    status.turn_to(PARAMS)
    assert status.seen("resultLine")
    assert found(status.panel, QLabel, "resultLinePill").text() == "REJECTED"
    line = found(status.panel, QLabel, "resultLine").text()
    assert line.startswith("The account may only close positions · ")


async def test_the_strategies_tab_counts_what_runs(status: Shown) -> None:
    status.desk.strategies.set((running(1), running(2), finished(3)))
    assert status.panel.tabs.tabText(STRATEGIES) == "Strategies 2"
    status.desk.strategies.set((finished(3),))
    assert status.panel.tabs.tabText(STRATEGIES) == "Strategies"


async def test_the_params_are_those_of_the_last_check(status: Shown) -> None:
    status.panel.set_check(Check(None, (), "", "{}", 0, 0, (), ""))
    assert found(status.panel, QPlainTextEdit, "paramsView").toPlainText() == "{}"


async def test_folded_it_is_one_line(status: Shown) -> None:
    status.desk.result.set(rejected())
    full = status.panel.sizeHint().height()
    status.panel.set_folded(True)
    assert status.seen("resultLine")
    assert not status.seen("resultCause")
    assert status.panel.sizeHint().height() < min(full, 70)


async def test_a_folded_panel_opens_by_its_tabs_for_the_exits(status: Shown) -> None:
    status.desk.strategies.set((running(),))
    status.panel.set_folded(True)
    status.turn_to(STRATEGIES)
    view = found(status.panel, QTreeView, "strategiesView")
    assert view.isVisible()
    status.panel.set_folded(True)
    assert view.isVisible()
    status.turn_to(STRATEGIES)
    assert not view.isVisible()


async def test_the_tabs_open_a_folded_panel_by_keys(status: Shown) -> None:
    status.panel.set_folded(True)
    status.panel.tabs.setFocus()
    press(Qt.Key.Key_Right)
    assert status.tab == STRATEGIES
    assert not status.seen("strategiesViewEmpty")
    press(Qt.Key.Key_Return)
    assert status.seen("strategiesViewEmpty")


async def test_unfolding_shows_everything_again(status: Shown) -> None:
    status.panel.set_folded(True)
    status.panel.set_folded(False)
    QApplication.processEvents()
    assert status.seen("resultEmpty")
