"""What the broker answered to an order command: in words, and whether it was taken."""

from dataclasses import dataclass

from bracketdesk.controller.broker_text import clean, words_of
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.failures import explain
from bracketdesk.domain.instruction import Act
from bracketdesk.wire import codec
from bracketdesk.wire.enums import FailureReason
from bracketdesk.wire.messages import OrderStrategyStatusResponse, PlaceOcoResult, wait_of

TAKEN = "the broker took the request"
NO_RIGHT = "the sign-in may be over, or Live has not approved this device yet"
"""A session that was taken over has no token any more (protocol.md 1.4); and Live lets an unknown
device in, but refuses its orders (1.5).
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """`refused` only where the broker said so or nothing left; without an answer nothing is known.

    `left` is whether a byte may have gone. The ids are what the broker named: a command's, an
    order's, its twin's. `ticket` is a penalty ticket, of use after `wait` seconds.
    """

    text: str
    taken: bool = False
    refused: bool = False
    left: bool = True
    reason: str = ""
    command_id: int | None = None
    order_id: int | None = None
    oco_id: int | None = None
    ticket: str = ""
    wait: int = 0


def read_answer(delivery: Delivery, act: Act = Act.CANCEL) -> Answer:
    """Return what a delivery says. A command's id means queued, not applied (protocol.md 4.4)."""
    if not delivery.left:
        said = f"it was not sent: {_after_colon(delivery.detail)}"
        return Answer(said, refused=True, left=False)
    if delivery.status is None:
        return Answer("no answer came, so it may or may not have been done")
    words = words_of(delivery.body)
    if delivery.status != 200:
        return _by_status(delivery.status, words)
    try:
        return _by_body(_result(delivery.body, act))
    except ValueError:
        return Answer("the answer could not be read, so it may or may not have been done")


def _result(body: bytes, act: Act) -> PlaceOcoResult:
    """Return any act's reply in the one form of the order calls; raises ValueError."""
    if act is not Act.INTERRUPT:
        return codec.decode(body, PlaceOcoResult)
    reply = codec.decode(body, OrderStrategyStatusResponse)
    return PlaceOcoResult(
        failure_reason=reply.failure_reason,
        failure_text=reply.error_text or None,
        p_ticket=reply.p_ticket,
        p_time=reply.p_time,
        p_captcha=reply.p_captcha,
    )


def _by_status(status: int, words: str) -> Answer:
    quoted = f": “{clean(words, 300)}”" if words else ""
    if status == 408 or status >= 500:
        return Answer(f"the broker answered with {status}, so it may or may not be done{quoted}")
    cause = f"; {NO_RIGHT}" if status == 401 else ""
    return Answer(f"the broker refused it with {status}{quoted}{cause}", refused=True)


def _by_body(result: PlaceOcoResult) -> Answer:
    if result.p_ticket or result.p_captcha:
        return _penalty(result)
    reason = result.failure_reason
    quoted = f" (“{clean(result.failure_text, 300)}”)" if result.failure_text else ""
    if reason == FailureReason.RISK_CHECK_TIMEOUT:
        return Answer(f"its risk check did not answer, so it may or may not be done{quoted}")
    if reason and reason != FailureReason.SUCCESS:
        text = f"the broker refused it: {reason_words(reason)}"
        return Answer(_with(text, quoted), refused=True, reason=clean(str(reason), 64))
    if result.failure_text:
        return Answer(f"the broker refused it{quoted}", refused=True)
    return Answer(
        TAKEN,
        taken=True,
        command_id=result.command_id,
        order_id=result.order_id,
        oco_id=result.oco_id,
    )


def reason_words(reason: FailureReason) -> str:
    """Return a reason's headline and what to do, as the rest of a sentence."""
    known = explain(clean(str(reason), 64))
    return f"{_after_colon(known.headline)}. {known.advice}".rstrip(".")


def _with(text: str, quoted: str) -> str:
    """Put the broker's words behind the headline."""
    head, dot, rest = text.partition(". ")
    return f"{head}{quoted}{dot}{rest}"


def _penalty(result: PlaceOcoResult) -> Answer:
    seconds = 3600 if result.p_captcha else wait_of(result.p_time)
    wait = f"{seconds} s" if seconds and not result.p_captcha else "an hour"
    text = f"the broker did not handle it and asks to wait {wait}"
    ticket = "" if result.p_captcha else result.p_ticket or ""
    return Answer(text, refused=True, ticket=ticket, wait=seconds)


def _after_colon(text: str) -> str:
    return text.rstrip(".") or "the line gave no reason"
