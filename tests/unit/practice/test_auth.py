"""Sign-in, renewal and expiry on both transports (protocol.md 1)."""

from datetime import datetime, timedelta

import pytest
from tests.support.clock import ManualClock
from tests.support.practice import Answer, Trader
from tests.unit.practice.conftest import WEDNESDAY

from bracketdesk.practice.auth import BAD_TOKEN, SIGN_IN_REFUSED
from bracketdesk.practice.limits import Limits

TOKEN_LIFE = timedelta(minutes=90)
ALMOST_SILENT = timedelta(seconds=14)
JUST_BEFORE = TOKEN_LIFE.total_seconds() - 1


async def test_a_sign_in_brings_tokens_and_their_expiry(visitor: Trader) -> None:
    name = visitor.announcement.name
    key = {"cid": 8, "sec": "s"}
    answer = await visitor.post("/auth/accesstokenrequest", visitor.credentials | key)
    assert answer.status == 200
    assert answer.body["expirationTime"] == (WEDNESDAY + timedelta(minutes=90)).isoformat().replace(
        "+00:00", "Z"
    )
    assert answer.body["name"] == name
    assert answer.body["userStatus"] == "Active"
    assert answer.body["accessToken"] != answer.body["mdAccessToken"]


async def test_a_wrong_password_is_an_error_text_with_200(visitor: Trader) -> None:
    assert await visitor.sign_in_wrongly() == Answer(200, {"errorText": SIGN_IN_REFUSED})


async def test_a_wrong_name_is_told_the_same(visitor: Trader) -> None:
    credentials = {"name": "somebody", "password": visitor.announcement.password}
    answer = await visitor.post("/auth/accesstokenrequest", credentials)
    assert answer == Answer(200, {"errorText": SIGN_IN_REFUSED})


async def test_without_a_token_nothing_is_told(visitor: Trader) -> None:
    assert await visitor.get("/account/list") == Answer(401, BAD_TOKEN)
    visitor.token = "made-up"
    assert await visitor.get("/account/list") == Answer(401, BAD_TOKEN)


async def test_another_scheme_than_bearer_is_no_token(trader: Trader) -> None:
    token, trader.token = trader.token, ""
    headers = {"Authorization": f"Basic {token}"}
    async with trader.http.get(trader.announcement.rest + "/auth/me", headers=headers) as response:
        assert response.status == 401


async def test_me(trader: Trader) -> None:
    answer = await trader.get("/auth/me")
    assert answer.body["name"] == trader.announcement.name


async def test_a_token_expires(trader: Trader, clock: ManualClock) -> None:
    await clock.advance(JUST_BEFORE)
    assert (await trader.get("/auth/me")).status == 200
    await clock.advance(1)
    assert await trader.get("/auth/me") == Answer(401, BAD_TOKEN)
    assert await trader.get("/auth/renewaccesstoken") == Answer(401, BAD_TOKEN)


async def test_renewal_brings_a_token_that_lives_on(trader: Trader, clock: ManualClock) -> None:
    await clock.advance(JUST_BEFORE)
    renewed = await trader.get("/auth/renewaccesstoken")
    old, trader.token = trader.token, renewed.body["accessToken"]
    await clock.advance(2)
    assert (await trader.get("/auth/me")).status == 200
    trader.token = old
    assert (await trader.get("/auth/me")).status == 401


@pytest.mark.parametrize("limits", [Limits(token_minutes=80)])
async def test_a_token_may_live_eighty_minutes(trader: Trader, clock: ManualClock) -> None:
    expires = (await trader.get("/auth/renewaccesstoken")).body["expirationTime"]
    assert datetime.fromisoformat(expires) == WEDNESDAY + timedelta(minutes=80)
    await clock.advance(80 * 60 - 1)
    assert (await trader.get("/auth/me")).status == 200
    await clock.advance(1)
    assert (await trader.get("/auth/me")).status == 401


async def test_two_sign_ins_have_tokens_of_their_own(trader: Trader) -> None:
    first = trader.token
    await trader.sign_in()
    assert trader.token != first


async def test_the_market_data_token_opens_nothing_else(trader: Trader) -> None:
    trader.token, access = trader.market_data_token, trader.token
    assert await trader.get("/account/list") == Answer(401, BAD_TOKEN)
    socket = await trader.connect()
    assert await socket.call("authorize", trader.market_data_token) == Answer(401, BAD_TOKEN)
    for token in (trader.market_data_token, access):
        socket = await trader.connect_market_data()
        assert await socket.call("authorize", token) == Answer(200, None)


async def test_a_socket_is_authorised_by_the_raw_or_the_quoted_token(trader: Trader) -> None:
    for form in (trader.token, f'"{trader.token}"'):
        socket = await trader.connect()
        assert await socket.call("authorize", form) == Answer(200, None)


async def test_a_bad_token_does_not_authorise_a_socket(trader: Trader) -> None:
    socket = await trader.connect()
    for token in ("made-up", "", '"unfinished', "{}"):
        assert await socket.call("authorize", token) == Answer(401, BAD_TOKEN)
    assert (await socket.call("account/list")).status == 401


async def test_an_open_socket_outlives_its_token_but_cannot_renew(
    trader: Trader, clock: ManualClock
) -> None:
    socket = await trader.authorised()
    for _ in range(int(TOKEN_LIFE / ALMOST_SILENT) + 1):
        assert (await socket.call("auth/me")).status == 200
        await clock.advance(ALMOST_SILENT.total_seconds())
    assert (await socket.call("account/list")).status == 200
    assert await socket.call("auth/renewaccesstoken") == Answer(401, BAD_TOKEN)
    assert await socket.call("authorize", trader.token) == Answer(401, BAD_TOKEN)


async def test_signing_in_on_the_socket_needs_no_token(visitor: Trader) -> None:
    socket = await visitor.connect()
    answer = await socket.call("auth/accesstokenrequest", visitor.credentials)
    assert await socket.call("authorize", answer.body["accessToken"]) == Answer(200, None)
