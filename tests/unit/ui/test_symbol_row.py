"""The symbol box: suggestions, when a contract is taken, and what is said of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.fake_market import MES, ZN, named, paint
from tests.support.until import until

from bracketdesk.ui.symbol_row import SymbolRow, details


@pytest.fixture
def page(qtbot: QtBot, desk: FakeDesk) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(SymbolRow(desk))
    other = QLineEdit()
    other.setObjectName("other")
    column.addWidget(other)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    paint()
    return page


@pytest.fixture
def row(page: QWidget) -> SymbolRow:
    row = page.findChild(SymbolRow)
    assert row is not None
    return row


def type_over(row: SymbolRow, text: str) -> None:
    row.edit.setFocus()
    row.edit.selectAll()
    QTest.keyClicks(row.edit, text)


def test_the_contract_and_its_tick_are_told(row: SymbolRow) -> None:
    assert row.edit.text() == "MESZ6"
    assert named(row, QLabel, "instrumentLabel").text() == "Micro E-mini S&P 500"
    assert named(row, QLabel, "tickValueLabel").text() == "0.25 = $1.25"


def test_the_tick_of_other_contracts() -> None:
    assert details(ZN) == "0'005 = $15.625"
    assert details(replace(MES, value_per_point=Decimal(50))) == "0.25 = $12.50"
    assert details(replace(MES, currency="JPY")) == "0.25 = 1.25 JPY"
    assert details(replace(MES, currency="")) == "0.25"


def test_the_last_day_is_named_and_not_its_month_alone(row: SymbolRow, desk: FakeDesk) -> None:
    """CLF7, January, ends in December."""
    label = named(row, QLabel, "symbolTextLabel")
    desk.instrument.set(replace(MES, symbol="CLF7", product="CL", expires=date(2026, 12, 21)))
    assert (label.text(), label.property("tone")) == ("Expires 21 Dec 2026", "secondary")
    nearing = "CLF7 expires in 5 days, Mon 21 Dec 2026."
    desk.symbol_text.set(nearing)
    assert (label.text(), label.property("tone")) == (nearing, "warning")
    desk.symbol_text.set("")
    assert (label.text(), label.property("tone")) == ("Expires 21 Dec 2026", "secondary")
    desk.instrument.set(replace(MES, expires=None))
    assert label.text() == ""


def test_enter_takes_what_is_typed(row: SymbolRow, desk: FakeDesk) -> None:
    type_over(row, "esz6")
    assert desk.called("choose_symbol") == []
    assert row.unsettled == "Press Enter to take ESZ6"
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    assert desk.called("choose_symbol") == [("ESZ6",)]
    assert row.unsettled == "Looking up ESZ6 …"


def test_leaving_the_field_takes_it_too_and_only_once(row: SymbolRow, desk: FakeDesk) -> None:
    type_over(row, "ESZ6")
    named(row.window(), QLineEdit, "other").setFocus()
    assert desk.called("choose_symbol") == [("ESZ6",)]
    desk.instrument.set(replace(MES, symbol="ESZ6"))
    row.edit.setFocus()
    named(row.window(), QLineEdit, "other").setFocus()
    assert len(desk.called("choose_symbol")) == 1


def test_the_present_contract_is_not_asked_for_again(row: SymbolRow, desk: FakeDesk) -> None:
    type_over(row, " mesz6 ")
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    assert desk.called("choose_symbol") == []
    assert row.unsettled == ""


def test_an_empty_symbol_is_no_contract(row: SymbolRow, desk: FakeDesk) -> None:
    row.edit.setFocus()
    row.edit.clear()
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    assert desk.called("choose_symbol") == []
    assert row.unsettled == "Choose a contract"


def test_a_contract_that_arrives_is_shown(row: SymbolRow, desk: FakeDesk) -> None:
    desk.instrument.set(ZN)
    assert (row.edit.text(), row.unsettled) == ("ZNZ6", "")


def test_the_row_is_as_high_without_a_contract(row: SymbolRow, desk: FakeDesk) -> None:
    before = row.sizeHint().height()
    desk.symbol_text.set("Expires in 5 days.")
    assert row.sizeHint().height() == before
    desk.symbol_text.set("")
    desk.instrument.set(None)
    assert row.sizeHint().height() == before


def test_what_is_being_typed_is_not_overwritten(row: SymbolRow, desk: FakeDesk) -> None:
    type_over(row, "NQ")
    desk.instrument.set(ZN)
    assert row.edit.text() == "NQ"
    assert row.unsettled == "Press Enter to take NQ"


def test_why_a_symbol_is_no_good_stands_beside_it_and_on_the_button(
    row: SymbolRow, desk: FakeDesk
) -> None:
    type_over(row, "XX")
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    desk.instrument.set(None)
    desk.symbol_text.set("There is no contract XX.")
    label = named(row, QLabel, "symbolTextLabel")
    assert (label.text(), label.property("tone")) == ("There is no contract XX.", "loss")
    assert row.unsettled == "There is no contract XX."


def test_the_nearing_expiry_warns(row: SymbolRow, desk: FakeDesk) -> None:
    desk.symbol_text.set("Expires in 5 days.")
    label = named(row, QLabel, "symbolTextLabel")
    assert (label.text(), label.property("tone")) == ("Expires in 5 days.", "warning")
    assert row.unsettled == ""


async def test_suggestions_come_after_a_pause_and_are_chosen_by_keys(
    qtbot: QtBot, desk: FakeDesk
) -> None:
    row = SymbolRow(desk)
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    desk.suggestions = ("NQH7", "NQZ6")
    type_over(row, "NQ")
    assert desk.called("suggest") == []
    await until(lambda: desk.called("suggest") == [("NQ",)])
    popup = named(row, QLineEdit, "symbolEdit").completer().popup()
    assert isinstance(popup, QListView)
    await until(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert desk.called("choose_symbol") == [("NQH7",)]
    assert not popup.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
async def test_what_stands_in_the_field_after_a_completion_was_taken(
    qtbot: QtBot, desk: FakeDesk, key: Qt.Key
) -> None:
    row = SymbolRow(desk)
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    desk.suggestions = ("MNQZ6", "MNQH7")
    type_over(row, "mnq")
    popup = row.edit.completer().popup()
    assert isinstance(popup, QListView)
    await until(popup.isVisible)
    QTest.keyClick(popup, key)
    assert desk.called("choose_symbol")[-1] == ("MNQZ6",)
    assert row.edit.text() == "MNQZ6"


def test_after_enter_the_next_symbol_replaces_this_one(row: SymbolRow, desk: FakeDesk) -> None:
    type_over(row, "zn")
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    desk.instrument.set(ZN)
    assert (row.edit.text(), row.edit.selectedText()) == ("ZNZ6", "ZNZ6")
    QTest.keyClicks(row.edit, "es")
    assert row.edit.text() == "es"
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    assert desk.called("choose_symbol") == [("ZN",), ("ES",)]


def test_enter_asks_once_more_for_what_was_not_found(row: SymbolRow, desk: FakeDesk) -> None:
    type_over(row, "xx")
    for _ in range(2):
        QTest.keyClick(row.edit, Qt.Key.Key_Return)
        paint()
    assert desk.called("choose_symbol") == [("XX",), ("XX",)]


def test_its_mnemonic_selects_it_wherever_the_focus_was(row: SymbolRow) -> None:
    type_over(row, "ES")
    assert row.edit.selectedText() == ""
    QTest.keyClick(row.edit, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    assert row.edit.hasFocus()
    assert row.edit.selectedText() == "ES"


async def test_fast_typing_asks_once(qtbot: QtBot, desk: FakeDesk) -> None:
    row = SymbolRow(desk)
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    type_over(row, "NQZ")
    await until(lambda: desk.called("suggest"))
    assert desk.called("suggest") == [("NQZ",)]


def test_every_change_of_settledness_is_told(row: SymbolRow, desk: FakeDesk) -> None:
    told: list[str] = []
    row.changed.connect(lambda: told.append(row.unsettled))
    type_over(row, "E")
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    desk.instrument.set(replace(MES, symbol="E"))
    assert told[-1] == ""
    assert "Press Enter to take E" in told
    assert "Looking up E …" in told
