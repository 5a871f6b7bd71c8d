"""The words people read for what the inner rooms name by enums."""

from bracketdesk.controller.views import ResultView, SessionView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment

ENVIRONMENTS = {
    Environment.PRACTICE: "Practice",
    Environment.DEMO: "Demo",
    Environment.LIVE: "Live",
    Environment.CUSTOM: "Custom",
}
HEAD, TAIL = 5, 8
"""How much of a long account's name stands on a button."""
OUTCOME_TONES = {
    OutcomeKind.ACCEPTED: "gain",
    OutcomeKind.REJECTED: "loss",
    OutcomeKind.NOT_SENT: "warning",
    OutcomeKind.UNKNOWN: "warning",
}
"""The tone of an outcome's word; a recorded one has none yet."""


def badge_text(session: SessionView) -> str:
    """Return the environment as its badge says it: PRACTICE, or CUSTOM with the host."""
    name = ENVIRONMENTS[session.environment].upper()
    if session.environment is Environment.CUSTOM and session.host:
        return f"{name} {session.host}"
    return name


def where(session: SessionView) -> str:
    """Return where an order would go: environment and account."""
    return " · ".join(part for part in (badge_text(session), session.account) if part)


def sent_in(result: ResultView, session: SessionView) -> tuple[str, bool]:
    """Return the place of a result's order, empty where it has none, and whether that was left."""
    if result.environment is None:
        return "", False
    place = " · ".join(filter(None, (ENVIRONMENTS[result.environment].upper(), result.account)))
    elsewhere = session.account and result.account != session.account
    left = result.environment is not session.environment or bool(elsewhere)
    return (f"{place}, which you left" if left else place), left


def live_account(session: SessionView) -> str:
    """Return the account with the environment before it, in Live alone: LIVE 1234567.

    Of a long name the two ends stay: there names differ.
    """
    if session.environment is not Environment.LIVE:
        return ""
    name = session.account
    short = f"{name[:HEAD]}…{name[-TAIL:]}" if len(name) > HEAD + TAIL + 1 else name
    return f"{badge_text(session)} {short}"
