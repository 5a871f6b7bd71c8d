"""The status panel's result: an outcome in headline, cause and advice (product.md, rule 7)."""

from datetime import datetime

from bracketdesk.controller import words
from bracketdesk.controller.explanations import BY_CAUSE, REPORTED, Words, by_text
from bracketdesk.controller.views import ResultView, SessionView
from bracketdesk.domain.failures import explain
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.wire.enums import FailureReason, StrategyStatus

STAYS_FILLED = "The ticket is as it was: correct what is wrong and click again."
LOCKED = (
    "Do not send it again by another way before you know. New orders in {} are locked, exits are "
    "free, and the app keeps looking for it."
)
FAILED = frozenset({StrategyStatus.EXECUTION_FAILED, StrategyStatus.NOT_ENOUGH_LIQUIDITY})
"""Statuses of a strategy that exists and failed by itself (protocol.md 6.6)."""

NOT_RUNNING = FAILED | {
    StrategyStatus.EXECUTION_INTERRUPTED,
    StrategyStatus.STOPPED_BY_USER,
    StrategyStatus.INACTIVE,
}
"""Statuses that no strategy should have in the very answer that accepts it."""

SAYS_NOTHING = frozenset({FailureReason.UNKNOWN_REASON, FailureReason.OTHER_EXECUTION_RELATED})
"""Reasons that leave the why to the text, such as a lack of margin's (protocol.md 8)."""


def refused_view(sentence: str, reason: str, at: datetime, here: SessionView) -> ResultView:
    """Return the result of a click that was not taken on: nothing was recorded or sent."""
    return ResultView(
        OutcomeKind.NOT_SENT,
        "Not sent",
        reason,
        STAYS_FILLED,
        at=at,
        sentence=sentence,
        environment=here.environment,
        account=here.account,
    )


def pending_view(intent: Intent) -> ResultView:
    """Return what stands between click and answer."""
    return ResultView(
        OutcomeKind.RECORDED,
        "Sending …",
        at=intent.at,
        sentence=intent.sentence,
        uuid=intent.uuid,
        pending=True,
        environment=intent.environment,
        account=intent.account,
    )


def result_view(intent: Intent, outcome: Outcome, at: datetime, seconds: float) -> ResultView:
    """Return an outcome explained; `seconds` from the write to the answer."""
    headline, cause, advice, sure = _explained(intent, outcome)
    return ResultView(
        kind=outcome.kind,
        headline=headline,
        cause=cause,
        advice=advice,
        sure=sure,
        reason=outcome.reason,
        broker_text=outcome.broker_text,
        at=at,
        milliseconds=seconds * 1000 if seconds else None,
        strategy_id=outcome.strategy_id,
        sentence=intent.sentence,
        uuid=intent.uuid,
        environment=intent.environment,
        account=intent.account,
    )


def _explained(intent: Intent, outcome: Outcome) -> tuple[str, str, str, str]:
    if outcome.kind is OutcomeKind.ACCEPTED:
        return _accepted(outcome)
    if outcome.kind is OutcomeKind.UNKNOWN:
        return _unknown(intent, outcome)
    if outcome.kind is OutcomeKind.REJECTED:
        return _rejected(outcome)
    return _not_sent(outcome)


def _accepted(outcome: Outcome) -> tuple[str, str, str, str]:
    if outcome.strategy_status not in NOT_RUNNING:
        return "Accepted", outcome.cause, "", ""
    now = words.strategy_status(outcome.strategy_status)
    cause = f"The broker took the order and started it, but the strategy is {now}."
    advice = "Look at its orders and the position below before anything else."
    return f"Accepted, then {now}", cause, advice, ""


def _unknown(intent: Intent, outcome: Outcome) -> tuple[str, str, str, str]:
    advice = LOCKED.format(f"{intent.account} {intent.ticket.symbol}")
    sure = "Sure of this: whether it exists is not known."
    if outcome.reason:
        known = explain(outcome.reason)
        return known.headline, known.cause, advice, known.sure
    return "Unknown: it may or may not exist", outcome.cause, advice, sure


def _rejected(outcome: Outcome) -> tuple[str, str, str, str]:
    told = by_text(outcome.broker_text)
    if outcome.reason and not (told and outcome.reason in SAYS_NOTHING):
        known = explain(outcome.reason)
        headline = f"Rejected: {words.then_sentence(known.headline)}"
        return headline, known.cause, known.advice, known.sure
    if told:
        return f"Rejected: {told.headline}", told.cause, told.advice, REPORTED
    if told := BY_CAUSE.get(outcome.cause):
        return f"Rejected: {told.headline}", *_cause_and_advice(outcome, told), ""
    known = explain("")
    return "Rejected by the broker", known.cause, known.advice, known.sure


def _not_sent(outcome: Outcome) -> tuple[str, str, str, str]:
    if outcome.penalty_ticket:
        advice = (
            f"Wait {outcome.penalty_seconds} s, then click once more: the same order goes again "
            "with the broker's ticket."
        )
        return "Not sent: the broker asks to wait", outcome.cause, advice, ""
    if told := BY_CAUSE.get(outcome.cause):
        return f"Not sent: {told.headline}", *_cause_and_advice(outcome, told), ""
    return "Not sent", outcome.cause, STAYS_FILLED, ""


def _cause_and_advice(outcome: Outcome, told: Words) -> tuple[str, str]:
    return told.cause or outcome.cause, told.advice
