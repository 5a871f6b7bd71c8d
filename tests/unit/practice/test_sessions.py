"""Two sessions, fifty sockets: the oldest goes (protocol.md 1.4, 3.6)."""

import pytest
from tests.support.clock import ManualClock
from tests.support.practice import Answer, Trader

from bracketdesk.practice.auth import BAD_TOKEN
from bracketdesk.practice.limits import Limits

TAKEN_OVER = {"reasonCode": "ConnectionQuotaReached", "reason": "Another session was opened"}
CROWDED = {"reasonCode": "ConnectionQuotaReached", "reason": "Too many connections"}


async def test_a_third_session_closes_the_oldest(trader: Trader) -> None:
    user, market = await trader.authorised(), await trader.authorised_market_data()
    first = trader.token
    await trader.sign_in()
    second, newer = trader.token, await trader.authorised()
    await trader.sign_in()
    for socket in (user, market):
        assert await socket.event("shutdown") == TAKEN_OVER
        assert (await socket.closed()).reason == "ConnectionQuotaReached"
    for token, status in ((first, 401), (second, 200), (trader.token, 200)):
        trader.token = token
        assert (await trader.get("/auth/me")).status == status
    assert (await newer.call("auth/me")).status == 200


async def test_a_closed_session_can_neither_renew_nor_authorise(trader: Trader) -> None:
    first = trader.token
    await trader.sign_in()
    await trader.sign_in()
    trader.token = first
    assert await trader.get("/auth/renewaccesstoken") == Answer(401, BAD_TOKEN)
    socket = await trader.connect()
    assert await socket.call("authorize", first) == Answer(401, BAD_TOKEN)


@pytest.mark.parametrize("limits", [Limits(orphaned_status=408)])
async def test_an_orphaned_token_may_time_out_instead(trader: Trader) -> None:
    first = trader.token
    await trader.sign_in()
    await trader.sign_in()
    trader.token = first
    assert (await trader.get("/account/list")).status == 408
    socket = await trader.connect()
    assert (await socket.call("authorize", first)).status == 408
    trader.token = "made-up"
    assert (await trader.get("/account/list")).status == 401


async def test_a_renewal_opens_no_session(trader: Trader) -> None:
    first, socket = trader.token, await trader.authorised()
    await trader.sign_in()
    for _ in range(3):
        await trader.renew()
    trader.token = first
    assert (await trader.get("/auth/me")).status == 200
    assert (await socket.call("auth/me")).status == 200


async def test_renewed_tokens_go_with_their_session(trader: Trader) -> None:
    await trader.renew()
    first = trader.token
    await trader.sign_in()
    await trader.sign_in()
    trader.token = first
    assert (await trader.get("/auth/me")).status == 401


async def test_a_session_that_ran_out_takes_no_place(trader: Trader, clock: ManualClock) -> None:
    await clock.advance(60 * 60)
    await trader.sign_in()
    second = trader.token
    await clock.advance(31 * 60)  # the first one's token is over
    await trader.sign_in()
    trader.token = second
    assert (await trader.get("/auth/me")).status == 200


@pytest.mark.parametrize("limits", [Limits(token_minutes=1)])
async def test_but_a_socket_keeps_its_sessions_place(trader: Trader, clock: ManualClock) -> None:
    socket = await trader.authorised()
    for _ in range(6):
        await clock.advance(14)
        assert (await socket.call("auth/me")).status == 200
    await trader.sign_in()
    assert (await socket.call("auth/me")).status == 200
    await trader.sign_in()
    assert await socket.event("shutdown") == TAKEN_OVER


@pytest.mark.parametrize("limits", [Limits(sockets=3)])
async def test_one_socket_too_many_closes_the_oldest_and_revokes_its_token(
    trader: Trader,
) -> None:
    first, oldest = trader.token, await trader.authorised()
    await trader.renew()
    others = [await trader.authorised() for _ in range(2)]
    market = await trader.authorised_market_data()
    assert await oldest.event("shutdown") == CROWDED
    await oldest.closed()
    for socket in others:
        assert (await socket.call("auth/me")).status == 200
    assert not market.events
    assert (await trader.get("/auth/me")).status == 200
    trader.token = first
    assert await trader.get("/auth/me") == Answer(401, BAD_TOKEN)


@pytest.mark.parametrize("limits", [Limits(sockets=2)])
async def test_closed_and_strange_sockets_are_not_counted(trader: Trader) -> None:
    first = await trader.authorised()
    for _ in range(3):
        await trader.connect()
    for _ in range(3):
        gone = await trader.authorised()
        await gone.ws.close()
        assert (await first.call("auth/me")).status == 200
    assert not first.events


async def test_authorised_twice_a_socket_is_still_one(trader: Trader) -> None:
    first = await trader.authorised()
    for _ in range(60):
        assert (await first.call("authorize", trader.token)).status == 200
    assert not first.events
