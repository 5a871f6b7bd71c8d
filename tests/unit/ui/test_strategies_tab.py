from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QTreeView
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import AT, finished, loose, running, waiting
from tests.support.screen import click, focus, found, press, shown
from tests.support.strategies_stage import StrategiesStage
from tests.support.until import until

from bracketdesk.controller.after.views import HistoryLine
from bracketdesk.controller.views import PositionView
from bracketdesk.ui.deeds import NOTHING_CHOSEN, Deed
from bracketdesk.ui.strategies_tab import EMPTY, StrategiesTab
from bracketdesk.ui.strategy_filter import EMPTY as NONE_SHOWN
from bracketdesk.ui.strategy_filter import Filter
from bracketdesk.ui.strategy_rows import AGE, STATUS

STOP = (9912, ("level", 1), ("order", 12))


@pytest.fixture
async def stage(qtbot: QtBot) -> StrategiesStage:
    stage = StrategiesStage()
    qtbot.addWidget(stage.tab)
    await shown(stage.tab)
    return stage


def keys(stage: StrategiesStage) -> list[object]:
    model = stage.view.rows
    return [model.row_at(model.index(at, 0)).key for at in range(model.rowCount())]


async def test_an_empty_list_teaches(stage: StrategiesStage) -> None:
    label = found(stage.tab, QLabel, "strategiesViewEmpty")
    assert (label.isVisible(), label.text()) == (True, EMPTY)
    stage.desk.strategies.set((running(),))
    assert not label.isVisible()
    assert stage.view.isVisible()


async def test_a_filter_that_hides_everything_says_so(stage: StrategiesStage) -> None:
    stage.desk.strategies.set((finished(),))
    click(stage.tab, "showWorkingButton")
    label = found(stage.tab, QLabel, "strategiesViewEmpty")
    assert (label.isVisible(), label.text()) == (True, NONE_SHOWN[Filter.WORKING])


async def test_the_filters_show_what_works_what_is_of_today_or_all(stage: StrategiesStage) -> None:
    old = replace(finished(9800), today=False)
    stage.desk.strategies.set((running(), finished(), old))
    assert keys(stage) == [9912, 9900]
    click(stage.tab, "showAllButton")
    assert keys(stage) == [9912, 9900, 9800]
    click(stage.tab, "showWorkingButton")
    assert keys(stage) == [9912]


async def test_loose_orders_stand_among_them_by_age(stage: StrategiesStage) -> None:
    late = replace(loose(), at=AT + timedelta(seconds=1))
    early = replace(loose(78), at=AT - timedelta(seconds=1))
    stage.after.loose.set((late, early))
    stage.desk.strategies.set((running(),))
    assert keys(stage) == [("loose", 77), 9912, ("loose", 78)]


async def test_with_nothing_chosen_every_button_says_why_it_is_dark(
    stage: StrategiesStage,
) -> None:
    stage.desk.strategies.set((running(),))
    assert [deed for deed in Deed if stage.button(deed).isEnabled()] == []
    assert stage.button(Deed.FLATTEN).toolTip() == NOTHING_CHOSEN


async def test_what_is_chosen_can_be_dealt_with(stage: StrategiesStage) -> None:
    stage.desk.strategies.set((running(), waiting()))
    stage.desk.positions.set((PositionView(1, "MESZ6", 3, None),))
    stage.choose(9912)
    enabled = [deed for deed in Deed if stage.button(deed).isEnabled()]
    assert enabled == [
        Deed.FLATTEN,
        Deed.MOVE,
        Deed.BREAKEVEN,
        Deed.STOP_STRATEGY,
        Deed.REVERSE,
    ]
    assert stage.button(Deed.FLATTEN).text() == "Flatten MESZ6"
    assert stage.button(Deed.FLATTEN).toolTip().endswith("(Ctrl+Shift+F)")
    stage.choose(9913)
    assert stage.button(Deed.CANCEL_ENTRY).isEnabled()


async def test_a_menu_holds_the_same_with_the_same_reasons(stage: StrategiesStage) -> None:
    stage.desk.strategies.set((running(),))
    stage.choose(*STOP)
    row = stage.view.visualRect(stage.view.currentIndex()).center()
    stage.view.customContextMenuRequested.emit(row)
    menu = found(stage.tab, QMenu, "deedMenu")
    await until(menu.isVisible)
    assert menu.toolTipsVisible()
    for deed, action in zip(Deed, menu.actions(), strict=True):
        button = stage.button(deed)
        assert (action.text(), action.isEnabled()) == (button.text(), button.isEnabled())
        assert button.isEnabled() or action.toolTip() == button.toolTip()
    menu.close()


async def test_a_click_with_the_other_button_chooses_the_row_it_is_on(
    stage: StrategiesStage,
) -> None:
    stage.desk.strategies.set((running(), waiting()))
    stage.choose(9912)
    place = stage.view.visualRect(stage.view.index_of((9913,))).center()
    stage.view.customContextMenuRequested.emit(place)
    menu = found(stage.tab, QMenu, "deedMenu")
    await until(menu.isVisible)
    assert stage.view.path == (9913,)
    menu.close()


async def test_the_age_counts_while_it_is_looked_at(qtbot: QtBot) -> None:
    stage = StrategiesStage()
    times = [AT + timedelta(seconds=5)]
    tab = StrategiesTab(stage.desk, lambda: times[0])
    qtbot.addWidget(tab)
    await shown(tab)
    stage.desk.strategies.set((running(),))
    index = tab.view.index_of((9912,)).siblingAtColumn(AGE)
    assert index.data() == "5 s"
    changed: list[tuple[int, int]] = []
    tab.view.rows.dataChanged.connect(lambda a, b: changed.append((a.column(), b.column())))
    times[0] += timedelta(seconds=1)
    tab._tick()
    assert index.data() == "6 s"
    assert changed == [(AGE, AGE)]


async def test_out_of_sight_nothing_is_written_until_it_is_looked_at(
    stage: StrategiesStage,
) -> None:
    stage.tab.hide()
    stage.desk.strategies.set((running(),))
    assert stage.view.rows.rowCount() == 0
    stage.tab.show()
    assert keys(stage) == [9912]


async def test_an_update_of_one_strategy_repaints_no_other(stage: StrategiesStage) -> None:
    stage.desk.strategies.set((running(9912), running(9911)))
    changed: list[object] = []
    model = stage.view.rows
    model.dataChanged.connect(lambda a, _: changed.append(model.row_at(a).key))
    stage.desk.strategies.set((replace(running(9912), status="finished"), running(9911)))
    assert set(changed) == {9912}
    assert model.index(0, STATUS).data() == "finished"


async def test_the_history_is_that_of_what_is_chosen_else_all(stage: StrategiesStage) -> None:
    lines = (
        HistoryLine(AT, 9912, 12, "stop of level 1 cancelled", "another session", "rejected"),
        HistoryLine(AT + timedelta(seconds=1), 9912, 11, "target moved", "this app"),
        HistoryLine(AT + timedelta(seconds=2), 9913, 5, "entry working", "the exchange"),
    )
    stage.desk.strategies.set((running(), waiting()))
    stage.after.history.set(lines)
    view = found(stage.tab, QTreeView, "historyView")

    def told() -> list[str]:
        texts = [view.model().index(at, 0).data() for at in range(view.model().rowCount())]
        return [text.partition(" ")[2] for text in texts]

    assert told() == [
        "the exchange entry working",
        "this app target moved",
        "another session stop of level 1 cancelled",
    ]
    stage.choose(9912)
    assert len(told()) == 2
    stage.choose(*STOP)
    assert told() == ["another session stop of level 1 cancelled"]
    press_escape(stage)
    assert len(told()) == 3


def press_escape(stage: StrategiesStage) -> None:
    stage.view.setFocus()
    press(Qt.Key.Key_Escape)


async def test_the_history_gives_way_where_there_is_no_room_and_comes_by_its_button(
    stage: StrategiesStage,
) -> None:
    view = found(stage.tab, QTreeView, "historyView")
    page = stage.tab.life
    stage.desk.strategies.set((running(),))
    assert page.isVisible()
    stage.tab.resize(900, 200)
    assert not page.isVisible()
    click(stage.tab, "historyButton")
    assert page.isVisible()
    assert view.width() > 600  # under the tree
    click(stage.tab, "historyButton")
    assert not page.isVisible()


async def test_the_keys_go_from_the_tree_through_the_buttons_that_can_be_pressed(
    stage: StrategiesStage,
) -> None:
    stage.desk.strategies.set((running(),))
    stage.choose(9912)
    stage.view.setFocus()
    reached = []
    for _ in range(4):
        press(Qt.Key.Key_Tab)
        reached.append(focus().objectName())
    assert reached == ["flattenButton", "moveButton", "breakevenButton", "breakevenTicksSpin"]


@pytest.mark.parametrize("width", [420, 700, 824, 900, 1100])
async def test_what_has_no_room_is_under_more_and_flatten_is_always_there(
    stage: StrategiesStage, width: int
) -> None:
    stage.tab.resize(width, 120)
    stage.desk.strategies.set((running(),))
    stage.choose(9912)
    QApplication.processEvents()
    visible = [deed for deed in Deed if stage.button(deed).isVisible()]
    for deed in visible:
        button = stage.button(deed)
        assert button.width() >= button.sizeHint().width()
        assert button.visibleRegion().boundingRect() == button.rect()
    more = stage.tab.findChild(type(stage.button(Deed.FLATTEN)), "moreDeedsButton")
    assert more is not None
    assert more.isVisible() == (len(visible) < len(Deed))
    assert visible[:1] == [Deed.FLATTEN]
    assert stage.view.horizontalScrollBar().maximum() == 0


@pytest.fixture
def low(stage: StrategiesStage) -> StrategiesStage:
    stage.desk.strategies.set((running(),))
    stage.tab.resize(860, 40)
    QApplication.processEvents()
    return stage


async def test_in_a_low_panel_the_buttons_stand_beside_the_tree(low: StrategiesStage) -> None:
    low.choose(9912)
    QApplication.processEvents()
    flatten = low.button(Deed.FLATTEN)
    assert flatten.visibleRegion().boundingRect() == flatten.rect()
    assert flatten.mapTo(low.tab, QPoint()).x() > low.view.mapTo(low.tab, QPoint()).x()
    assert low.view.height() >= 24
    click(low.tab, "moreDeedsButton")
    menu = found(low.tab, QMenu, "deedMenu")
    await until(menu.isVisible)
    assert len(menu.actions()) == len(Deed)
    menu.close()


async def test_in_a_low_panel_the_editor_takes_the_trees_place(low: StrategiesStage) -> None:
    low.choose(*STOP)
    low.view.setFocus()
    press(Qt.Key.Key_F2)
    assert focus().objectName() == "moveEdit"
    assert not low.view.isVisible()
    press(Qt.Key.Key_Escape)
    assert low.view.isVisible()


async def test_a_click_on_a_row_and_on_nothing(stage: StrategiesStage) -> None:
    stage.desk.strategies.set((replace(running(), levels=()),))
    view = stage.view
    place = view.visualRect(view.index_of((9912,))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert stage.button(Deed.FLATTEN).isEnabled()
    beside = view.viewport().rect().bottomLeft() + QPoint(5, -5)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert not view.path
    assert not stage.button(Deed.FLATTEN).isEnabled()


async def test_what_is_not_known_is_not_called_nothing(stage: StrategiesStage) -> None:
    label = found(stage.tab, QLabel, "strategiesViewEmpty")
    stage.desk.after.unseen.set("Not known.")
    assert label.text() == "Not known."
    click(stage.tab, "showWorkingButton")
    stage.desk.strategies.set((finished(),))
    assert label.text() == "Not known."  # what works now, nobody can say
    stage.desk.after.unseen.set("")
    assert label.text() == NONE_SHOWN[Filter.WORKING]


async def test_what_is_over_grows_no_older(qtbot: QtBot) -> None:
    desk = FakeDesk()
    tab = StrategiesTab(desk, lambda: AT + timedelta(hours=2))
    qtbot.addWidget(tab)
    await shown(tab)
    click(tab, "showAllButton")
    over = replace(finished(9900), ended=AT + timedelta(seconds=245))
    interrupted = finished(9901)
    desk.strategies.set((running(), over, interrupted))
    model = tab.view.rows
    ages = {model.row_at(model.index(at, 0)).key: model.index(at, AGE).data() for at in range(3)}
    assert ages == {9912: "2 h 00", 9900: "4:05", 9901: "–"}
