"""The status panel: result, strategies, positions, activity, params, and the last outcome always.

Folded (a low window) it is one line: the tabs and the outcome beside them. A click on a tab, or
Enter on it, opens the panel for as long as the trader wants it: exits are always in reach.
"""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Check, ResultView, SessionView, StrategyView
from bracketdesk.ui.fields import Card, Pill, set_tone
from bracketdesk.ui.first_steps import seen, was_seen
from bracketdesk.ui.later import Later
from bracketdesk.ui.params_tab import ParamsTab
from bracketdesk.ui.procedure_panel import ProcedurePanel
from bracketdesk.ui.result_tab import PILL_HEIGHT, ResultTab, pill_text, summary
from bracketdesk.ui.text_boxes import OneLine
from bracketdesk.ui.theme import WAIT_MS, pixels
from bracketdesk.ui.times import in_full, to_the_second
from bracketdesk.ui.words import OUTCOME_TONES, sent_in

RESULT, STRATEGIES, POSITIONS, ACTIVITY, PARAMS = range(5)
NAMES = ("Result", "Strategies", "Positions", "Activity", "Params JSON")
LEAST_BODY = 96
LEAST_OPENED = 30
"""One row, opened in a low window: the ticket is whole first."""
FIRST_TIME = "First time here? A click on Result opens the first steps."
BESIDE = 1000
"""From this width on what goes on stands beside what the tabs show, else above it as one line."""
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
    """What the broker did and holds. `opened` tells whether a folded panel is open or shut."""

    opened = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("statusPanel")
        self._desk = desk
        self._folded = False
        self._opened = False
        self._shown: ResultView | None = None
        self._last: tuple[object, ...] | None = None
        self._followed = False  # whether the result's strategy is shown
        self._had = ("", "")  # which result is shown, and the host it came from
        self.tabs = StatusTabs()
        self._pill = Pill()
        self._pill.setObjectName("resultLinePill")
        self._pill.setFixedHeight(PILL_HEIGHT)
        self._line = OneLine("resultLine", "secondary")
        self._as_of = Pill(tone="warning")
        self._as_of.setObjectName("asOfLabel")
        self._as_of.setFixedHeight(PILL_HEIGHT)
        self._result = ResultTab()
        self._params = ParamsTab()
        self._body = QStackedWidget()
        self._body.setMinimumHeight(LEAST_BODY)
        self._procedures = ProcedurePanel(desk)
        pages = (partial(make, desk) for make in (_strategies, _positions, _activity))
        self._lay_out([self._result, *(Later(make) for make in pages)])
        self.tabs.currentChanged.connect(self._turn_to)
        self.tabs.chosen.connect(self._choose)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(lambda: self._show_result(desk.result.value))
        self._result.first_steps.dismissed.connect(self._dismiss_first_steps)
        self._result.teach(first_steps=not was_seen(desk.settings.value))
        desk.result.listen(self._take_result)
        desk.strategies.listen(self._count_strategies)
        desk.strategies.listen(lambda _: self._follow())
        desk.session.listen(self._show_session)

    def set_check(self, check: Check) -> None:
        """Show the params of the ticket as it stands."""
        self._params.show_check(check)

    def set_folded(self, folded: bool) -> None:
        """Be one line, or the whole panel."""
        if folded != self._folded:
            self._folded, self._opened = folded, False
            self._arrange()

    def show_first_steps(self) -> None:
        """Turn to the first steps, and open a folded panel for them."""
        self._result.show_first_steps()
        self._show_tab(RESULT)

    def _dismiss_first_steps(self) -> None:
        self._leave_first_steps()
        self._result.show_result(self._desk.result.value)

    def _leave_first_steps(self) -> None:
        """Let them be gone for good."""
        self._result.teach(first_steps=False)
        if not was_seen(self._desk.settings.value):
            self._desk.change_settings(seen(self._desk.settings.value))

    def show_positions(self) -> None:
        """Turn to the positions, and open a folded panel for them."""
        self._show_tab(POSITIONS)

    def _show_tab(self, index: int) -> None:
        self._opened = self._folded
        self.tabs.setCurrentIndex(index)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what goes on where there is room for it."""
        super().resizeEvent(event)
        self._place_procedures()

    def _place_procedures(self) -> None:
        beside = self.width() >= BESIDE and not self._folded
        across, above = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.BottomToTop
        self._pair.setDirection(across if beside else above)
        self._pair.setSpacing(pixels(2 if beside else 0.5))
        self._procedures.set_compact(not beside)

    def _lay_out(self, pages: list[QWidget]) -> None:
        for page in (*pages, self._params):
            self._body.addWidget(page)
        head = QHBoxLayout()
        head.setSpacing(pixels(2))
        head.addWidget(self.tabs)
        head.addWidget(self._as_of)
        head.addStretch(1)
        head.addWidget(self._pill)
        head.addWidget(self._line)
        self.body.setSpacing(pixels(1))
        self.body.addLayout(head)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(pixels(2))
        self._pair.addWidget(self._body, 1)
        self._pair.addWidget(self._procedures)
        self.body.addLayout(self._pair, 1)

    def _take_result(self, result: ResultView | None) -> None:
        """Show a result at once, and that one is awaited only where there is time to see it."""
        if result is not None and result.pending:
            self._wait.start()
            return
        self._wait.stop()
        self._show_result(result)

    def _show_result(self, result: ResultView | None) -> None:
        self._shown = result
        self._result.show_result(result)
        if result is None:
            self._last = None
        else:
            self._leave_first_steps()
            if self._had[0] != result.uuid:
                self._had = result.uuid, self._desk.session.value.host
            self._pill.setText(pill_text(result))
            set_tone(self._pill, "secondary" if result.pending else OUTCOME_TONES[result.kind])
            self._show_place()
            self._announce((result.uuid, result.kind, result.pending))
        self._follow()
        self._arrange()

    def _show_place(self) -> None:
        """Name the place of the order that is shown, and say where it is not the present one."""
        if self._shown is not None:
            place, left = sent_in(self._shown, self._desk.session.value)
            self._result.show_place(place, left=left)
            said = summary(self._shown)
            self._line.setText(f"{place} · {said}" if left else said)  # else the badge names it

    def _follow(self) -> None:
        """Show where the result's strategy stands: the broker's ids mean something there alone."""
        found = self._strategy_shown()
        self._followed = found is not None
        if self.tabs.currentIndex() == RESULT or found is None:
            self._result.show_strategy(found)
        self._date()

    def _strategy_shown(self) -> StrategyView | None:
        result, session = self._shown, self._desk.session.value
        if result is None or result.strategy_id is None or sent_in(result, session)[1]:
            return None
        if self._had != (result.uuid, session.host):
            return None
        views = self._desk.strategies.value
        return next((view for view in views if view.id == result.strategy_id), None)

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

    def _show_session(self, session: SessionView) -> None:
        self._result.first_steps.show_environment(session.environment)
        self._show_as_of(session)
        self._show_place()
        self._follow()

    def _show_as_of(self, session: SessionView) -> None:
        """Say when orders and positions were last heard, where they may have changed since."""
        at = session.as_of
        words = f"as of {to_the_second(at)}" if at else ""
        if words != self._as_of.text():
            self._as_of.setText(words)
            self._as_of.setToolTip(in_full(at) if at else "")
            self._arrange()

    def _turn_to(self, index: int) -> None:
        self._follow()
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
        self._place_procedures()
        edge = pixels(3 if not self._folded else 1 if self._opened else 2)
        self.body.setContentsMargins(pixels(4), edge, pixels(4), edge)
        self._body.setMinimumHeight(LEAST_OPENED if self._folded else LEAST_BODY)
        self._body.setMaximumHeight(LEAST_BODY if self._folded else ANY_HEIGHT)
        policy = QSizePolicy.Policy.Maximum if self._folded else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.opened.emit(self._folded and self._opened)
        beside = self._last is not None and not (shown and self.tabs.currentIndex() == RESULT)
        self._pill.setVisible(beside)
        hint = not shown and self._last is None and not was_seen(self._desk.settings.value)
        if hint:
            self._line.setText(FIRST_TIME)
        self._line.setVisible(beside or hint)
        self._date()

    def _date(self) -> None:
        """Say of when it is what the tab in sight shows of the account."""
        at = self.tabs.currentIndex()
        dated = at in (STRATEGIES, POSITIONS) or (at == RESULT and self._followed)
        self._as_of.setVisible(dated and bool(self._as_of.text()))


# The pages that are made when they are first looked at
def _strategies(desk: Desk) -> QWidget:
    from bracketdesk.ui.strategies_tab import StrategiesTab  # noqa: PLC0415

    return StrategiesTab(desk)


def _positions(desk: Desk) -> QWidget:
    from bracketdesk.ui.positions_tab import PositionsTab  # noqa: PLC0415

    return PositionsTab(desk)


def _activity(desk: Desk) -> QWidget:
    from bracketdesk.ui.activity_tab import ActivityTab  # noqa: PLC0415

    return ActivityTab(desk)
