"""The ways in: the keyring's token, a fresh sign-in, and every way the keyring can fail."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.clock import settle
from tests.support.fakes import DEMO_HOSTS
from tests.unit.controller.sign_ins import CUSTOM, DEMO_KEY, KEPT, WHO
from tests.unit.controller.stage import Stage

from bracketdesk.controller.views import Connection
from bracketdesk.domain.problems import TokenRefused, UserFacingError
from bracketdesk.domain.session import Credentials, Environment
from bracketdesk.domain.settings import Settings

NO_KEYRING = "This computer has no keyring."


async def test_demo_without_a_token_wants_a_sign_in(stage: Stage) -> None:
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    view = stage.desk.session.value
    assert (view.environment, view.connection) == (Environment.DEMO, Connection.OFFLINE)
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
    assert stage.ports.secrets.sign_ins[DEMO_KEY] == replace(WHO, password="")
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
    assert (view.connection, view.text) == (Connection.OFFLINE, "Wrong name or password.")
    assert stage.ports.secrets.tokens == {}
    assert len(stage.ports.gateway.sign_ins) == 1
    assert stage.ports.settings.kept.environment is Environment.PRACTICE


async def test_without_a_keyring_a_sign_in_holds_for_this_session_only(stage: Stage) -> None:
    stage.ports.secrets.trouble = NO_KEYRING
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    assert stage.desk.session.value.text == f"{NO_KEYRING} You can sign in for this session only."
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
    assert view.connection is Connection.OFFLINE
    assert view.text == (
        "The broker refused the token. Its tokens were removed from the keyring. "
        "Sign in to Demo again."
    )
    assert not view.has_stored_token
    assert stage.ports.secrets.tokens == {}


async def test_another_trouble_leaves_the_token_for_the_next_click(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    stage.ports.gateway.connect_trouble = UserFacingError("No network.")
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    view = stage.desk.session.value
    assert (view.connection, view.text) == (Connection.OFFLINE, "No network.")
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


async def test_an_api_secret_once_kept_need_not_be_typed(stage: Stage) -> None:
    stage.ports.secrets.sign_ins[DEMO_KEY] = replace(WHO, password="", secret="kept-secret")
    stage.desk.sign_in(Environment.DEMO, None, replace(WHO, secret=""))
    await settle(30)
    assert stage.ports.gateway.sign_ins[0][1].secret == "kept-secret"
    stage.desk.sign_out()
    await settle(30)
    stage.desk.sign_in(Environment.DEMO, None, replace(WHO, secret="", cid=""))
    await settle(30)
    assert stage.ports.gateway.sign_ins[1][1].secret == ""


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


async def test_a_slow_keyring_holds_up_no_line(stage: Stage) -> None:
    stage.ports.secrets.gate.clear()
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(40)
    view = stage.desk.session.value
    assert (view.connection, view.has_stored_token) == (Connection.CONNECTED, False)
    stage.ports.secrets.gate.set()
    await settle(10)
    assert stage.desk.session.value.has_stored_token


async def test_quitting_right_after_a_sign_in_still_keeps_it(stage: Stage) -> None:
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(8)
    await stage.desk.close()
    assert stage.ports.secrets.tokens == {DEMO_KEY: stage.ports.gateway.tokens}


async def test_what_the_keyring_holds_of_the_last_sign_in_is_told_once(stage: Stage) -> None:
    told: list[Credentials] = []
    stage.ports.secrets.sign_ins[DEMO_KEY] = replace(WHO, remember=True)
    stage.desk.saved_sign_in(Environment.DEMO, None, told.append)
    stage.desk.saved_sign_in(Environment.CUSTOM, None, told.append)  # no addresses yet
    stage.desk.saved_sign_in(Environment.CUSTOM, CUSTOM, told.append)
    await settle(10)
    assert sorted(who.name for who in told) == ["", "", "trader"]
    told.clear()
    stage.ports.secrets.trouble = NO_KEYRING
    stage.desk.saved_sign_in(Environment.DEMO, None, told.append)
    await settle(10)
    assert [(who.name, who.password) for who in told] == [("", "")]


async def test_what_a_keyring_says_after_one_went_elsewhere_is_a_notice(stage: Stage) -> None:
    stage.ports.secrets.gate.clear()
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(40)
    await stage.open()
    stage.ports.secrets.trouble = NO_KEYRING
    stage.ports.secrets.gate.set()
    await settle(10)
    assert stage.desk.session.value.text == ""
    assert stage.desk.notice.value == f"{NO_KEYRING} This sign-in holds for this session only."


async def test_going_elsewhere_with_a_keyring_that_works_says_nothing(stage: Stage) -> None:
    stage.ports.secrets.gate.clear()
    stage.desk.sign_in(Environment.DEMO, None, WHO)
    await settle(40)
    await stage.open()
    stage.ports.secrets.gate.set()
    await settle(10)
    assert stage.desk.notice.value == ""
    assert not stage.desk.session.value.has_stored_token


async def test_practice_whose_token_is_refused_connects_again_by_a_click(stage: Stage) -> None:
    stage.ports.gateway.connect_trouble = TokenRefused("Refused.")
    stage.desk.sign_in(Environment.PRACTICE, None, WHO)  # which needs no name
    await settle(30)
    view = stage.desk.session.value
    assert (view.connection, view.text) == (Connection.OFFLINE, "Refused. Connect again.")
    stage.ports.gateway.connect_trouble = None
    await stage.open()
    assert stage.desk.session.value.connection is Connection.CONNECTED
    assert not stage.desk.session.value.sign_in_again
    assert stage.ports.secrets.calls == []


async def test_refused_tokens_a_locked_keyring_keeps_are_told(stage: Stage) -> None:
    stage.ports.secrets.tokens[DEMO_KEY] = KEPT
    stage.ports.gateway.gate.clear()
    stage.ports.gateway.connect_trouble = TokenRefused("Refused.")
    stage.desk.open_environment(Environment.DEMO)
    await settle(30)
    stage.ports.secrets.trouble = "The keyring is locked."
    stage.ports.gateway.gate.set()
    await settle(30)
    assert stage.desk.session.value.text == (
        "Refused. Its tokens could not be removed from the keyring: The keyring is locked. "
        "Sign in to Demo again."
    )
