"""The four outcomes of a start, and the one table of the moves between them (architecture.md)."""

from dataclasses import dataclass
from enum import StrEnum


class OutcomeKind(StrEnum):
    """Where an intent stands. Recorded comes before the four outcomes."""

    RECORDED = "recorded"  # in the journal; a byte may have left, no answer yet
    NOT_SENT = "not sent"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"

    @property
    def settled(self) -> bool:
        """Whether the trader may rely on it."""
        return self in (OutcomeKind.NOT_SENT, OutcomeKind.REJECTED, OutcomeKind.ACCEPTED)


LEGAL_MOVES: dict[OutcomeKind, frozenset[OutcomeKind]] = {
    OutcomeKind.RECORDED: frozenset(
        {OutcomeKind.NOT_SENT, OutcomeKind.REJECTED, OutcomeKind.ACCEPTED, OutcomeKind.UNKNOWN}
    ),
    OutcomeKind.UNKNOWN: frozenset(
        {OutcomeKind.NOT_SENT, OutcomeKind.REJECTED, OutcomeKind.ACCEPTED}
    ),
    # To Recorded: the clicked resend with a penalty ticket, the same intent. To Accepted: a
    # strategy that shows up later flips what was declared absent.
    OutcomeKind.NOT_SENT: frozenset({OutcomeKind.RECORDED, OutcomeKind.ACCEPTED}),
    OutcomeKind.REJECTED: frozenset({OutcomeKind.ACCEPTED}),
    OutcomeKind.ACCEPTED: frozenset(),
}


def may_move(old: OutcomeKind, new: OutcomeKind) -> bool:
    """Whether an intent may go from `old` to `new`."""
    return new in LEGAL_MOVES[old]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one start, as far as it is known.

    `reason` is the broker's failureReason as it came (empty where it gave none), `broker_text` its
    own words (untrusted), `cause` our sentence on why this outcome was chosen.
    """

    kind: OutcomeKind
    cause: str
    reason: str = ""
    broker_text: str = ""
    strategy_id: int | None = None
    strategy_status: str = ""
    penalty_ticket: str = ""
    penalty_seconds: int = 0
