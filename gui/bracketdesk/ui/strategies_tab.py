"""Strategies and loose orders, what can be done with the chosen one, and what happened to it.

Exits are never locked (rule 8). Each click asks the desk once; the desk says what came of it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QWidget

from bracketdesk.controller.after.views import LooseView
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import StrategyView
from bracketdesk.ui.chosen import Chosen, chosen_at, movables
from bracketdesk.ui.deed_bar import DeedBar
from bracketdesk.ui.deeds import offers
from bracketdesk.ui.doing import Doing
from bracketdesk.ui.fields import row
from bracketdesk.ui.life_list import LifeList
from bracketdesk.ui.move_editor import MoveEditor, add_nudges
from bracketdesk.ui.once import DeedButton
from bracketdesk.ui.row_model import Row
from bracketdesk.ui.row_view import RowPage
from bracketdesk.ui.strategies_view import StrategiesView
from bracketdesk.ui.strategy_filter import EMPTY as NONE_SHOWN
from bracketdesk.ui.strategy_filter import FilterButtons, takes, takes_order
from bracketdesk.ui.strategy_rows import aged, key_of, row_of
from bracketdesk.ui.theme import pixels

EMPTY = "No strategies yet. Compose a ticket and press Ctrl+Enter."
SECOND_MS = 1000
LOW = 90
"""Below this height the buttons stand beside the tree, which is whole first."""
WIDE = 1000
"""From this width on the history stands beside the tree, else under it."""
HIGH = 300
"""From this height on there is room for a history under the tree."""
LIFE_SIZE = (260, 100)
"""The history's least width beside the tree, its height under it, until the trader drags it."""
TREE_WIDTH = 900
"""Beyond this width the tree shares what there is with the history."""

Known = tuple[StrategyView | LooseView, Row]


def utc_now() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)


class StrategiesTab(QWidget):
    """`now` tells the time that ages are counted to."""

    def __init__(self, desk: Desk, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__()
        self._desk = desk
        self._now = now
        self._known: dict[object, Known] = {}
        self._shared = False
        self._history: bool | None = None  # whether the trader wants it, None where he said nothing
        self.view = StrategiesView()
        self._page = RowPage(self.view, EMPTY)
        self.life = LifeList()
        self.filters = FilterButtons()
        self.bar = DeedBar(self, self.view)
        self.editor = MoveEditor(desk.after.move_problem, desk.after.move_preview)
        self._doing = Doing(desk, self, self.chosen, self.editor, lambda: self.bar.ticks)
        self._history_button = DeedButton("historyButton", "History")
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND_MS)
        self._lay_out()
        self._chain()
        self._connect()
        desk.strategies.listen(self._news)
        desk.after.loose.listen(self._news)
        desk.after.unseen.listen(self._news)
        desk.positions.listen(lambda _: self._offer())
        desk.after.history.listen(lambda _: self._tell())

    def chosen(self) -> Chosen:
        """Return what is chosen, as the desk shows it now."""
        path = self.view.path
        found = chosen_at(path, self._desk.strategies.value, self._desk.after.loose.value)
        nets = {view.contract_id: view.net for view in self._desk.positions.value}
        return chosen_at(
            path,
            self._desk.strategies.value,
            self._desk.after.loose.value,
            nets.get(found.contract_id or 0, 0),
        )

    # Qt's events
    def showEvent(self, event: QShowEvent) -> None:
        """Write the lists when they come into sight."""
        super().showEvent(event)
        self._show()
        self._tell()
        self._clock.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep tree and buttons whole at any size."""
        super().resizeEvent(event)
        self._arrange()

    # What the desk says
    def _news(self, _: object) -> None:
        """Out of sight the lists cost a click nothing."""
        if self.isVisible():
            self._show()

    def _tick(self) -> None:
        if self.isVisible():
            self._show()
        else:
            self._clock.stop()

    def _show(self) -> None:
        chosen, now = self.filters.chosen, self._now()
        strategies = [v for v in self._desk.strategies.value if takes(chosen, v)]
        loose = [v for v in self._desk.after.loose.value if takes_order(chosen, v, now)]
        every: list[StrategyView | LooseView] = [*strategies, *loose]
        views = sorted(every, key=lambda view: view.at, reverse=True)
        self._known = known = {key_of(view): (view, self._row(view)) for view in views}
        rows = [aged(made, view.at, _until(view, now)) for view, made in known.values()]
        self.view.show_tree(rows, {key: view.running for key, (view, _) in known.items()})
        some = bool(self._desk.strategies.value or self._desk.after.loose.value)
        none = NONE_SHOWN[chosen] if some else EMPTY
        self._page.empty.setText(self._desk.after.unseen.value or none)
        self._page.show_whether(bool(rows))
        self._offer()

    def _row(self, view: StrategyView | LooseView) -> Row:
        """Return a view's row; an update of one costs no other anything."""
        old = self._known.get(key_of(view))
        if old is not None and (old[0] is view or old[0] == view):
            return old[1]
        return row_of(view)

    def _offer(self) -> None:
        """Say what can be done with what is chosen."""
        chosen = self.chosen()
        refuse = self._desk.after.breakeven_problem
        ticks, unread = self.bar.ticks, self.bar.ticks_problem
        self.bar.show_offers(
            offers(chosen, lambda ident, level: unread or refuse(ident, level, ticks))
        )
        self.editor.show_movables(movables(chosen))

    def _tell(self) -> None:
        if self.life.isVisible():
            self.life.show_lines(self._desk.after.history.value, self.chosen())

    def _chose(self) -> None:
        """Another row is chosen: what was typed is meant for the former one."""
        if not self.editor.isHidden():
            self._doing.close_editor()
        self._offer()
        self._tell()

    # Shape
    def _lay_out(self) -> None:
        self._history_button.setCheckable(True)
        self._history_button.setProperty("role", "choice")
        self._history_button.setToolTip("What happened to the chosen row, and who did it")
        self._split = QSplitter()
        self._split.setObjectName("strategiesSplitter")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._page)
        self._split.addWidget(self.life)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self._above = row(self.filters, self.bar, self._history_button, spacing=3)
        self._above.setStretch(1, 1)
        self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(pixels(1))
        self._column.addWidget(self.editor)
        self._column.addWidget(self._split, 1)
        self._column.insertLayout(0, self._above)  # last, as Tab goes

    def _arrange(self) -> None:
        low, wide = self.height() < LOW, self.width() >= WIDE
        across = QBoxLayout.Direction.RightToLeft if low else QBoxLayout.Direction.TopToBottom
        self._column.setDirection(across)
        self.bar.set_low(low)
        self.bar.setHidden(low and self.editor.isVisible())
        self.view.setHeaderHidden(low)
        for part in (self.filters, self._history_button):
            part.setHidden(low)
        sides = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._split.orientation() is not sides or not self._shared:
            self._split.setOrientation(sides)
            self._share()
        room = not low and (wide or self.height() >= HIGH)
        shown = not low and (room if self._history is None else self._history)
        self.life.setVisible(shown)
        self._history_button.setChecked(shown)
        self._split.setHidden(low and self.editor.isVisible())

    def _share(self) -> None:
        """Give the history its usual size, the tree the rest."""
        wide = self._split.orientation() is Qt.Orientation.Horizontal
        whole = self.width() if wide else self.height()
        life = max(LIFE_SIZE[0], (whole - TREE_WIDTH) // 2) if wide else LIFE_SIZE[1]
        self._shared = self.isVisible()
        self._split.setSizes([max(1, whole - life), life])

    def _want_history(self, wanted: bool) -> None:
        self._history = wanted
        self._arrange()
        self._tell()

    def _open_menu(self, place: QPoint) -> None:
        """Open the menu where the mouse is, or under the chosen row for the Menu key."""
        index = self.view.indexAt(place)
        if index.isValid():
            self.view.setCurrentIndex(index)
        else:
            place = self.view.visualRect(self.view.currentIndex()).bottomLeft()
        self.bar.open_menu_at(self.view.viewport().mapToGlobal(place))

    def _chain(self) -> None:
        """Make Tab go from the tree through its buttons."""
        chain = [self.view, *self.bar.tab_stops(), self.life.view, self._history_button]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self._clock.timeout.connect(self._tick)
        self.filters.changed.connect(self._show)
        self._history_button.clicked.connect(self._want_history)
        self.view.chosen_changed.connect(self._chose)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.bar.wanted.connect(self._doing.do)
        self.bar.ticks_changed.connect(self._offer)
        self._doing.editing.connect(self._arrange)
        add_nudges(self.view, self._doing.nudge_chosen)


def _until(view: StrategyView | LooseView, now: datetime) -> datetime | None:
    """Return until when it is as old as it is, None where it is over since nobody knows when."""
    if view.running:
        return now
    return view.ended if isinstance(view, StrategyView) else None
