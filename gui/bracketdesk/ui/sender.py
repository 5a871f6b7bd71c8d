"""From the click to the desk: the question where one is wanted, never two orders of one click."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject
from PySide6.QtWidgets import QApplication, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Caution, Check, ResultView
from bracketdesk.domain.problems import Severity
from bracketdesk.domain.sentence import headline
from bracketdesk.domain.ticket import Ticket
from bracketdesk.ui.words import live_account, where

CHANGED = "The ticket changed while the question was open"
BOUNCE_MS = 700
"""A held key begins to repeat within 660 ms at the latest (X11), not everywhere marked as such."""


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
        self._sent: Ticket | None = None
        self._still = QElapsedTimer()  # since the last click of it, or its outcome
        desk.result.listen(self._came)

    def send(self) -> None:
        """Send the ticket as it stands, or ask first."""
        check = self._latest()
        ticket = check.ticket
        if ticket is None or self._asking or self._blocked(check):
            return
        asks = self._desk.settings.value.asks(self._desk.session.value.environment)
        if not asks and self._bounces(ticket):
            return
        caution = self._desk.before_sending(ticket)
        if asks or caution.asks:
            self._ask(check, ticket, caution)
        else:
            self._submit(ticket, caution)

    def _bounces(self, ticket: Ticket) -> bool:
        """Whether this is the last click still going on: doubled, held, or before its outcome
        could be read. It is over after a rest. A question has its own guard against it.
        """
        if ticket != self._sent:
            return False
        if self._still.elapsed() >= max(BOUNCE_MS, QApplication.doubleClickInterval()):
            return False
        self._still.start()
        return True

    def _came(self, result: ResultView | None) -> None:
        if self._sent is not None and result is not None and not result.pending:
            self._still.start()

    def _submit(self, ticket: Ticket, caution: Caution) -> None:
        self._sent = ticket
        self._still.start()
        self._desk.submit(ticket, caution.over)

    def _ask(self, check: Check, ticket: Ticket, caution: Caution) -> None:
        from bracketdesk.ui.question import Question, Tone  # noqa: PLC0415 - the window first

        name = headline(ticket)
        account = live_account(self._desk.session.value)
        button = f"{_lead(caution)}{name}"
        question = Question(
            self._widget.window(),
            f"{name}?",
            check.sentence,
            f"{button} · {account}" if account else button,
            Tone.of(ticket.side),
            where=where(self._desk.session.value),
            warnings=_warnings(check, caution),
        )
        question.confirmed.connect(partial(self._confirmed, ticket, check.sentence, caution))
        question.finished.connect(self._answered)
        self._asking = True
        question.open()

    def _confirmed(self, ticket: Ticket, sentence: str, asked: Caution) -> None:
        """Send what was asked about; ask anew where there is more to know by now, and say so
        where it cannot go any more: the result still shows the order before this one.
        """
        check = self._latest()
        reason = self._blocked(check) or ("" if check.ticket == ticket else CHANGED)
        if reason:
            self._desk.refuse(sentence, reason)
            return
        caution = self._desk.before_sending(ticket)
        if caution.tells_more_than(asked):
            self._ask(check, ticket, caution)
        else:
            self._submit(ticket, caution)

    def _answered(self, _: int) -> None:
        self._asking = False


def _lead(caution: Caution) -> str:
    """Return what the confirming button says before the order where it is no ordinary one."""
    if caution.over:
        return "Send another over the limit: " if caution.repeats else "Send over the limit: "
    return "Send another: " if caution.repeats else ""


def _warnings(check: Check, caution: Caution) -> list[str]:
    """Return what speaks against it, the gravest first, each once."""
    texts = [
        caution.repeats,
        *(problem.text for problem in caution.guards),
        caution.position,
        caution.running,
        *(p.text for p in check.problems if p.severity is not Severity.OVER),
    ]
    return list(dict.fromkeys(texts))
