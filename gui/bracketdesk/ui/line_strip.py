"""The line's own row under the top bar: its state, its sentence, what to do, and until when.

Its place is always there, so that no sentence ever moves the ticket under the mouse.
"""

from enum import StrEnum

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Environment
from bracketdesk.ui.fields import row, set_property, set_tone, text_label
from bracketdesk.ui.text_boxes import OneLine
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import in_full, span, to_the_minute

MARKS = {
    Connection.OFFLINE: ("□", "secondary"),
    Connection.SIGNING_IN: ("○", "warning"),
    Connection.CONNECTING: ("◔", "warning"),
    Connection.SYNCHRONISING: ("◑", "warning"),
    Connection.CONNECTED: ("■", "gain"),
    Connection.RECONNECTING: ("▲", "loss"),
    Connection.FROZEN: ("◆", "warning"),
    Connection.TAKEN_OVER: ("✕", "loss"),
}
"""The connection's mark differs by shape and by colour."""
SLOW = 0.5
"""Seconds of a round trip from which it is shown as a warning."""
USUAL = "000 ms"
"""What is as wide as every usual round trip: the figures are tabular."""
UNEASY = ("▢", "warning")
"""The mark of a line that is up and slow, or does not answer."""
ENTERING = (Connection.SIGNING_IN, Connection.CONNECTING, Connection.SYNCHRONISING)
"""An attempt is under way that the trader may call off."""
TROUBLED = (Connection.RECONNECTING, Connection.FROZEN, Connection.TAKEN_OVER)
HEIGHT = 24
MARK_WIDTH = 14
LOOK_MS = 250
"""Often enough that a countdown by the second never skips one."""


class Action(StrEnum):
    """What the strip's button does."""

    GO_ON = "Go on"  # with the sign-in, by the broker's ticket
    CONNECT = "Connect again"
    SIGN_IN = "Sign in again…"


class LineStrip(QFrame):
    """`details_wanted` fires on a click on the state, the others where the strip offers them."""

    details_wanted = Signal()
    sign_in_wanted = Signal()
    connect_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._state: tuple[Connection, bool] | None = None  # and whether no answer comes
        self.setObjectName("lineStrip")
        self.setProperty("role", "strip")
        self.setFixedHeight(HEIGHT)
        self._mark = text_label("connectionDot")
        self._mark.setFixedWidth(MARK_WIDTH)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._connection = QPushButton()
        self._connection.setObjectName("connectionLabel")
        self._connection.setProperty("role", "flat")
        self._connection.setToolTip("Show the connection's figures")
        self._try_now = QPushButton("Try now")
        self._try_now.setObjectName("tryNowButton")
        self._try_now.setAccessibleName("Try to connect now")
        self._try_now.setProperty("textSize", "row")
        self._text = OneLine("sessionText")
        self._action = QPushButton()
        self._action.setObjectName("sessionActionButton")
        self._action.setProperty("textSize", "row")
        self._action.setProperty("tone", "accent")
        self._until = text_label("sessionLabel", tone="secondary")
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._lay_out()
        self._connection.clicked.connect(self.details_wanted)
        self._try_now.clicked.connect(desk.try_now)
        self._action.clicked.connect(self._act)
        self._clock.timeout.connect(self._tick)
        desk.session.listen(self._show)

    def _lay_out(self) -> None:
        strip = row(
            self._mark,
            self._connection,
            self._try_now,
            self._text,
            self._action,
            None,
            self._until,
            spacing=1.5,
        )
        strip.setContentsMargins(pixels(4) - 3, 0, pixels(4), 0)
        self.setLayout(strip)

    def _show(self, session: SessionView) -> None:
        mark, tone = mark_of(session)
        self._mark.setText(mark)
        set_tone(self._mark, tone)
        set_property(self._connection, "uneasy", (mark, tone) == UNEASY)
        self._text.setText(sentence(session))
        self._until.setText(until_text(session))
        self._until.setToolTip(in_full(session.expires) if session.expires else "")
        self._until.setHidden(alarming(session))  # the sentence needs the room
        set_property(self, "alarm", alarming(session))
        if session.until:
            self._clock.start()
        else:
            self._clock.stop()
        self._tick()

    def _tick(self) -> None:
        """Show what changes by the second."""
        session, seconds = self._desk.session.value, self._desk.countdown()
        state = session.connection, bool(session.silence)
        self._show_state(state, connection_text(session, seconds))
        self._offer_attempt(may_try_now(session, seconds))
        action = action_of(session)
        left = f" in {span(seconds)}" if session.penalty and seconds else ""
        self._action.setText(f"{action}{left}" if action else "")
        self._action.setVisible(action is not None)
        self._action.setEnabled(not session.penalty or not seconds)

    def _show_state(self, state: tuple[Connection, bool], words: str) -> None:
        """Grow with the words of one state and never shrink: the sentence beside stays put.

        A line that is up has room for its usual milliseconds from the first.
        """
        if words == self._connection.text():
            return
        kept = self._connection.minimumWidth() if state == self._state else 0
        if state == (Connection.CONNECTED, False):
            self._connection.setText(f"{Connection.CONNECTED} {USUAL}")
            kept = max(kept, self._connection.sizeHint().width())
        self._connection.setText(words)
        self._connection.setMinimumWidth(max(kept, self._connection.sizeHint().width()))
        self._state = state

    def _offer_attempt(self, offered: bool) -> None:
        """Keep the focus in the strip when the button goes."""
        if not offered and self._try_now.hasFocus():
            self._connection.setFocus(Qt.FocusReason.OtherFocusReason)
        self._try_now.setVisible(offered)

    def _act(self) -> None:
        action = action_of(self._desk.session.value)
        if action is Action.GO_ON:
            self._desk.continue_sign_in()
        elif action is Action.CONNECT:
            self.connect_wanted.emit()
        else:
            self.sign_in_wanted.emit()


def mark_of(session: SessionView) -> tuple[str, str]:
    """Return the mark of the connection and its tone."""
    slow = session.silence or (session.latency or 0.0) >= SLOW
    return (
        UNEASY if session.connection is Connection.CONNECTED and slow else MARKS[session.connection]
    )


def connection_text(session: SessionView, seconds: float | None) -> str:
    """Return connected 12 ms, reconnecting in 12 s, or where else the line stands."""
    state = session.connection
    left = span(seconds) if seconds and not session.penalty else ""
    if state is Connection.CONNECTED and session.silence:
        return f"{state}, no answer for {session.silence} s"
    if state is Connection.CONNECTED and session.latency is not None:
        return f"{state} {session.latency * 1000:,.0f} ms"
    if state in ENTERING:
        return f"{state}…"
    if state is Connection.RECONNECTING:
        return f"{state} in {left}" if left else f"{state}…"
    if state is Connection.FROZEN and session.until:
        return f"{state} until {to_the_minute(session.until)}" + (f" ({left})" if left else "")
    if state is Connection.TAKEN_OVER and left:
        return f"{state}, one try in {left}"
    return str(state)


def sentence(session: SessionView) -> str:
    """Return what there is to say beside the state, which need not be said twice."""
    said = session.text.rstrip(" .…").casefold() == session.connection
    return "" if said else session.text


def until_text(session: SessionView) -> str:
    """Return when the session ends, in the system's zone."""
    return f"session until {to_the_minute(session.expires)}" if session.expires else ""


def action_of(session: SessionView) -> Action | None:
    """Return what the strip offers, None where nothing is wanted of the trader."""
    if session.connection in ENTERING:
        return None
    if session.penalty:
        return Action.GO_ON
    # The broker revokes the token of a session that was taken over (protocol.md 1.8).
    if not session.sign_in_again and session.connection is not Connection.TAKEN_OVER:
        return None
    return Action.CONNECT if session.environment is Environment.PRACTICE else Action.SIGN_IN


def may_try_now(session: SessionView, seconds: float | None) -> bool:
    """Whether the strip counts down to an attempt that a click may have at once."""
    reconnecting = session.connection is Connection.RECONNECTING and not session.penalty
    return reconnecting and session.may_try and bool(seconds)


def alarming(session: SessionView) -> bool:
    """Whether the strip wants to be read now."""
    said = session.connection is Connection.OFFLINE and bool(session.text)
    return said or bool(session.silence) or session.sign_in_again or session.connection in TROUBLED
