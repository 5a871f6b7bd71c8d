"""Drills beside the window, which goes on working: choose one, watch it, talk it over."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.training import TrainingView
from bracketdesk.controller.views import SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.ui.drill_choice import DrillChoice
from bracketdesk.ui.drill_debrief import DrillDebriefPage
from bracketdesk.ui.drill_run import DrillRunPage
from bracketdesk.ui.text_boxes import boxed, wrapping
from bracketdesk.ui.theme import pixels

SIZE = (680, 540)


class DrillsDialog(QDialog):
    """Shows the page that fits: a choice, the drill that runs, or the debrief of the last one."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._training = desk.training
        self._talked_over = 0  # the number of the run whose debrief was put away
        self.setObjectName("drillsDialog")
        self.setWindowTitle("Drills on Practice")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self._choice, self._run, self._debrief = DrillChoice(), DrillRunPage(), DrillDebriefPage()
        self._trouble = wrapping("drillsTrouble", tone="warning")
        self._banner = boxed("banner", self._trouble)
        self._pages = QStackedWidget()
        self._lay_out()
        self._choice.staged.connect(self._training.stage)
        self._run.ended.connect(self._training.end)
        self._debrief.dismissed.connect(self._put_away)
        self._ends = (
            self._training.view.listen(self._show),
            desk.session.listen(self._show_session),
            self._training.watch(),
        )
        self.finished.connect(self._leave)

    def _show(self, view: TrainingView) -> None:
        self._trouble.setText(view.text)
        self._banner.setVisible(bool(view.text))
        self._choice.show_drills(view.drills)
        if view.run is not None and view.running:
            tasks = {sheet.key: sheet.task for sheet in view.drills}
            self._run.show_run(view.run, tasks.get(view.run.key, ""))
            self._turn_to(self._run, self._run.button)
        elif view.run is not None and view.run.number != self._talked_over:
            self._debrief.show_run(view.run)
            self._turn_to(self._debrief, self._debrief.button)
        else:
            self._turn_to(self._choice, self._choice.view)

    def _turn_to(self, page: QWidget, first: QWidget) -> None:
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            first.setFocus()

    def _put_away(self) -> None:
        run = self._training.view.value.run
        self._talked_over = run.number if run else 0
        self._show(self._training.view.value)

    def _show_session(self, session: SessionView) -> None:
        """There are no drills but on Practice."""
        if session.environment is not Environment.PRACTICE:
            self.reject()

    def _leave(self) -> None:
        for end in self._ends:
            end()

    def _lay_out(self) -> None:
        for page in (self._choice, self._run, self._debrief):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(pixels(5), pixels(4), pixels(5), pixels(4))
        column.setSpacing(pixels(2.5))
        column.addWidget(self._banner)
        column.addWidget(self._pages, 1)


def show_drills(window: QWidget, desk: Desk) -> None:
    """Show the dialog, or bring the one that is open to the front."""
    dialog = window.findChild(DrillsDialog)
    if dialog is None:
        dialog = DrillsDialog(window, desk)
        _place_beside(window, dialog)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def _place_beside(window: QWidget, dialog: QDialog) -> None:
    """Cover nothing of the window where the screen has room beside it."""
    taken, room = window.frameGeometry(), window.screen().availableGeometry()
    left = taken.right() + pixels(2)
    if left + dialog.width() <= room.right():
        dialog.move(left, taken.top())
