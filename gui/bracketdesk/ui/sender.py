"""From the click to the desk: the question where one is wanted, never two orders of one click."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Check
from bracketdesk.domain.sentence import headline
from bracketdesk.domain.ticket import Ticket
from bracketdesk.ui.question import Question, Tone
from bracketdesk.ui.words import where


class Sender(QObject):
    """`latest` gives the check of the form as it stands, `blocked` why it cannot go now."""

    def __init__(
        self,
        desk: Desk,
        latest: Callable[[], Check],
        blocked: Callable[[Check], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._latest = latest
        self._blocked = blocked
        self._widget = parent
        self._asking = False

    def send(self) -> None:
        """Send the ticket as it stands, or ask first."""
        check = self._latest()
        if check.ticket is None or self._blocked(check) or self._asking:
            return
        environment = self._desk.session.value.environment
        if self._desk.settings.value.asks(environment) or check.repeats:
            self._ask(check, check.ticket)
        else:
            self._desk.submit(check.ticket)

    def _ask(self, check: Check, ticket: Ticket) -> None:
        name = headline(ticket)
        warnings = [check.repeats, *(p.text for p in check.problems)]
        question = Question(
            self._widget.window(),
            f"{name}?",
            check.sentence,
            name,
            Tone.of(ticket.side),
            where=where(self._desk.session.value),
            warnings=warnings,
        )
        question.confirmed.connect(lambda: self._confirmed(ticket))
        question.finished.connect(self._answered)
        self._asking = True
        question.open()

    def _confirmed(self, ticket: Ticket) -> None:
        """Send what was asked about, unless the world changed under the question."""
        check = self._latest()
        if check.ticket == ticket and not self._blocked(check):
            self._desk.submit(ticket)

    def _answered(self, _: int) -> None:
        self._asking = False
