"""Activity: the journal's lines, and what the exit buttons did, newest first."""

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from bracketdesk.controller.activity import ROWS
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import ActivityRow
from bracketdesk.ui.activity_rows import ActivityRows
from bracketdesk.ui.activity_tools import ActivityTools, ask_file, ask_folder
from bracketdesk.ui.fields import text_label
from bracketdesk.ui.row_view import RowPage, RowView

EMPTY = "Nothing yet. Every order and every exit is written down here before it is sent."
NO_MATCH = "Nothing matches. Clear the search, or choose Everything."
OLDER = f"Only the newest {ROWS:,} lines are here. “Export all…” has the older orders too."
HEADERS = ("Time", "What", "Outcome", "Detail")
TIME, WHAT, OUTCOME, DETAIL = range(4)


class ActivityTab(QWidget):
    """The list of what was done; of a start it has a receipt."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._lines: tuple[ActivityRow, ...] = ()
        self._rows = ActivityRows()
        self._starts: dict[Hashable, str] = {}  # the uuids of the rows shown that have one
        self.tools = ActivityTools()
        self.view = _view()
        self._page = RowPage(self.view, EMPTY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tools)
        layout.addWidget(self._page)
        self._older = text_label("activityOlderLabel", OLDER, tone="secondary")
        layout.addWidget(self._older)
        self._save = QAction(self.tools.receipt.text(), self.view)
        self._save.setObjectName("receiptAction")
        self.view.addAction(self._save)
        self._connect()
        desk.activity_cut.listen(self._older.setVisible)
        desk.activity.listen(self._take)

    def showEvent(self, event: QShowEvent) -> None:
        """Write the list when it comes into sight."""
        super().showEvent(event)
        self._show()

    def _connect(self) -> None:
        self.tools.find_in(self)
        self.tools.changed.connect(self._show)
        self.tools.receipt.clicked.connect(self._save_receipt)
        self.tools.table.clicked.connect(lambda: ask_file(self, self._desk.export_orders))
        self._save.triggered.connect(self._save_receipt)
        self.view.selectionModel().currentChanged.connect(self._offer)
        self._offer()

    def _take(self, lines: tuple[ActivityRow, ...]) -> None:
        """Keep the lines; out of sight they cost a click nothing."""
        self._lines = lines
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        rows = zip(self._lines, self._rows.of(self._lines), strict=True)
        shown = self.tools.taken(rows)
        self._starts = {row.key: line.uuid for line, row in shown if line.uuid}
        self.view.show_rows([row for _, row in shown])
        self.tools.setVisible(bool(self._lines))
        self._page.empty.setText(NO_MATCH if self._lines else EMPTY)
        self._page.show_whether(bool(shown))
        self._offer()

    def _chosen(self) -> str:
        """Return the uuid of the start that is chosen, empty where none is."""
        index = self.view.currentIndex()
        return self._starts.get(self.view.rows.row_at(index).key, "") if index.isValid() else ""

    def _offer(self) -> None:
        for way in (self.tools.receipt, self._save):
            way.setEnabled(bool(self._chosen()))

    def _save_receipt(self) -> None:
        if uuid := self._chosen():
            ask_folder(self, partial(self._desk.export_receipt, uuid))


def _view() -> RowView:
    view = RowView("activityView", HEADERS)
    view.setAccessibleName("Activity")
    view.setRootIsDecorated(False)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    header = view.header()
    header.setMinimumSectionSize(80)
    for column, width in ((TIME, 130), (OUTCOME, 110)):
        header.resizeSection(column, width)
    for column in (WHAT, DETAIL):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    return view
