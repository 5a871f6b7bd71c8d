"""A person at the window: mouse and keyboard, everything found by its object name."""

from typing import TypeVar, overload

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QTableView,
    QWidget,
)
from tests.support.clock import settle
from tests.support.until import until

from bracketdesk.ui.row_view import RowView

W = TypeVar("W", bound=QWidget)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Looks at one window and works it."""

    def __init__(self, window: QWidget) -> None:
        self.window = window

    @overload
    def find(self, name: str) -> QWidget: ...
    @overload
    def find(self, name: str, kind: type[W]) -> W: ...
    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """Return the widget of that name, which must be there and in sight."""
        found = self.window.findChildren(kind, name)
        assert found, f"no {name}"
        return found[-1]

    def there(self, name: str) -> bool:
        """Whether a widget of that name is on the screen."""
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def text(self, name: str) -> str:
        """What a label or a button says."""
        widget = self.find(name)
        assert isinstance(widget, QLabel | QPushButton), name
        return widget.text()

    def look(self) -> None:
        """Have refreshed what the window refreshes by Qt's own timers, whose time is the eye's."""
        for timer in self.window.findChildren(QTimer):
            if timer.isActive() and not timer.isSingleShot():
                timer.timeout.emit()

    # Mouse and keys
    def click(self, name: str) -> None:
        """Click the middle of a widget, which must be in sight and enabled."""
        widget = self.find(name)
        assert widget.isVisible(), f"{name} is not in sight"
        assert widget.isEnabled(), f"{name} is disabled"
        QTest.mouseClick(widget, LEFT)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def popup(self, name: str) -> QAbstractItemView:
        """The list of suggestions under a field."""
        completer = self.find(name, QLineEdit).completer()
        popup = completer.popup() if completer else None
        assert popup is not None, f"{name} suggests nothing"
        return popup

    def tab(self, name: str, title: str) -> None:
        """Click the tab whose title begins so."""
        bar = self.find(name, QTabBar)
        at = next(i for i in range(bar.count()) if bar.tabText(i).startswith(title))
        QTest.mouseClick(bar, LEFT, pos=bar.tabRect(at).center())

    def action(self, name: str) -> None:
        """Choose an entry of a menu."""
        found = self.window.findChildren(QAction, name)
        assert found, f"no {name}"
        found[-1].trigger()

    def write(self, name: str, text: str) -> None:
        """Click a field, select what is in it, and type over it."""
        field = self.find(name)
        QTest.mouseClick(field, LEFT)
        edit = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
        assert edit is not None
        edit.selectAll()
        QTest.keyClicks(edit, text)

    def choose(self, name: str, text: str) -> None:
        """Choose an entry of a list by the arrow keys."""
        combo = self.find(name, QComboBox)
        combo.setFocus()
        QTest.keyClick(combo, Key.Key_Home)
        for _ in range(combo.count()):
            if combo.currentText().startswith(text):
                return
            QTest.keyClick(combo, Key.Key_Down)
        raise AssertionError(f"{name} has no {text}")

    async def cell(self, row: int, column: int, text: str) -> None:
        """Click a cell of the bracket table, type over it, and leave it with Enter."""
        table = self.find("bracketTable", QTableView)
        index = table.model().index(row, column)
        table.scrollTo(index)
        QTest.mouseClick(table.viewport(), LEFT, pos=table.visualRect(index).center())
        for letter in text or "\b":
            self.type(letter)
            await settle()  # a person leaves Qt time to open and close the editor
        if text:
            self.press(Key.Key_Return)
            await settle()

    # The panel's lists
    def row(self, name: str, *path: object) -> None:
        """Click the row of a tree that lies at this path of keys."""
        view = self.find(name, RowView)
        index = QModelIndex()
        for key in path:
            places = [view.rows.index(at, 0, index) for at in range(view.rows.rowCount(index))]
            index = next(place for place in places if view.rows.row_at(place).key == key)
        view.scrollTo(index)
        QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())

    def exit(self, button: str, strategy_id: int) -> None:
        """Choose a strategy and click what to do with it."""
        self.row("strategiesView", strategy_id)
        self.click(button)

    def rows(self, name: str) -> list[str]:
        """Every row of a list or tree, its cells joined, children after their parent."""
        view = self.find(name, QAbstractItemView)
        return _rows(view, QModelIndex())

    async def answer(self, button: str) -> None:
        """Wait for the question, then click its button."""
        await until(lambda: self.there("question"))
        self.click(button)


def _rows(view: QAbstractItemView, parent: QModelIndex) -> list[str]:
    model = view.model()
    found = []
    for row in range(model.rowCount(parent)):
        cells = (model.index(row, column, parent) for column in range(model.columnCount(parent)))
        texts = (cell.data() for cell in cells)
        found.append(" | ".join(str(text) for text in texts if text))
        found += _rows(view, model.index(row, 0, parent))
    return found
