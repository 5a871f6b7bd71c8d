"""The bracket table on the screen: keys, Tab's way through the cells, widths."""

from collections.abc import Collection

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from bracketdesk.ui.bracket_columns import COLUMNS, EDITABLE, HEADINGS, REACHABLE, Column
from bracketdesk.ui.bracket_delegate import SIDE, BracketDelegate
from bracketdesk.ui.bracket_model import BracketModel
from bracketdesk.ui.bracket_texts import auto_trail_text

ROW_HEIGHT = 32
HEADER_HEIGHT = 28
FEWEST_ROWS = 5
WORDS = "after 24.00, 12.00 behind"
"""An auto-trail in words as long as it ordinarily gets."""
Key = Qt.Key
Hint = QAbstractItemDelegate.EndEditHint
Trigger = QAbstractItemView.EditTrigger


class BracketTable(QTableView):
    """The levels. `addition` asks for a new level, which needs to know what is left to assign.

    Of the columns in `without` nothing is shown, and nothing can be typed.
    """

    addition = Signal()
    widthsChanged = Signal()  # noqa: N815 - a Qt signal

    def __init__(self, model: BracketModel, without: Collection[Column] = ()) -> None:
        super().__init__()
        self.setObjectName("bracketTable")
        self.setAccessibleName("Levels")
        self.brackets = model
        self.setModel(model)
        self._shown = tuple(column for column in COLUMNS if column not in without)
        self._reachable = tuple(column for column in REACHABLE if column not in without)
        for column in without:
            self.hideColumn(column)
        self._delegate = BracketDelegate(model, self)
        self.setItemDelegate(self._delegate)
        self._delegate.closeEditor.connect(self._editor_closed)
        self._dress()
        self._lengths: tuple[int, ...] = ()
        self._modest = False
        self._rows = FEWEST_ROWS
        self._room = 0  # the viewport's width: to ask for the viewport itself takes Qt 14 ms
        model.dataChanged.connect(self._fit_if_longer)
        self.choose(0, Column.TARGET)

    # What the buttons do
    @property
    def row(self) -> int:
        """The current level's row, or the last one's."""
        current = self.currentIndex().row()
        return current if current >= 0 else self.brackets.rowCount() - 1

    def choose(self, row: int, column: Column) -> None:
        """Make a cell the current one, within the rows there are."""
        row = max(0, min(row, self.brackets.rowCount() - 1))
        self.setCurrentIndex(self.brackets.index(row, column))

    def duplicate(self) -> None:
        """Copy the current level below itself and go there."""
        if self.row >= 0:
            self.brackets.duplicate(self.row)
            self.choose(self.row + 1, self._column())

    def remove(self) -> None:
        """Take the current level out."""
        if self.row >= 0:
            row = self.row
            self.brackets.remove(row)
            self.choose(row, self._column())

    def shift(self, by: int) -> None:
        """Move the current level up (-1) or down (+1)."""
        if self.row >= 0 and self.brackets.move(self.row, by):
            self.choose(self.row + by, self._column())

    def show_field(self, row: int, column: Column) -> None:
        """Go to the cell a problem names, ready to type."""
        self.choose(row, column if column in self._reachable else Column.TARGET)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # Keys
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key means here; typing starts an edit."""
        # An open editor passes on what it does not want, Enter among it.
        editing = self.state() is QAbstractItemView.State.EditingState
        if editing or not self._handled(event):
            super().keyPressEvent(event)

    def _handled(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        index = self.currentIndex()
        if held == Qt.KeyboardModifier.AltModifier and key in (Key.Key_Up, Key.Key_Down):
            self.shift(-1 if key == Key.Key_Up else 1)
        elif held == Qt.KeyboardModifier.ControlModifier and key == Key.Key_D:
            self.duplicate()
        elif held == Qt.KeyboardModifier.ControlModifier and key == Key.Key_Delete:
            self.remove()
        elif held:
            return False
        elif key == Key.Key_Insert:
            self.addition.emit()
        elif key == Key.Key_Space and index.isValid():
            if Column.TRAIL in self._reachable:
                self.brackets.toggle_trail(index.row())
        elif key in (Key.Key_Delete, Key.Key_Backspace) and index.column() in EDITABLE:
            self.brackets.setData(index, "")
        elif key in (Key.Key_Return, Key.Key_Enter) and index.column() in EDITABLE:
            self.edit(index)
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        """Keep the table's own keys from being taken as shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            if alt and event.key() in (Key.Key_Up, Key.Key_Down):
                event.accept()
                return True
        return super().event(event)

    # Tab's way
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next cell that can be changed; leave the table after the last one."""
        target = self._neighbour(1 if forward else -1)
        if not target.isValid():
            return super().focusNextPrevChild(forward)
        self.setCurrentIndex(target)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first cell by Tab and at the last by Shift+Tab."""
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.TabFocusReason:
            self.choose(0, self._reachable[0])
        elif event.reason() is Qt.FocusReason.BacktabFocusReason:
            self.choose(self.brackets.rowCount() - 1, self._reachable[-1])

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Take Tab out of an editor to the next cell that can be changed."""
        moves = {
            QAbstractItemView.CursorAction.MoveNext: 1,
            QAbstractItemView.CursorAction.MovePrevious: -1,
        }
        if action in moves:
            return self._neighbour(moves[action])
        return super().moveCursor(action, modifiers)

    def _neighbour(self, by: int) -> QModelIndex:
        """Return the reachable cell before or after the current one, row by row."""
        index = self.currentIndex()
        if not index.isValid():
            return QModelIndex()
        rows = range(self.brackets.rowCount())
        stops = [(row, column) for row in rows for column in self._reachable]
        here = (index.row(), index.column())
        if by > 0:
            return self._cell(min((stop for stop in stops if stop > here), default=None))
        return self._cell(max((stop for stop in stops if stop < here), default=None))

    def _cell(self, stop: tuple[int, Column] | None) -> QModelIndex:
        return QModelIndex() if stop is None else self.brackets.index(*stop)

    def _editor_closed(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """End the edit as one step of undo; Enter goes on to the row below."""
        self.brackets.end_edit(keep=hint is not Hint.RevertModelCache)
        if hint is Hint.SubmitModelCache:
            self.choose(self.row + 1, self._column())

    def _column(self) -> Column:
        column = self.currentIndex().column()
        return Column(column) if column >= 0 else Column.TARGET

    # Size
    def be_modest(self, modest: bool) -> None:
        """Ask for no more than one level's room, or for that of a few."""
        self._modest = modest
        self.updateGeometry()

    def be_high(self, spare: int) -> None:
        """Ask for more levels' room where the window has pixels to spare, but for no level's sake:
        what stands under the table stays where it is, and further levels scroll.
        """
        rows = FEWEST_ROWS + max(0, spare) // (2 * ROW_HEIGHT)
        if rows != self._rows:
            self._rows = rows
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room for as many levels as the window's height allows."""
        if self._modest:
            return self.minimumSizeHint()
        return QSize(self.natural_width, HEADER_HEIGHT + self._rows * ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the room for one level; more of them scroll."""
        return QSize(400, HEADER_HEIGHT + ROW_HEIGHT)

    @property
    def natural_width(self) -> int:
        """The width at which no text of the table needs to scroll."""
        return sum(self._natural().values())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._room = event.size().width()
        self._fit_columns()

    def _fit_if_longer(self) -> None:
        """Share the width anew where a text has no room: no column moves without need."""
        lengths = tuple(max(map(len, self._texts(column)), default=0) for column in COLUMNS)
        if lengths == self._lengths:
            return
        self._lengths = lengths
        needs = self._natural()
        cut = any(width > self.columnWidth(column) for column, width in needs.items())
        spilt = sum(map(self.columnWidth, needs)) > self._room
        if cut or spilt:
            self._fit_columns()
            self.widthsChanged.emit()

    def _fit_columns(self) -> None:
        """Give each column what its texts need, and share the rest evenly, auto-trail first."""
        widths = self._natural()
        spare = max(0, self._room - sum(widths.values()))
        if Column.AUTO_TRAIL in widths:
            more = min(spare, max(0, self._words_width() - widths[Column.AUTO_TRAIL]))
            widths[Column.AUTO_TRAIL] += more
            spare -= more
        shares = [column for column in widths if column is not Column.NUMBER]
        for share in shares:
            widths[share] += spare // len(shares)
        widths[shares[-1]] += spare % len(shares)
        for column, width in widths.items():
            if self.columnWidth(column) != width:
                self.setColumnWidth(column, width)

    def _natural(self) -> dict[Column, int]:
        """Return what the texts of each column that is shown need."""
        width = self.fontMetrics().horizontalAdvance
        return {
            column: max(
                map(width, (HEADINGS[column].sample, HEADINGS[column].title, *self._texts(column)))
            )
            + 2 * SIDE
            for column in self._shown
        }

    def _texts(self, column: Column) -> list[str]:
        return [self.brackets.text(row, column) for row in range(len(self.brackets.levels))]

    def _words_width(self) -> int:
        """What auto-trails in words want, whether there are any or not: no column makes way."""
        model = self.brackets
        words = [
            auto_trail_text(level, model.units, model.instrument, wide=True)
            for level in model.levels
        ]
        return max(map(self.fontMetrics().horizontalAdvance, [WORDS, *words])) + 2 * SIDE

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        # Not SelectedClicked: it waits for a second click, and loses what is typed meanwhile.
        self.setEditTriggers(Trigger.DoubleClicked | Trigger.EditKeyPressed | Trigger.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setFixedHeight(HEADER_HEIGHT)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
