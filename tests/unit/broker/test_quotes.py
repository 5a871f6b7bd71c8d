"""Quotes: one watched contract over a socket of its own."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import MARKET_DATA, Answer, Held, Silence, Step, Text
from tests.support.scripted_world import CONTRACT_ID
from tests.support.until import until

from bracketdesk.broker.quotes import QuoteFeed
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Tokens
from bracketdesk.wire.messages import Quote, QuoteEntry

SUBSCRIBE = "md/subscribeQuote"
UNSUBSCRIBE = "md/unsubscribeQuote"
MES = Instrument("MESZ6", Decimal("0.25"), Decimal(5), CONTRACT_ID)
NQ = Instrument("NQZ6", Decimal("0.25"), Decimal(20), 4002)


def entry(price: str | None = None, size: int | None = None) -> QuoteEntry:
    return QuoteEntry(
        price=None if price is None else Decimal(price),
        size=None if size is None else Decimal(size),
    )


@pytest.fixture
def quotes() -> list[Quote]:
    return []


@pytest.fixture
def tokens(server: ScriptedServer) -> Tokens:
    return server.grant()


@pytest.fixture
async def feed(
    server: ScriptedServer,
    session: aiohttp.ClientSession,
    clock: ManualClock,
    tokens: Tokens,
    quotes: list[Quote],
) -> AsyncIterator[QuoteFeed]:
    feed = QuoteFeed(session, server.hosts.market_data, tokens, clock, quotes.append)
    feed.start()
    yield feed
    await feed.close()


async def test_watches_by_name(
    server: ScriptedServer, feed: QuoteFeed, quotes: list[Quote]
) -> None:
    await feed.watch(MES)
    assert [r.json for r in server.requests(SUBSCRIBE)] == [{"symbol": "MESZ6"}]
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: quotes)
    assert quotes[0].entries == {"Bid": entry("6012.25", 14)}


async def test_entries_that_come_one_by_one_are_put_together(
    server: ScriptedServer, feed: QuoteFeed, quotes: list[Quote]
) -> None:
    await feed.watch(MES)
    await server.push_quote(Bid=("6012.25", 14), Offer=("6012.50", 9))
    await server.push_quote(timestamp="2026-11-22T15:00:01Z", Bid=("6012.00", None))
    await server.push_quote(Trade=("6012.50", 2))
    await until(lambda: len(quotes) == 3)
    assert quotes[-1].entries == {
        "Bid": entry("6012.00"),
        "Offer": entry("6012.50", 9),
        "Trade": entry("6012.50", 2),
    }
    assert quotes[1].timestamp > quotes[0].timestamp


async def test_other_contracts_are_not_ours(
    server: ScriptedServer, feed: QuoteFeed, quotes: list[Quote]
) -> None:
    await feed.watch(MES)
    await server.push_quote(4002, Bid=("1", 1))
    await server.push_quote(Bid=("2", 1))
    await until(lambda: quotes)
    assert [q.contract_id for q in quotes] == [CONTRACT_ID]


async def test_another_contract_takes_the_place_of_the_first(
    server: ScriptedServer, feed: QuoteFeed, quotes: list[Quote]
) -> None:
    await feed.watch(MES)
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: quotes)
    await feed.watch(NQ)
    assert [r.json for r in server.requests(UNSUBSCRIBE)] == [{"symbol": "MESZ6"}]
    await server.push_quote(Bid=("6012.50", 14))
    await server.push_quote(4002, Offer=("21000", 1))
    await until(lambda: len(quotes) == 2)
    assert quotes[1].contract_id == 4002
    assert quotes[1].entries == {"Offer": entry("21000", 1)}


async def test_watching_the_same_again_asks_nothing(
    server: ScriptedServer, feed: QuoteFeed
) -> None:
    await feed.watch(MES)
    await feed.watch(replace(MES))
    assert len(server.requests(SUBSCRIBE)) == 1


async def test_the_last_of_two_quick_choices_holds(server: ScriptedServer, feed: QuoteFeed) -> None:
    held = Held(Answer({}))
    server.on(SUBSCRIBE, held, Answer({}))
    first = asyncio.create_task(feed.watch(MES))
    await until(lambda: server.requests(SUBSCRIBE))
    second = asyncio.create_task(feed.watch(NQ))
    held.release()
    await asyncio.gather(first, second)
    assert [r.json["symbol"] for r in server.requests(SUBSCRIBE)] == ["MESZ6", "NQZ6"]
    assert [r.json["symbol"] for r in server.requests(UNSUBSCRIBE)] == ["MESZ6"]


@pytest.mark.parametrize(
    ("step", "telling"),
    [
        (Text("Symbol is inaccessible", 404), "“Symbol is inaccessible”"),
        (Answer({"errorText": "No entitlement"}), "refused quotes of MESZ6.* “No entitlement”"),
        (Text("", 401), "401"),
    ],
)
async def test_a_refusal_is_shown_in_the_brokers_words(
    server: ScriptedServer, feed: QuoteFeed, step: Step, telling: str
) -> None:
    server.on(SUBSCRIBE, step, Answer({}))
    with pytest.raises(UserFacingError, match=telling):
        await feed.watch(MES)
    await feed.watch(MES)
    assert len(server.requests(SUBSCRIBE)) == 2


async def test_comes_back_and_subscribes_again(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, quotes: list[Quote]
) -> None:
    await feed.watch(MES)
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: quotes)
    await server.drop_sockets()
    await until(lambda: server.sockets(MARKET_DATA) == 0 and clock.sleepers == 1)
    await clock.advance(1.5)
    await until(lambda: len(server.requests(SUBSCRIBE)) == 2)
    await server.push_quote(Offer=("6013", 1))
    await until(lambda: len(quotes) == 2)
    assert quotes[1].entries == {"Offer": entry("6013", 1)}  # what is older may be stale


async def test_a_refusal_after_coming_back_leaves_the_socket_up(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock
) -> None:
    await feed.watch(MES)
    server.on(SUBSCRIBE, Text("No entitlement", 403), Answer({}))
    await server.drop_sockets()
    await until(lambda: server.sockets(MARKET_DATA) == 0 and clock.sleepers == 1)
    await clock.advance(1.5)
    await until(lambda: len(server.requests(SUBSCRIBE)) == 2)
    await feed.watch(MES)
    assert len(server.requests(SUBSCRIBE)) == 3
    assert server.upgrades[MARKET_DATA] == 2


async def test_a_subscription_that_is_not_answered(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock
) -> None:
    server.on(SUBSCRIBE, Silence())
    watching = asyncio.create_task(feed.watch(MES))
    await until(lambda: server.requests(SUBSCRIBE))
    await clock.advance(5)
    with pytest.raises(UserFacingError, match=r"^No quotes: .* did not answer within 5 seconds"):
        await watching


async def test_what_is_wanted_while_it_is_away_is_watched_later(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock
) -> None:
    await feed.watch(MES)
    await server.stop()
    await until(lambda: server.sockets(MARKET_DATA) == 0 and clock.sleepers == 1)
    with pytest.raises(UserFacingError, match=r"No quotes: .*broke"):
        await feed.watch(NQ)
    await server.start()
    await clock.advance(1.5)
    await until(lambda: len(server.requests(SUBSCRIBE)) == 2)
    assert server.requests(SUBSCRIBE)[-1].json == {"symbol": "NQZ6"}


async def test_authorises_with_the_market_data_token(
    server: ScriptedServer, feed: QuoteFeed, tokens: Tokens
) -> None:
    await feed.watch(MES)
    assert [r.body.decode() for r in server.requests("authorize")] == [tokens.market_data]


async def test_the_ordinary_token_serves_where_the_other_is_refused(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    tokens = replace(server.grant(), market_data="stranger")
    feed = QuoteFeed(session, server.hosts.market_data, tokens, clock, print)
    feed.start()
    await feed.watch(MES)
    assert [r.body.decode() for r in server.requests("authorize")] == ["stranger", tokens.access]
    await feed.close()


async def test_one_token_is_tried_once(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    for market_data in ("", "same"):
        tokens = replace(server.grant(), access="same", market_data=market_data)
        feed = QuoteFeed(session, server.hosts.market_data, tokens, clock, print)
        feed.start()
        with pytest.raises(UserFacingError, match=r"No quotes: .* takes the sign-in"):
            await feed.watch(MES)
        await feed.close()
    assert len(server.requests("authorize")) == 2


async def test_refused_tokens_are_never_tried_again(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock
) -> None:
    server.revoke()
    with pytest.raises(UserFacingError, match="takes the sign-in"):
        await feed.watch(MES)
    assert len(server.requests("authorize")) == 2
    await clock.advance(10_000)
    assert len(server.requests("authorize")) == 2


async def test_too_many_requests_mean_an_hour_of_silence(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock
) -> None:
    server.refuse_sockets = 429
    with pytest.raises(UserFacingError, match="wait one hour"):
        await feed.watch(MES)
    server.refuse_sockets = None
    await clock.advance(3599)
    assert server.sockets(MARKET_DATA) == 0
    await clock.advance(1)
    await until(lambda: server.sockets(MARKET_DATA) == 1)


async def test_unreadable_market_data_is_ignored(
    server: ScriptedServer, feed: QuoteFeed, quotes: list[Quote]
) -> None:
    await feed.watch(MES)
    for data in ("7", '{"quotes":[{"contractId":4001}]}', '{"doms":[]}', '{"quotes":null}'):
        await server.push_frame(f'a[{{"e":"md","d":{data}}}]', MARKET_DATA)
    await server.push_frame('a[{"e":"chart","d":{}}]', MARKET_DATA)
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: quotes)
    assert len(quotes) == 1


async def test_closing_ends_a_watch_that_still_waits(
    server: ScriptedServer, feed: QuoteFeed
) -> None:
    server.on("authorize", Silence())
    watching = asyncio.create_task(feed.watch(MES))
    await until(lambda: server.requests("authorize"))
    await feed.close()
    with pytest.raises(UserFacingError, match="closed here"):
        await watching
    await feed.close()
