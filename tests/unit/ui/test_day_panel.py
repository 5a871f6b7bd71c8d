"""The day's figures as the broker states them, and its fills, newest first."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.sample_cover import day, fill
from tests.support.screen import found

from bracketdesk.controller.after.views import DayView
from bracketdesk.ui.day_panel import NO_DAY, NO_FILLS, DayPanel

UNSTATED = DayView((), 0, Decimal(0), None, None, None, None, None, "The account states no limit.")


@pytest.fixture
def panel(qtbot: QtBot) -> DayPanel:
    panel = DayPanel()
    qtbot.addWidget(panel)
    panel.resize(1000, 200)
    panel.show()
    return panel


def said(panel: DayPanel) -> dict[str, str]:
    names = ("Contracts", "Realised", "Open", "Fees", "Cash", "Margin", "Room")
    return {name: found(panel, QLabel, f"day{name}Label").text() for name in names}


def test_each_figure_is_there_with_its_sign(panel: DayPanel) -> None:
    panel.show_day(day(fill(1), fill(2)))
    assert said(panel) == {
        "Contracts": "2",
        "Realised": "−$60",
        "Open": "+$11.25",
        "Fees": "$4.96",
        "Cash": "$49,935.04",
        "Margin": "$5,280",
        "Room": "$451.25",
    }
    assert found(panel, QLabel, "dayRoomLimit").text() == "to the daily loss of $500,"
    assert found(panel, QLabel, "dayRoomText").text() == "after which: closing only"


def test_what_happens_at_the_limit_is_read_in_a_small_window_too(
    panel: DayPanel, qtbot: QtBot
) -> None:
    panel.show_day(
        replace(day(), room_text="to the daily loss of $1,500, after which: closing only")
    )
    panel.resize(872, 120)
    panel.show()
    qtbot.waitExposed(panel)
    for name, text in (
        ("dayRoomLimit", "to the daily loss of $1,500,"),
        ("dayRoomText", "after which: closing only"),
    ):
        label = found(panel, QLabel, name)
        assert (label.text(), label.toolTip()) == (text, "")  # a text that is cut has a tooltip
    panel.resize(560, 120)
    qtbot.waitUntil(lambda: bool(found(panel, QLabel, "dayRoomText").toolTip()))


def test_each_figure_is_read_with_its_name(panel: DayPanel) -> None:
    panel.show_day(day())
    room = found(panel, QLabel, "dayRoomLabel").accessibleName()
    assert room == "Room left: $451.25"


def test_what_is_not_stated_is_a_dash(panel: DayPanel) -> None:
    panel.show_day(UNSTATED)
    assert [text for text in said(panel).values() if text == "–"] == ["–"] * 5
    assert found(panel, QLabel, "dayRoomText").text() == "The account states no limit."


def test_the_newest_fill_is_first(panel: DayPanel) -> None:
    panel.show_day(day(fill(1), fill(3), fill(2)))
    model = panel.fills.rows
    assert [model.row_at(model.index(at, 0)).key for at in range(3)] == [3, 2, 1]
    panel.show_day(replace(day(fill(1), fill(3), fill(2), fill(4))))
    assert model.row_at(model.index(0, 0)).key == 4


def test_a_day_without_fills_teaches_and_no_day_says_so(panel: DayPanel) -> None:
    panel.show_day(None)
    none, empty = found(panel, QLabel, "dayEmpty"), found(panel, QLabel, "fillsViewEmpty")
    assert (none.isVisible(), none.text(), empty.isVisible()) == (True, NO_DAY, False)
    panel.show_day(day())
    assert (none.isVisible(), empty.isVisible(), empty.text()) == (False, True, NO_FILLS)
    panel.show_day(day(fill(1)))
    assert not empty.isVisible()
    assert panel.fills.isVisible()
