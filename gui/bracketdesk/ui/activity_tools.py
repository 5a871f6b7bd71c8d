"""Above the activity: what to look for, which outcomes, and the ways out to files."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from bracketdesk.controller.views import ActivityRow
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.ui.controls import Button, Combo
from bracketdesk.ui.row_model import Row
from bracketdesk.ui.theme import pixels

EVERYTHING, ORDERS = "Everything", "Orders"
OUTCOMES = (OutcomeKind.ACCEPTED, OutcomeKind.REJECTED, OutcomeKind.NOT_SENT, OutcomeKind.UNKNOWN)
FILE_NAME = "bracketdesk-orders.csv"


class ActivityTools(QWidget):
    """`changed` fires when something else is to be shown; the tab does the rest."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setObjectName("activitySearch")
        self.search.setAccessibleName("Search activity")
        self.search.setPlaceholderText("Search (Ctrl+F)")
        self.search.setClearButtonEnabled(True)
        self.filter = Combo()
        self.filter.setObjectName("activityFilter")
        self.filter.setAccessibleName("Which activity")
        self.filter.addItems([EVERYTHING, ORDERS, *(str(kind).capitalize() for kind in OUTCOMES)])
        self.receipt = _button("receiptButton", "Save receipt…")
        self.receipt.setToolTip("Choose an order below: everything the journal tells of it")
        self.table = _button("exportOrdersButton", "Export all…")
        self.table.setToolTip("Every order of the journal as CSV")
        self._lay_out()
        self.search.textChanged.connect(self.changed)
        self.filter.currentIndexChanged.connect(self.changed)

    def find_in(self, tab: QWidget) -> None:
        """Let Ctrl+F begin a search from anywhere in the tab, and Escape end it."""
        scope = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence.StandardKey.Find, tab, self.search.setFocus, context=scope)
        escape = Qt.ShortcutContext.WidgetShortcut
        QShortcut(Qt.Key.Key_Escape, self.search, self.search.clear, context=escape)

    def taken(self, rows: Iterable[tuple[ActivityRow, Row]]) -> list[tuple[ActivityRow, Row]]:
        """Return those that are to be shown: each line with its row, whose time is searched too."""
        kind = self.filter.currentText()
        words = self.search.text().casefold().split()
        chosen = [(line, row) for line, row in rows if _is_of(line, kind)]
        return [one for one in chosen if _has(*one, words)] if words else chosen

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, pixels(1), 0, pixels(1))
        layout.setSpacing(pixels(2))
        layout.addWidget(self.search, 1)
        for widget in (self.filter, self.receipt, self.table):
            layout.addWidget(widget)


def _is_of(line: ActivityRow, kind: str) -> bool:
    if kind == ORDERS:
        return bool(line.uuid)
    return kind == EVERYTHING or line.outcome == kind.lower()


def _has(line: ActivityRow, row: Row, words: Iterable[str]) -> bool:
    when = row.cells[0].text
    text = " ".join((when, line.what, line.outcome, line.detail, line.uuid)).casefold()
    return all(word in text for word in words)


def ask_folder(parent: QWidget, then: Callable[[Path], None]) -> None:
    """Ask for the folder of a receipt, without a loop of its own."""
    dialog = QFileDialog(parent, "Save the receipt in this folder")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _open(dialog, "receiptFolderDialog", then)


def ask_file(parent: QWidget, then: Callable[[Path], None]) -> None:
    """Ask where the table of all orders goes, without a loop of its own."""
    dialog = QFileDialog(parent, "Export all orders", filter="CSV (*.csv)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("csv")
    _open(dialog, "exportOrdersDialog", then)
    dialog.selectFile(FILE_NAME)


def _open(dialog: QFileDialog, name: str, then: Callable[[Path], None]) -> None:
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    dialog.setObjectName(name)
    dialog.setDirectory(QStandardPaths.writableLocation(documents))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def _button(name: str, text: str) -> Button:
    button = Button(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
