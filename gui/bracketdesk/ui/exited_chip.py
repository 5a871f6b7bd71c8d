"""What closed a position, in the place where its meter was; it stays until it is taken away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from bracketdesk.controller.after.views import ExitedView
from bracketdesk.ui.fields import Pill, set_tone, text_label
from bracketdesk.ui.figures import gain_money, gain_r, tone_of
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import in_full, to_the_second

FLAT = "□"
HEIGHT, PILL_HEIGHT = 28, 20
BEFORE_FEES = "Before fees, by the broker's own pairs of fills"


class ExitedChip(QFrame):
    """One flat contract: when, by what, and what it came to. `closed` fires on its button."""

    closed = Signal()

    def __init__(self, contract_id: int) -> None:
        super().__init__()
        self.setObjectName(f"exitedChip{contract_id}")
        self.setProperty("role", "notice")
        self._mark = text_label(f"exitedMark{contract_id}", FLAT, tone="secondary")
        self._text = text_label(f"exitedText{contract_id}")
        self._gain = Pill()
        self._gain.setObjectName(f"exitedGain{contract_id}")
        self._gain.setFixedHeight(PILL_HEIGHT)
        self._gain.setToolTip(BEFORE_FEES)
        self._close = QPushButton("Close")
        self._close.setObjectName(f"exitedCloseButton{contract_id}")
        self._close.setProperty("textSize", "row")
        self._close.clicked.connect(lambda _: self.closed.emit())
        line = QHBoxLayout(self)
        line.setContentsMargins(pixels(1), 0, pixels(1), 0)
        line.setSpacing(pixels(1))
        for widget in (self._mark, self._text, self._gain, self._close):
            line.addWidget(widget)
        self.setFixedHeight(HEIGHT)

    def show_exited(self, view: ExitedView) -> None:
        """Show this contract's end."""
        said = exited_sentence(view)
        self._text.setText(flat_text(view))
        self._text.setToolTip(in_full(view.at) if view.at else "")
        self._gain.setText(gain_text(view))
        self._gain.setVisible(view.dollars is not None)
        set_tone(self._gain, "" if view.dollars is None else tone_of(view.dollars))
        self.setAccessibleName(said)
        self._close.setAccessibleDescription(said)

    def parts(self) -> tuple[QWidget, ...]:
        """Return what Tab stops at."""
        return (self._close,)


def flat_text(view: ExitedView) -> str:
    """Return "MESZ6 flat 06:46:15: 3 stopped at 6008.00"; less where less is known."""
    at = f" {to_the_second(view.at)}" if view.at else ""
    return f"{view.symbol} flat{at}" + (f": {view.text}" if view.text else "")


def gain_text(view: ExitedView) -> str:
    """Return "−$60.00 · −1.0R"; empty while the dollars are not known."""
    if view.dollars is None:
        return ""
    return gain_money(view.dollars) + (f" · {gain_r(view.r)}" if view.r is not None else "")


def left_text(view: ExitedView) -> str:
    """Return what has closed part of what is open: "06:46:15 1 took its target at 6016.50, +$20".

    Empty while it is not known.
    """
    if not view.text or view.at is None:
        return ""
    return ", ".join(filter(None, (f"{to_the_second(view.at)} {view.text}", gain_text(view))))


def exited_sentence(view: ExitedView) -> str:
    """Return all of it as a sentence."""
    return ", ".join(filter(None, (flat_text(view), gain_text(view)))) + "."
