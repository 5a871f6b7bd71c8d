"""The status panel: result, strategies, positions, activity, params, and the last outcome always.

Folded (a low window) it is one line: the tabs and the outcome beside them. A click on a tab, or
Enter on it, opens the panel for as long as the trader wants it: exits are always in reach.
"""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QTabBar, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Check, ResultView, StrategyView
from bracketdesk.ui.activity_tab import ActivityTab
from bracketdesk.ui.fields import Card, Pill, set_tone
from bracketdesk.ui.params_tab import ParamsTab
from bracketdesk.ui.positions_tab import PositionsTab
from bracketdesk.ui.result_tab import PILL_HEIGHT, ResultTab, pill_text, summary
from bracketdesk.ui.strategies_tab import StrategiesTab
from bracketdesk.ui.text_boxes import OneLine
from bracketdesk.ui.theme import WAIT_MS, pixels
from bracketdesk.ui.words import OUTCOME_TONES

RESULT, STRATEGIES, POSITIONS, ACTIVITY, PARAMS = range(5)
NAMES = ("Result", "Strategies", "Positions", "Activity", "Params JSON")
LEAST_BODY = 96
ANY_HEIGHT = 16_777_215
"""Qt's own bound of a size, where there is none."""


class StatusTabs(QTabBar):
    """The tabs' names; Enter and Space choose like a click."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusTabs")
        self.setAccessibleName("Status")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for name in NAMES:
            self.addTab(name)
        self.tabBarClicked.connect(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the current tab, or move by the arrows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class StatusPanel(Card):
    """What the broker did and holds."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("statusPanel")
        self._folded = False
        self._opened = False
        self._last: tuple[object, ...] | None = None
        self.tabs = StatusTabs()
        self._pill = Pill()
        self._pill.setObjectName("resultLinePill")
        self._pill.setFixedHeight(PILL_HEIGHT)
        self._line = OneLine("resultLine", "secondary")
        self._result = ResultTab()
        self._params = ParamsTab()
        self._body = QStackedWidget()
        self._body.setMinimumHeight(LEAST_BODY)
        self._lay_out([self._result, StrategiesTab(desk), PositionsTab(desk), ActivityTab(desk)])
        self.tabs.currentChanged.connect(self._turn_to)
        self.tabs.chosen.connect(self._choose)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(lambda: self._show_result(desk.result.value))
        desk.result.listen(self._take_result)
        desk.strategies.listen(self._count_strategies)

    def set_check(self, check: Check) -> None:
        """Show the params of the ticket as it stands."""
        self._params.show_check(check)

    def set_folded(self, folded: bool) -> None:
        """Be one line, or the whole panel."""
        if folded != self._folded:
            self._folded, self._opened = folded, False
            self._arrange()

    def _lay_out(self, pages: list[QWidget]) -> None:
        for page in (*pages, self._params):
            self._body.addWidget(page)
        head = QHBoxLayout()
        head.setSpacing(pixels(2))
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self._pill)
        head.addWidget(self._line)
        self.body.setSpacing(pixels(1))
        self.body.addLayout(head)
        self.body.addWidget(self._body, 1)

    def _take_result(self, result: ResultView | None) -> None:
        """Show a result at once, and that one is awaited only where there is time to see it."""
        if result is not None and result.pending:
            self._wait.start()
            return
        self._wait.stop()
        self._show_result(result)

    def _show_result(self, result: ResultView | None) -> None:
        self._result.show_result(result)
        if result is None:
            self._last = None
        else:
            self._pill.setText(pill_text(result))
            set_tone(self._pill, "secondary" if result.pending else OUTCOME_TONES[result.kind])
            self._line.setText(summary(result))
            self._announce((result.uuid, result.kind, result.pending))
        self._arrange()

    def _announce(self, news: tuple[object, ...]) -> None:
        """Turn to the result when one arrives, and leave the trader alone when it is refined."""
        if news != self._last:
            self._last = news
            self.tabs.setCurrentIndex(RESULT)

    def _count_strategies(self, views: tuple[StrategyView, ...]) -> None:
        running = sum(view.running for view in views)
        name = f"{NAMES[STRATEGIES]} {running}" if running else NAMES[STRATEGIES]
        if self.tabs.tabText(STRATEGIES) != name:
            self.tabs.setTabText(STRATEGIES, name)

    def _turn_to(self, index: int) -> None:
        self._body.setCurrentIndex(index)
        self._arrange()

    def _choose(self, index: int) -> None:
        """Open a folded panel by its tabs, and fold it again by the tab it shows."""
        if self._folded:
            self._opened = not self._opened or index != self.tabs.currentIndex()
            self._arrange()

    def _arrange(self) -> None:
        """Say the result once: in its tab, or else on the line beside the tabs."""
        shown = not self._folded or self._opened
        self._body.setVisible(shown)
        self._body.setMaximumHeight(LEAST_BODY if self._folded else ANY_HEIGHT)
        policy = QSizePolicy.Policy.Expanding if shown else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        beside = self._last is not None and not (shown and self.tabs.currentIndex() == RESULT)
        self._pill.setVisible(beside)
        self._line.setVisible(beside)
