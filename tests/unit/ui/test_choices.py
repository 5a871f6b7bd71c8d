import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot
from tests.support.screen import shown

from bracketdesk.domain.settings import Settings, Theme
from bracketdesk.ui.choices import TEXT_AT, CheckBox, RadioButton
from bracketdesk.ui.theme import DARK, LIGHT, Tokens, apply_theme

KINDS = [CheckBox, RadioButton]
Kind = type[CheckBox] | type[RadioButton]


def plain(qtbot: QtBot, kind: Kind) -> QAbstractButton:
    """A choice in a window of its own, wider than it needs."""
    button = kind("On Practice")
    qtbot.addWidget(button)
    button.resize(200, button.sizeHint().height())
    button.show()
    return button


def has(button: QAbstractButton, token: str) -> bool:
    """Whether a colour is on the mark or its ring, as near as smooth edges leave it."""
    image = button.grab().toImage()
    wanted = QColor(token)
    pixels = ((x, y) for x in range(TEXT_AT) for y in range(image.height()))
    return any(_near(QColor(image.pixel(x, y)), wanted) for x, y in pixels)


def _near(one: QColor, other: QColor) -> bool:
    pairs = zip(one.getRgb(), other.getRgb(), strict=True)  # type: ignore[call-overload]
    return all(abs(a - b) <= 12 for a, b in pairs)


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_row_takes_the_click(qtbot: QtBot, kind: Kind) -> None:
    button = plain(qtbot, kind)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(button.width() - 3, 10))
    assert button.isChecked()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("theme", "look"), [(Theme.LIGHT, LIGHT), (Theme.DARK, DARK)])
def test_the_mark_can_be_seen_in_either_theme(
    qtbot: QtBot, qapp: QApplication, kind: Kind, theme: Theme, look: Tokens
) -> None:
    apply_theme(qapp, Settings(theme=theme))
    button = plain(qtbot, kind)
    assert has(button, look.control)
    assert not has(button, look.accent_fill)
    button.setChecked(True)
    assert has(button, look.accent_fill)
    assert has(button, look.on_fill)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_focus_is_ringed(qtbot: QtBot, kind: Kind) -> None:
    button = plain(qtbot, kind)
    await shown(button)
    button.clearFocus()
    assert not has(button, LIGHT.accent)
    button.setFocus()
    assert has(button, LIGHT.accent)
