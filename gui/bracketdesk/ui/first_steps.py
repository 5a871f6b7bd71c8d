"""What a trader reads on the first start, in the window itself: where orders go, how to send one.

It stands in the place of the result that is not there yet; it takes no click to get past it, and
is gone for good after the first order or when it is dismissed.
"""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from bracketdesk.domain.settings import Settings
from bracketdesk.ui.fields import heading, row, text_label
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels

SEEN = "firstSteps"
"""The key in the window's state that tells it was seen."""

PRACTICE = (
    "An exchange of its own runs beside the app, on this computer. It speaks the broker's "
    "protocol and needs no account and no network. No money is at stake."
)
STEPS = (
    "Once “connected”, choose BUY or SELL and the quantity.",
    "Give the table a row a level: contracts, target and stop.",
    "Press Ctrl+Enter, read the question, and confirm it.",
)
ENVIRONMENTS = (
    "The list at the top right, where “Practice” is chosen now, leads to the broker's Demo "
    "and to Live. Demo asks for your sign-in. Live is never entered without a click."
)
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
        columns = QHBoxLayout()
        columns.setSpacing(pixels(6))
        parts = (
            _part("This is Practice", wrapping("firstStepsPractice", PRACTICE)),
            _part("Your first bracket", *map(_step, range(1, len(STEPS) + 1), STEPS)),
            _part("Demo and Live", wrapping("firstStepsEnvironments", ENVIRONMENTS)),
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


def _part(title: str, *lines: QWidget | QLayout) -> QVBoxLayout:
    part = QVBoxLayout()
    part.setSpacing(pixels(1))
    part.addWidget(heading(title))
    for line in lines:
        if isinstance(line, QLayout):
            part.addLayout(line)
        else:
            part.addWidget(line)
    part.addStretch(1)
    return part


def _step(number: int, text: str) -> QHBoxLayout:
    """Return a step whose second line begins under its first."""
    figure = text_label(text=f"{number}.", tone="secondary")
    figure.setAlignment(Qt.AlignmentFlag.AlignTop)
    line = row(figure, spacing=1.5)
    line.addWidget(wrapping(f"firstStepsStep{number}", text), 1)
    return line
