"""The server's beginning and its end."""

import asyncio
from collections.abc import Iterator

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.practice import Answer, Trader

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, Step
from bracketdesk.practice.server import PracticeServer


async def test_credentials_are_this_runs_own_unless_given(
    exchange: Exchange, clock: ManualClock
) -> None:
    one, two = PracticeServer(exchange, clock), PracticeServer(exchange, clock)
    given = PracticeServer(exchange, clock, name="me", password="mine")
    try:
        first, second, third = await one.start(), await two.start(), await given.start()
    finally:
        for server in (one, two, given):
            await server.stop()
    assert first.name != second.name
    assert first.password != second.password
    assert (third.name, third.password) == ("me", "mine")


async def test_a_taken_port_is_an_oserror(
    server: PracticeServer, exchange: Exchange, clock: ManualClock
) -> None:
    announcement = await server.start()
    port = int(announcement.rest.removesuffix("/v1").rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await PracticeServer(exchange, clock, port=port).start()


async def test_clients_are_told_of_the_end(trader: Trader, server: PracticeServer) -> None:
    user, market = await trader.authorised(), await trader.authorised_market_data()
    stopping = asyncio.create_task(server.stop())
    for socket in (user, market):
        assert await socket.event("shutdown") == {"reasonCode": "Maintenance"}
        assert (await socket.closed()).reason == "Maintenance"
    await stopping
    await server.stop()  # a second time does nothing


async def test_a_client_that_does_not_answer_does_not_delay_the_end(
    trader: Trader, server: PracticeServer
) -> None:
    socket = await trader.authorised()
    transport = socket.ws._writer.transport
    assert isinstance(transport, asyncio.Transport)
    transport.pause_reading()
    async with asyncio.timeout(10):  # aiohttp alone would wait a minute
        await server.stop()
    transport.abort()


async def test_every_answer_is_dated_by_the_exchanges_clock(
    trader: Trader, clock: ManualClock
) -> None:
    await clock.advance(90.5)
    rest, root = trader.announcement.rest, trader.announcement.rest.removesuffix("/v1")
    paths = (f"{rest}/account/list", f"{rest}/nothing/here", f"{root}/oauth", f"{root}/", rest)
    for path in paths:  # 200, 401, 400, 404
        async with trader.http.get(path) as response:
            assert response.headers["Date"] == "Wed, 18 Nov 2026 15:01:30 GMT"
    async with trader.http.ws_connect(trader.announcement.socket) as ws:
        assert ws._response.headers["Date"] == "Wed, 18 Nov 2026 15:01:30 GMT"


class FailingMarket:
    """A MarketSource that breaks after a second."""

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        yield Step(0.0, QuoteTick(10, 1, 11, 1))
        yield Step(1.0, QuoteTick(11, 1, 12, 1))
        raise LookupError("no more ideas")


class NoMarket:
    """A MarketSource that breaks at once."""

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        raise LookupError("no ideas")


@pytest.mark.expects_errors
async def test_a_mistake_of_ours_ends_neither_socket_nor_server(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    exchange = Exchange(clock, NoMarket(), today=clock.now().date(), seed=1)
    server = PracticeServer(exchange, clock)
    announcement = await server.start()
    async with aiohttp.ClientSession() as http:
        trader = Trader(announcement, http, None)
        await trader.sign_in()
        socket = await trader.authorised_market_data()
        answer = await socket.call("md/subscribeQuote", {"symbol": "MESZ6"})
        assert answer == Answer(500, "Internal error")
        assert (await socket.call("md/unsubscribeQuote", {"symbol": "MESZ6"})).status == 200
        body = {"symbol": "ESZ6", "orderStrategyTypeId": 2, "action": "Buy"}
        assert (await trader.post("/orderStrategy/startorderstrategy", body)).status == 500
        assert (await trader.get("/account/list")).status == 200
    await server.stop()
    assert "no ideas" in caplog.text


@pytest.mark.expects_errors
async def test_broken_markets_are_told(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    exchange = Exchange(clock, FailingMarket(), today=clock.now().date(), seed=1)
    server = PracticeServer(exchange, clock)
    await server.start()
    contract = exchange.find_contract("MESZ6")
    assert contract is not None
    exchange.watch(contract.id)
    broken = asyncio.create_task(server.broken())
    await clock.advance(0.5)
    assert not broken.done()
    await clock.advance(0.5)
    async with asyncio.timeout(5):
        await broken
    await server.stop()
    assert "no more ideas" in caplog.text
