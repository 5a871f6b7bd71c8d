"""What became of a start, judged from its delivery alone: architecture.md's table of outcomes.

Nothing here guesses. Whatever the table does not name is Unknown once a byte may have left.
"""

import re

from bracketdesk.controller.broker_text import clean, words_of
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.wire import codec
from bracketdesk.wire.entities import OrderStrategy
from bracketdesk.wire.enums import FailureReason
from bracketdesk.wire.messages import OrderStrategyStatusResponse, Violations, wait_of

NOT_HANDLED = {
    401: "The broker did not handle it: no permission for this (401).",
    403: "The broker did not handle it: this is out of reach for the session (403).",
    423: "The broker did not handle it: it is about to lock this login out (423).",
    429: "The broker did not handle it: its limit of requests is reached (429).",
}
"""Statuses that say the request was not handled (architecture.md, protocol.md 1.8)."""

REFUSED = {
    400: "The broker refused the request as malformed (400).",
    404: "The broker knows no such thing at this address (404).",
}

NO_ANSWER = "No answer came, and a part of it may have left this machine."
CONTRADICTORY = "The broker's answer contradicts itself: it names a strategy and a refusal."
FOREIGN = "The broker's answer names a strategy with another order's mark."
STRANGE_STATUS = "The broker's strategy has a status this version does not know."
GARBLED = "The broker's answer could not be read."
EMPTY = "The broker's answer names neither a strategy nor a reason."
TIMEOUT = "The broker's risk check did not answer: the order may or may not exist."
PENALTY = "The broker did not handle it: it asks to wait {} s before the same order comes again."
CAPTCHA = "The broker did not handle it: it wants proof of a person, which no app can give."
ACCEPTED = "The broker runs it as a strategy."
REASONED = "The broker refused it and gave a reason."
WORDED = "The broker refused it in its own words."
VIOLATED = "The broker refused it: fields of the request break its rules."

_STRATEGY = re.compile(rb'"orderStrategy"\s*:\s*(?!null)\S')


def judge(delivery: Delivery, uuid: str = "") -> Outcome:
    """Return the outcome; `uuid` is what the start carried, empty where nobody compares it."""
    if not delivery.left:
        return Outcome(OutcomeKind.NOT_SENT, delivery.detail or "Nothing left this machine.")
    if delivery.status is None:
        cause = f"{NO_ANSWER} {clean(delivery.detail)}".strip()
        return Outcome(OutcomeKind.UNKNOWN, cause, broker_text=words_of(delivery.body))
    if delivery.status == 200:
        return _judge_answer(delivery, uuid)
    return _judge_status(delivery, delivery.status)


def _judge_status(delivery: Delivery, status: int) -> Outcome:
    answer = _read(delivery.body)
    words = words_of(delivery.body)
    if answer.order_strategy if answer else _names_a_strategy(delivery.body):
        return _unknown(CONTRADICTORY, words, answer)
    if status in NOT_HANDLED and not _timed_out(answer):
        return Outcome(OutcomeKind.NOT_SENT, NOT_HANDLED[status], broker_text=words)
    if status in REFUSED and not _timed_out(answer):
        reason = _reason(answer) if answer else ""
        return Outcome(OutcomeKind.REJECTED, REFUSED[status], reason, words)
    return _unknown(f"The broker answered with {status}: it may or may not exist.", words, answer)


def _judge_answer(delivery: Delivery, uuid: str) -> Outcome:
    answer = _read(delivery.body)
    words = words_of(delivery.body)
    if answer is None:
        return _unknown(GARBLED, words)
    broken = _violations(delivery.body)
    if answer.order_strategy is not None:
        return _judge_strategy(answer, answer.order_strategy, words, uuid, broken)
    if _timed_out(answer):
        return _unknown(TIMEOUT, words, answer)
    if answer.p_ticket or answer.p_captcha:
        return _penalty(answer)
    if reason := _reason(answer):
        return Outcome(OutcomeKind.REJECTED, REASONED, reason, _error(answer))
    if error := _error(answer):
        return Outcome(OutcomeKind.REJECTED, WORDED, broker_text=error)
    if broken:
        return Outcome(OutcomeKind.REJECTED, VIOLATED, broker_text=broken)
    return _unknown(EMPTY, words, answer)


def _judge_strategy(
    answer: OrderStrategyStatusResponse, strategy: OrderStrategy, words: str, uuid: str, broken: str
) -> Outcome:
    refused = _reason(answer) or _timed_out(answer) or _error(answer) or broken
    if refused or answer.p_ticket or answer.p_captcha:
        return _unknown(CONTRADICTORY, words, answer)
    if uuid and strategy.uuid and strategy.uuid != uuid:
        return _unknown(FOREIGN, words)
    if strategy.id <= 0 or not strategy.status.recognised:
        return _unknown(STRANGE_STATUS, words, answer)
    return accepted(strategy, ACCEPTED)


def accepted(strategy: OrderStrategy, cause: str) -> Outcome:
    """Return Accepted for a strategy the broker has shown, already failed or not."""
    return Outcome(
        OutcomeKind.ACCEPTED,
        cause,
        broker_text=clean(strategy.failure_message or ""),
        strategy_id=strategy.id,
        strategy_status=clean(str(strategy.status), 64),
    )


def _penalty(answer: OrderStrategyStatusResponse) -> Outcome:
    if answer.p_captcha or not answer.p_ticket:  # protocol.md 1.7: an app cannot answer it
        return Outcome(OutcomeKind.NOT_SENT, CAPTCHA)
    seconds = wait_of(answer.p_time)
    cause = PENALTY.format(seconds)
    return Outcome(
        OutcomeKind.NOT_SENT, cause, penalty_ticket=answer.p_ticket, penalty_seconds=seconds
    )


def _unknown(cause: str, words: str, answer: OrderStrategyStatusResponse | None = None) -> Outcome:
    """Unknown, with the id of a strategy the answer named: one more thing to look for."""
    strategy = answer.order_strategy if answer else None
    return Outcome(
        OutcomeKind.UNKNOWN,
        cause,
        reason=str(FailureReason.RISK_CHECK_TIMEOUT) if _timed_out(answer) else "",
        broker_text=words,
        strategy_id=strategy.id if strategy and strategy.id > 0 else None,
    )


def _read(body: bytes) -> OrderStrategyStatusResponse | None:
    try:
        return codec.decode(body, OrderStrategyStatusResponse)
    except ValueError:  # msgspec's errors, and bytes that are no UTF-8
        return None


def _names_a_strategy(body: bytes) -> bool:
    """Whether an answer that could not be read whole has a strategy in it all the same."""
    try:
        answer = codec.decode_plain(body.decode(errors="replace"))
    except ValueError:  # cut off, maybe
        return _STRATEGY.search(body) is not None
    return isinstance(answer, dict) and answer.get("orderStrategy") is not None


def _violations(body: bytes) -> str:
    """The fields that break the broker's rules, in its words (protocol.md 1.8)."""
    try:
        found = codec.decode(body, Violations).violations
    except ValueError:
        return ""
    return clean("; ".join(f"{one.constraint}: {one.description}" for one in found))


def _reason(answer: OrderStrategyStatusResponse) -> str:
    """The failureReason, empty where there is none that refuses."""
    reason = answer.failure_reason
    if not reason or reason in (FailureReason.SUCCESS, FailureReason.RISK_CHECK_TIMEOUT):
        return ""
    return clean(str(reason), 64)


def _timed_out(answer: OrderStrategyStatusResponse | None) -> bool:
    return answer is not None and answer.failure_reason == FailureReason.RISK_CHECK_TIMEOUT


def _error(answer: OrderStrategyStatusResponse) -> str:
    """The errorText, empty only where it is: an unprintable one still refuses."""
    text = (answer.error_text or "").strip()
    return clean(text) or ("…" if text else "")
