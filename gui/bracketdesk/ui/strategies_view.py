"""The strategies' tree: what is chosen stays chosen, and nothing else ever takes its place."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView

from bracketdesk.ui.chosen import Path
from bracketdesk.ui.row_model import Row
from bracketdesk.ui.row_view import RowView
from bracketdesk.ui.strategy_rows import (
    AGE,
    DOLLARS,
    FILLED,
    HEADERS,
    NAME,
    PLANNED,
    POINTS,
    PRICE,
    RIGHT,
    SIDE,
    STATUS,
    R,
)

ROW_HEIGHT = 24
WIDTHS = {
    SIDE: 80,
    STATUS: 92,
    PRICE: 72,
    PLANNED: 84,
    FILLED: 106,
    DOLLARS: 78,
    POINTS: 60,
    R: 56,
    AGE: 58,
}
NAME_LEAST = 150
NAME_SMALLEST = 80
NAME_GOOD = 190
GROWTH = {STATUS: 40, FILLED: 40}
"""What they take where the name has room enough."""
EXPENDABLE = (R, POINTS, PLANNED, FILLED, SIDE)
"""What goes where it is narrow, the first one first."""


class StrategiesView(RowView):
    """`chosen_changed` fires when the trader chose another row, or the chosen one has gone."""

    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__("strategiesView", HEADERS, RIGHT, ROW_HEIGHT)
        self._path: Path = ()
        self._updating = False
        self._running: Mapping[object, bool] = {}
        self.setAccessibleName("Strategies")
        self.setIndentation(16)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(0)
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)
        self.rows.rowsInserted.connect(self._expand_new)
        self.selectionModel().currentChanged.connect(self._current_changed)

    @property
    def path(self) -> Path:
        """The keys of the chosen row and of those it lies in; empty where none is shown."""
        return self._path if self._find(self._path).isValid() else ()

    def show_tree(self, rows: Sequence[Row], running: Mapping[object, bool]) -> None:
        """Show these; `running` says by key which new ones are opened."""
        before, self._running = self.path, running
        self._updating = True
        self.show_rows(rows)
        self._hold(self._find(self._path))
        self._updating = False
        if self.path != before:
            self.chosen_changed.emit()

    def choose(self, path: Path) -> None:
        """Choose this row; none where it is not there."""
        index = self._find(path)
        if index.isValid():
            self.setCurrentIndex(index)
        else:
            self.let_go()

    def let_go(self) -> None:
        """Choose nothing."""
        self.selectionModel().clear()
        self._current_changed(QModelIndex())

    def _hold(self, index: QModelIndex) -> None:
        """Keep the chosen row, or none while it is gone; it is chosen again if it comes back."""
        if not index.isValid():
            self.selectionModel().clear()
        elif index != self.currentIndex():
            self.setCurrentIndex(index)

    def index_of(self, path: Path) -> QModelIndex:
        """Return a row's index, invalid where it is not shown."""
        return self._find(path)

    # Qt's events
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the name whatever width the other columns leave."""
        super().resizeEvent(event)
        self._share_width()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the rows chooses nothing."""
        super().mousePressEvent(event)
        if not self.indexAt(event.position().toPoint()).isValid():
            self.let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape chooses nothing."""
        if event.key() == Qt.Key.Key_Escape and self._path:
            self.let_go()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select what Qt makes current when the keys come here: what is chosen is seen."""
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.currentIndex())

    def _share_width(self) -> None:
        room = self.viewport().width()
        shown = widths(room)
        for column in WIDTHS:
            self.setColumnHidden(column, column not in shown)
            if column in shown:
                self.header().resizeSection(column, shown[column])
        self.header().resizeSection(NAME, max(NAME_SMALLEST, room - sum(shown.values())))

    def _expand_new(self, parent: QModelIndex, first: int, last: int) -> None:
        """Open new strategies that still run, and every level; the others are history."""
        with QSignalBlocker(self):
            for at in range(first, last + 1):
                index = self.rows.index(at, NAME, parent)
                if parent.isValid() or self._running.get(self.rows.row_at(index).key):
                    self._expand(index)

    def _expand(self, index: QModelIndex) -> None:
        self.expand(index)
        for at in range(self.rows.rowCount(index)):
            self.expand(self.rows.index(at, NAME, index))

    def _current_changed(self, index: QModelIndex) -> None:
        if self._updating:
            return  # Qt passes the place of a row that went to its neighbour
        path = self._path_of(index)
        if path != self._path:
            self._path = path
            self.chosen_changed.emit()

    def _path_of(self, index: QModelIndex) -> Path:
        keys: list[object] = []
        here = index
        while here.isValid():
            keys.append(self.rows.row_at(here).key)
            here = here.parent()
        return tuple(reversed(keys))

    def _find(self, path: Path) -> QModelIndex:
        here = QModelIndex()
        for key in path:
            places = (self.rows.index(at, NAME, here) for at in range(self.rows.rowCount(here)))
            found = next((place for place in places if self.rows.row_at(place).key == key), None)
            if found is None:
                return QModelIndex()
            here = found
        return here


def widths(room: int) -> dict[int, int]:
    """Return the columns beside the name that there is room for, with their widths."""
    shown = dict(WIDTHS)
    for column in EXPENDABLE:
        if room - sum(shown.values()) >= NAME_LEAST:
            break
        del shown[column]
    for column in set(GROWTH) & set(shown):
        spare = room - sum(shown.values()) - NAME_GOOD
        shown[column] += max(0, min(GROWTH[column], spare))
    return shown
