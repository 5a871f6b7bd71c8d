"""The entry's row: reads into a draft, enables what applies, marks what is wrong."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_market import MES, named, paint, quote

from bracketdesk.controller.views import QuoteView
from bracketdesk.domain.draft import LevelDraft, TicketDraft
from bracketdesk.domain.instrument import PriceFormat
from bracketdesk.domain.numbers import plain
from bracketdesk.domain.prices import format_price
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import EntryType, TimeInForce
from bracketdesk.practice.products import PRODUCTS, Specification
from bracketdesk.ui.controls import Combo, Spin
from bracketdesk.ui.entry_row import EntryRow


@pytest.fixture
def row(qtbot: QtBot) -> EntryRow:
    row = EntryRow()
    row.show_instrument(MES)
    row.show_quote(quote())
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    paint()
    return row


def choose(row: EntryRow, name: str, text: str) -> None:
    combo = named(row, Combo, name)
    combo.setFocus()
    while combo.currentText() != text:
        before = combo.currentIndex()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() != before, text


def test_it_starts_as_a_market_order_of_one_for_the_day(row: EntryRow) -> None:
    assert row.fill(TicketDraft()) == TicketDraft()


def test_it_keeps_what_is_not_its_own(row: EntryRow) -> None:
    draft = TicketDraft(units=Units.POINTS, levels=(LevelDraft(),), acknowledge_no_stop=True)
    assert row.fill(draft) == draft


def test_everything_typed_is_in_the_draft(row: EntryRow) -> None:
    QTest.keyClick(row, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    choose(row, "entryTypeCombo", "Stop limit")
    choose(row, "timeInForceCombo", "GTD")
    spin = named(row, Spin, "quantitySpin")
    spin.selectAll()
    QTest.keyClicks(spin, "12")
    QTest.keyClicks(row.limit, "6012.3x")
    QTest.keyClicks(row.stop, "6010")
    QTest.keyClicks(row.expiry, "2026-12-01 15:00")
    draft = row.fill(TicketDraft())
    assert (draft.side, draft.entry_type) == ("Sell", EntryType.STOP_LIMIT)
    assert (draft.quantity, draft.limit_price, draft.stop_price) == ("12", "6012.3x", "6010")
    assert (draft.time_in_force, draft.expire_time) == (TimeInForce.GTD, "2026-12-01 15:00")


def test_an_empty_quantity_is_told_and_read_as_it_is(row: EntryRow) -> None:
    told: list[str] = []
    row.changed.connect(lambda: told.append(row.fill(TicketDraft()).quantity))
    spin = named(row, Spin, "quantitySpin")
    spin.selectAll()
    QTest.keyClick(spin, Qt.Key.Key_Delete)
    assert told[-1] == ""


@pytest.mark.parametrize(
    ("kind", "limit", "stop"),
    [
        ("Market", False, False),
        ("Limit", True, False),
        ("Stop", False, True),
        ("Stop limit", True, True),
    ],
)
def test_only_prices_that_apply_can_be_typed(
    row: EntryRow, kind: str, limit: bool, stop: bool
) -> None:
    choose(row, "entryTypeCombo", kind)
    assert (row.limit.isEnabled(), row.stop.isEnabled()) == (limit, stop)


def test_the_expiry_is_there_for_gtd_only(row: EntryRow) -> None:
    assert not row.expiry.isVisible()
    choose(row, "timeInForceCombo", "GTD")
    assert row.expiry.isVisible()
    choose(row, "timeInForceCombo", "FOK")
    assert not row.expiry.isVisible()


def test_a_limit_begins_at_the_bid_and_a_stop_at_the_ask(row: EntryRow) -> None:
    choose(row, "entryTypeCombo", "Stop limit")
    for price in (row.limit, row.stop):
        price.setFocus()
        QTest.keyClick(price, Qt.Key.Key_Up)
    assert (row.limit.text(), row.stop.text()) == ("6012.25", "6012.50")


def test_without_a_bid_a_price_begins_at_the_last(row: EntryRow) -> None:
    choose(row, "entryTypeCombo", "Limit")
    row.show_quote(QuoteView(1, last=Decimal(6000)))
    row.limit.step(1)
    assert row.limit.text() == "6000.00"
    row.clear_prices()
    row.show_quote(None)
    row.limit.step(1)
    assert row.limit.text() == ""


def test_prices_and_expiry_are_cleared_together(row: EntryRow) -> None:
    for edit in (row.limit, row.stop, row.expiry):
        edit.setText("1")
    row.clear_prices()
    draft = row.fill(TicketDraft())
    assert (draft.limit_price, draft.stop_price, draft.expire_time) == ("", "", "")


def test_a_field_in_the_way_is_marked_with_the_reason(row: EntryRow) -> None:
    row.show_problems(
        (
            Problem("entry.limitPrice", "Off the tick."),
            Problem("entry.stopPrice", "Mind this.", Severity.WARNING),
        )
    )
    assert (row.limit.property("invalid"), row.limit.toolTip()) == (True, "Off the tick.")
    assert not row.stop.property("invalid")
    row.show_problems(())
    assert (row.limit.property("invalid"), row.limit.toolTip()) == (False, "")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("quantity", "quantitySpin"),
        ("entry.type", "entryTypeCombo"),
        ("entry.limitPrice", "limitPriceEdit"),
        ("entry.stopPrice", "stopPriceEdit"),
        ("entry.timeInForce", "timeInForceCombo"),
        ("entry.expireTime", "expireTimeEdit"),
    ],
)
def test_a_problems_field_is_an_input(row: EntryRow, field: str, name: str) -> None:
    widget = row.field(field)
    assert widget is not None
    assert widget.objectName() == name
    assert row.field("levels") is None


def test_units_are_asked_for_by_hand_alone(row: EntryRow) -> None:
    asked: list[str] = []
    row.unitsChosen.connect(asked.append)
    row.show_units(Units.POINTS)
    assert asked == []
    choose(row, "unitsCombo", "$/contract")
    assert asked == ["dollars"]


def test_units_wait_for_an_instrument(row: EntryRow) -> None:
    row.show_instrument(None)
    assert not named(row, Combo, "unitsCombo").isEnabled()


def test_every_input_has_a_name_and_a_mnemonic_that_goes_there(row: EntryRow) -> None:
    choose(row, "entryTypeCombo", "Stop limit")
    choose(row, "timeInForceCombo", "GTD")
    keys = {
        "E": "entryTypeCombo",
        "Q": "quantitySpin",
        "L": "limitPriceEdit",
        "O": "stopPriceEdit",
        "T": "timeInForceCombo",
        "X": "expireTimeEdit",
        "I": "unitsCombo",
    }
    for key, name in keys.items():
        QTest.keyClick(row, getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.AltModifier)
        paint()
        widget = named(row, QWidget, name)
        assert widget.hasFocus(), name
        assert widget.accessibleName(), name


def test_the_expiry_moves_nothing_and_comes_next_by_tab(row: EntryRow) -> None:
    fields = [row.limit, row.time_in_force, row.units]
    before = [field.mapTo(row, QPoint()).x() for field in fields]
    choose(row, "timeInForceCombo", "GTD")
    paint()
    assert [field.mapTo(row, QPoint()).x() for field in fields] == before
    for widget in (row.expiry, row.units):
        QTest.keyClick(row.window().focusWidget() or row, Qt.Key.Key_Tab)
        assert widget.hasFocus()


def test_the_row_fits_the_narrowest_window(row: EntryRow) -> None:
    choose(row, "timeInForceCombo", "GTD")
    assert row.minimumSizeHint().width() <= 940 - 2 * 16 - 2 * 16 - 2


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_no_price_is_clipped(row: EntryRow, product: Specification) -> None:
    """A clipped price is another price: 110.515625 was to be read as 0.515625."""
    price = 2 * product.level + product.tick
    form = PriceFormat(product.price_format_type)
    instrument = replace(MES, tick_size=product.tick, price_format=form)
    metrics = row.limit.fontMetrics()
    room = row.limit.width() - 2 - 2 * 5 - 2 * 2  # border, padding, Qt's own margin
    for text in (plain(price), format_price(price, instrument)):
        assert metrics.horizontalAdvance(text) + 1 <= room, text


def test_words_fit_their_boxes(row: EntryRow) -> None:
    choose(row, "timeInForceCombo", "GTD")
    for name in ("entryTypeCombo", "timeInForceCombo", "unitsCombo"):
        combo = named(row, Combo, name)
        texts = [combo.itemText(at) for at in range(combo.count())]
        widest = max(map(combo.fontMetrics().horizontalAdvance, texts))
        assert widest + 8 + 22 <= combo.width(), name
    expiry = row.expiry.fontMetrics().horizontalAdvance("2026-12-01 15:00")
    assert expiry + 2 + 2 * 5 + 2 * 2 <= row.expiry.width()
