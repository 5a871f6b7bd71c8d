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
