from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QTreeView, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import (
    AT,
    accepted,
    finished,
    flattening,
    rejected,
    running,
    session,
    stuck,
    waiting,
)
from tests.support.screen import click, found, press, shown
from tests.support.until import until
from tests.support.zones import system_zone

from bracketdesk.controller.views import Check, ResultView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment
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

    def made(self, name: str) -> bool:
        return self.panel.findChild(QLabel, name) is not None

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
        (RESULT, "firstStepsPractice"),
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


async def test_a_result_names_its_place_and_warns_once_that_is_left(status: Shown) -> None:
    status.desk.session.set(session())
    sent = replace(UNKNOWN, environment=Environment.PRACTICE, account="DEMO1234")
    status.desk.result.set(sent)
    place = found(status.panel, QLabel, "resultPlace")
    assert (place.isVisible(), place.text()) == (True, "PRACTICE · DEMO1234")
    assert place.property("tone") == "secondary"
    line = found(status.panel, QLabel, "resultLine")
    assert line.text() == "It may or may not exist"
    status.desk.session.set(session(Environment.DEMO))
    assert place.text() == "PRACTICE · DEMO1234, which you left"
    assert place.property("tone") == "warning"
    status.turn_to(ACTIVITY)
    left = "PRACTICE · DEMO1234, which you left"
    assert line.text() == f"{left} · It may or may not exist"


async def test_the_place_of_an_order_on_its_way_is_not_given_to_the_one_before(
    status: Shown,
) -> None:
    status.desk.session.set(session())
    former = replace(accepted(), environment=Environment.PRACTICE, account="DEMO5678")
    status.desk.result.set(former)
    status.desk.result.set(
        replace(former, kind=OutcomeKind.RECORDED, uuid="next", account="DEMO1234", pending=True)
    )
    status.desk.session.set(replace(session(), latency=0.02))
    assert "DEMO5678" in found(status.panel, QLabel, "resultPlace").text()
    status.desk.result.set(former)


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


async def test_an_accepted_result_follows_its_strategy(status: Shown) -> None:
    status.desk.session.set(session())
    status.desk.result.set(accepted())
    assert not status.seen("resultEntry")
    status.desk.strategies.set((waiting(), running()))
    assert found(status.panel, QLabel, "resultEntry").text() == "filled 3 @ 6012.50"
    assert status.seen("resultLevels")
    status.turn_to(STRATEGIES)
    done = replace(running(), status="finished", running=False, position=0)
    status.desk.strategies.set((done,))
    status.turn_to(RESULT)
    assert found(status.panel, QLabel, "resultStrategy").text() == "finished"
    with system_zone("UTC"):
        status.desk.session.set(replace(session(), as_of=AT))
    assert status.seen("asOfLabel")
    status.desk.strategies.set(())
    assert not status.seen("resultEntry")
    assert not status.seen("asOfLabel")


async def test_a_result_of_elsewhere_follows_nobody(status: Shown) -> None:
    status.desk.session.set(session())
    here = {"environment": Environment.PRACTICE, "account": session().account}
    status.desk.result.set(replace(accepted(), **here))  # type: ignore[arg-type]  # of two kinds
    status.desk.session.set(session(Environment.DEMO))
    status.desk.strategies.set((running(),))  # the same id, at another broker
    assert not status.seen("resultEntry")
    status.desk.session.set(replace(session(), host="127.0.0.1:40101"))  # at the next exchange
    status.desk.strategies.set((running(), waiting()))
    assert not status.seen("resultEntry")
    status.desk.result.set(rejected())
    assert not status.seen("resultEntry")


async def test_the_strategies_tab_counts_what_runs(status: Shown) -> None:
    status.desk.strategies.set((running(1), running(2), finished(3)))
    assert status.panel.tabs.tabText(STRATEGIES) == "Strategies 2"
    status.desk.strategies.set((finished(3),))
    assert status.panel.tabs.tabText(STRATEGIES) == "Strategies"


async def test_the_params_are_those_of_the_last_check(status: Shown) -> None:
    status.panel.set_check(Check(None, (), "", "{}", 0, 0, (), ""))
    assert found(status.panel, QPlainTextEdit, "paramsView").toPlainText() == "{}"


async def test_what_may_have_changed_since_says_of_when_it_is(status: Shown) -> None:
    status.turn_to(STRATEGIES)
    assert not status.seen("asOfLabel")
    with system_zone("UTC"):
        status.desk.session.set(replace(session(), as_of=AT))
    label = found(status.panel, QLabel, "asOfLabel")
    assert label.text() == "as of 10:02:11"
    assert "UTC" in label.toolTip()
    seen = []
    for tab in (RESULT, STRATEGIES, POSITIONS, ACTIVITY, PARAMS):
        status.turn_to(tab)
        seen.append(label.isVisible())
    assert seen == [False, True, True, False, False]
    status.turn_to(POSITIONS)
    status.desk.session.set(session())
    assert not label.isVisible()


async def test_the_date_moves_no_row_under_the_mouse(status: Shown) -> None:
    status.desk.strategies.set((running(),))
    status.turn_to(STRATEGIES)
    view = found(status.panel, QTreeView, "strategiesView")
    status.panel.grab()
    place = view.mapTo(status.panel, view.rect().topLeft())
    status.desk.session.set(replace(session(), as_of=AT))
    status.panel.grab()
    assert view.mapTo(status.panel, view.rect().topLeft()) == place


@pytest.mark.parametrize("folded", [False, True])
async def test_who_is_led_here_finds_the_tab_open(status: Shown, folded: bool) -> None:
    status.panel.set_folded(folded)
    status.panel.show_positions()
    assert (status.tab, status.seen("positionsViewEmpty")) == (POSITIONS, True)
    status.panel.show_positions()
    assert status.seen("positionsViewEmpty")


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
    assert not status.made("strategiesViewEmpty")
    press(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert status.seen("strategiesViewEmpty")


async def test_unfolding_shows_everything_again(status: Shown) -> None:
    status.panel.set_folded(True)
    status.panel.set_folded(False)
    QApplication.processEvents()
    assert status.seen("firstStepsPractice")


def place(status: Shown, name: str) -> QRect:
    """Where a widget stands in the panel."""
    QApplication.processEvents()
    widget = found(status.panel, QWidget, name)
    return QRect(widget.mapTo(status.panel, widget.rect().topLeft()), widget.size())


async def test_what_goes_on_is_in_sight_whatever_tab_is_chosen(status: Shown) -> None:
    status.desk.after.procedures.set((flattening(),))
    for tab in (RESULT, STRATEGIES, POSITIONS, ACTIVITY, PARAMS):
        status.turn_to(tab)
        assert found(status.panel, QWidget, "procedurePanel").isVisible()
    status.desk.after.procedures.set(())
    assert not found(status.panel, QWidget, "procedurePanel").isVisible()


async def test_it_stands_beside_the_tabs_where_it_is_wide_and_above_them_as_one_line_else(
    status: Shown,
) -> None:
    status.turn_to(STRATEGIES)
    status.desk.strategies.set((running(),))
    status.desk.after.procedures.set((stuck(),))
    tree, panel = place(status, "strategiesView"), place(status, "procedurePanel")
    assert panel.left() > tree.right()
    assert panel.height() > 100
    status.panel.resize(900, 300)
    tree, panel = place(status, "strategiesView"), place(status, "procedurePanel")
    assert panel.bottom() < tree.top()
    assert panel.height() < 40


async def test_folded_it_is_still_in_sight_with_its_buttons(status: Shown) -> None:
    status.desk.after.procedures.set((stuck(),))
    status.panel.set_folded(True)
    panel = place(status, "procedurePanel")
    assert panel.height() < 40
    click(status.panel, "offerButton_1_close")
    assert status.desk.after.called("take_offer") == [(1, "close")]
    assert status.panel.sizeHint().height() < 110
