from datetime import timedelta

from PySide6.QtCore import QPersistentModelIndex
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import AT
from tests.support.screen import found

from bracketdesk.controller.views import ActivityRow
from bracketdesk.ui.activity_tab import EMPTY, ActivityTab

FIRST = ActivityRow(AT, "Buy 3 MESZ6", "recorded")
SECOND = ActivityRow(AT + timedelta(seconds=9), "Flatten MESZ6", "asked", "position +3")


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


async def test_that_there_are_older_ones_is_said(qtbot: QtBot) -> None:
    desk = FakeDesk()
    tab = ActivityTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    older = found(tab, QLabel, "activityOlderLabel")
    assert not older.isVisible()
    desk.activity_cut.set(True)
    assert older.isVisible()
    assert older.text() == (
        "Only the newest 1,000 lines are here. “Export all…” has the older orders too."
    )
