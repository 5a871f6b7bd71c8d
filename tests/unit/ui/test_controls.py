"""Buttons that click at once; boxes the wheel changes only while they have the focus."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.support.fake_market import paint

from bracketdesk.ui.controls import Button, Combo, Spin
from bracketdesk.ui.theme import CONTROL_HEIGHT, LIGHT


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    QVBoxLayout(page)
    qtbot.addWidget(page)
    return page


def put(page: QWidget, *widgets: QWidget) -> None:
    layout = page.layout()
    assert layout is not None
    for widget in (*widgets, QLineEdit()):
        layout.addWidget(widget)
    page.show()
    page.activateWindow()
    paint()


def turn(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_a_mnemonic_clicks_at_once(page: QWidget) -> None:
    button = Button("&Remove")
    clicks: list[int] = []
    button.clicked.connect(lambda: clicks.append(1))
    put(page, button)
    QTest.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert clicks == [1]
    button.setEnabled(False)
    QTest.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert clicks == [1]


def test_a_shared_mnemonic_clicks_neither(page: QWidget) -> None:
    clicks: list[int] = []
    buttons = [Button("&Remove"), Button("&Repeat")]
    for button in buttons:
        button.clicked.connect(lambda: clicks.append(1))
    put(page, *buttons)
    QTest.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert clicks == []
    assert QApplication.focusWidget() in buttons


def test_the_wheel_changes_a_combo_only_while_focused(page: QWidget) -> None:
    combo = Combo()
    combo.addItems(["one", "two", "three"])
    put(page, combo)
    combo.clearFocus()
    turn(combo)
    assert combo.currentText() == "one"
    combo.setFocus()
    turn(combo)
    assert combo.currentText() == "two"


def test_the_wheel_changes_a_spin_box_only_while_focused(page: QWidget) -> None:
    spin = Spin()
    spin.setRange(1, 9)
    spin.setValue(5)
    put(page, spin)
    spin.clearFocus()
    turn(spin)
    assert spin.value() == 5
    spin.setFocus()
    turn(spin)
    assert spin.value() == 4


@pytest.fixture
def spin(page: QWidget) -> Spin:
    """A quantity of 3, 1 to 99,999."""
    spin = Spin("contracts")
    spin.setRange(1, 99_999)
    spin.setValue(3)
    put(page, spin)
    spin.setFocus()
    spin.selectAll()
    return spin


WRONG = (
    ("2.5", "“2.5” is no whole number of contracts."),
    ("1e9", "“1e9” is no number."),
    ("-3", "From 1 to 99,999; this is -3."),
    ("abc", "“abc” is no number."),
    ("100000", "From 1 to 99,999; this is 100,000."),
    ("1,000", "“1,000” could mean 1000 or 1.000: write it without the comma."),
    ("0", "From 1 to 99,999; this is 0."),
)


@pytest.mark.parametrize(("typed", "problem"), WRONG)
def test_what_is_no_number_is_kept_and_named(spin: Spin, typed: str, problem: str) -> None:
    QTest.keyClicks(spin, typed)
    assert (spin.text(), spin.typed, spin.problem) == (typed, typed, problem)
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert spin.text() == typed
    spin.clearFocus()
    assert (spin.text(), spin.problem) == (typed, problem)


def test_an_emptied_box_stays_empty(spin: Spin) -> None:
    QTest.keyClick(spin, Qt.Key.Key_Delete)
    spin.clearFocus()
    assert (spin.text(), spin.value(), spin.problem) == ("", 3, "A number is missing.")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Qt.Key.Key_Up, 4),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_PageUp, 13),
    ],
)
def test_steps_go_on_from_the_last_number(spin: Spin, key: Qt.Key, value: int) -> None:
    QTest.keyClicks(spin, "abc")
    assert spin.value() == 3
    QTest.keyClick(spin, key)
    assert (spin.text(), spin.value(), spin.problem) == (str(value), value, "")


def test_the_wheel_goes_on_from_the_last_number_too(spin: Spin) -> None:
    QTest.keyClicks(spin, "2.5")
    turn(spin)
    assert (spin.text(), spin.value()) == ("1", 1)  # 2 was typed on the way


def test_a_number_that_is_set_replaces_whatever_is_typed(spin: Spin) -> None:
    QTest.keyClicks(spin, "x")
    spin.setValue(3)
    assert (spin.text(), spin.problem) == ("3", "")
    spin.selectAll()
    QTest.keyClicks(spin, "x")
    spin.setProperty("value", 7)  # as assistive technology does
    assert (spin.text(), spin.value()) == ("7", 7)


def test_every_change_of_its_text_is_told(spin: Spin) -> None:
    told: list[str] = []
    spin.changed.connect(lambda: told.append(spin.typed))
    QTest.keyClick(spin, Qt.Key.Key_Up)
    assert told[-1] == "4"
    spin.selectAll()
    QTest.keyClicks(spin, "x")
    assert told[-1] == "x"
    spin.setValue(4)
    assert told[-1] == "4"


def test_a_number_written_otherwise_is_one(spin: Spin) -> None:
    QTest.keyClicks(spin, "12.0")
    assert (spin.value(), spin.problem) == (12, "")
    spin.clearFocus()
    assert spin.text() == "12"


def test_prefix_and_suffix_are_no_part_of_what_is_typed(spin: Spin) -> None:
    spin.setPrefix("+ ")
    spin.setSuffix(" t")
    assert (spin.text(), spin.typed) == ("+ 3 t", "3")
    spin.selectAll()
    QTest.keyClicks(spin, "2.5")
    assert (spin.text(), spin.typed) == ("+ 2.5 t", "2.5")
    spin.clearFocus()
    assert (spin.text(), bool(spin.problem)) == ("+ 2.5 t", True)


def test_controls_are_as_high_as_each_other_focused_or_not(page: QWidget) -> None:
    combo, spin, edit, button = Combo(), Spin(), QLineEdit(), Button("x")
    put(page, combo, spin, edit, button)
    for focused in (combo, spin, edit, button):
        focused.setFocus()
        paint()
        heights = {widget.sizeHint().height() for widget in (combo, edit, button)}
        assert heights | {spin.height()} == {CONTROL_HEIGHT}


@pytest.mark.parametrize("kind", [Combo, Spin])
def test_the_arrows_are_in_the_themes_colour(page: QWidget, kind: type[Combo] | type[Spin]) -> None:
    box = kind()
    box.setFixedWidth(100)
    put(page, box)
    box.clearFocus()
    picture = box.grab().toImage()
    right = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width() - 20, picture.width() - 4)
        for y in range(4, picture.height() - 4)
    }
    dark = [name for name in right if int(name[1:3], 16) < 0x60]
    assert dark, right
    assert LIGHT.card in right
