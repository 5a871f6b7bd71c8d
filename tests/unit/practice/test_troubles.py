"""Every trouble a test may ask for, as a client meets it."""

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.practice import Answer, Trader
from tests.unit.practice.test_lookups import start

from bracketdesk.practice.auth import BAD_TOKEN
from bracketdesk.practice.errors import DENIED
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.guard import LOCKED_TEXT
from bracketdesk.practice.limits import HOUR
from bracketdesk.practice.server import PracticeServer
from bracketdesk.wire.enums import AdminAction, UserStatus

SIGN_IN = "/auth/accesstokenrequest"
START = "/orderStrategy/startorderstrategy"


async def test_a_ticket_at_sign_in(
    visitor: Trader, server: PracticeServer, clock: ManualClock
) -> None:
    server.troubles.demand_ticket("auth/accesstokenrequest", 20)
    penalty = (await visitor.post(SIGN_IN, visitor.credentials)).body
    assert penalty["p-time"] == 20
    assert "p-captcha" not in penalty
    await clock.advance(20)
    ticket = {"p-ticket": penalty["p-ticket"]}
    assert "accessToken" in (await visitor.post(SIGN_IN, visitor.credentials | ticket)).body
    await visitor.sign_in()


async def test_a_captcha_at_sign_in(visitor: Trader, server: PracticeServer) -> None:
    server.troubles.demand_ticket("auth/accesstokenrequest", 20, captcha=True)
    assert (await visitor.post(SIGN_IN, visitor.credentials)).body["p-captcha"] is True
    assert (await visitor.post(SIGN_IN, visitor.credentials)).status == 423


async def test_a_ticket_for_a_start(
    trader: Trader, server: PracticeServer, exchange: Exchange, clock: ManualClock
) -> None:
    server.troubles.demand_ticket("orderStrategy/startOrderStrategy", 2)
    body = {"symbol": "MESZ6", "orderStrategyTypeId": 2, "action": "Buy", "accountId": 1}
    penalty = (await trader.post(START, body)).body
    await clock.advance(2)
    answer = await trader.post(START, body | {"p-ticket": penalty["p-ticket"]})
    assert answer.body["errorText"] == "Access is denied"  # it was read: the account is wrong
    assert not exchange.store.all("orderStrategy")


@pytest.mark.parametrize(
    ("drill", "refusal"),
    [("freeze_user", Answer(429, "")), ("lock_out", Answer(423, LOCKED_TEXT))],
)
async def test_an_hours_silence_and_events_go_on(
    trader: Trader,
    server: PracticeServer,
    exchange: Exchange,
    clock: ManualClock,
    drill: str,
    refusal: Answer,
) -> None:
    socket = await trader.authorised()
    await socket.call("user/syncrequest", {"users": [exchange.user_id]})
    market = await trader.authorised_market_data()
    getattr(server.troubles, drill)()
    assert await trader.get("/account/list") == refusal
    assert await trader.post(SIGN_IN, trader.credentials) == refusal
    call = await market.call("md/subscribeQuote", {"symbol": "MESZ6"})
    assert call == Answer(refusal.status, refusal.body or None)
    start(exchange)
    assert (await socket.event("props"))["eventType"] == "Created"
    await clock.advance(HOUR)
    assert (await trader.get("/account/list")).status == 200


async def test_a_locked_user(visitor: Trader, server: PracticeServer) -> None:
    server.troubles.lock_user()
    answer = await visitor.post(SIGN_IN, visitor.credentials)
    assert answer == Answer(200, {"userStatus": "TemporaryLocked"})
    server.troubles.set_user_status(UserStatus.ACTIVE)
    await visitor.sign_in()


async def test_without_the_right_to_trade_reads_are_fine(
    trader: Trader, server: PracticeServer
) -> None:
    server.troubles.deny_trading()
    socket = await trader.authorised()
    for endpoint in (
        "orderStrategy/startorderstrategy",
        "orderStrategy/interruptorderstrategy",
        "order/cancelorder",
        "order/liquidateposition",
    ):
        assert await trader.post(f"/{endpoint}", {}) == Answer(401, DENIED)
        assert await socket.call(endpoint, {}) == Answer(401, DENIED)
    assert (await trader.get("/orderStrategy/list")).status == 200
    assert (await socket.call("account/list")).status == 200


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (403, Answer(403, "Symbol is inaccessible")),
        (200, Answer(200, {"errorText": "Symbol is inaccessible"})),
    ],
)
async def test_no_entitlement_to_quotes(
    trader: Trader, server: PracticeServer, status: int, answer: Answer
) -> None:
    socket = await trader.authorised_market_data()
    server.troubles.refuse_quotes("Symbol is inaccessible", status)
    assert await socket.call("md/subscribeQuote", {"symbol": "MESZ6"}) == answer
    assert (await socket.call("md/unsubscribeQuote", {"symbol": "MESZ6"})).status == 200
    assert not socket.events


async def test_another_session_takes_over(trader: Trader, server: PracticeServer) -> None:
    socket = await trader.authorised()
    await trader.sign_in()
    server.troubles.take_over()
    assert (await socket.event("shutdown"))["reasonCode"] == "ConnectionQuotaReached"
    await socket.closed()
    assert await trader.get("/account/list") == Answer(401, BAD_TOKEN)
    server.troubles.take_over()  # nobody is left


async def test_revoked_without_a_word(trader: Trader, server: PracticeServer) -> None:
    socket = await trader.authorised()
    server.troubles.revoke_session()
    assert await trader.get("/account/list") == Answer(401, BAD_TOKEN)
    assert (await socket.call("account/list")).status == 200
    assert await socket.call("auth/renewaccesstoken") == Answer(401, BAD_TOKEN)
    assert not socket.events


async def test_dropped_without_a_word(trader: Trader, server: PracticeServer) -> None:
    sockets = [await trader.authorised(), await trader.authorised_market_data()]
    server.troubles.drop_sockets()
    for socket in sockets:
        end = await socket.ws.receive(timeout=5)
        assert end.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    await trader.authorised()


async def test_maintenance(trader: Trader, server: PracticeServer) -> None:
    user, market = await trader.authorised(), await trader.authorised_market_data()
    server.troubles.close_for_maintenance("Back at six")
    for socket in (user, market):
        told = await socket.event("shutdown")
        assert told == {"reasonCode": "Maintenance", "reason": "Back at six"}
        assert (await socket.closed()).reason == "Maintenance"
    for url in (trader.announcement.socket, trader.announcement.market_data):
        async with trader.http.get(url) as handshake:
            assert handshake.status == 503
    server.troubles.reopen()
    assert (await (await trader.authorised()).call("auth/me")).status == 200


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY, "LiquidationOnly"),
        (AdminAction.LOCK_TRADING_IMMEDIATELY, "TradingLocked"),
    ],
)
async def test_risk_management_acts_and_tells(
    trader: Trader, server: PracticeServer, exchange: Exchange, action: AdminAction, reason: str
) -> None:
    socket = await trader.authorised()
    await socket.call("user/syncrequest", {"entityTypes": ["accountRiskStatus"]})
    server.troubles.restrict(action)
    change = await socket.event("props")
    assert change["entityType"] == "accountRiskStatus"
    assert change["eventType"] == "Updated"
    assert change["entity"]["adminAction"] == action
    assert ("liquidateOnly" in change["entity"]) == (reason == "LiquidationOnly")
    body = {"symbol": "MESZ6", "orderStrategyTypeId": 2, "action": "Buy"}
    answer = await trader.post(START, body | {"accountId": exchange.account.id})
    assert answer.body["failureReason"] == reason
    server.troubles.restrict(AdminAction.NORMAL)
    answer = await trader.post(START, body | {"accountId": exchange.account.id})
    assert answer.body["errorText"] == "Invalid or missed parameters"


async def test_who_listens_hears_what_arrives_answered_or_not(
    visitor: Trader, server: PracticeServer
) -> None:
    heard: list[str] = []
    server.troubles.listen(heard.append)
    await visitor.sign_in()
    socket = await visitor.authorised()
    await socket.call("Auth/Me")
    server.troubles.freeze_user()
    await visitor.get("/account/list")
    assert heard == [
        "auth/accesstokenrequest",
        "websocket",
        "authorize",
        "auth/me",
        "account/list",
    ]
    assert server.troubles.open_sockets == 1
