"""OAuth's codes and tokens (protocol.md 1.6, RFC 6749, 7636)."""

from typing import Any

import pytest
from tests.support.clock import ManualClock
from tests.support.practice import Answer, Trader
from tests.unit.practice.test_sign_in_page import REDIRECT, VERIFIER, visit

from bracketdesk.practice.oauth import challenge_of
from bracketdesk.practice.server import PracticeServer
from bracketdesk.wire import codec


async def code_for(trader: Trader) -> str:
    return (await visit(trader, trader.credentials)).said["code"]


async def exchange_for(trader: Trader, **changes: str) -> Answer:
    """Exchange a new code for tokens, as JSON."""
    body = {
        "grant_type": "authorization_code",
        "client_id": "desk-7",
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    } | changes
    if "code" not in body and body["grant_type"] == "authorization_code":
        body["code"] = await code_for(trader)
    return await trader.post("/auth/oauthtoken", body)


def test_the_challenge_is_the_rfcs_own_example() -> None:
    assert challenge_of(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_a_code_is_worth_a_session(visitor: Trader) -> None:
    answer = await exchange_for(visitor)
    assert answer.status == 200
    assert answer.body["token_type"] == "Bearer"
    assert answer.body["expires_in"] == 90 * 60
    visitor.token = visitor.market_data_token = answer.body["access_token"]
    assert (await visitor.get("/auth/me")).body["name"] == visitor.announcement.name
    assert (await (await visitor.authorised()).call("account/list")).status == 200
    await visitor.authorised_market_data()
    assert "accessToken" in (await visitor.renew()).body


async def test_it_counts_as_a_session_like_any_other(trader: Trader) -> None:
    socket = await trader.authorised()
    await exchange_for(trader)
    await exchange_for(trader)
    assert (await socket.event("shutdown"))["reasonCode"] == "ConnectionQuotaReached"


async def test_form_encoded_is_as_good_as_json(visitor: Trader) -> None:
    body = {
        "grant_type": "authorization_code",
        "client_id": "desk-7",
        "client_secret": "not checked",
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        "code": await code_for(visitor),
    }
    answer = await visitor.request("POST", "/auth/oauthtoken", data=body)
    assert answer.body["access_token"]


@pytest.mark.parametrize("changes", [{"grant_type": 5}, {"code": None}, {"client_secret": []}])
async def test_a_wrong_type_is_the_rfcs_invalid_request(
    visitor: Trader, changes: dict[str, Any]
) -> None:
    answer = await exchange_for(visitor, **changes)
    assert answer.status == 400
    assert codec.decode_plain(answer.body)["error"] == "invalid_request"


async def test_the_table_of_calls_has_it_too(visitor: Trader) -> None:
    socket = await visitor.connect()
    answer = await socket.call("auth/oauthtoken", {"grant_type": "password"})
    assert answer == Answer(
        400, "unsupported_grant_type: Only authorization_code and refresh_token"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "made-up"},
        {"client_id": "another"},
        {"redirect_uri": "http://127.0.0.1:8766/back"},
        {"code_verifier": VERIFIER + "x"},
        {"code_verifier": ""},
        {"grant_type": "refresh_token", "refresh_token": "made-up"},
    ],
)
async def test_a_code_is_good_for_whom_it_was_given(
    visitor: Trader, changes: dict[str, str]
) -> None:
    answer = await exchange_for(visitor, **changes)
    assert answer.status == 400
    assert '"error":"invalid_grant"' in answer.body


async def test_a_code_is_good_once_even_where_it_failed(visitor: Trader) -> None:
    code = await code_for(visitor)
    assert (await exchange_for(visitor, code=code, code_verifier="wrong")).status == 400
    assert (await exchange_for(visitor, code=code)).status == 400
    code = await code_for(visitor)
    assert (await exchange_for(visitor, code=code)).status == 200
    assert (await exchange_for(visitor, code=code)).status == 400


async def test_a_code_is_good_for_a_minute(visitor: Trader, clock: ManualClock) -> None:
    code = await code_for(visitor)
    await clock.advance(59)
    assert (await exchange_for(visitor, code=code)).status == 200
    code = await code_for(visitor)
    await clock.advance(60)
    assert (await exchange_for(visitor, code=code)).status == 400


async def test_a_refresh_token_prolongs_its_session_once(
    visitor: Trader, clock: ManualClock
) -> None:
    first = (await exchange_for(visitor)).body
    await clock.advance(89 * 60)
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = (await exchange_for(visitor, **again)).body
    assert second["refresh_token"] != first["refresh_token"]
    await clock.advance(2 * 60)
    visitor.token = second["access_token"]
    assert (await visitor.get("/auth/me")).status == 200
    assert (await exchange_for(visitor, **again)).status == 400


@pytest.mark.parametrize("why", ["expired", "closed", "foreign"])
async def test_a_refresh_token_dies_with_its_session(
    visitor: Trader, clock: ManualClock, server: PracticeServer, why: str
) -> None:
    first = (await exchange_for(visitor)).body
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    if why == "expired":
        await clock.advance(90 * 60)
    elif why == "closed":
        server.troubles.take_over()
    else:
        again["client_id"] = "another"
    assert (await exchange_for(visitor, **again)).status == 400


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"grant_type": 5}', '{"grant_type": "x"}'])
async def test_a_request_that_says_nothing_is_400(visitor: Trader, body: str) -> None:
    answer = await visitor.request("POST", "/auth/oauthtoken", data=body)
    assert answer.status == 400
    assert answer.body
