"""What the sign-in says in its own place: a wait, a refusal, and how long it still takes."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.ui.fields import set_property, text_label
from bracketdesk.ui.text_boxes import wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import span, to_the_second

OF_THE_LINE = (Connection.RECONNECTING, Connection.TAKEN_OVER)
"""Where a wait under way is a line's that comes back by itself, not the sign-in's."""


class SignInMessage(QFrame):
    """Not there while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._said = wrapping("signInErrorLabel")
        self._left = text_label("signInCountdownLabel", strong=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(pixels(3), pixels(2), pixels(3), pixels(2))
        column.setSpacing(pixels(1))
        column.addWidget(self._said)
        column.addWidget(self._left)
        self.say("")

    def say(self, text: str, left: str = "", *, alarm: bool = False) -> None:
        """Show a sentence and, under it, how long is left."""
        set_property(self, "role", "banner" if alarm else "notice")
        for label, words in ((self._said, text), (self._left, left)):
            label.setText(words)
            label.setVisible(bool(words))
        self.setVisible(bool(text or left))


def wait_of(session: SessionView, seconds: float | None) -> float:
    """Return for how many seconds the sign-in must wait; 0 where it need not."""
    holds = session.penalty or session.connection not in OF_THE_LINE
    return seconds or 0.0 if holds and session.until else 0.0


def wait_text(session: SessionView, wait: float) -> str:
    """Say when the sign-in may go on."""
    if session.penalty:
        return f"It may go on in {span(wait)}." if wait else ""  # the session says that it is over
    if not wait or session.until is None:
        return ""
    return f"Possible again at {to_the_second(session.until)}, in {span(wait)}."
