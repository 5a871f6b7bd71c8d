"""The last look before sending: the sentence, what stands against it, the risk, the button."""

from decimal import Decimal
from math import ceil

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from bracketdesk.controller.views import Check
from bracketdesk.domain.prices import format_money
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.risk import loss_is_open
from bracketdesk.domain.sentence import headline
from bracketdesk.domain.ticket import Ticket
from bracketdesk.ui.choices import CheckBox
from bracketdesk.ui.fields import set_tone, text_label
from bracketdesk.ui.problem_list import ProblemList
from bracketdesk.ui.send_button import SendButton
from bracketdesk.ui.theme import pixels

NO_SIDE = "Choose Buy or Sell, and the whole order is said here in one sentence."
NOTHING_YET = "With a contract and a side, the whole order is said here in one sentence."
ROOMY = 560
"""Below this height of the window a line more would push others off it."""
Direction = QBoxLayout.Direction


class Review(QWidget):
    """`acknowledged` fires when the tick of the open loss changes, `sent` on a click."""

    acknowledged = Signal()
    sent = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sentence = text_label("sentenceLabel")
        self.sentence.setWordWrap(True)
        self._box = QFrame()
        self._foot = QWidget()
        self._tight = False
        self.problems = ProblemList()
        self.acknowledge = CheckBox()
        self.acknowledge.setObjectName("acknowledgeNoStopCheck")
        self.risk = text_label("riskLabel", tone="secondary")
        self.button = SendButton()
        self._lay_out()
        self.acknowledge.toggled.connect(self.acknowledged)
        self.button.clicked.connect(self.sent)
        self.problems.hide()
        self.acknowledge.hide()

    def set_shape(self, *, stacked: bool, tight: bool) -> None:
        """Put sentence and problems beside each other under the table; save a row if `tight`."""
        self._tight = tight
        self._foot.setVisible(not tight or not self.acknowledge.isHidden())
        self._texts.setDirection(Direction.LeftToRight if stacked else Direction.TopToBottom)
        self._texts.setStretch(0, 1 if stacked else 0)
        # Two lines always: problems beside it come and go, and the table's buttons stay.
        lines = 2 * ceil(QFontMetricsF(self.sentence.font()).lineSpacing()) + 2 * pixels(2)
        roomy = stacked and self.window().height() >= ROOMY
        self._box.setMinimumHeight(lines if roomy else 0)

    def show_check(self, check: Check, open_levels: int) -> None:
        """Show what the order is and what stands against it; `open_levels` have no stop."""
        problems = tuple(p for p in check.problems if _listed(p))
        self.problems.show_problems(problems)
        sideless = any(problem.field == "side" for problem in check.problems)
        self.sentence.setText(check.sentence or (NO_SIDE if sideless else NOTHING_YET))
        set_tone(self.sentence, "text" if check.sentence else "secondary")
        self._box.setVisible(bool(check.sentence) or not problems)
        self._show_risk(check, open_levels)

    def show_button(self, check: Check, blocked: str, account: str) -> None:
        """Say on the button what it sends, on which account if one is given, or why it cannot."""
        ticket = check.ticket
        if blocked or ticket is None:
            self.button.show_blocked(blocked or "Not ready")
        else:
            name = headline(ticket).replace(ticket.side, ticket.side.upper(), 1)
            text = f"{name} · {account}" if account else name
            self.button.show_ready(ticket.side, text, detail(ticket, check))

    def _show_risk(self, check: Check, open_levels: int) -> None:
        """Ask for the tick where a loss is open; else say what is lost at the stops."""
        asked = any(p.severity is Severity.ACKNOWLEDGE for p in check.problems)
        if not open_levels and self.acknowledge.isChecked():
            self.acknowledge.setChecked(False)
        show = asked or (self.acknowledge.isChecked() and open_levels > 0)
        levels = "1 level has" if open_levels == 1 else f"{open_levels} levels have"
        self.acknowledge.setText(f"{levels} no stop, and that is meant")
        self.acknowledge.setVisible(show)
        self.risk.setText(risk_text(check))
        self.risk.setVisible(not show)
        self._foot.setVisible(show or not self._tight)

    def _lay_out(self) -> None:
        self._box.setProperty("role", "quoted")
        inner = QVBoxLayout(self._box)
        inner.setContentsMargins(pixels(3), pixels(2), pixels(3), pixels(2))
        inner.addWidget(self.sentence)
        self._texts = QBoxLayout(Direction.TopToBottom)
        self._texts.setSpacing(pixels(2))
        self._texts.addWidget(self._box, 1, Qt.AlignmentFlag.AlignTop)
        self._texts.addWidget(self.problems, 1)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.acknowledge)
        foot.addWidget(self.risk)
        foot.addStretch(1)
        foot.addWidget(text_label("sendKeysLabel", "Ctrl+Enter", tone="secondary"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(pixels(2))
        column.addLayout(self._texts, 1)
        column.addWidget(self._foot)
        column.addWidget(self.button)


def risk_text(check: Check) -> str:
    """Return both ends of the order: All targets +$60 · all stops −$60. Of a part of it nothing."""
    if check.ticket is None:
        return ""
    wins = [figures.win for figures in check.figures if figures.win is not None]
    parts = [f"All targets +{format_money(sum(wins, Decimal(0)))}"] if wins else []
    if check.loss is not None:
        parts.append(f"all stops {format_money(-check.loss)}")
    return " · ".join(parts)


def _listed(problem: Problem) -> bool:
    """Whether a problem needs a line: the side and an open loss are asked for in their places."""
    return problem.field != "side" and problem.severity is not Severity.ACKNOWLEDGE


def detail(ticket: Ticket, check: Check) -> str:
    """Return the small text of the button: market · about $60 at the stops."""
    entry = ticket.entry.type.words
    if check.loss is None:
        return f"{entry} · loss open" if loss_is_open(ticket) else entry
    return f"{entry} · about {format_money(check.loss)} at the stops"
