import pytest
from tests.unit.controller.builders import ACCOUNT_ID, AT, MES, answer, penalty, strategy, ticket

from bracketdesk.controller.explanations import BY_CAUSE, BY_TEXT
from bracketdesk.controller.results import pending_view, refused_view, result_view
from bracketdesk.controller.verdict import judge
from bracketdesk.controller.views import Connection, ResultView, SessionView
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.failures import REASONS, Meaning, explain
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment, Transport
from bracketdesk.wire.enums import StrategyStatus

INTENT = Intent(
    "ours",
    AT,
    Environment.PRACTICE,
    "http://127.0.0.1:9000/v1",
    "DEMO1234",
    ACCOUNT_ID,
    MES.contract_id,
    ticket(),
    "{}",
    Transport.SOCKET,
    "Buy 3 MESZ6 at market.",
)


HERE = SessionView(Environment.DEMO, Connection.CONNECTED, account="DEMO5678")


def shown(delivery: Delivery) -> ResultView:
    return result_view(INTENT, judge(delivery, "ours"), AT, delivery.seconds)


REJECTIONS = [name for name, known in REASONS.items() if known.meaning is Meaning.REJECTED]


@pytest.mark.parametrize("reason", [*REJECTIONS, "NeverHeardOf"])
def test_every_rejection_is_explained(reason: str) -> None:
    view = shown(answer(failureReason=reason, errorText="The broker's words"))
    known = explain(reason)
    assert view.headline.lower() == f"rejected: {known.headline}".lower()
    assert (view.cause, view.advice, view.sure) == (known.cause, known.advice, known.sure)
    assert (view.reason, view.broker_text) == (reason, "The broker's words")


@pytest.mark.parametrize(("text", "words"), BY_TEXT)
def test_a_text_without_a_reason_is_recognised(text: str, words: object) -> None:
    view = shown(answer(errorText=f"Order: {text.capitalize()}!"))
    assert view.headline == f"Rejected: {words.headline}"  # type: ignore[attr-defined]
    assert view.cause
    assert view.advice
    assert view.sure


@pytest.mark.parametrize("reason", ["UnknownReason", "OtherExecutionRelated"])
@pytest.mark.parametrize(("text", "words"), BY_TEXT)
def test_a_reason_that_says_nothing_leaves_the_word_to_the_text(
    reason: str, text: str, words: object
) -> None:
    view = shown(answer(failureReason=reason, errorText=text.capitalize()))
    assert view.headline == f"Rejected: {words.headline}"  # type: ignore[attr-defined]
    assert view.advice == words.advice  # type: ignore[attr-defined]
    assert (view.reason, view.broker_text) == (reason, text.capitalize())


def test_a_reason_that_says_something_counts_more_than_the_text() -> None:
    view = shown(answer(failureReason="InvalidPrice", errorText="Price outside limits set"))
    assert view.headline == "Rejected: a price was refused"


def test_an_unknown_text_is_said_to_be_one() -> None:
    view = shown(answer(errorText="Computer says no"))
    assert view.headline == "Rejected by the broker"
    assert view.cause
    assert view.advice
    assert view.broker_text == "Computer says no"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 423, 429])
def test_a_status_is_explained(status: int) -> None:
    view = shown(Delivery(True, status))
    assert ": " in view.headline
    assert view.cause
    assert view.advice


def test_every_cause_with_words_has_advice() -> None:
    assert all(words.headline and words.advice for words in BY_CAUSE.values())


def test_accepted() -> None:
    view = shown(answer(strategy(uuid="ours")))
    assert (view.kind, view.headline) == (OutcomeKind.ACCEPTED, "Accepted")
    assert (view.strategy_id, view.milliseconds, view.sentence) == (9912, 38, INTENT.sentence)


@pytest.mark.parametrize(
    ("status", "headline"),
    [
        (StrategyStatus.EXECUTION_FAILED, "Accepted, then failed"),
        (StrategyStatus.NOT_ENOUGH_LIQUIDITY, "Accepted, then failed: not enough liquidity"),
        (StrategyStatus.EXECUTION_INTERRUPTED, "Accepted, then interrupted"),
        (StrategyStatus.EXECUTION_FINISHED, "Accepted"),
    ],
)
def test_accepted_then_failed(status: StrategyStatus, headline: str) -> None:
    view = shown(answer(strategy(uuid="ours", status=status, failure="margin")))
    assert (view.headline, view.broker_text) == (headline, "margin")


def test_unknown_names_what_is_locked() -> None:
    view = shown(Delivery(True, detail="No answer within 5 seconds."))
    assert view.headline.startswith("Unknown")
    assert "DEMO1234 MESZ6" in view.advice
    assert "5 seconds" in view.cause


def test_a_risk_check_that_timed_out_says_so() -> None:
    view = shown(answer(failureReason="RiskCheckTimeout"))
    assert view.headline.startswith("Unknown")
    assert view.reason == "RiskCheckTimeout"
    assert "locked" in view.advice


def test_a_penalty_says_how_long_to_wait() -> None:
    view = shown(penalty())
    assert view.headline == "Not sent: the broker asks to wait"
    assert "15 s" in view.advice


def test_what_never_left_is_not_sent() -> None:
    view = shown(Delivery(left=False, detail="The connect failed."))
    assert (view.headline, view.cause) == ("Not sent", "The connect failed.")


def test_pending_and_refused() -> None:
    pending = pending_view(INTENT)
    assert pending.pending
    assert pending.uuid == "ours"
    refused = refused_view("Buy.", "Locked.", AT, HERE)
    assert (refused.kind, refused.cause) == (OutcomeKind.NOT_SENT, "Locked.")


def test_every_result_names_its_place() -> None:
    assert (HERE.environment, HERE.account) == (Environment.DEMO, "DEMO5678")
    refused = refused_view("Buy.", "Locked.", AT, HERE)
    assert (refused.environment, refused.account) == (HERE.environment, HERE.account)
    for view in (pending_view(INTENT), shown(penalty()), shown(answer(strategy()))):
        assert (view.environment, view.account) == (INTENT.environment, INTENT.account)
