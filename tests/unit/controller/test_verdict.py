"""architecture.md's table of outcomes, row by row."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.controller.builders import answer, penalty, strategy

from bracketdesk.controller import verdict
from bracketdesk.controller.verdict import judge
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.failures import REASONS, Meaning
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.wire import codec
from bracketdesk.wire.enums import FailureReason, StrategyStatus

NOT_SENT, REJECTED = OutcomeKind.NOT_SENT, OutcomeKind.REJECTED
ACCEPTED, UNKNOWN = OutcomeKind.ACCEPTED, OutcomeKind.UNKNOWN
HELD = strategy(uuid="ours")
BROKEN = {"constraint": "symbol", "value": '"?"', "description": "No such\x07 contract"}


def violations(*broken: dict[str, str], **fields: object) -> Delivery:
    """An answer of 200 with violations (protocol.md 1.8)."""
    return Delivery(True, 200, codec.encode({"violations": broken, **fields}))


@pytest.mark.parametrize(
    ("delivery", "kind"),
    [
        (Delivery(left=False, detail="The connect failed."), NOT_SENT),
        (Delivery(left=True, detail="No answer within 5 seconds."), UNKNOWN),
        (answer(status=401), NOT_SENT),
        (answer(status=403), NOT_SENT),
        (answer(status=423), NOT_SENT),
        (Delivery(True, 429), NOT_SENT),  # its body is empty (protocol.md 1.8)
        (Delivery(True, 400, b'"Bad request"'), REJECTED),
        (Delivery(True, 404, b'"Not found"'), REJECTED),
        (Delivery(True, 408), UNKNOWN),
        (Delivery(True, 500, b"oops"), UNKNOWN),
        (Delivery(True, 503), UNKNOWN),
        (Delivery(True, 302), UNKNOWN),
        (Delivery(True, 418), UNKNOWN),
        (Delivery(True, 204), UNKNOWN),
        (answer(HELD, 401), UNKNOWN),
        (answer(HELD, 400), UNKNOWN),
        (answer(HELD, 500), UNKNOWN),
        (answer(status=400, failureReason="RiskCheckTimeout"), UNKNOWN),
        (answer(status=401, failureReason="RiskCheckTimeout"), UNKNOWN),
        (answer(status=423, failureReason="RiskCheckTimeout"), UNKNOWN),
        (Delivery(True, 401, b'{"orderStrategy": {"id":9912'), UNKNOWN),  # cut off
        (Delivery(True, 404, b'{"orderStrategy":{"id":9912'), UNKNOWN),
        (Delivery(True, 400, b'{"orderStrategy":null,"err'), REJECTED),
        (penalty(), NOT_SENT),
        (penalty(errorText="wait"), NOT_SENT),
        (Delivery(True, 200, b'{"p-captcha":true}'), NOT_SENT),
        (penalty(HELD), UNKNOWN),
        (penalty(failureReason="RiskCheckTimeout"), UNKNOWN),
        (answer(errorText="No"), REJECTED),
        (answer(errorText="No", failureReason="Success"), REJECTED),
        (answer(errorText="\u200b"), REJECTED),
        (answer(failureReason="NoQuote"), REJECTED),
        (answer(failureReason="NeverHeardOf"), REJECTED),
        (answer(failureReason="RiskCheckTimeout"), UNKNOWN),
        (answer(failureReason="RiskCheckTimeout", errorText="slow"), UNKNOWN),
        (answer(HELD), ACCEPTED),
        (answer(HELD, failureReason="Success"), ACCEPTED),
        (answer(HELD, errorText="   "), ACCEPTED),
        (answer(HELD, errorText="No"), UNKNOWN),
        (answer(HELD, failureReason="NoQuote"), UNKNOWN),
        (answer(HELD, failureReason="RiskCheckTimeout"), UNKNOWN),
        (answer(strategy(uuid="another's")), UNKNOWN),
        (answer(strategy(uuid=None)), ACCEPTED),
        (answer(strategy(number=0, uuid="ours")), UNKNOWN),
        (answer(strategy(uuid="ours", status=StrategyStatus("NewStatus"))), UNKNOWN),
        (answer(strategy(uuid="ours", status=StrategyStatus.EXECUTION_FAILED)), ACCEPTED),
        (answer(), UNKNOWN),
        (answer(failureReason="Success"), UNKNOWN),
        (answer(failureReason=""), UNKNOWN),
        (violations(BROKEN), REJECTED),
        (violations(), UNKNOWN),
        (violations({"constraint": "symbol"}), UNKNOWN),
        (violations(BROKEN, orderStrategy=HELD), UNKNOWN),
        (violations(BROKEN, failureReason="RiskCheckTimeout"), UNKNOWN),
        (Delivery(True, 200), UNKNOWN),
        (Delivery(True, 200, b"[]"), UNKNOWN),
        (Delivery(True, 200, b'"Access is denied"'), UNKNOWN),
        (Delivery(True, 200, b'{"orderStrategy":{"id":1}}'), UNKNOWN),
        (Delivery(True, 200, b'{"orderStr'), UNKNOWN),
        (Delivery(True, 200, b"\xff\xff"), UNKNOWN),
    ],
)
def test_the_table(delivery: Delivery, kind: OutcomeKind) -> None:
    outcome = judge(delivery, "ours")
    assert outcome.kind is kind
    assert outcome.cause


@pytest.mark.parametrize("reason", list(FailureReason))
def test_every_reason_as_the_domain_reads_it(reason: FailureReason) -> None:
    outcome = judge(answer(failureReason=reason, errorText="why"))
    meaning = REASONS[reason].meaning
    if meaning is Meaning.SUCCESS:
        assert (outcome.kind, outcome.reason) == (REJECTED, "")  # the error text refuses
    else:
        assert outcome.kind is (UNKNOWN if meaning is Meaning.UNKNOWN else REJECTED)
        assert outcome.reason == reason
    assert outcome.broker_text == "why"


def test_what_is_kept_of_an_acceptance() -> None:
    failed = strategy(uuid="ours", status=StrategyStatus.EXECUTION_FAILED, failure="No\x07 money")
    outcome = judge(answer(failed), "ours")
    assert (outcome.strategy_id, outcome.strategy_status) == (9912, "ExecutionFailed")
    assert outcome.broker_text == "No money"


def test_what_is_kept_of_violations() -> None:
    outcome = judge(violations(BROKEN, {**BROKEN, "constraint": "action"}))
    assert outcome.broker_text == "symbol: No such contract; action: No such contract"


def test_no_wait_is_longer_than_a_day() -> None:
    assert judge(penalty(seconds=10**15)).penalty_seconds == 86_400
    assert judge(penalty(seconds=-5)).penalty_seconds == 0


def test_what_is_kept_of_a_penalty() -> None:
    outcome = judge(penalty())
    assert (outcome.penalty_ticket, outcome.penalty_seconds) == ("abc", 15)
    captcha = judge(Delivery(True, 200, b'{"p-ticket":"abc","p-captcha":true}'))
    assert (captcha.penalty_ticket, captcha.cause) == ("", verdict.CAPTCHA)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("15.0", 15), ("1.5", 2), ("-3", 0), ("null", 0), ("1e21", 86_400), ("9" * 40, 86_400)],
)
def test_a_penalty_of_any_length_is_one(told: str, seconds: int) -> None:
    outcome = judge(Delivery(True, 200, f'{{"p-ticket":"abc","p-time":{told}}}'.encode()))
    assert (outcome.kind, outcome.penalty_ticket) == (NOT_SENT, "abc")
    assert outcome.penalty_seconds == seconds
    assert type(outcome.penalty_seconds) is int


def test_a_contradiction_keeps_the_strategy_it_named() -> None:
    assert judge(answer(HELD, errorText="No"), "ours").strategy_id == 9912
    assert judge(answer(strategy(uuid="another's")), "ours").strategy_id is None


@given(
    left=some.booleans(),
    status=some.none() | some.integers(100, 599),
    body=some.binary(max_size=200),
)
def test_nothing_but_a_strategy_is_ever_accepted(
    left: bool, status: int | None, body: bytes
) -> None:
    outcome = judge(Delivery(left, status, body), "ours")
    assert outcome.kind is not ACCEPTED
    if not left:
        assert outcome.kind is NOT_SENT
    elif status is None or status == 408 or status >= 500:
        assert outcome.kind is UNKNOWN
