"""Sign-in: one request, and every answer to it."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clock import ManualClock
from tests.support.contract import load_contract
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
from bracketdesk.broker.signin import expiry
from bracketdesk.domain.problems import Frozen, MustWait, SignInRefused, UserFacingError
from bracketdesk.domain.session import Credentials

SIGN_IN = "auth/accesstokenrequest"
SECRET = "api-secret-9f2"
FULL = Credentials(NAME, PASSWORD, cid="8", secret=SECRET, app_id="My key")


async def failure(server: ScriptedServer, gateway: BrokerGateway, step: Step) -> UserFacingError:
    """Return how a sign-in fails; whatever the failure, it was asked once."""
    server.on(SIGN_IN, step)
    with pytest.raises(UserFacingError) as caught:
        await gateway.sign_in(server.hosts, FULL)
    assert len(server.requests(SIGN_IN)) == 1
    for secret in (PASSWORD, SECRET):
        assert secret not in str(caught.value)
        assert secret not in repr(caught.value)
    return caught.value


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


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "n" * 65}, "The name is longer than the 64 characters it may be."),
        ({"password": "p" * 65}, "The password is longer than the 64 characters it may be."),
        ({"app_id": "a" * 65}, "The app id is longer than the 64 characters it may be."),
        ({"cid": "c" * 65}, "The cid is longer than the 64 characters it may be."),
        ({"secret": "s" * 8193}, "The API secret is longer than the 8192 characters it may be."),
    ],
)
async def test_what_the_broker_has_no_room_for_costs_no_login(
    server: ScriptedServer, gateway: BrokerGateway, changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UserFacingError) as caught:
        await gateway.sign_in(server.hosts, replace(FULL, **changed))
    assert str(caught.value) == sentence
    assert server.requests(SIGN_IN) == ()


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
        (
            Answer({"errorText": "Incorrect password"}),
            "refused the sign-in: check the name, the password and the API key. "
            "Its own words: “Incorrect password”",
        ),
        (Answer({"errorText": f"{PASSWORD} is wrong"}), "“••• is wrong”"),
        (Answer({"errorText": {"code": 5}}), "check the name, the password and the API key"),
        (Text("Access is denied", 401), "(401): the API key's permissions are closed"),
        (Text(f"no {SECRET}", 403), "(403): the API key's permissions are closed"),
        (Text("", 400), "could not read the sign-in (400): check the name and the API key"),
        (Answer({}), "gave no token"),
        (Answer({"userStatus": "Closed"}), "refused the sign-in: this user is closed."),
        (Answer({"userStatus": "TemporaryLocked"}), "this user is locked for the time being."),
        (
            Answer({"userStatus": "UnconfirmedEmail", "errorText": "See your mail"}),
            "this user has an e-mail address that is not confirmed yet. "
            "Its own words: “See your mail”",
        ),
        (Answer({"userStatus": "Brand new"}), "gave no token"),
        (
            Answer({"errorText": "No", "hibpHint": "PasswordCompromised"}),
            "in a known leak of passwords: change it at the broker. Its own words: “No”",
        ),
    ],
)
async def test_a_refusal_has_its_sentence_and_counts_as_a_failed_login(
    server: ScriptedServer, gateway: BrokerGateway, step: Step, telling: str
) -> None:
    error = await failure(server, gateway, step)
    assert isinstance(error, SignInRefused)
    assert telling in str(error)


@pytest.mark.parametrize(
    ("step", "telling"),
    [
        (Text("", 404), "check that the address is the right one"),
        (Text("", 408), "another session may have taken over"),
        (Text("<html>", 502), "trouble of its own (502)"),
        (Raw(b'{"accessToken":'), "answered the sign-in with something else"),
        (Raw(b"[]"), "answered the sign-in with something else"),
        (Answer({"accessToken": 5}), "answered the sign-in with something else"),
        (Half(b'{"accessToken":"abc'), "broke off"),
        (HangUp(), "closed the connection before it answered"),
    ],
)
async def test_what_is_no_refusal_does_not_count(
    server: ScriptedServer, gateway: BrokerGateway, step: Step, telling: str
) -> None:
    error = await failure(server, gateway, step)
    assert not isinstance(error, SignInRefused | MustWait)
    assert telling in str(error)


async def test_a_captcha_is_an_hour_of_patience(
    server: ScriptedServer, gateway: BrokerGateway
) -> None:
    error = await failure(server, gateway, Penalty("t", 15, captcha=True))
    assert isinstance(error, MustWait)
    assert (error.seconds, error.ticket) == (3600, "")
    assert "wait about an hour" in str(error)


async def test_a_penalty_goes_on_with_its_ticket_once(
    server: ScriptedServer, gateway: BrokerGateway, broker_data: Path
) -> None:
    error = await failure(server, gateway, Penalty("ticket-7", 15))
    assert isinstance(error, MustWait)
    assert not isinstance(error, Frozen)
    assert (error.seconds, error.ticket) == (15, "ticket-7")
    assert str(error) == "127.0.0.1 asks to wait 15 s before the sign-in."
    server.on(SIGN_IN, Answer({"accessToken": "a"}))
    await gateway.sign_in(server.hosts, FULL, error.ticket)
    first, second = server.requests(SIGN_IN)
    assert second.body == first.body[:-1] + b',"p-ticket":"ticket-7"}'
    for received in (first, second):
        load_contract(broker_data).check_request("/auth/accesstokenrequest", received.json)
    await gateway.sign_in(server.hosts, FULL)
    assert server.requests(SIGN_IN)[2].body == first.body


@pytest.mark.parametrize("status", [423, 429])
async def test_a_lockout_silences_every_sign_in_for_an_hour(
    server: ScriptedServer, gateway: BrokerGateway, clock: ManualClock, status: int
) -> None:
    error = await failure(server, gateway, Text("", status))
    assert isinstance(error, Frozen)
    assert (error.seconds, error.ticket) == (3600, "")
    assert gateway.frozen_for(server.hosts) == 3600
    server.on(SIGN_IN, Answer({"accessToken": "a"}))
    await clock.advance(1800)
    with pytest.raises(Frozen, match="nothing is sent for 30 minutes") as caught:
        await gateway.sign_in(server.hosts, FULL)
    assert caught.value.seconds == 1800
    assert len(server.requests(SIGN_IN)) == 1
    await clock.advance(1800)
    await gateway.sign_in(server.hosts, FULL)


async def test_a_wrong_password(server: ScriptedServer, gateway: BrokerGateway) -> None:
    with pytest.raises(SignInRefused, match="Incorrect username or password"):
        await gateway.sign_in(server.hosts, Credentials(NAME, "guess"))


async def test_a_token_is_good_whatever_else_is_said_of_the_user(
    server: ScriptedServer, gateway: BrokerGateway
) -> None:
    told = {"userStatus": "UnconfirmedEmail", "hibpHint": "PasswordCompromised"}
    server.on(SIGN_IN, Answer({"accessToken": "a", **told}))
    assert (await gateway.sign_in(server.hosts, FULL)).access == "a"


@pytest.mark.parametrize(
    ("date", "expires"),
    [
        ("Sun, 22 Nov 2026 15:07:00 GMT", "16:13"),  # the server is seven minutes ahead
        ("Sun, 22 Nov 2026 14:50:00 GMT", "16:30"),
        ("Tue, 24 Nov 2026 15:10:00 GMT", "16:20"),  # no token has lived that long
        ("Thu, 01 Jan 1970 00:00:00 GMT", "16:20"),
        ("Sun, 22 Nov 2026 15:07:00 -0000", "16:13"),
        ("yesterday", "16:20"),
        ("", "16:20"),
    ],
)
async def test_the_expiry_is_told_on_this_machines_clock(
    server: ScriptedServer, gateway: BrokerGateway, date: str, expires: str
) -> None:
    server.date = date
    server.on(SIGN_IN, Answer({"accessToken": "a", "expirationTime": "2026-11-22T16:20:00Z"}))
    tokens = await gateway.sign_in(server.hosts, FULL)
    assert f"{tokens.expires:%Y-%m-%d %H:%M:%S}" == f"2026-11-22 {expires}:00"


NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def test_a_clock_that_is_days_off_is_believed_where_the_token_agrees() -> None:
    """This machine lags by nine days: the Date and the expirationTime both say so."""
    ahead = timedelta(days=9)
    assert expiry(NOW + ahead + timedelta(minutes=90), NOW, ahead) == NOW + timedelta(minutes=90)


def test_a_new_token_has_not_expired_whatever_the_clocks_say() -> None:
    assert expiry(NOW - timedelta(days=3), NOW, timedelta(0)) == NOW + timedelta(minutes=80)


def test_a_date_that_would_give_a_token_more_than_a_day_is_not_believed() -> None:
    told = NOW + timedelta(minutes=90)
    assert expiry(told, NOW, -timedelta(hours=22)) == told + timedelta(hours=22)
    assert expiry(told, NOW, -timedelta(hours=23)) == told


@given(
    st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    st.timedeltas(),
)
def test_any_expiry_is_aware_and_still_to_come(told: datetime | None, skew: timedelta) -> None:
    assert expiry(told, NOW, skew) > NOW


@given(st.integers(1, 86_400), st.integers(-(10**9), 10**9))
def test_a_tokens_life_does_not_depend_on_whose_clock_is_right(life: int, ahead: int) -> None:
    skew = timedelta(seconds=ahead)
    lasts = timedelta(seconds=life)
    assert expiry(NOW + skew + lasts, NOW, skew) == NOW + lasts


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
