"""How a line that is not simply connected is shown: its state, its sentence, and until when."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import LineDown, LossCause

EXPIRED = "The sign-in has expired. The open line goes on working; sign in again before it breaks."
NOT_RENEWED = (
    "The broker does not renew this sign-in any more. Sign in again before the line breaks."
)
EXPIRED_AND_DOWN = "The sign-in has expired and the line is down: sign in again."
REFUSED = (
    "Another session took over: the broker does not take this sign-in any more. Sign in again."
)
QUOTA = "Another session took over: the broker closed this line for it."
FROZEN = "The broker asked for silence: nothing is sent until then."
FROZEN_LINE = "An exit may be tried by a click, once each. The broker asked for silence."
"""The state says until when, and the sentence begins with what is left to do."""
WAIT_OVER = "The wait is over: a sign-in is possible again."
PENALTY_OVER = "The wait is over: the sign-in may go on."


@dataclass(frozen=True, slots=True)
class Standing:
    """A connection's state, its sentence, when the wait ends, and whether a click may end it."""

    connection: Connection
    text: str
    until: datetime | None = None
    may_try: bool = False


def of_loss(down: LineDown, expired: bool, now: datetime) -> Standing:
    """Return how a lost line is shown; `expired` is whether its token's time is over."""
    reason = clean(down.reason, 300)
    if down.cause is LossCause.REFUSED:
        return _refused(expired)
    until = None if down.retry_in is None else now + timedelta(seconds=down.retry_in)
    if down.cause is LossCause.QUOTA:
        return Standing(Connection.TAKEN_OVER, QUOTA, until)
    if until is None:
        return Standing(Connection.OFFLINE, reason)
    return Standing(Connection.RECONNECTING, reason, until, not down.asked)


def waiting(view: SessionView, until: datetime | None, penalty: bool) -> SessionView:
    """Return the view with the sign-in's wait over it; the line's own countdown is not its."""
    of_line = view.connection in (Connection.RECONNECTING, Connection.TAKEN_OVER)
    return replace(view, until=view.until if of_line and not penalty else until, penalty=penalty)


def frozen(view: SessionView, until: datetime, has_line: bool) -> SessionView:
    """Return the view with a freeze over it; a line that is down meanwhile says so too."""
    said = FROZEN_LINE if has_line else FROZEN
    if view.connection is not Connection.CONNECTED and view.text:
        said = f"{said} {view.text}"
    return replace(view, connection=Connection.FROZEN, text=said, until=until, may_try=False)


def _refused(expired: bool) -> Standing:
    if expired:
        return Standing(Connection.OFFLINE, EXPIRED_AND_DOWN)
    return Standing(Connection.TAKEN_OVER, REFUSED)
