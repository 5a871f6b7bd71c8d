"""Search, filter, and the ways out of the activity: a receipt, and all orders as CSV."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import AT
from tests.support.screen import click, found, press, shown
from tests.support.until import until

from bracketdesk.controller.views import ActivityRow
from bracketdesk.ui.activity_tab import EMPTY, NO_MATCH, ActivityTab

UNKNOWN = ActivityRow(AT, "A · Buy 3 MESZ6", "unknown", "no answer", "unknown", "uuid-1")
REFUSED = ActivityRow(AT, "A · Sell 1 MNQZ6", "not sent", "frozen", "not sent", "uuid-2")
FLAT = ActivityRow(AT, "Flatten MESZ6", "flat", "no order is open", "accepted")
LINES = (UNKNOWN, REFUSED, FLAT)


@pytest.fixture
async def tab(qtbot: QtBot) -> ActivityTab:
    desk = FakeDesk()
    tab = ActivityTab(desk)
    qtbot.addWidget(tab)
    desk.activity.set(LINES)
    await shown(tab)
    return tab


def desk_of(tab: ActivityTab) -> FakeDesk:
    assert isinstance(tab._desk, FakeDesk)
    return tab._desk


def whats(tab: ActivityTab) -> list[str]:
    rows = tab.view.rows
    return [str(rows.index(at, 1).data()) for at in range(rows.rowCount())]


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("Everything", LINES),
        ("Orders", (UNKNOWN, REFUSED)),
        ("Unknown", (UNKNOWN,)),
        ("Not sent", (REFUSED,)),
        ("Accepted", ()),
        ("Rejected", ()),
    ],
)
async def test_the_filter_shows_what_its_column_says(
    tab: ActivityTab, name: str, left: tuple[ActivityRow, ...]
) -> None:
    found(tab, QComboBox, "activityFilter").setCurrentText(name)
    assert (whats(tab) if left else []) == [line.what for line in left]
    assert tab.view.isVisible() is bool(left)
    assert left or found(tab, QLabel, "activityViewEmpty").text() == NO_MATCH


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("mesz6", (UNKNOWN, FLAT)),
        ("MESZ6  answer", (UNKNOWN,)),
        ("uuid-2", (REFUSED,)),
        ("22 Nov", LINES),
        ("nothing like it", ()),
    ],
)
async def test_the_search_finds_all_words_in_any_column(
    tab: ActivityTab, words: str, left: tuple[ActivityRow, ...]
) -> None:
    found(tab, QLineEdit, "activitySearch").setText(words)
    assert (whats(tab) if left else []) == [line.what for line in left]
    assert tab.view.isVisible() is bool(left)


async def test_what_arrives_meanwhile_is_filtered_too(tab: ActivityTab) -> None:
    found(tab, QLineEdit, "activitySearch").setText("mnq")
    desk_of(tab).activity.set((FLAT, *LINES))
    assert whats(tab) == [REFUSED.what]


async def test_all_of_it_is_reached_by_keys(tab: ActivityTab) -> None:
    tab.view.setFocus()
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = found(tab, QLineEdit, "activitySearch")
    assert search.hasFocus()
    QTest.keyClicks(search, "mesz6")
    assert whats(tab) == [UNKNOWN.what, FLAT.what]
    press(Qt.Key.Key_Escape)
    assert whats(tab) == [line.what for line in LINES]
    order = []
    tab.view.setCurrentIndex(tab.view.rows.index(0, 0))
    search.setFocus()
    for _ in range(4):
        press(Qt.Key.Key_Tab)
        order.append(tab.focusWidget().objectName())
    assert order == ["activityFilter", "receiptButton", "exportOrdersButton", "activityView"]


async def test_without_lines_there_is_nothing_to_search(tab: ActivityTab) -> None:
    desk_of(tab).activity.set(())
    assert found(tab, QLabel, "activityViewEmpty").text() == EMPTY
    assert not found(tab, QLineEdit, "activitySearch").isVisible()


async def test_only_a_start_has_a_receipt(tab: ActivityTab) -> None:
    button, action = found(tab, QPushButton, "receiptButton"), found(tab, QAction, "receiptAction")
    for row, line in enumerate(LINES):
        tab.view.setCurrentIndex(tab.view.rows.index(row, 0))
        assert button.isEnabled() is action.isEnabled() is bool(line.uuid)
    tab.view.setCurrentIndex(tab.view.rows.index(0, 0))
    found(tab, QComboBox, "activityFilter").setCurrentText("Rejected")
    assert not button.isEnabled()


@pytest.mark.parametrize("way", ["button", "menu"])
async def test_a_receipt_goes_into_the_chosen_folder(
    tab: ActivityTab, tmp_path: Path, way: str
) -> None:
    tab.view.setCurrentIndex(tab.view.rows.index(1, 0))
    if way == "button":
        click(tab, "receiptButton")
    else:
        found(tab, QAction, "receiptAction").trigger()
    dialog = found(tab, QFileDialog, "receiptFolderDialog")
    await until(dialog.isVisible)
    dialog.setDirectory(str(tmp_path))
    dialog.accept()
    assert desk_of(tab).called("export_receipt") == [("uuid-2", tmp_path)]


async def test_all_orders_go_into_the_chosen_file(tab: ActivityTab, tmp_path: Path) -> None:
    click(tab, "exportOrdersButton")
    dialog = found(tab, QFileDialog, "exportOrdersDialog")
    await until(dialog.isVisible)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("mine")
    dialog.accept()
    assert desk_of(tab).called("export_orders") == [(tmp_path / "mine.csv",)]


async def test_a_dialog_given_up_writes_nothing(tab: ActivityTab) -> None:
    click(tab, "exportOrdersButton")
    found(tab, QFileDialog, "exportOrdersDialog").reject()
    assert desk_of(tab).calls == []
