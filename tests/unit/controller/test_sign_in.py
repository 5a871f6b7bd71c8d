"""One sign-in a click, within the broker's limits (protocol.md 1.7), and what it may wait for."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.clock import settle
from tests.support.fakes import DEMO_HOSTS
from tests.unit.controller.sign_ins import CUSTOM, DEMO_KEY, KEPT, WHO, demo, sign_in, view
from tests.unit.controller.stage import Stage

from bracketdesk.controller import standing
from bracketdesk.controller.views import Connection
from bracketdesk.domain.problems import MustWait, SignInRefused, UserFacingError
from bracketdesk.domain.session import Environment, HostLimits, LineDown, LossCause, OAuthApp

WRONG = SignInRefused("Wrong name or password.")
PENALTY = MustWait("The broker asks to wait 15 s.", 15, "p-ticket-value")
CAPTCHA = MustWait("The broker wants a captcha: wait about an hour.", 3600)
APP = OAuthApp("client-8", "oauth-secret")


async def try_once(stage: Stage) -> None:
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(40)


def asked(stage: Stage) -> int:
    return len(stage.ports.gateway.sign_ins)


async def test_failures_are_counted_warned_of_and_stopped_at_five(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = WRONG
    warnings = []
    for _ in range(5):
        await try_once(stage)
        assert view(stage).text == "Wrong name or password."
        warnings.append(view(stage).warning)
        await stage.clock.advance(60)
    locks = "after five the broker locks this login for an hour."
    assert warnings == [
        "",
        "",
        f"Three sign-ins failed within the hour; {locks}",
        "Four sign-ins failed within the hour: after one more the broker locks this login for an "
        "hour.",
        "Five sign-ins failed within the hour, which is the broker's limit: try again after "
        "16:00:00.",
    ]
    await try_once(stage)
    assert asked(stage) == 5  # refused here
    assert view(stage).text == warnings[-1]
    assert view(stage).connection is Connection.OFFLINE
    await stage.clock.advance(56 * 60)
    await try_once(stage)
    assert asked(stage) == 6


async def test_failures_are_remembered_by_the_next_run(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = WRONG
    for _ in range(3):
        await try_once(stage)
    at = stage.clock.now()
    assert stage.ports.settings.kept.limits == {
        "demo:demo.example": HostLimits(failed_sign_ins=(at, at, at))
    }
    await stage.restart()
    assert stage.desk.sign_in_warning(Environment.DEMO).startswith("Three sign-ins failed")
    assert stage.desk.sign_in_warning(Environment.CUSTOM, CUSTOM) == ""
    assert stage.desk.sign_in_warning(Environment.CUSTOM) == ""  # no addresses yet
    stage.desk.change_settings(replace(stage.desk.settings.value, limits={}))
    assert stage.desk.sign_in_warning(Environment.DEMO) != ""  # no dialog's to change
    await stage.clock.advance(3600)
    assert stage.desk.sign_in_warning(Environment.DEMO) == ""


async def test_a_warning_goes_once_its_hour_is_over(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = WRONG
    for _ in range(3):
        await try_once(stage)
    assert view(stage).warning
    await stage.clock.advance(3600)
    assert view(stage).warning == ""


async def test_trouble_that_is_no_failed_login_is_not_counted(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = UserFacingError("No network.")
    for _ in range(6):
        await try_once(stage)
    assert (asked(stage), view(stage).warning) == (6, "")


async def test_a_sign_in_is_never_repeated_by_itself(stage: Stage) -> None:
    for trouble in (WRONG, PENALTY, CAPTCHA, UserFacingError("No network.")):
        stage.ports.gateway.sign_in_trouble = trouble
        stage.desk.cancel_sign_in()
        await stage.clock.advance(3601)
        before = asked(stage)
        await try_once(stage)
        await stage.clock.advance(3601)
        assert asked(stage) == before + 1


async def test_a_penalty_goes_on_by_a_click_once_its_time_is_over(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = PENALTY
    await try_once(stage)
    now = view(stage)
    assert (now.connection, now.penalty) == (Connection.OFFLINE, True)
    assert (now.text, stage.desk.countdown()) == ("The broker asks to wait 15 s.", 15.0)
    stage.ports.gateway.sign_in_trouble = None
    stage.desk.continue_sign_in()  # too early
    await settle(40)
    assert (asked(stage), view(stage).penalty) == (1, True)
    await try_once(stage)  # so is another one
    assert (asked(stage), view(stage).penalty) == (1, True)
    assert "until 15:00:15" in view(stage).text
    await stage.clock.advance(16)
    assert (view(stage).penalty, stage.desk.countdown()) == (True, None)
    assert view(stage).text == "The wait is over: the sign-in may go on."
    stage.desk.continue_sign_in()
    await settle(40)
    assert stage.ports.gateway.tickets == ["", "p-ticket-value"]
    assert [who for _, who in stage.ports.gateway.sign_ins] == [WHO, WHO]
    assert (view(stage).connection, view(stage).penalty) == (Connection.CONNECTED, False)
    stage.desk.continue_sign_in()
    await settle(40)
    assert asked(stage) == 2


async def test_a_penalty_after_a_penalty(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = PENALTY
    await try_once(stage)
    await stage.clock.advance(16)
    stage.ports.gateway.sign_in_trouble = MustWait("Wait 30 s.", 30, "second")
    stage.desk.continue_sign_in()
    await settle(40)
    assert (view(stage).penalty, stage.desk.countdown()) == (True, 30.0)
    await stage.clock.advance(31)
    stage.ports.gateway.sign_in_trouble = None
    stage.desk.continue_sign_in()
    await settle(40)
    assert stage.ports.gateway.tickets == ["", "p-ticket-value", "second"]


async def test_a_captcha_is_waited_for(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = CAPTCHA
    await try_once(stage)
    now = view(stage)
    assert (now.text, now.penalty, stage.desk.countdown()) == (str(CAPTCHA), False, 3600.0)
    stage.ports.gateway.sign_in_trouble = None
    await try_once(stage)
    assert asked(stage) == 1
    assert view(stage).text == "The broker asked to wait with the sign-in until 16:00:00."
    await stage.clock.advance(3601)
    assert (view(stage).text, stage.desk.countdown()) == (standing.WAIT_OVER, None)
    await try_once(stage)
    assert view(stage).connection is Connection.CONNECTED


async def test_the_next_run_waits_for_a_captcha_to_its_end(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = CAPTCHA
    await try_once(stage)
    await stage.restart()
    await stage.clock.advance(1800)
    before = asked(stage)
    await try_once(stage)
    assert asked(stage) == before
    assert view(stage).text == "The broker asked to wait with the sign-in until 16:00:00."
    assert stage.desk.countdown() == 1800.0
    stage.clock.jump(-600)  # a clock that is set back prolongs it by no more than that
    await stage.clock.advance(2400)
    await try_once(stage)
    assert asked(stage) == before + 1


async def test_a_clock_that_is_set_back_does_not_prolong_a_wait(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = CAPTCHA
    await try_once(stage)
    stage.clock.jump(-7200)
    await stage.clock.advance(3601)
    await try_once(stage)
    assert asked(stage) == 2


async def test_cancelling_forgets_what_was_typed_but_not_the_wait(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = PENALTY
    await try_once(stage)
    stage.desk.cancel_sign_in()
    assert not view(stage).penalty
    await stage.clock.advance(5)
    await try_once(stage)
    assert asked(stage) == 1
    await stage.clock.advance(11)
    stage.desk.continue_sign_in()
    await settle(40)
    assert asked(stage) == 1


async def test_another_environment_shows_no_penalty_of_the_former(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = PENALTY
    await try_once(stage)
    stage.ports.gateway.sign_in_trouble = None
    await stage.open()
    await stage.clock.advance(1)
    assert (view(stage).penalty, stage.desk.countdown()) == (False, None)


async def test_the_browser_s_sign_in(stage: Stage) -> None:
    stage.ports.gateway.gate.clear()
    stage.desk.sign_in_by_browser(Environment.DEMO, None, APP)
    await settle(40)
    now = view(stage)
    assert now.connection is Connection.SIGNING_IN
    assert now.text == "Sign in on the broker's page in your browser, and come back here."
    assert stage.ports.pages == ["https://demo.example/v1/oauth"]
    stage.ports.gateway.gate.set()
    await settle(40)
    assert view(stage).connection is Connection.CONNECTED
    assert stage.ports.secrets.tokens[DEMO_KEY] == stage.ports.gateway.tokens
    assert DEMO_KEY not in stage.ports.secrets.sign_ins


async def test_the_browser_need_not_be_waited_for(stage: Stage) -> None:
    stage.ports.gateway.gate.clear()
    stage.desk.sign_in_by_browser(Environment.DEMO, None, APP)
    await settle(40)
    stage.desk.cancel_sign_in()
    await settle(40)
    assert stage.ports.gateway.cancelled == 1
    assert (view(stage).connection, view(stage).text) == (Connection.OFFLINE, "")
    stage.ports.gateway.gate.set()
    await sign_in(stage)
    assert view(stage).connection is Connection.CONNECTED


async def test_a_refused_browser_sign_in_counts_too(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = WRONG
    for _ in range(3):
        stage.desk.sign_in_by_browser(Environment.DEMO, None, APP)
        await settle(40)
    assert view(stage).warning.startswith("Three")


@pytest.mark.parametrize("trouble", [WRONG, PENALTY, UserFacingError("No network.")])
async def test_a_line_that_is_up_outlives_a_sign_in_that_fails(
    stage: Stage, trouble: Exception
) -> None:
    line = await demo(stage)
    stage.ports.gateway.sign_in_trouble = trouble
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    assert view(stage).connection is Connection.SIGNING_IN  # at once: no click is taken twice
    await settle(40)
    now = view(stage)
    assert (now.connection, now.text) == (Connection.CONNECTED, str(trouble))
    assert (stage.line, line.closed) == (line, False)


async def test_a_line_taken_over_speaks_again_after_a_sign_in_that_failed(stage: Stage) -> None:
    line = await demo(stage)
    line.go_down(LineDown("Too many.", LossCause.QUOTA, 300.0))
    stage.ports.gateway.sign_in_trouble = WRONG
    await try_once(stage)
    now = view(stage)
    assert (now.connection, now.text) == (Connection.TAKEN_OVER, str(WRONG))
    assert (stage.line, line.closed) == (line, False)
    stage.desk.cancel_sign_in()
    assert view(stage).text == standing.QUOTA
    assert stage.desk.countdown() == 300.0


async def test_a_line_s_own_news_are_shown_over_a_sign_in_that_failed(stage: Stage) -> None:
    line = await demo(stage)
    stage.ports.gateway.sign_in_trouble = WRONG
    await try_once(stage)
    line.go_down(LineDown("Broken.", retry_in=4.0))
    assert view(stage).text == "Broken."


async def test_a_penalty_over_a_line_counts_down_and_ends_in_its_own_sentence(
    stage: Stage,
) -> None:
    line = await demo(stage)
    line.go_down(LineDown("Too many.", LossCause.QUOTA, 300.0))
    stage.ports.gateway.sign_in_trouble = PENALTY
    await try_once(stage)
    assert (view(stage).text, stage.desk.countdown()) == (str(PENALTY), 15.0)
    await stage.clock.advance(16)
    assert (view(stage).text, view(stage).penalty) == (standing.PENALTY_OVER, True)
    stage.desk.cancel_sign_in()
    assert (view(stage).text, view(stage).penalty) == (standing.QUOTA, False)


async def test_a_line_that_is_up_is_let_go_once_the_new_one_can_be_had(stage: Stage) -> None:
    line = await demo(stage)
    stage.ports.gateway.gate.clear()
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(40)
    assert not line.closed
    line.go_down()  # the old one is still heard
    assert view(stage).connection is Connection.SIGNING_IN
    stage.desk.cancel_sign_in()
    await settle(40)
    assert view(stage).connection is Connection.RECONNECTING
    stage.ports.gateway.gate.set()
    again = await sign_in(stage)
    assert (line.closed, again.closed) == (True, False)
    assert view(stage).connection is Connection.CONNECTED


async def test_a_password_that_is_kept_need_not_be_typed(stage: Stage) -> None:
    stage.ports.secrets.sign_ins[DEMO_KEY] = replace(WHO, remember=True)
    typed = replace(WHO, password="", secret="", remember=True)
    stage.desk.sign_in(Environment.DEMO, None, typed)
    await settle(40)
    assert stage.ports.gateway.sign_ins[0][1].password == "hunter2-password"
    assert stage.ports.secrets.sign_ins[DEMO_KEY].password == "hunter2-password"


async def test_without_any_password_nothing_is_sent(stage: Stage) -> None:
    stage.desk.sign_in(Environment.DEMO, None, replace(WHO, password=""))
    await settle(40)
    assert view(stage).text == "A user name and a password are needed."
    assert asked(stage) == 0


async def test_closing_the_app_ends_a_sign_in(stage: Stage) -> None:
    stage.ports.gateway.gate.clear()
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(40)
    await stage.desk.close()
    assert stage.ports.gateway.cancelled == 1
    assert len(asyncio.all_tasks()) == 1


async def test_a_failed_sign_in_leaves_the_kept_token_in_reach(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    line = await stage.open(Environment.DEMO)
    line.go_down()
    stage.ports.gateway.sign_in_trouble = WRONG
    stage.desk.sign_in(Environment.DEMO, replace(DEMO_HOSTS, market_data="wss://other/md"), WHO)
    await settle(40)
    assert (view(stage).connection, view(stage).has_stored_token) == (Connection.OFFLINE, True)
    assert stage.ports.secrets.tokens == {DEMO_KEY: KEPT}
    assert stage.clock.now() + timedelta(hours=1) < KEPT.expires
