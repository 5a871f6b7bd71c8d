"""The Practice menu: drills, the markets' pace, an account that begins anew. Only on Practice."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.training import TrainingView
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.ui.controls import MenuButton

if TYPE_CHECKING:
    from bracketdesk.domain.drills import Pace

NAME = "Practice tools"
SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 60.0)
JUMPS = {
    "Back": ("To its beginning", None),
    "Minute": ("Ahead by a minute", 60.0),
    "TenMinutes": ("Ahead by 10 minutes", 600.0),
    "Hour": ("Ahead by an hour", 3600.0),
}
STATES = {"armed": "Drill armed", "going": "Drill going on"}
"""By the drill's state."""
RESET = (
    "Every order, fill, position and strategy of the practice account is removed, and its opening "
    "balance is back. A drill that runs ends. The journal of this app stays."
)


class PracticeButton(MenuButton):
    """Says whether a drill runs; its menu is made anew each time it opens."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("practiceButton")
        self._desk = desk
        self._shown: tuple[bool, float, bool] | None = None  # of the pace, in the menu
        self._menu = QMenu(self)
        self._menu.setObjectName("practiceMenu")
        self._menu.setAccessibleName(NAME)
        self.clicked.connect(self._pop_up)
        desk.session.listen(self._show_session)
        desk.training.view.listen(self._show)

    def open_drills(self) -> None:
        """Show the drills beside the window, which stays usable."""
        from bracketdesk.ui.drills_dialog import show_drills  # noqa: PLC0415 - the window first

        show_drills(self.window(), self._desk)

    def _show_session(self, session: SessionView) -> None:
        self.setVisible(session.environment is Environment.PRACTICE)
        self.setEnabled(session.connection is not Connection.OFFLINE)

    def _show(self, view: TrainingView) -> None:
        state = STATES.get(view.run.state) if view.run else None
        self.setText(state or NAME)
        self.setAccessibleName(f"{NAME}: {state}" if state else NAME)
        self._fill(view.pace)

    def _pop_up(self) -> None:
        self._desk.training.look()  # the menu follows what is found
        self._fill(self._desk.training.view.value.pace)
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    # The menu
    def _fill(self, pace: "Pace | None") -> None:
        shown = (pace.paused, pace.speed, pace.tape is not None) if pace else None
        if shown == self._shown and not self._menu.isEmpty():
            return
        self._shown = shown
        self._menu.clear()
        for old in self._menu.findChildren(QMenu):
            old.deleteLater()
        self._add("drillsAction", "Drills…").triggered.connect(self.open_drills)
        self._menu.addSeparator()
        self._add_pause(pace)
        self._add_speeds(pace)
        if pace and pace.tape:
            self._add_tape()
        self._menu.addSeparator()
        self._add("resetAction", "Begin anew…").triggered.connect(self._ask_to_reset)

    def _add_pause(self, pace: "Pace | None") -> None:
        paused = pace is not None and pace.paused
        words = "Let the markets go on" if paused else "Pause the markets"
        pause = self._add("pauseAction", words)
        pause.setEnabled(pace is not None)
        pause.triggered.connect(lambda: self._desk.training.pause(paused=not paused))

    def _add_speeds(self, pace: "Pace | None") -> None:
        speeds = self._menu.addMenu("Speed of the markets")
        speeds.setObjectName("speedMenu")
        speeds.setEnabled(pace is not None)
        group = QActionGroup(speeds)
        for speed in SPEEDS:
            action = self._add(f"speedAction{speed:g}", f"{speed:g} ×", speeds)
            action.setCheckable(True)
            action.setChecked(pace is not None and pace.speed == speed)
            action.triggered.connect(partial(self._run_at, speed))
            group.addAction(action)

    def _add_tape(self) -> None:
        menu = self._menu.addMenu("Jump in the tape")
        menu.setObjectName("tapeMenu")
        for name, (words, ahead) in JUMPS.items():
            action = self._add(f"jump{name}Action", words, menu)
            action.triggered.connect(partial(self._jump, ahead))

    def _add(self, name: str, words: str, menu: QMenu | None = None) -> QAction:
        menu = menu or self._menu
        action = QAction(words, menu)
        action.setObjectName(name)
        menu.addAction(action)
        return action

    def _run_at(self, speed: float, _: bool = False) -> None:
        self._desk.training.run_at(speed)

    def _jump(self, ahead: float | None, _: bool = False) -> None:
        """Go so many seconds on from where the tape was last seen; None: to its beginning."""
        pace = self._desk.training.view.value.pace
        if pace and pace.tape:
            place = 0.0 if ahead is None else pace.tape.position + ahead
            self._desk.training.jump(min(place, pace.tape.length))

    def _ask_to_reset(self) -> None:
        from bracketdesk.ui.question import Question, Tone  # noqa: PLC0415 - the window first

        question = Question(
            self.window(),
            "Begin anew on Practice?",
            RESET,
            "Begin anew",
            Tone.DANGER,
            cancel_text="Keep everything",
        )
        question.confirmed.connect(self._desk.training.reset)
        question.open()
