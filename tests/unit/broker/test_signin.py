"""Sign-in: one request, and every answer to it."""

import json
import logging
from datetime import UTC, datetime

import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import (
    Answer,
    Half,
    HangUp,
    Penalty,
    Raw,
    Step,
    Text,
)
from tests.support.scripted_world import NAME, PASSWORD, USER_ID

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Credentials

SIGN_IN = "auth/accesstokenrequest"
SECRET = "api-secret-9f2"
FULL = Credentials(NAME, PASSWORD, cid="8", secret=SECRET, app_id="My key")


async def failure(server: ScriptedServer, gateway: BrokerGateway, step: Step) -> str:
    """Return what a failing sign-in says; whatever the failure, it was asked once."""
    server.on(SIGN_IN, step)
    with pytest.raises(UserFacingError) as caught:
        await gateway.sign_in(server.hosts, FULL)
    assert len(server.requests(SIGN_IN)) == 1
    for secret in (PASSWORD, SECRET):
        assert secret not in str(caught.value)
        assert secret not in repr(caught.value)
    return str(caught.value)


async def test_yields_the_tokens(server: ScriptedServer, gateway: BrokerGateway) -> None:
    tokens = await gateway.sign_in(server.hosts, server.credentials)
    assert server.knows(tokens.access)
    assert server.knows(tokens.market_data)
    assert tokens.expires == datetime(2099, 12, 31, 16, 20, tzinfo=UTC)
    assert (tokens.user_name, tokens.user_id) == (NAME, USER_ID)


async def test_sends_what_the_broker_asks_for(
    server: ScriptedServer, gateway: BrokerGateway
) -> None:
    await gateway.sign_in(server.hosts, FULL)
    (received,) = server.requests(SIGN_IN)
    assert received.token == ""
    assert received.json == {
        "name": NAME,
        "password": PASSWORD,
        "appId": "My key",
        "appVersion": "0.1.0",
        "deviceId": "device-1",
        "cid": 8,
        "sec": SECRET,
    }


@pytest.mark.parametrize(
    ("typed", "sent"), [(" 42 ", 42), ("abc-1", "abc-1"), ("٣", "٣"), ("9" * 64, "9" * 64)]
)
async def test_the_client_id_goes_as_it_looks(
    server: ScriptedServer, gateway: BrokerGateway, typed: str, sent: int | str
) -> None:
    await gateway.sign_in(server.hosts, Credentials(NAME, PASSWORD, cid=typed))
    assert server.requests(SIGN_IN)[0].json["cid"] == sent


async def test_a_missing_key_is_left_out(server: ScriptedServer, gateway: BrokerGateway) -> None:
    await gateway.sign_in(server.hosts, server.credentials)
    assert not {"cid", "sec"} & set(server.requests(SIGN_IN)[0].json)


async def test_an_answer_with_the_token_alone_is_enough(
    server: ScriptedServer, gateway: BrokerGateway, clock: ManualClock
) -> None:
    server.on(SIGN_IN, Answer({"accessToken": "a"}))
    tokens = await gateway.sign_in(server.hosts, FULL)
    assert (tokens.access, tokens.market_data, tokens.user_id) == ("a", "", 0)
    assert (tokens.expires - clock.now()).total_seconds() == 80 * 60


@pytest.mark.parametrize("text", ["2026-11-22T16:20:00", "2026-11-22T16:20Z"])
async def test_an_expiry_is_always_aware(
    server: ScriptedServer, gateway: BrokerGateway, text: str
) -> None:
    server.on(SIGN_IN, Answer({"accessToken": "a", "expirationTime": text}))
    tokens = await gateway.sign_in(server.hosts, FULL)
    assert tokens.expires == datetime(2026, 11, 22, 16, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "telling"),
    [
        (Answer({"errorText": "Incorrect password"}), "“Incorrect password”"),
        (Answer({"errorText": f"{PASSWORD} is wrong"}), "“••• is wrong”"),
        (Penalty("t", 15), "asks to wait 15 s before the sign-in"),
        (Penalty("t", 15, captcha=True), "wait about an hour"),
        (Text("Access is denied", 401), "(401)"),
        (Text(f"no {SECRET}", 403), "(403)"),
        (Text("", 404), "check that the address is the right one"),
        (Text("", 423), "nothing may be sent for one hour"),
        (Text("", 429), "wait one hour"),
        (Text("<html>", 502), "trouble of its own (502)"),
        (Answer({}), "gave no token"),
        (Answer({"userStatus": "TemporaryLocked"}), "this user is locked for the time being"),
        (Answer({"userStatus": "Brand new"}), "gave no token"),
        (Raw(b'{"accessToken":'), "answered the sign-in with something else"),
        (Raw(b"[]"), "answered the sign-in with something else"),
        (Half(b'{"accessToken":"abc'), "broke off"),
        (HangUp(), "closed the connection before it answered"),
    ],
)
async def test_every_failure_has_its_sentence(
    server: ScriptedServer, gateway: BrokerGateway, step: Step, telling: str
) -> None:
    assert telling in await failure(server, gateway, step)


async def test_a_wrong_password(server: ScriptedServer, gateway: BrokerGateway) -> None:
    with pytest.raises(UserFacingError, match="Incorrect username or password"):
        await gateway.sign_in(server.hosts, Credentials(NAME, "guess"))


async def test_nobody_there(server: ScriptedServer, gateway: BrokerGateway) -> None:
    await server.stop()
    with pytest.raises(UserFacingError, match="nothing listens there"):
        await gateway.sign_in(server.hosts, FULL)


async def test_no_secret_is_logged(
    server: ScriptedServer, gateway: BrokerGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = await gateway.sign_in(server.hosts, FULL)
    server.on(SIGN_IN, Text(json.dumps({"errorText": PASSWORD}), 401))
    with pytest.raises(UserFacingError):
        await gateway.sign_in(server.hosts, FULL)
    for secret in (PASSWORD, SECRET, tokens.access):
        assert secret not in caplog.text
