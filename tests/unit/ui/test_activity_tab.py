from datetime import timedelta

from PySide6.QtCore import QPersistentModelIndex
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import AT
from tests.support.screen import found
from tests.support.zones import system_zone

from bracketdesk.controller.views import ActivityRow
from bracketdesk.ui.activity_tab import EMPTY, ActivityTab, activity_rows

FIRST = ActivityRow(AT, "Buy 3 MESZ6", "recorded")
SECOND = ActivityRow(AT + timedelta(seconds=9), "Flatten MESZ6", "asked", "position +3")


def test_a_line_says_when_what_how_and_why() -> None:
    line = ActivityRow(AT, "Buy 3 MESZ6", "rejected", "no\nmargin", "rejected")
    with system_zone("UTC"):
        cells = activity_rows([line])[0].cells
    assert [cell.text for cell in cells] == [
        "22 Nov 10:02:11",
        "Buy 3 MESZ6",
        "rejected",
        "no margin",
    ]
    assert (cells[2].pieces[0].pill, cells[2].pieces[0].tone) == (True, "loss")


def test_the_tooltip_of_the_time_names_the_zone() -> None:
    with system_zone("Europe/Berlin"):
        assert "CET" in activity_rows([FIRST])[0].cells[0].tooltip


def test_equal_lines_at_one_instant_are_two_rows() -> None:
    keys = [row.key for row in activity_rows([FIRST, FIRST])]
    assert len(set(keys)) == 2


def test_a_new_line_leaves_the_keys_of_the_old_ones() -> None:
    old = [row.key for row in activity_rows([FIRST, FIRST])]
    new = [row.key for row in activity_rows([SECOND, FIRST, FIRST, FIRST])]
    assert new[2:] == old


async def test_an_outcome_goes_into_the_row_of_its_start(qtbot: QtBot) -> None:
    desk = FakeDesk()
    tab = ActivityTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    empty = found(tab, QLabel, "activityViewEmpty")
    assert (empty.isVisible(), empty.text()) == (True, EMPTY)
    desk.activity.set((FIRST,))
    row = QPersistentModelIndex(tab.view.rows.index(0, 2))
    desk.activity.set((SECOND, ActivityRow(AT, "Buy 3 MESZ6", "accepted", "", "accepted")))
    assert row.isValid()
    assert (row.row(), row.data()) == (1, "accepted")
