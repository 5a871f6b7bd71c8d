"""Entering and leaving environments, the keyring's part in it, and every way it can fail."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.clock import settle
from tests.support.fakes import DEMO_HOSTS, FAR
from tests.unit.controller.stage import Stage

from bracketdesk.controller.environments import REMOVAL_LIMIT
from bracketdesk.controller.views import Connection
from bracketdesk.domain.problems import TokenRefused, UserFacingError
from bracketdesk.domain.session import LIVE_LOCKED, Credentials, Environment, Hosts, Tokens
from bracketdesk.domain.settings import Settings

WHO = Credentials("trader", "hunter2-password", "8", "api-secret-value")
DEMO_KEY = ("demo", "demo.example")
CUSTOM = Hosts("https://my.host:8443/v1/ ", "wss://my.host/ws", "wss://my.host/md")
KEPT = Tokens("kept-access", "kept-md", FAR, "trader", 7)
NO_KEYRING = "This computer has no keyring."


async def test_practice_starts_the_exchange_and_signs_in_with_what_it_said(stage: Stage) -> None:
    await stage.open()
    view = stage.desk.session.value
    assert view.connection is Connection.CONNECTED
    assert (view.environment, view.host) == (Environment.PRACTICE, "127.0.0.1:9000")
    assert (view.user, view.expires, view.latency) == ("trader", FAR, 0.012)
    assert stage.ports.gateway.sign_ins[0][1].name == "practice"
    assert stage.ports.secrets.calls == []
    assert stage.desk.settings.value.environment is Environment.PRACTICE


async def test_practice_that_does_not_start_says_so_and_starts_on_another_click(
    stage: Stage,
) -> None:
    stage.ports.practice.trouble = "The exchange could not be started."
    stage.desk.open_environment(Environment.PRACTICE)
    await settle(30)
    view = stage.desk.session.value
    assert (view.connection, view.text) == (Connection.DOWN, "The exchange could not be started.")
    stage.ports.practice.trouble = ""
    await stage.open()
    assert stage.desk.session.value.connection is Connection.CONNECTED


async def test_live_is_refused_and_the_app_stays_where_it_was(stage: Stage) -> None:
    line = await stage.ready()
    stage.desk.open_environment(Environment.LIVE)
    stage.desk.sign_in(Environment.LIVE, None, WHO)
    await settle(30)
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.PRACTICE, Connection.CONNECTED)
    assert view.text == LIVE_LOCKED
    assert not line.closed
    assert len(stage.ports.gateway.sign_ins) == 1


async def test_practice_again_after_a_broken_line_keeps_its_exchange(stage: Stage) -> None:
    line = await stage.ready()
    line.go_down()
    again = await stage.open()
    assert again is not line
    assert line.closed
    assert (stage.ports.practice.starts, stage.ports.practice.stops) == (2, 0)
    assert stage.desk.session.value.connection is Connection.CONNECTED


async def test_the_same_environment_again_changes_nothing(stage: Stage) -> None:
    line = await stage.ready()
    await stage.open()
    assert stage.line is line
    assert not line.closed


async def test_demo_without_a_token_wants_a_sign_in(stage: Stage) -> None:
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.DEMO, Connection.SIGNED_OUT)
    assert view.text == "Sign in to Demo."
    assert not view.has_stored_token
    assert view.host == "demo.example"


async def test_demo_connects_with_one_click_from_the_keyring(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    view = stage.desk.session.value
    assert view.connection is Connection.CONNECTED
    assert view.has_stored_token
    assert stage.ports.gateway.used == [KEPT]
    assert stage.ports.gateway.sign_ins == []


async def test_a_sign_in_is_kept_and_remembered(stage: Stage) -> None:
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(30)
    assert stage.desk.session.value.connection is Connection.CONNECTED
    assert stage.desk.session.value.has_stored_token
    assert stage.ports.secrets.tokens[DEMO_KEY] == stage.ports.gateway.tokens
    assert stage.ports.secrets.api_secrets[DEMO_KEY] == "api-secret-value"
    assert stage.ports.settings.kept.environment is Environment.DEMO


async def test_a_custom_sign_in_remembers_its_addresses_without_stray_ends(stage: Stage) -> None:
    stage.desk.open_environment(Environment.CUSTOM)
    await settle(30)
    assert "no addresses" in stage.desk.session.value.text
    stage.desk.sign_in(Environment.CUSTOM, CUSTOM, WHO)
    await settle(30)
    tidy = replace(CUSTOM, rest="https://my.host:8443/v1")
    assert stage.ports.settings.kept.custom_hosts == tidy
    assert ("custom", "my.host:8443") in stage.ports.secrets.tokens
    assert stage.desk.session.value.host == "my.host:8443"
    await stage.restart()
    await stage.open(Environment.CUSTOM)
    assert stage.desk.session.value.connection is Connection.CONNECTED


async def test_a_refused_sign_in_is_said_and_nothing_is_kept(stage: Stage) -> None:
    stage.ports.gateway.sign_in_trouble = UserFacingError("Wrong name or password.")
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(30)
    view = stage.desk.session.value
    assert (view.connection, view.text) == (Connection.SIGNED_OUT, "Wrong name or password.")
    assert stage.ports.secrets.tokens == {}
    assert len(stage.ports.gateway.sign_ins) == 1
    assert stage.ports.settings.kept.environment is Environment.PRACTICE


async def test_without_a_keyring_a_sign_in_holds_for_this_session_only(stage: Stage) -> None:
    stage.ports.secrets.trouble = NO_KEYRING
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    assert stage.desk.session.value.text == NO_KEYRING
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(30)
    view = stage.desk.session.value
    assert view.connection is Connection.CONNECTED
    assert NO_KEYRING in view.text
    assert "this session only" in view.text
    assert not view.has_stored_token
    await stage.open()
    await stage.open(Environment.DEMO)  # back again, without another sign-in
    assert stage.desk.session.value.environment is Environment.DEMO
    assert stage.desk.session.value.connection is Connection.CONNECTED
    stage.desk.sign_out()
    await settle(30)
    assert stage.desk.session.value.text == ("Signed out of Demo. Nothing was kept in the keyring.")


async def test_a_token_the_broker_refuses_is_removed_and_said(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    stage.ports.gateway.connect_trouble = TokenRefused("The broker refused the token.")
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    view = stage.desk.session.value
    assert view.connection is Connection.SIGNED_OUT
    assert view.text == (
        "The broker refused the token. Its tokens were removed from the keyring. Sign in again."
    )
    assert not view.has_stored_token
    assert stage.ports.secrets.tokens == {}


async def test_another_trouble_leaves_the_token_for_the_next_click(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    stage.ports.gateway.connect_trouble = UserFacingError("No network.")
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    view = stage.desk.session.value
    assert (view.connection, view.text) == (Connection.DOWN, "No network.")
    assert view.has_stored_token
    stage.ports.gateway.connect_trouble = None
    await stage.open(Environment.DEMO)
    assert stage.desk.session.value.connection is Connection.CONNECTED


async def test_an_expired_token_is_not_even_tried(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = replace(KEPT, expires=stage.clock.now())
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    assert "has expired" in stage.desk.session.value.text
    assert stage.ports.gateway.used == []
    assert stage.ports.secrets.tokens == {}


async def test_signing_out_closes_removes_and_says_so(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    line = await stage.open(Environment.DEMO)
    stage.desk.sign_out()
    await settle(30)
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.DEMO, Connection.SIGNED_OUT)
    assert view.text == "Signed out of Demo. Its tokens were removed from the keyring."
    assert line.closed
    assert stage.ports.secrets.tokens == {}
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    assert stage.desk.session.value.text == "Sign in to Demo."


async def test_quitting_right_after_signing_out_still_removes_the_token(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    stage.desk.sign_out()
    await stage.desk.close()
    assert stage.ports.secrets.tokens == {}


async def test_another_environment_right_after_signing_out_waits_for_no_keyring(
    stage: Stage,
) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    stage.ports.secrets.gate.clear()
    stage.desk.sign_out()
    await stage.open()
    assert stage.desk.session.value.environment is Environment.PRACTICE
    assert stage.desk.session.value.connection is Connection.CONNECTED
    stage.ports.secrets.gate.set()
    await settle(30)
    assert stage.ports.secrets.tokens == {}
    assert stage.desk.session.value.text == ""
    assert stage.desk.notice.value == (
        "Signed out of Demo. Its tokens were removed from the keyring."
    )


async def test_a_hung_keyring_does_not_keep_the_app_from_ending(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    stage.ports.secrets.gate.clear()
    stage.desk.sign_out()
    leaving = asyncio.create_task(stage.desk.close())
    await settle(40)
    assert not leaving.done()
    await stage.clock.advance(REMOVAL_LIMIT)
    await settle(40)
    assert leaving.done()


async def test_signing_out_with_a_locked_keyring_says_what_stays(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    await stage.open(Environment.DEMO)
    stage.ports.secrets.trouble = "The keyring is locked."
    stage.desk.sign_out()
    await settle(30)
    assert "could not be removed from the keyring: The keyring is locked." in (
        stage.desk.session.value.text
    )


async def test_signing_out_of_practice_stops_the_exchange(stage: Stage) -> None:
    await stage.ready()
    stage.desk.sign_out()
    await settle(30)
    assert not stage.ports.practice.running
    assert stage.desk.session.value.connection is Connection.SIGNED_OUT
    assert stage.ports.secrets.calls == []


async def test_an_api_secret_once_kept_need_not_be_typed(stage: Stage) -> None:
    stage.ports.secrets.api_secrets[DEMO_KEY] = "kept-secret"
    stage.desk.sign_in(Environment.DEMO, None, replace(WHO, secret=""))
    await settle(30)
    assert stage.ports.gateway.sign_ins[0][1].secret == "kept-secret"
    stage.desk.sign_out()
    await settle(30)
    stage.desk.sign_in(Environment.DEMO, None, replace(WHO, secret="", cid=""))
    await settle(30)
    assert stage.ports.gateway.sign_ins[1][1].secret == ""


async def test_leaving_practice_closes_the_line_and_stops_the_exchange(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    first = await stage.ready()
    second = await stage.open(Environment.DEMO)
    assert first.closed
    assert second is not first
    assert stage.ports.practice.stops == 1
    assert stage.desk.session.value.environment is Environment.DEMO


@pytest.mark.parametrize("where", ["exchange", "gateway"])
async def test_a_change_of_mind_while_connecting_ends_the_former_cleanly(
    stage: Stage, where: str
) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    gate = stage.ports.practice.gate if where == "exchange" else stage.ports.gateway.gate
    gate.clear()
    stage.desk.open_environment(Environment.PRACTICE)
    await settle(30)
    assert stage.desk.session.value.connection is Connection.CONNECTING
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    gate.set()
    await settle(30)
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.DEMO, Connection.CONNECTED)
    assert not stage.ports.practice.running
    assert len(stage.ports.gateway.lines) == 1


@pytest.mark.parametrize("turns", [1, 4, 8])
async def test_many_changes_of_mind_end_with_the_last(stage: Stage, turns: int) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    for _ in range(5):
        stage.desk.open_environment(Environment.DEMO)
        await settle(turns)
        stage.desk.open_environment(Environment.PRACTICE)
        await settle(turns + 2)
    await settle(60)
    assert not stage.ports.gateway.overlapped
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.PRACTICE, Connection.CONNECTED)
    assert stage.ports.practice.running
    assert [line.closed for line in stage.ports.gateway.lines[:-1]] == [True] * (
        len(stage.ports.gateway.lines) - 1
    )


@pytest.mark.expects_errors
async def test_a_defect_while_connecting_is_logged_and_said_without_its_text(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.ports.gateway.connect_trouble = RuntimeError("token hunter2")
    stage.desk.open_environment(Environment.PRACTICE)
    await settle(30)
    assert stage.desk.session.value.connection is Connection.DOWN
    assert "hunter2" not in stage.desk.session.value.text + stage.desk.notice.value
    assert "RuntimeError" in stage.desk.notice.value
    assert any(record.exc_info for record in caplog.records)


async def test_no_secret_is_ever_shown(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    shown: list[str] = []
    stage.desk.session.listen(lambda view: shown.append(repr(view)))
    stage.desk.notice.listen(shown.append)
    for trouble in (None, TokenRefused("Refused."), UserFacingError("No network.")):
        for keyring in ("", NO_KEYRING):
            stage.ports.gateway.connect_trouble = trouble
            stage.ports.secrets.trouble = keyring
            stage.desk.sign_in(Environment.DEMO, None, WHO)
            await settle(40)
            stage.desk.sign_out()
            await settle(40)
    said = " ".join(shown) + caplog.text
    for secret in ("hunter2-password", "api-secret-value", "access-secret", "md-secret"):
        assert secret not in said


async def test_the_remembered_custom_addresses_are_used() -> None:
    stage = Stage(Settings(custom_hosts=DEMO_HOSTS))
    stage.desk.open_environment(Environment.CUSTOM)
    await settle(30)
    assert stage.desk.session.value.text == "Sign in to Custom."
    await stage.desk.close()


async def test_a_session_past_its_expiry_is_said(stage: Stage) -> None:
    stage.ports.gateway.tokens = replace(
        stage.ports.gateway.tokens, expires=stage.clock.now() + timedelta(seconds=10)
    )
    await stage.ready()
    await stage.clock.advance(9)
    assert stage.desk.session.value.text == ""
    await stage.clock.advance(3)
    assert "has expired" in stage.desk.session.value.text
    assert stage.desk.session.value.connection is Connection.CONNECTED
