from dataclasses import replace

from tests.support.sample_views import session

from bracketdesk.controller.views import ResultView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment
from bracketdesk.ui.words import (
    ENVIRONMENTS,
    OUTCOME_TONES,
    badge_text,
    live_account,
    sent_in,
    where,
)


def test_every_environment_and_every_settled_outcome_has_its_word() -> None:
    assert set(ENVIRONMENTS) == set(Environment)
    assert set(OUTCOME_TONES) == set(OutcomeKind) - {OutcomeKind.RECORDED}


def test_where_names_environment_and_account() -> None:
    assert where(session()) == "PRACTICE · DEMO1234"
    assert where(replace(session(Environment.DEMO), account="")) == "DEMO"
    assert badge_text(replace(session(Environment.CUSTOM), host="")) == "CUSTOM"


def test_a_result_says_where_it_was_sent_and_whether_that_was_left() -> None:
    here = session()
    result = ResultView(OutcomeKind.ACCEPTED, "Accepted")
    assert sent_in(result, here) == ("", False)
    result = replace(result, environment=here.environment, account=here.account)
    assert sent_in(result, here) == ("PRACTICE · DEMO1234", False)
    assert sent_in(result, replace(here, account="")) == ("PRACTICE · DEMO1234", False)
    left = "PRACTICE · DEMO1234, which you left"
    assert sent_in(result, replace(here, account="DEMO5678")) == (left, True)
    assert sent_in(result, session(Environment.DEMO)) == (left, True)


def test_the_live_account_is_named_with_the_environment_and_no_other_is() -> None:
    live = session(Environment.LIVE)
    assert live_account(live) == "LIVE DEMO1234"
    assert live_account(session(Environment.DEMO)) == ""
    assert live_account(replace(live, account="APEX-123456-9876-03")) == "LIVE APEX-…-9876-03"
    assert live_account(replace(live, account="12345678901234")) == "LIVE 12345678901234"
