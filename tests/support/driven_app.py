"""The app in a process of its own, worked by orders on stdin: `python -m … [its arguments]`.

An order is a line of JSON, a verb and its arguments: one of the Hand's, or one of `Orders`. Each
is answered by a line of JSON on stdout, [result] or [null, error].
"""

import asyncio
import inspect
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QTabBar, QWidget
from tests.support.hand import Hand

from bracketdesk.app import Assembly, run
from bracketdesk.cli import read_options

SPOKEN = ("text", "displayText", "toPlainText", "title", "placeholderText", "currentText")
EVERY = ("windowTitle", "toolTip", "statusTip", "whatsThis", "accessibleName", "objectName")
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
STDIN = 0


class Browser(QObject):
    """Stands where the system's browser would open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, address: QUrl) -> None:
        """Take an address as the system's browser would."""
        self.opened.append(address.toString(QUrl.ComponentFormattingOption.FullyEncoded))


class Orders:
    """Hears them and obeys, on the app's own loop."""

    def __init__(self, assembly: Assembly) -> None:
        self._hand = Hand(assembly.window)
        self._browser = Browser()
        self._heard = b""
        self._task: asyncio.Task[None] | None = None  # one order at a time
        self._loop = asyncio.get_running_loop()
        QDesktopServices.setUrlHandler("http", self._browser, "open")  # type: ignore[arg-type]  # a str
        self._loop.add_reader(STDIN, self._hear)

    def clicked(self, name: str) -> bool:
        """Click a widget if it can be clicked now; whether it was."""
        if ready := self._hand.there(name) and self._hand.find(name).isEnabled():
            self._hand.click(name)
        return ready

    def texts(self) -> list[str]:
        """Everything the screen says now, tooltips and titles too."""
        return [text for widget in QApplication.allWidgets() for text in _texts(widget)]

    def browsed(self) -> list[str]:
        """What the browser was asked to open."""
        return self._browser.opened

    def crash(self, where: str, secret: str) -> None:
        """Fail with a secret in every argument and variable, and in the error's own text."""
        if where == "slot":
            QTimer.singleShot(0, partial(_fail, secret))
        elif where == "thread":
            threading.Thread(target=_fail, args=(secret,)).start()
        elif where == "loop":
            self._loop.call_soon(_fail, secret)
        elif where == "task":
            self._loop.create_task(_fail_later(secret), name="forced")
        else:
            self._loop.call_soon(_fault, secret)

    def close(self) -> None:
        """Close the window."""
        self._loop.remove_reader(STDIN)
        self._hand.window.close()

    def _hear(self) -> None:
        if not (heard := os.read(STDIN, 65536)):  # nobody gives orders any more
            self._loop.remove_reader(STDIN)
        self._heard += heard
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            self._task = self._loop.create_task(self._obey(line))

    async def _obey(self, line: bytes) -> None:
        verb, *given = json.loads(line)
        try:
            answer = [getattr(self if hasattr(self, verb) else self._hand, verb)(*given)]
            if inspect.isawaitable(answer[0]):
                answer = [await answer[0]]
        except Exception as error:  # whatever it is belongs to the one who asked
            answer = [None, repr(error)]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _texts(widget: QWidget) -> Iterator[str]:
    yield from (getattr(widget, name)() for name in EVERY)
    for name in SPOKEN:
        spoken = getattr(widget, name, None)
        # What a password field holds is not shown; `displayText` is.
        if callable(spoken) and not (name == "text" and hasattr(widget, "displayText")):
            yield spoken()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(at) for at in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and widget.model():
        yield from (str(data) for data in _cells(widget.model(), QModelIndex()) if data)


def _cells(model: Any, parent: QModelIndex) -> Iterator[object]:  # noqa: ANN401 - any Qt model
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            yield from (model.index(row, column, parent).data(role) for role in ROLES)
        yield from _cells(model, model.index(row, 0, parent))


def _fail(secret: str) -> None:
    held = {"name": "trader", "password": secret}
    raise RuntimeError(f"forced with {held}")


async def _fail_later(secret: str) -> None:
    _fail(secret)


def _fault(secret: str) -> None:
    held = [secret]
    os.kill(os.getpid(), signal.SIGSEGV)
    held.clear()


if __name__ == "__main__":
    hearing: list[Orders] = []
    sys.exit(run(read_options(sys.argv[1:]), lambda app: hearing.append(Orders(app))))
