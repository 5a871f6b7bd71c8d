"""What a trader reads on the first start, in the window itself: where orders go, how to send one.

It stands in the place of the result that is not there yet; it takes no click to get past it, and
is gone for good after the first order or when it is dismissed.
"""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings
from bracketdesk.ui.fields import heading, row, text_label
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.words import ENVIRONMENTS

SEEN = "firstSteps"
"""The key in the window's state that tells it was seen."""

STAKES = {
    Environment.PRACTICE: (
        "An exchange of its own runs beside the app, on this computer. It speaks the broker's "
        "protocol and needs no account and no network. No money is at stake."
    ),
    Environment.DEMO: (
        "Orders go over the network to the broker's simulation, under your sign-in. What they do "
        "there counts on your demo account."
    ),
    Environment.LIVE: (
        "Orders go to the broker's live market, under your sign-in. Your money is at stake, and "
        "the question before sending is always asked."
    ),
    Environment.CUSTOM: (
        "Orders go to the addresses you gave, under your sign-in. Whether money is at stake, only "
        "whoever runs them can tell."
    ),
}
"""Where orders go, and what is at stake there."""
ONCE = "Once “connected”, choose BUY or SELL and the quantity."
SIGN_IN = "Sign in. "
STEPS = (
    ONCE,
    "Give the table a row a level: contracts, target and stop.",
    "Press Ctrl+Enter, read the question, and confirm it.",
)
LEADS = "The list at the top right, where “{}” is chosen now, leads "
TO = {
    Environment.PRACTICE: "to the broker's Demo and to Live. Demo asks for your sign-in.",
    Environment.DEMO: "back to Practice, on this computer, and to Live.",
    Environment.LIVE: "back to Practice, on this computer, and to the broker's Demo.",
    Environment.CUSTOM: "back to Practice, on this computer, and to the broker's Demo and Live.",
}
NEVER = " Live is never entered without a click."
WIDTHS = (3, 4, 3)


def was_seen(settings: Settings) -> bool:
    """Whether the page has been seen."""
    return bool(settings.window_state.get(SEEN))


def seen(settings: Settings) -> Settings:
    """Return the settings with the page seen."""
    return replace(settings, window_state={**settings.window_state, SEEN: "seen"})


class FirstSteps(QFrame):
    """The page; `dismissed` tells that it is not wanted any more."""

    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("firstStepsPage")
        self._here = heading("")
        self._stakes = wrapping("firstStepsPractice")
        self._leads = wrapping("firstStepsEnvironments")
        steps = [wrapping(f"firstStepsStep{at}", text) for at, text in enumerate(STEPS, 1)]
        self._first = steps[0]
        self.show_environment(Environment.PRACTICE)
        columns = QHBoxLayout()
        columns.setSpacing(pixels(6))
        parts = (
            _part(self._here, self._stakes),
            _part(heading("Your first bracket"), *map(_step, range(1, len(steps) + 1), steps)),
            _part(heading("The other environments"), self._leads),
        )
        for width, part in zip(WIDTHS, parts, strict=True):
            columns.addLayout(part, width)
        dismiss = QPushButton("Do not show this again")
        dismiss.setObjectName("firstStepsDismissButton")
        dismiss.setProperty("textSize", "row")
        dismiss.setToolTip("Help, First steps brings it back")
        dismiss.clicked.connect(lambda _: self.dismissed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(pixels(2))
        column.addLayout(columns)
        column.addLayout(row(dismiss, None))
        column.addStretch(1)

    def show_environment(self, environment: Environment) -> None:
        """Say where orders go from here, and how to get elsewhere."""
        practice, name = environment is Environment.PRACTICE, ENVIRONMENTS[environment]
        self._here.setText(f"This is {name}".upper())
        self._stakes.setText(STAKES[environment])
        self._first.setText(ONCE if practice else SIGN_IN + ONCE)
        never = "" if environment is Environment.LIVE else NEVER
        self._leads.setText(LEADS.format(name) + TO[environment] + never)


def _part(title: QLabel, *lines: QWidget | QLayout) -> QVBoxLayout:
    part = QVBoxLayout()
    part.setSpacing(pixels(1))
    part.addWidget(title)
    for line in lines:
        if isinstance(line, QLayout):
            part.addLayout(line)
        else:
            part.addWidget(line)
    part.addStretch(1)
    return part


def _step(number: int, text: QLabel) -> QHBoxLayout:
    """Return a step whose second line begins under its first."""
    figure = text_label(text=f"{number}.", tone="secondary")
    figure.setAlignment(Qt.AlignmentFlag.AlignTop)
    line = row(figure, spacing=1.5)
    line.addWidget(text, 1)
    return line
