"""Limits, penalties and silences on both transports (protocol.md 1.7, 1.8)."""

import pytest
from tests.support.clock import ManualClock
from tests.support.practice import Answer, SocketClient, Trader

from bracketdesk.practice.auth import BAD_TOKEN, SIGN_IN_REFUSED
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.guard import LOCKED_TEXT
from bracketdesk.practice.limits import HOUR, EndpointLimit, Limits

SMALL = Limits(
    user_calls=8,
    renewal=EndpointLimit(2, 15),
    me=EndpointLimit(2, 30, failures_only=True),
    synchronisation=EndpointLimit(2, 3),
)

SIGN_IN = "/auth/accesstokenrequest"


async def fail_five_times(trader: Trader) -> None:
    for _ in range(5):
        assert (await trader.sign_in_wrongly()).body == {"errorText": SIGN_IN_REFUSED}


async def test_after_five_failed_sign_ins_even_a_right_one_meets_the_captcha(
    trader: Trader,
) -> None:
    await fail_five_times(trader)
    answer = await trader.post(SIGN_IN, trader.credentials)
    assert answer.status == 200
    assert answer.body["p-captcha"] is True
    assert answer.body["p-time"] == 15
    assert (await trader.get("/account/list")).status == 200  # who is signed in stays so


async def test_after_an_hour_of_patience_the_right_one_is_taken(
    visitor: Trader, clock: ManualClock
) -> None:
    await fail_five_times(visitor)
    await visitor.post(SIGN_IN, visitor.credentials)
    await clock.advance(HOUR)
    await visitor.sign_in()
    assert (await visitor.get("/auth/me")).status == 200


async def test_successes_are_not_counted(visitor: Trader) -> None:
    for _ in range(7):
        await visitor.sign_in()


async def test_failures_on_a_socket_count_too(visitor: Trader) -> None:
    socket = await visitor.connect()
    for _ in range(5):
        await socket.call("auth/accesstokenrequest", {"name": "x", "password": "y"})
    assert "p-captcha" in (await visitor.post(SIGN_IN, visitor.credentials)).body


async def test_who_ignores_the_captcha_is_locked_out_for_an_hour(
    trader: Trader, clock: ManualClock
) -> None:
    socket = await trader.authorised()
    await fail_five_times(trader)
    await trader.post(SIGN_IN, trader.credentials)
    refusal = Answer(423, LOCKED_TEXT)
    assert await trader.post(SIGN_IN, trader.credentials) == refusal
    assert await trader.get("/account/list") == refusal
    assert await socket.call("account/list") == refusal
    assert await socket.call("authorize", trader.token) == refusal
    async with trader.http.get(trader.announcement.socket) as handshake:
        assert handshake.status == 423
    await clock.advance(HOUR - 1)
    assert await trader.get("/account/list") == refusal
    await clock.advance(1)
    assert (await trader.get("/account/list")).status == 200


@pytest.mark.parametrize("limits", [SMALL])
async def test_renewals_are_counted(trader: Trader, clock: ManualClock) -> None:
    for _ in range(2):
        assert "accessToken" in (await trader.renew()).body
    penalty = (await trader.renew()).body
    assert penalty["p-time"] == 15
    early = await trader.get("/auth/renewaccesstoken", **{"p-ticket": penalty["p-ticket"]})
    ticket = early.body["p-ticket"]
    await clock.advance(15)
    answer = await trader.get("/auth/renewaccesstoken", **{"p-ticket": ticket})
    assert "accessToken" in answer.body


@pytest.mark.parametrize("limits", [SMALL])
async def test_failures_of_me_are_counted(trader: Trader) -> None:
    for _ in range(3):
        assert (await trader.get("/auth/me")).status == 200
    token, trader.token = trader.token, "made-up"
    for _ in range(2):
        assert await trader.get("/auth/me") == Answer(401, BAD_TOKEN)
    trader.token = token
    assert (await trader.get("/auth/me")).body["p-time"] == 30


@pytest.mark.parametrize("limits", [SMALL])
async def test_a_snapshot_waits_for_its_ticket(
    trader: Trader, clock: ManualClock, exchange: Exchange
) -> None:
    socket = await trader.authorised()
    body: dict[str, object] = {"users": [exchange.user_id]}
    for _ in range(2):
        assert "accounts" in (await socket.call("user/syncrequest", body)).body
    penalty = (await socket.call("user/syncrequest", body)).body
    assert penalty["p-time"] == 3
    again = body | {"p-ticket": penalty["p-ticket"]}
    penalty = (await socket.call("user/syncrequest", again)).body
    assert penalty["p-time"] == 3  # too early
    await clock.advance(3)
    again = body | {"p-ticket": penalty["p-ticket"]}
    assert "accounts" in (await socket.call("user/syncrequest", again)).body


async def _use_up(trader: Trader) -> SocketClient:
    """Spend the eight calls of `SMALL`: one to authorise, three here, four there."""
    socket = await trader.authorised()
    for _ in range(3):
        assert (await socket.call("account/list")).status == 200
    for _ in range(4):
        assert (await trader.get("/account/list")).status == 200
    return socket


@pytest.mark.parametrize("limits", [SMALL])
async def test_beyond_the_users_limit_everything_is_429_for_an_hour(
    trader: Trader, clock: ManualClock
) -> None:
    socket = await _use_up(trader)
    assert await trader.get("/account/list") == Answer(429, "")
    assert await socket.call("account/list") == Answer(429, None)
    assert await trader.post(SIGN_IN, trader.credentials) == Answer(429, "")
    other = await trader.connect()  # a socket may open: whose it is, is not known yet
    assert await other.call("authorize", trader.token) == Answer(429, None)
    await clock.advance(HOUR)
    assert (await trader.get("/account/list")).status == 200


@pytest.mark.parametrize("limits", [SMALL])
async def test_a_429_on_the_socket_is_as_published(trader: Trader) -> None:
    socket = await _use_up(trader)
    await socket.ws.send_str("order/list\n77\n\n")
    assert await socket.frame() == 'a[{"i":77,"s":429}]'


@pytest.mark.parametrize("limits", [SMALL])
async def test_old_calls_are_forgotten(trader: Trader, clock: ManualClock) -> None:
    await _use_up(trader)
    await clock.advance(HOUR)
    for _ in range(8):
        assert (await trader.get("/account/list")).status == 200


@pytest.mark.parametrize("limits", [SMALL])
async def test_heartbeats_and_strangers_cost_the_user_nothing(trader: Trader) -> None:
    socket = await trader.authorised()
    token, trader.token = trader.token, ""
    for _ in range(10):
        await socket.ws.send_str("[]")
        assert (await trader.get("/account/list")).status == 401
    trader.token = token
    for _ in range(7):
        assert (await trader.get("/account/list")).status == 200
