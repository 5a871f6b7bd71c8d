"""A person without a mouse: everything is reached by Tab, arrows and shortcuts, and is heard."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeView, QWidget
from tests.support.hand import NONE, Hand, Key
from tests.support.until import until

MOST_TABS = 120

SPOKEN = (
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.CheckBox,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.RadioButton,
    QAccessible.Role.SpinBox,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
)
"""What must have a name, for it is what one stops at."""


class Keys:
    """Works one window by keys alone."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is."""
        window = QApplication.activeWindow() or self.hand.window
        QTest.keyClick(QApplication.focusWidget() or window, key, modifier)

    async def tab_to(self, name: str) -> QWidget:
        """Press Tab until the focus is there: it can be reached."""
        for _ in range(MOST_TABS):
            focus = QApplication.focusWidget()
            if focus is not None and focus.objectName() == name:
                return focus
            self.press(Key.Key_Tab)
        reached = QApplication.focusWidget()
        raise AssertionError(
            f"Tab never came to {name}, last to {reached and reached.objectName()}"
        )

    async def push(self, name: str) -> None:
        """Reach a button and press it."""
        await until(lambda: self.hand.find(name).isEnabled())
        await self.tab_to(name)
        self.press(Key.Key_Space)

    async def turn_to(self, name: str) -> None:
        """Have a dialog that opened be the window that hears keys, as a window manager does."""
        dialog = self.hand.find(name)
        dialog.activateWindow()
        await until(dialog.isActiveWindow)

    async def confirm(self, name: str = "questionConfirmButton") -> None:
        """Answer a question: Enter counts once the focus is on the button that names the act."""
        await until(lambda: self.hand.there("question"))
        await self.turn_to("question")
        await self.tab_to(name)
        self.press(Key.Key_Return)
        await until(lambda: not self.hand.there("question"))
        await self.turn_back()

    async def turn_back(self) -> None:
        """Have the main window hear keys again, as a window manager does after a dialog."""
        self.hand.window.activateWindow()
        await until(self.hand.window.isActiveWindow)

    async def choose_row(self, name: str, words: str) -> str:
        """Go down a tree until the chosen row says this; returns what is read aloud of it."""
        view = await self.tab_to(name)
        assert isinstance(view, QTreeView)
        self.press(Key.Key_Home)
        for _ in range(60):
            index = view.currentIndex()
            heard = str(index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data() or "")
            if words in heard:
                return heard
            view.expand(index)
            self.press(Key.Key_Down)
        raise AssertionError(f"no row says {words}")


def nameless(window: QWidget) -> list[str]:
    """Return what of a window a screen reader would stop at and could not name."""
    return [
        f"{widget.objectName()} ({interface.role().name})"
        for interface in _walk(QAccessible.queryAccessibleInterface(window))
        if interface.role() in SPOKEN
        and isinstance(widget := interface.object(), QWidget)
        and widget.isVisible()
        and not interface.text(QAccessible.Text.Name).strip()
    ]


def heard(window: QWidget) -> str:
    """Return all names in a window, as a reader would find them."""
    return "\n".join(
        name
        for interface in _walk(QAccessible.queryAccessibleInterface(window))
        if not interface.state().invisible
        and (name := interface.text(QAccessible.Text.Name).strip())
    )


def _walk(interface: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    if interface is None or not interface.isValid():
        return
    yield interface
    if interface.role() in (QAccessible.Role.Tree, QAccessible.Role.Table, QAccessible.Role.List):
        return  # its rows are asked for one by one
    for place in range(interface.childCount()):
        yield from _walk(interface.child(place))
