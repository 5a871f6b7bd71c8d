"""The words people read for what the inner rooms name by enums."""

from bracketdesk.controller.views import SessionView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment

ENVIRONMENTS = {
    Environment.PRACTICE: "Practice",
    Environment.DEMO: "Demo",
    Environment.LIVE: "Live",
    Environment.CUSTOM: "Custom",
}
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
