"""What the broker answered to an order command: in words, and whether it was taken."""

from dataclasses import dataclass

from bracketdesk.controller.broker_text import clean, words_of
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.failures import explain
from bracketdesk.wire import codec
from bracketdesk.wire.enums import FailureReason
from bracketdesk.wire.messages import CommandResult

TAKEN = "the broker took the request"


@dataclass(frozen=True, slots=True)
class Answer:
    """`refused` only where the broker said so; without an answer nothing is known."""

    text: str
    taken: bool = False
    refused: bool = False


def read_answer(delivery: Delivery) -> Answer:
    """Return what a delivery says. A command's id means queued, not applied (protocol.md 4.4)."""
    if not delivery.left:
        return Answer(f"it was not sent: {_after_colon(delivery.detail)}", refused=True)
    if delivery.status is None:
        return Answer("no answer came, so it may or may not have been done")
    words = words_of(delivery.body)
    if delivery.status != 200:
        return _by_status(delivery.status, words)
    try:
        return _by_body(codec.decode(delivery.body, CommandResult))
    except ValueError:
        return Answer("the answer could not be read, so it may or may not have been done")


def _by_status(status: int, words: str) -> Answer:
    quoted = f": “{clean(words, 300)}”" if words else ""
    if status == 408 or status >= 500:
        return Answer(f"the broker answered with {status}, so it may or may not be done{quoted}")
    return Answer(f"the broker refused it with {status}{quoted}", refused=True)


def _by_body(result: CommandResult) -> Answer:
    if result.p_ticket or result.p_captcha:
        wait = f"{result.p_time} s" if result.p_time and not result.p_captcha else "an hour"
        return Answer(f"the broker did not handle it and asks to wait {wait}", refused=True)
    reason = result.failure_reason
    quoted = f" (“{clean(result.failure_text, 300)}”)" if result.failure_text else ""
    if reason == FailureReason.RISK_CHECK_TIMEOUT:
        return Answer(f"its risk check did not answer, so it may or may not be done{quoted}")
    if reason and reason != FailureReason.SUCCESS:
        known = explain(clean(str(reason), 64))
        text = f"the broker refused it: {_after_colon(known.headline)}{quoted}. {known.advice}"
        return Answer(text.rstrip("."), refused=True)
    if result.failure_text:
        return Answer(f"the broker refused it{quoted}", refused=True)
    return Answer(TAKEN, taken=True)


def _after_colon(text: str) -> str:
    return text.rstrip(".") or "the line gave no reason"
