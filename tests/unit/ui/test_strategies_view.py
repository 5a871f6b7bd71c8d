from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from tests.support.sample_views import finished, running
from tests.support.screen import press, shown

from bracketdesk.controller.views import StrategyView
from bracketdesk.ui.row_model import Row
from bracketdesk.ui.strategies_view import EXPENDABLE, NAME_LEAST, WIDTHS, StrategiesView, widths
from bracketdesk.ui.strategy_rows import DOLLARS, NAME, POINTS, R, strategy_row

LEVEL = (9000, ("level", 2))


def show(view: StrategiesView, strategies: list[StrategyView]) -> None:
    view.show_tree([strategy_row(one) for one in strategies], {s.id: s.running for s in strategies})


@pytest.fixture
async def view(qtbot: QtBot) -> StrategiesView:
    view = StrategiesView()
    qtbot.addWidget(view)
    view.resize(900, 240)
    await shown(view)
    return view


def upper_row(view: StrategiesView) -> tuple[object, object, int]:
    """Strategy, row and height of what stands at the upper edge."""
    index = view.indexAt(QPoint(5, 5))
    parent: Row = view.rows.row_at(index.parent())
    return parent.key, view.rows.row_at(index).key, view.visualRect(index).top()


def many(first: int = 0) -> list[StrategyView]:
    return [running(9000 - i) for i in range(first, 40)]


async def test_a_running_strategy_is_open_with_its_levels_and_history_is_not(
    view: StrategiesView,
) -> None:
    show(view, [running(), finished()])
    assert view.isExpanded(view.index_of((9912,)))
    assert view.isExpanded(view.index_of((9912, ("level", 3))))
    assert not view.isExpanded(view.index_of((9900,)))


async def test_a_level_that_comes_later_is_open_too(view: StrategiesView) -> None:
    show(view, [replace(running(), levels=())])
    show(view, [running()])
    assert view.isExpanded(view.index_of((9912, ("level", 1))))


async def test_an_update_keeps_selection_expansion_and_place(view: StrategiesView) -> None:
    show(view, many())
    view.collapse(view.index_of((8997,)))
    view.choose((8980, ("level", 2), ("order", 22)))
    view.verticalScrollBar().setValue(2000)
    top = upper_row(view)
    newer = [running(9999), *many()]
    newer[11] = replace(newer[11], stops_working=1)
    show(view, newer)
    assert view.path == (8980, ("level", 2), ("order", 22))
    assert view.rows.row_at(view.currentIndex()).key == ("order", 22)
    assert not view.isExpanded(view.index_of((8997,)))
    assert upper_row(view) == top


async def test_what_goes_is_never_replaced_by_its_neighbour(view: StrategiesView) -> None:
    show(view, many())
    view.choose((9000,))
    told: list[tuple[object, ...]] = []
    view.chosen_changed.connect(lambda: told.append(view.path))
    show(view, many(1))
    assert told == [()]
    assert not view.selectionModel().hasSelection()
    assert not view.currentIndex().isValid()


async def test_what_comes_back_is_chosen_again(view: StrategiesView) -> None:
    """As after a sign-in, when everything is told anew."""
    show(view, many())
    view.choose(LEVEL)
    show(view, [])
    assert not view.path
    show(view, many())
    assert view.path == LEVEL
    assert view.selectionModel().isSelected(view.index_of(LEVEL))


async def test_what_was_let_go_does_not_come_back(view: StrategiesView) -> None:
    show(view, many())
    view.choose(LEVEL)
    view.setFocus()
    press(Qt.Key.Key_Escape)
    show(view, [])
    show(view, many())
    assert not view.path


async def test_an_update_that_changes_nothing_tells_nothing(view: StrategiesView) -> None:
    show(view, many())
    view.choose(LEVEL)
    told: list[None] = []
    view.chosen_changed.connect(lambda: told.append(None))
    show(view, many())
    show(view, [running(9999), *many()])
    assert told == []


async def test_the_arrow_keys_choose(view: StrategiesView) -> None:
    show(view, many())
    view.choose((9000,))
    view.setFocus()
    press(Qt.Key.Key_Down)
    assert view.path == (9000, ("order", 1))


async def test_what_the_keys_come_to_is_chosen_in_sight(view: StrategiesView) -> None:
    show(view, many())
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.selectionModel().hasSelection() == bool(view.path)


async def test_a_narrow_table_lets_the_least_go_first_and_never_scrolls_sideways(
    view: StrategiesView,
) -> None:
    show(view, many())
    header = view.header()
    gone = []
    for width in (900, 800, 760, 500):
        view.resize(width, 240)
        assert header.length() <= view.viewport().width() or width == 500
        gone.append([c for c in (R, POINTS, DOLLARS) if header.isSectionHidden(c)])
        assert header.sectionSize(NAME) >= NAME_LEAST or width == 500
    assert gone == [[], [R], [R, POINTS], [R, POINTS]]


async def test_rows_can_be_read_by_whoever_cannot_see_them(view: StrategiesView) -> None:
    show(view, [running()])
    assert view.accessibleName() == "Strategies"
    row = view.index_of((9912, ("level", 1), ("order", 12)))
    assert [row.siblingAtColumn(c).data() for c in range(4)] == [
        "stop",
        "▼ Sell 1",
        "working",
        "6008.50",
    ]


@pytest.mark.parametrize("room", range(200, 1600, 25))
def test_columns_are_whole_or_not_there_and_the_name_has_the_rest(room: int) -> None:
    shown = widths(room)
    assert all(shown[column] >= WIDTHS[column] for column in shown)
    assert room - sum(shown.values()) >= NAME_LEAST or not set(EXPENDABLE) & set(shown)
    assert set(shown) <= set(widths(room + 25))
