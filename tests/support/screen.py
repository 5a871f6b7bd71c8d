"""Real clicks and keys on real widgets, found by what the trader sees or by their names."""

from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from tests.support.until import until

W = TypeVar("W", bound=QObject)


async def shown(widget: QWidget) -> None:
    """Show a window and wait until the keys go to it."""
    widget.show()
    widget.activateWindow()
    await until(widget.isActiveWindow)


def found(parent: QObject, kind: type[W], name: str) -> W:
    """Return the one child of that kind and name."""
    child = parent.findChild(kind, name)
    assert isinstance(child, kind), f"no {kind.__name__} named {name}"
    return child


def click(parent: QObject, name: str) -> None:
    """Click a button by its name."""
    QTest.mouseClick(found(parent, QPushButton, name), Qt.MouseButton.LeftButton)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press and release a key where the focus is."""
    QTest.keyClick(focus(), key, modifier)


def focus() -> QWidget:
    """Return the widget the keys go to."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def hold(widget: QWidget, key: Qt.Key, times: int = 5) -> None:
    """Let a key repeat itself, as a held one does."""
    for _ in range(times):
        event = QKeyEvent(
            QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
        )
        QApplication.sendEvent(widget, event)
