"""The strategies' tab on a desk without a broker, in a window."""

from PySide6.QtWidgets import QApplication, QPushButton
from tests.support.fake_after import FakeAfter
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import session
from tests.support.screen import click, found

from bracketdesk.ui.chosen import Path
from bracketdesk.ui.deeds import Deed
from bracketdesk.ui.question import Question
from bracketdesk.ui.strategies_tab import StrategiesTab
from bracketdesk.ui.strategies_view import StrategiesView


class StrategiesStage:
    """The tab is 1,100 wide, so that every button is in sight."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.desk.session.set(session())
        self.tab = StrategiesTab(self.desk)
        self.tab.resize(1100, 300)

    @property
    def after(self) -> FakeAfter:
        return self.desk.after

    @property
    def view(self) -> StrategiesView:
        return self.tab.view

    def choose(self, *path: object) -> None:
        """Choose a row as a click on it does."""
        chosen: Path = path
        self.view.choose(chosen)

    def button(self, deed: Deed) -> QPushButton:
        return found(self.tab, QPushButton, f"{deed}Button")

    def do(self, deed: Deed) -> None:
        """Click a deed's button."""
        click(self.tab, f"{deed}Button")

    def question(self) -> Question:
        return found(self.tab, Question, "question")

    def answer(self, name: str = "questionConfirmButton") -> None:
        """Answer the question, which is gone then."""
        click(self.question(), name)
        QApplication.processEvents()
