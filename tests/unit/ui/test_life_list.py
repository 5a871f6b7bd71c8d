from datetime import timedelta
from functools import partial

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.sample_views import AT, loose, running, waiting
from tests.support.screen import found
from tests.support.zones import system_zone

from bracketdesk.controller.after.views import HistoryLine
from bracketdesk.ui.chosen import Chosen, chosen_at
from bracketdesk.ui.life_list import MOST, LifeList, concerning, life_rows


def line(order: int, seconds: int = 0, strategy: int | None = 9912) -> HistoryLine:
    at = AT + timedelta(seconds=seconds)
    return HistoryLine(at, strategy, order, f"order {order} moved", "this app")


def orders(lines: tuple[HistoryLine, ...], *path: object) -> list[int]:
    chosen = chosen_at(path, (running(), waiting()), (loose(),))
    return [told.order_id for told in concerning(lines, chosen)]


LINES = (line(1), line(12, 1), line(11, 2), line(22, 3), line(5, 4, 9913), line(77, 5, None))


def test_nothing_chosen_is_everything_newest_first() -> None:
    assert orders(LINES) == [77, 5, 22, 11, 12, 1]


def test_a_strategy_a_level_an_order_and_a_loose_one_have_their_own() -> None:
    assert orders(LINES, 9912) == [22, 11, 12, 1]
    assert orders(LINES, 9912, ("level", 1)) == [11, 12]
    assert orders(LINES, 9912, ("level", 1), ("order", 12)) == [12]
    assert orders(LINES, ("loose", 77)) == [77]


def test_no_more_is_shown_than_anyone_reads() -> None:
    many = tuple(line(n, n) for n in range(MOST + 50))
    assert len(concerning(many, Chosen())) == MOST


def test_a_line_has_its_time_its_author_and_what_he_did() -> None:
    told = HistoryLine(AT, 9912, 12, "stop\ncancelled", "another session", "rejected")
    with system_zone("UTC"):
        (row,) = life_rows([told])
    (cell,) = row.cells
    assert cell.text == "10:02:11 another session stop cancelled"
    assert [(piece.tone, piece.strong) for piece in cell.pieces] == [
        ("secondary", False),
        ("secondary", True),
        ("loss", False),
    ]
    assert (
        cell.tooltip == "stop cancelled\nanother session · 2026-11-22 10:02:11.412 UTC (UTC+00:00)"
    )


def test_the_one_contract_they_are_about_is_not_named_again(qtbot: QtBot) -> None:
    told = HistoryLine(AT, 9912, 12, "stop of 3 in MESZ6 filled 3 at 6008.00", "the exchange")
    page = LifeList()
    qtbot.addWidget(page)
    page.show_lines([told], chosen_at((9912,), (running(),), ()))
    (cell,) = page.view.rows.row_at(page.view.rows.index(0, 0)).cells
    assert cell.pieces[-1].text == "stop of 3 filled 3 at 6008.00"
    assert cell.tooltip.startswith("stop of 3 in MESZ6 filled")
    page.show_lines([told], Chosen())
    (cell,) = page.view.rows.row_at(page.view.rows.index(0, 0)).cells
    assert cell.pieces[-1].text == "stop of 3 in MESZ6 filled 3 at 6008.00"


def test_a_line_wraps_where_it_is_long_so_that_its_price_is_read(qtbot: QtBot) -> None:
    told = HistoryLine(AT, 9912, 12, "stop of 3 in MESZ6 changed, now 1 at 6008.00", "this app")
    page = LifeList()
    qtbot.addWidget(page)
    page.resize(600, 200)
    page.show()
    page.show_lines([told], Chosen())
    height = partial(page.view.rowHeight, page.view.rows.index(0, 0))
    low = height()
    page.resize(200, 200)
    qtbot.waitUntil(lambda: height() >= low + page.fontMetrics().height() - 2)
    page.resize(600, 200)
    qtbot.waitUntil(lambda: height() == low)


def test_equal_lines_are_told_apart() -> None:
    keys = [row.key for row in life_rows([line(1), line(1)])]
    assert len(set(keys)) == 2


def test_what_has_no_history_says_so(qtbot: QtBot) -> None:
    page = LifeList()
    qtbot.addWidget(page)
    page.show()
    page.show_lines(LINES, chosen_at((9913, ("level", 2)), (waiting(),), ()))
    assert found(page, QLabel, "historyViewEmpty").isVisible()
    page.show_lines(LINES, Chosen())
    assert page.view.rows.rowCount() == len(LINES)
