"""What is said of a late answer; what it does is in test_reconcile_late.py."""

import pytest
from tests.unit.controller.builders import answer, penalty, strategy

from bracketdesk.controller.broker_text import LIMIT
from bracketdesk.controller.late import QUOTED, evidence, judge_late
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import OutcomeKind


@pytest.mark.parametrize(
    ("delivery", "kind", "said"),
    [
        (answer(strategy(77), seconds=6.04), OutcomeKind.ACCEPTED, "accepted, strategy 77."),
        (answer(errorText="No", seconds=6.04), OutcomeKind.REJECTED, "rejected: “No”."),
        (
            answer(failureReason="NoQuote", seconds=6.04),
            OutcomeKind.REJECTED,
            "rejected: “NoQuote”.",
        ),
        (
            answer(strategy(77), errorText="No", seconds=6.04),
            OutcomeKind.UNKNOWN,
            "unknown, strategy 77: “No”.",
        ),
        (Delivery(True, 429, seconds=6.04), OutcomeKind.NOT_SENT, "not sent."),
        (Delivery(True, 503, b"x" * 3000, seconds=6.04), OutcomeKind.UNKNOWN, "unknown: “xxx"),
    ],
)
def test_a_late_answer_as_evidence(delivery: Delivery, kind: OutcomeKind, said: str) -> None:
    outcome = judge_late(delivery, "")
    assert outcome.kind is kind
    assert outcome.cause.endswith(" The answer came late, after 6 seconds.")
    told = evidence(delivery, outcome)
    assert told.startswith(f"a late answer, after 6.0 s: {said}")
    assert len(told) < QUOTED + 60 < LIMIT


def test_a_late_penalty_keeps_its_ticket() -> None:
    outcome = judge_late(penalty(ticket="t-1", seconds=15), "")
    assert (outcome.penalty_ticket, outcome.penalty_seconds) == ("t-1", 15)
