"""Positions with what protects them and what can be done about them; below, the account's day."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QPushButton, QScrollArea, QVBoxLayout, QWidget

from bracketdesk.controller.after.views import DayView
from bracketdesk.controller.desk import Desk
from bracketdesk.ui.day_panel import DayPanel
from bracketdesk.ui.exit_question import ask_exit
from bracketdesk.ui.fields import heading, row
from bracketdesk.ui.position_buttons import PositionActs, PositionButtons, menu_of
from bracketdesk.ui.position_rows import (
    CONTRACT,
    EXITS,
    FEES,
    HEADERS,
    NUMBERS,
    PROTECTION,
    position_row,
)
from bracketdesk.ui.row_view import ROW_HEIGHT, RowPage, RowView, cell_width
from bracketdesk.ui.theme import pixels

EMPTY = "Flat. A position appears here as soon as an entry fills."
WIDTHS = (84, 56, 92, 96, 92, 72)
"""Of the columns before the meter, in pixels."""
MOST_ROWS = 5
HEADER_HEIGHT = 26
LEAST_METER = 110
"""Narrower than this, the fees give way."""
LOW = 100
"""Below this height the rows come first: exits before names and sums."""


class PositionsView(RowView):
    """The positions, with their buttons laid over each row."""

    def __init__(self, acts: PositionActs) -> None:
        super().__init__("positionsView", HEADERS, right=NUMBERS)
        self._acts = acts
        self._symbols: dict[int, str] = {}
        self.setAccessibleName("Positions")
        self.setRootIsDecorated(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        menu_of(self, acts, self.chosen)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setFixedHeight(HEADER_HEIGHT)
        for column, width in enumerate(WIDTHS):
            self.header().resizeSection(column, width)

    def chosen(self) -> int | None:
        """Return the contract of the chosen row."""
        index = self.currentIndex()
        key = self.rows.row_at(index).key if index.isValid() else None
        return key if isinstance(key, int) else None

    def show_positions(self, desk: Desk) -> None:
        """Show the desk's positions with their meters."""
        covers = {view.contract_id: view for view in desk.after.covers.value}
        views = desk.positions.value
        self._symbols = {view.contract_id: view.symbol for view in views}
        self.show_rows([position_row(view, covers.get(view.contract_id)) for view in views])
        self._dress()

    def wanted_height(self) -> int:
        """Return the room for the rows; more than a few of them scroll."""
        header = 0 if self.isHeaderHidden() else HEADER_HEIGHT
        return header + min(MOST_ROWS, self.rows.rowCount()) * ROW_HEIGHT + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the meter what the other columns leave."""
        super().resizeEvent(event)
        self._share_width()

    def _dress(self) -> None:
        """Lay the buttons over rows that have none yet, and make Tab go through them."""
        before: QWidget = self
        for at in range(self.rows.rowCount()):
            index = self.rows.index(at, EXITS)
            buttons = self.indexWidget(index)
            if not isinstance(buttons, PositionButtons):
                ident = self.rows.row_at(index).key
                assert isinstance(ident, int)  # noqa: S101 - position_row keys it by its contract
                buttons = PositionButtons(ident, self._symbols[ident], self._acts)
                self.setIndexWidget(index, buttons)
            for button in buttons.buttons:
                QWidget.setTabOrder(before, button)
                before = button
        self._share_width()

    def _share_width(self) -> None:
        """Give the meter what the others leave; the buttons are whole at any width."""
        header = self.header()
        indexes = [self.rows.index(at, EXITS) for at in range(self.rows.rowCount())]
        laid = [w.sizeHint().width() for i in indexes if (w := self.indexWidget(i)) is not None]
        names = [cell_width(self.rows.row_at(i).cells[CONTRACT], self.font()) for i in indexes]
        header.resizeSection(CONTRACT, max([WIDTHS[CONTRACT], *names]))
        header.resizeSection(EXITS, max(laid, default=0))
        fixed = (CONTRACT, EXITS)
        taken = sum(WIDTHS[CONTRACT + 1 :]) + sum(header.sectionSize(at) for at in fixed)
        left = self.viewport().width() - taken
        header.setSectionHidden(FEES, left < LEAST_METER)
        left += WIDTHS[FEES] if left < LEAST_METER else 0
        header.resizeSection(PROTECTION, max(0, left))


class PositionsTab(QWidget):
    """The account's open positions and its day. Exits are never locked (rule 8)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        acts = PositionActs(self._ask_flatten, self._ask_reverse, self._open_exits)
        self.view = PositionsView(acts)
        self.day = DayPanel()
        self._all = QPushButton("Flatten all")
        self._all.setObjectName("flattenAllButton")
        self._all.setProperty("textSize", "row")
        self._all.clicked.connect(self._ask_flatten_all)
        self._every = QAction(self._all.text(), self.view)
        self._every.setObjectName("flattenAllAction")
        self._every.triggered.connect(self._ask_flatten_all)
        self.view.addAction(self._every)
        self._page = RowPage(self.view, EMPTY)
        self._lay_out()
        desk.positions.listen(self._show)
        desk.after.unseen.listen(self._show)
        desk.after.covers.listen(self._show)
        desk.after.day.listen(self._show_day)

    def showEvent(self, event: QShowEvent) -> None:
        """Write what changed out of sight."""
        super().showEvent(event)
        self._show(())
        self._show_day(self._desk.after.day.value)

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("positionsContent")
        self._head = QWidget()
        self._title = heading("Open positions")
        self._head.setLayout(row(self._title, None, self._all))
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(pixels(1))
        column.addWidget(self._head)
        column.addWidget(self._page)
        column.addSpacing(pixels(1))
        column.addWidget(self.day, 1)
        area = QScrollArea()
        area.setObjectName("positionsScroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low panel put the rows first."""
        super().resizeEvent(event)
        low = event.size().height() < LOW
        if low != self.view.isHeaderHidden():
            self.view.setHeaderHidden(low)
            self._title.setVisible(not low)
            self._column.insertWidget(1 if low else 0, self._head)
        self._fit()

    def _fit(self) -> None:
        some = bool(self._desk.positions.value)
        page = self._page
        page.setFixedHeight(self.view.wanted_height() if some else page.empty_height())

    def _show(self, _: object) -> None:
        """Show the positions; out of sight they cost nothing."""
        if not self.isVisible():
            return
        self.view.show_positions(self._desk)
        unseen, line_is_down = self._desk.after.unseen.value, self._desk.session.value.as_of
        self._page.empty.setText(unseen or EMPTY)
        self._page.show_whether(bool(self._desk.positions.value))
        self._may_flatten(not unseen or line_is_down is not None)
        self._fit()

    def _may_flatten(self, possible: bool) -> None:
        """Offer to flatten everything while there is a line, up or down (rule 8)."""
        for way in (self._all, self._every):
            way.setEnabled(possible)
            way.setToolTip("" if possible else self._desk.after.unseen.value)

    def _show_day(self, day: DayView | None) -> None:
        if self.isVisible():
            self.day.show_day(day)

    def _ask_flatten(self, contract_id: int) -> None:
        after = self._desk.after
        asked = after.ask_flatten(contract_id)
        ask_exit(self, self._desk, asked, lambda: after.flatten(contract_id))

    def _ask_reverse(self, contract_id: int) -> None:
        after = self._desk.after
        asked = after.ask_reverse(contract_id)
        ask_exit(self, self._desk, asked, lambda: after.reverse(contract_id))

    def _ask_flatten_all(self) -> None:
        after = self._desk.after
        ask_exit(self, self._desk, after.ask_flatten_all(), after.flatten_all)

    def _open_exits(self, contract_id: int) -> None:
        from bracketdesk.ui.exits_dialog import show_exits  # noqa: PLC0415 - when it is wanted

        show_exits(self.window(), self._desk, contract_id)
