"""Which token the market-data socket is opened with, and what comes of one that is refused."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import MARKET_DATA
from tests.support.scripted_world import CONTRACT_ID
from tests.support.until import until

from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.quotes import QuoteFeed
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Tokens

MES = Instrument("MESZ6", Decimal("0.25"), Decimal(5), CONTRACT_ID)

Open = Callable[[Tokens], Awaitable[QuoteFeed]]


@pytest.fixture
async def opened(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> AsyncIterator[Open]:
    """Opens feeds, and closes them."""
    feeds: list[QuoteFeed] = []

    async def open_feed(tokens: Tokens) -> QuoteFeed:
        url = server.hosts.market_data
        feed = QuoteFeed(session, url, tokens, clock, print, print, Allowance(clock))
        feeds.append(feed)
        feed.start()
        return feed

    yield open_feed
    for feed in feeds:
        await feed.close()


def shown(server: ScriptedServer) -> list[str]:
    """The tokens the sockets were opened with."""
    return [request.body.decode() for request in server.requests("authorize")]


async def test_the_market_data_token_comes_first(server: ScriptedServer, opened: Open) -> None:
    tokens = server.grant()
    await (await opened(tokens)).watch(MES)
    assert shown(server) == [tokens.market_data]


async def test_the_ordinary_token_serves_where_the_other_is_refused(
    server: ScriptedServer, opened: Open
) -> None:
    tokens = replace(server.grant(), market_data="stranger")
    await (await opened(tokens)).watch(MES)
    assert shown(server) == ["stranger", tokens.access]


@pytest.mark.parametrize("market_data", ["", "same"])
async def test_one_token_is_tried_once(
    server: ScriptedServer, opened: Open, market_data: str
) -> None:
    tokens = replace(server.grant(), access="same", market_data=market_data)
    with pytest.raises(UserFacingError, match=r"No quotes: .* takes the sign-in"):
        await (await opened(tokens)).watch(MES)
    assert shown(server) == ["same"]


async def test_refused_tokens_are_never_tried_again_but_renewed_ones_are(
    server: ScriptedServer, opened: Open, clock: ManualClock
) -> None:
    tokens = server.grant()
    server.revoke()
    feed = await opened(tokens)
    with pytest.raises(UserFacingError, match=r"takes the sign-in\. .* “Invalid access token”"):
        await feed.watch(MES)
    await clock.advance(10_000)
    assert len(shown(server)) == 2
    renewed = server.grant()
    feed.use(renewed)
    await until(lambda: server.requests("md/subscribeQuote"))
    assert shown(server)[2:] == [renewed.market_data]


async def test_renewed_tokens_open_the_next_socket_and_leave_this_one_alone(
    server: ScriptedServer, opened: Open, clock: ManualClock
) -> None:
    feed = await opened(server.grant())
    await feed.watch(MES)
    renewed = replace(server.grant(), market_data="")  # a renewal may bring one token alone
    feed.use(renewed)
    await clock.advance(1)
    assert len(shown(server)) == 1
    server.revoke()
    renewed = server.grant()
    feed.use(renewed)
    await server.drop_sockets(MARKET_DATA)
    await until(lambda: server.sockets(MARKET_DATA) == 0)
    await clock.advance(1.5)
    await until(lambda: len(server.requests("md/subscribeQuote")) == 2)
    assert shown(server)[1:] == [renewed.market_data]
