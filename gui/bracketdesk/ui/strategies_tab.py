"""Strategies: what the broker holds, with the two plain exits on each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QModelIndex, QRect, QSignalBlocker, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import StrategyView
from bracketdesk.ui.question import Question, Tone
from bracketdesk.ui.row_model import Row
from bracketdesk.ui.row_view import ROW_HEIGHT, RowPage, RowView, cell_width
from bracketdesk.ui.strategy_rows import (
    EXITS,
    HEADERS,
    NAME,
    ORDERS,
    TIME,
    signed,
    strategy_row,
)
from bracketdesk.ui.theme import SMALL_PX
from bracketdesk.ui.words import where

CANCEL = "Cancel entry"
EMPTY = "No strategies yet. Compose a ticket and press Ctrl+Enter."
ORDERS_LEAST = 462
"""The narrowest that the orders still read in; below it the table scrolls sideways."""
NAME_LEAST = 196
TIME_WIDTH = 132


class ExitButtons(QWidget):
    """Cancel entry and flatten for one strategy; only what can be done is there."""

    cancel_wanted = Signal(int)
    flatten_wanted = Signal(int)

    def __init__(self, ident: int) -> None:
        super().__init__()
        self._offered: tuple[object, ...] = ()
        self.cancel = _row_button(f"cancelEntryButton{ident}", CANCEL)
        self.cancel.setAccessibleName(f"Cancel entry of strategy {ident}")
        self.flatten = _row_button(f"flattenButton{ident}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(8)
        layout.addStretch()
        layout.addWidget(self.cancel)
        layout.addWidget(self.flatten)
        self.cancel.clicked.connect(lambda: self.cancel_wanted.emit(ident))
        self.flatten.clicked.connect(lambda: self.flatten_wanted.emit(ident))

    def show_strategy(self, view: StrategyView) -> None:
        """Offer what this strategy leaves to do."""
        offered = (can_cancel(view), can_flatten(view), view.symbol)
        if offered == self._offered:
            return
        self._offered = offered
        self.flatten.setText(f"Flatten {view.symbol}")
        self.cancel.setVisible(can_cancel(view))
        self.flatten.setVisible(can_flatten(view))


@dataclass(frozen=True, slots=True)
class _Told:
    """A strategy with what was worked out for it: an update of one costs no other anything."""

    view: StrategyView
    row: Row
    name_width: int
    exits_width: int


class StrategiesView(RowView):
    """The tree, with the exit buttons laid over the rows in sight."""

    cancel_wanted = Signal(int)
    flatten_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__("strategiesView", HEADERS)
        self._told: dict[int, _Told] = {}
        self.setAccessibleName("Strategies")
        self.setHeaderHidden(True)
        self.rows.rowsInserted.connect(self._expand_new)
        self.expanded.connect(self._dress_rows)
        self.collapsed.connect(self._dress_rows)
        header = self.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(0)
        header.resizeSection(TIME, TIME_WIDTH)

    def show_strategies(self, views: Sequence[StrategyView]) -> None:
        """Show these, newest as the controller has them."""
        self._told = {view.id: self._tell(view) for view in views}
        self.show_rows([told.row for told in self._told.values()])
        self._share_width()
        self._dress_rows()

    def exit_buttons(self, ident: int) -> ExitButtons | None:
        """Return a strategy's buttons, if it has any to offer and stands in sight."""
        for index in self._in_sight():
            if self._view(index).id == ident:
                return self._buttons(index)
        return None

    def _tell(self, view: StrategyView) -> _Told:
        old = self._told.get(view.id)
        if old is not None and old.view == view:
            return old
        row = strategy_row(view)
        name = cell_width(row.cells[NAME], self.font()) + self.indentation()
        return _Told(view, row, name, exits_width(view))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the orders whatever width the other columns leave."""
        super().resizeEvent(event)
        self._share_width()
        self._dress_rows()

    def _share_width(self) -> None:
        """Give the orders what the others leave; where that is little, the time goes first.

        The name's tooltip holds the time always.
        """
        room = self.viewport().width()
        exits = max((told.exits_width for told in self._told.values()), default=0)
        widest = max((told.name_width for told in self._told.values()), default=0)
        with_time = room - exits - TIME_WIDTH >= widest + ORDERS_LEAST
        self.setColumnHidden(TIME, not with_time)
        left = room - exits - (TIME_WIDTH if with_time else 0)
        name = max(NAME_LEAST, min(widest, left - ORDERS_LEAST))
        orders = max(ORDERS_LEAST, left - name)
        for column, width in ((NAME, name), (ORDERS, orders), (EXITS, exits)):
            if self.header().sectionSize(column) != width:
                self.header().resizeSection(column, width)

    def showEvent(self, event: QShowEvent) -> None:
        """Dress what was out of sight until now."""
        super().showEvent(event)
        self._dress_rows()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt calls it so
        """Dress the rows that come into sight."""
        super().scrollContentsBy(dx, dy)
        self._dress_rows()

    def _expand_new(self, parent: QModelIndex, first: int, last: int) -> None:
        """Open new strategies that still run; the others are history."""
        if parent.isValid():
            return
        with QSignalBlocker(self):  # the rows are dressed once, after all of them are in
            for row in range(first, last + 1):
                index = self.rows.index(row, NAME)
                if self._view(index).running:
                    self.expand(index)

    def _dress_rows(self) -> None:
        """Lay buttons over the strategies in sight: a few widgets, however long the list is."""
        laid = False
        for index in self._in_sight():
            view, buttons = self._view(index), self._buttons(index)
            if buttons is None and (can_cancel(view) or can_flatten(view)):
                buttons, laid = self._lay_buttons(index, view.id), True
            if buttons is not None:
                buttons.show_strategy(view)
        if laid:
            self._chain_buttons()

    def _chain_buttons(self) -> None:
        """Make Tab go from the table through its buttons, from top to bottom."""
        chain: list[QWidget] = [self]
        for index in self._in_sight():
            if buttons := self._buttons(index):
                chain += [buttons.cancel, buttons.flatten]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _lay_buttons(self, index: QModelIndex, ident: int) -> ExitButtons:
        buttons = ExitButtons(ident)
        buttons.cancel_wanted.connect(self.cancel_wanted)
        buttons.flatten_wanted.connect(self.flatten_wanted)
        self.setIndexWidget(index.siblingAtColumn(EXITS), buttons)
        return buttons

    def _in_sight(self) -> list[QModelIndex]:
        """Return the strategies of which something is in sight."""
        found = []
        area: QRect = self.viewport().rect().adjusted(0, -ROW_HEIGHT, 0, ROW_HEIGHT)
        index = self.indexAt(self.viewport().rect().topLeft())
        while index.isValid() and self.visualRect(index).top() < area.bottom():
            if not index.parent().isValid():
                found.append(index)
            index = self.indexBelow(index)
        return found

    def _view(self, index: QModelIndex) -> StrategyView:
        key = self.rows.row_at(index).key
        assert isinstance(key, int)  # noqa: S101 - strategy_row keys a strategy by its id
        return self._told[key].view

    def _buttons(self, index: QModelIndex) -> ExitButtons | None:
        widget = self.indexWidget(index.siblingAtColumn(EXITS))
        return widget if isinstance(widget, ExitButtons) else None


class StrategiesTab(QWidget):
    """The strategies and the questions before each exit. Exits are never locked (rule 8)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view = StrategiesView()
        self._page = RowPage(self.view, EMPTY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)
        self.view.cancel_wanted.connect(self._ask_cancel)
        self.view.flatten_wanted.connect(self._ask_flatten)
        desk.strategies.listen(self._show)

    def _show(self, views: tuple[StrategyView, ...]) -> None:
        self.view.show_strategies(views)
        self._page.show_whether(bool(views))

    def _ask_cancel(self, ident: int) -> None:
        view = self._find(ident)
        if view is None or view.entry is None:
            return
        title = f"Cancel the entry of {view.side} {view.quantity} {view.symbol}?"
        question = self._question(title, cancel_text(view), CANCEL, "Keep the entry")
        question.confirmed.connect(lambda: self._desk.cancel_entry(ident))
        question.open()

    def _ask_flatten(self, ident: int) -> None:
        view = self._find(ident)
        if view is None:
            return
        title = f"Flatten {view.symbol}?"
        account = self._desk.session.value.account
        question = self._question(
            title, flatten_text(view, account), f"Flatten {view.symbol}", "Do not flatten"
        )
        question.confirmed.connect(lambda: self._desk.flatten(view.contract_id))
        question.open()

    def _question(self, title: str, text: str, confirm: str, cancel: str) -> Question:
        return Question(
            self.window(),
            title,
            text,
            confirm,
            Tone.DANGER,
            where=where(self._desk.session.value),
            cancel_text=cancel,
        )

    def _find(self, ident: int) -> StrategyView | None:
        return next((view for view in self._desk.strategies.value if view.id == ident), None)


def can_cancel(view: StrategyView) -> bool:
    """Whether the entry still works and may be cancelled."""
    return view.entry is not None and view.entry.cancellable


def exits_width(view: StrategyView) -> int:
    """Return the room that a strategy's buttons take, in pixels."""
    font = QFont()
    font.setPixelSize(SMALL_PX)
    offered = ((can_cancel(view), CANCEL), (can_flatten(view), f"Flatten {view.symbol}"))
    widths = [QFontMetrics(font).horizontalAdvance(text) + 26 for can, text in offered if can]
    return sum(widths)


def can_flatten(view: StrategyView) -> bool:
    """Whether there is, or may soon be, a position to close."""
    return view.running or view.position != 0


def cancel_text(view: StrategyView) -> str:
    """Return what cancelling the entry does to this strategy."""
    filled = view.entry.filled if view.entry else 0
    if not filled:
        return "Cancels the working entry order. Nothing of it is filled, so no position follows."
    return (
        f"Cancels what still works of the entry order. {filled} of {view.quantity} are filled: "
        "that position and its exits stay."
    )


def flatten_text(view: StrategyView, account: str) -> str:
    """Return what flattening does, with what the broker does not promise (protocol.md 4)."""
    return (
        f"Asks the broker to cancel every order of {view.symbol} on {account}, those of other "
        f"programs too, and to close the position of {signed(view.position)} at the market. "
        "The broker does not do this in one step: check the position afterwards."
    )


def _row_button(name: str, text: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("textSize", "row")
    return button
