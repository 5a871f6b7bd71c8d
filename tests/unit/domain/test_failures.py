import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.domain.failures import REASONS, Meaning, explain
from bracketdesk.wire.enums import FailureReason

SENT_BY_THE_BROKER = [str(reason) for reason in FailureReason]


def test_every_reason_of_the_wire_is_explained_and_no_other() -> None:
    assert sorted(REASONS) == sorted(SENT_BY_THE_BROKER)
    assert len(REASONS) == 33


@pytest.mark.parametrize("reason", SENT_BY_THE_BROKER)
def test_an_explanation_is_whole(reason: str) -> None:
    explained = explain(reason)
    assert explained.reason == reason
    assert explained.headline
    assert len(explained.headline) <= 60
    assert not explained.headline.endswith(".")
    for sentence in (explained.cause, explained.advice, explained.sure):
        assert sentence.endswith(".")
        assert sentence[0].isupper()


def test_no_two_headlines_are_alike() -> None:
    assert len({each.headline for each in REASONS.values()}) == 33


def test_success_is_no_failure_and_a_timeout_is_unknown() -> None:
    special = {reason: each.meaning for reason, each in REASONS.items()}
    assert special.pop("Success") is Meaning.SUCCESS
    assert special.pop("RiskCheckTimeout") is Meaning.UNKNOWN
    assert set(special.values()) == {Meaning.REJECTED}


def test_a_timeout_never_invites_to_send_again() -> None:
    assert "Do not send again" in explain("RiskCheckTimeout").advice


def test_a_new_reason_is_shown_as_it_came() -> None:
    explained = explain("MoonTooFull")
    assert explained.reason == "MoonTooFull"
    assert "“MoonTooFull”" in explained.headline
    assert "unknown to this version" in explained.cause
    assert explained.meaning is Meaning.REJECTED


def test_no_reason_at_all() -> None:
    explained = explain("")
    assert explained.headline == "Refused"
    assert "no reason" in explained.cause


@given(st.text())
def test_any_reason_is_explained_in_short_printable_words(reason: str) -> None:
    explained = explain(reason)
    assert explained.reason == reason
    assert len(explained.headline) < 120
    assert explained.headline.isprintable()
    assert explained.cause.isprintable()
