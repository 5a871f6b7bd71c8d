"""A field for a price: any text, steps of a tick."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from tests.support.fake_market import MES, ZN, paint

from bracketdesk.ui.price_edit import PriceEdit

Key = Qt.Key


@pytest.fixture
def edit(qtbot: QtBot) -> PriceEdit:
    edit = PriceEdit("limitPriceEdit", lambda: Decimal("6012.25"))
    edit.instrument = MES
    qtbot.addWidget(edit)
    edit.show()
    edit.activateWindow()
    edit.setFocus()
    paint()
    return edit


def turn(edit: PriceEdit, angle: int) -> None:
    middle = QPointF(edit.rect().center())
    event = QWheelEvent(
        middle,
        edit.mapToGlobal(middle),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(edit, event)


def test_an_empty_price_begins_at_the_market(edit: PriceEdit) -> None:
    QTest.keyClick(edit, Key.Key_Up)
    assert edit.text() == "6012.25"


@pytest.mark.parametrize(
    ("typed", "key", "expected"),
    [
        ("6012.25", Key.Key_Up, "6012.50"),
        ("6012.25", Key.Key_Down, "6012.00"),
        ("6012.25", Key.Key_PageUp, "6014.75"),
        ("6012.25", Key.Key_PageDown, "6009.75"),
        ("6012.3", Key.Key_Up, "6012.50"),
        ("6012.3", Key.Key_Down, "6012.25"),
        ("near", Key.Key_Up, "near"),
    ],
)
def test_it_steps_by_ticks_and_onto_the_tick(
    edit: PriceEdit, typed: str, key: Qt.Key, expected: str
) -> None:
    QTest.keyClicks(edit, typed)
    QTest.keyClick(edit, key)
    assert edit.text() == expected


def test_fractional_prices_step_in_their_own_form(edit: PriceEdit) -> None:
    edit.instrument = ZN
    edit.setText("110'315")
    edit.step(1)
    assert edit.text() == "111'000"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("110.515625", "110'165"),
        ("110-16", "110'160"),
        ("110.5", "110'160"),
        ("110'167", "110'167"),
        ("110'16.75", "110'16.75"),
        ("110'40", "110'40"),
        ("-110'16", "-110'16"),
        ("near", "near"),
        ("", ""),
    ],
)
def test_a_price_that_is_left_is_written_the_instruments_way(
    edit: PriceEdit, qtbot: QtBot, typed: str, left: str
) -> None:
    edit.instrument = ZN
    QTest.keyClicks(edit, typed)
    assert edit.text() == typed
    edit.clearFocus()
    assert edit.text() == left


def test_enter_writes_it_so_too(edit: PriceEdit) -> None:
    QTest.keyClicks(edit, "6,016.5")
    QTest.keyClick(edit, Key.Key_Return)
    assert edit.text() == "6016.50"


def test_without_an_instrument_it_stays_as_typed(edit: PriceEdit) -> None:
    edit.instrument = None
    QTest.keyClicks(edit, "6016.5")
    edit.clearFocus()
    assert edit.text() == "6016.5"


def test_the_wheel_steps_by_whole_notches_while_focused(edit: PriceEdit) -> None:
    edit.setText("6012.25")
    turn(edit, 60)
    assert edit.text() == "6012.25"
    turn(edit, 60)
    assert edit.text() == "6012.50"
    turn(edit, -240)
    assert edit.text() == "6012.00"


def test_the_wheel_passes_by_a_field_without_focus(edit: PriceEdit, qtbot: QtBot) -> None:
    edit.setText("6012.25")
    other = QLineEdit()
    qtbot.addWidget(other)
    edit.clearFocus()
    turn(edit, 120)
    assert edit.text() == "6012.25"


def test_nothing_steps_without_an_instrument(edit: PriceEdit) -> None:
    edit.instrument = None
    QTest.keyClick(edit, Key.Key_Up)
    assert edit.text() == ""
