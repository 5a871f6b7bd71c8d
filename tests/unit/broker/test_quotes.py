"""Quotes: one watched contract over a socket of its own."""

import asyncio
import logging
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.support.clock import ManualClock, settle
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import MARKET_DATA, Answer, Held, Penalty, Silence, Step, Text
from tests.support.scripted_world import CONTRACT_ID
from tests.support.until import until
from tests.unit.broker.quoting import (
    MES,
    NQ,
    SUBSCRIBE,
    UNSUBSCRIBE,
    Heard,
    asked,
)

from bracketdesk.broker.latest_quote import PACE
from bracketdesk.broker.quotes import QuoteFeed
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.wire.messages import QuoteEntry


# What is subscribed
async def test_watches_by_name(server: ScriptedServer, feed: QuoteFeed, heard: Heard) -> None:
    await feed.watch(MES)
    assert [r.json for r in server.requests(SUBSCRIBE)] == [{"symbol": "MESZ6"}]
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: heard.quotes)
    assert heard.quotes[0].contract_id == CONTRACT_ID
    assert heard.quotes[0].entries == {
        "Bid": QuoteEntry(price=Decimal("6012.25"), size=Decimal(14))
    }


async def test_another_contract_takes_the_place_of_the_first(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, heard: Heard
) -> None:
    await feed.watch(MES)
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: heard.quotes)
    await feed.watch(NQ)
    assert asked(server, UNSUBSCRIBE) == ["MESZ6"]
    await server.push_quote(Bid=("6012.50", 14))
    await server.push_quote(4002, Offer=("21000", None))
    await server.push_frame("h", MARKET_DATA)
    await clock.advance(PACE)
    await until(lambda: len(heard.quotes) == 2)
    assert heard.quotes[1].contract_id == 4002
    assert heard.quotes[1].entries == {"Offer": QuoteEntry(price=Decimal(21000))}


async def test_no_contract_is_watched_any_more(server: ScriptedServer, feed: QuoteFeed) -> None:
    await feed.watch(MES)
    await feed.watch(None)
    assert asked(server, UNSUBSCRIBE) == ["MESZ6"]
    await feed.watch(None)
    assert len(asked(server, UNSUBSCRIBE)) == len(asked(server, SUBSCRIBE)) == 1


async def test_watching_the_same_again_asks_nothing(
    server: ScriptedServer, feed: QuoteFeed
) -> None:
    await feed.watch(MES)
    await feed.watch(replace(MES))
    assert asked(server, SUBSCRIBE) == ["MESZ6"]
    assert asked(server, UNSUBSCRIBE) == []


async def test_the_last_of_two_quick_choices_holds(server: ScriptedServer, feed: QuoteFeed) -> None:
    held = Held(Answer({}))
    server.on(SUBSCRIBE, held, Answer({}))
    first = asyncio.create_task(feed.watch(MES))
    await until(lambda: server.requests(SUBSCRIBE))
    second = asyncio.create_task(feed.watch(NQ))
    held.release()
    await asyncio.gather(first, second)
    assert asked(server, SUBSCRIBE) == ["MESZ6", "NQZ6"]
    assert asked(server, UNSUBSCRIBE) == ["MESZ6"]


async def test_of_many_quick_choices_those_in_between_are_never_asked_for(
    server: ScriptedServer, feed: QuoteFeed
) -> None:
    others = [replace(NQ, symbol=f"N{i}", contract_id=5000 + i) for i in range(20)]
    await feed.watch(MES)
    held = Held(Answer({}))
    server.on(UNSUBSCRIBE, held, Answer({}))
    watching = [asyncio.create_task(feed.watch(each)) for each in (*others, NQ)]
    await until(lambda: server.requests(UNSUBSCRIBE))
    held.release()
    await asyncio.gather(*watching)
    assert asked(server, SUBSCRIBE)[-1] == "NQZ6"
    assert sorted(asked(server, SUBSCRIBE)[:-1]) == sorted(asked(server, UNSUBSCRIBE))
    assert len(asked(server, SUBSCRIBE)) < 5


async def test_what_was_never_answered_is_unsubscribed_all_the_same(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock
) -> None:
    server.on(SUBSCRIBE, Silence(), Answer({}))
    watching = asyncio.create_task(feed.watch(MES))
    await until(lambda: server.requests(SUBSCRIBE))
    await clock.advance(5)
    with pytest.raises(UserFacingError, match=r"^No quotes: .* did not answer within 5 seconds"):
        await watching
    await feed.watch(MES)
    assert asked(server, UNSUBSCRIBE) == ["MESZ6"]
    assert asked(server, SUBSCRIBE) == ["MESZ6", "MESZ6"]


async def test_an_unsubscription_that_was_never_answered_is_made_again(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock
) -> None:
    await feed.watch(MES)
    server.on(UNSUBSCRIBE, Silence(), Answer({}))
    watching = asyncio.create_task(feed.watch(NQ))
    await until(lambda: server.requests(UNSUBSCRIBE))
    await clock.advance(5)
    await watching
    await feed.watch(None)
    assert asked(server, UNSUBSCRIBE) == ["MESZ6", "MESZ6", "NQZ6"]


# Refusals
@pytest.mark.parametrize(
    ("step", "telling"),
    [
        (Text("Symbol is inaccessible", 404), "“Symbol is inaccessible”"),
        (Answer({"errorText": "No entitlement"}), "refused quotes of MESZ6.* “No entitlement”"),
        (Answer({"errorCode": "NoEntitlement"}), "refused quotes of MESZ6.* “NoEntitlement”"),
        (Answer({"error": "No entitlement", "mode": "None"}), "“No entitlement”"),
        (Text("", 401), "401"),
    ],
)
async def test_a_refusal_is_told_in_the_brokers_words(
    server: ScriptedServer, feed: QuoteFeed, heard: Heard, step: Step, telling: str
) -> None:
    server.on(SUBSCRIBE, step, Answer({}))
    with pytest.raises(UserFacingError, match=f"^No quotes: .*{telling}") as refused:
        await feed.watch(MES)
    assert heard.troubles == [str(refused.value)]
    await feed.watch(MES)
    assert heard.troubles[1:] == [""]
    assert len(server.requests(SUBSCRIBE)) == 2


@pytest.mark.parametrize(
    "answer", [None, 7, [], "", {"mode": "RealTime"}, {"errorText": ""}, {"error": None}]
)
async def test_whatever_else_is_answered_is_no_refusal(
    server: ScriptedServer, feed: QuoteFeed, heard: Heard, answer: object
) -> None:
    server.on(SUBSCRIBE, Answer(answer))
    await feed.watch(MES)
    assert heard.troubles == []


@pytest.mark.parametrize("status", [401, 403])
async def test_a_missing_right_is_the_market_data_s_not_the_sign_in_s(
    server: ScriptedServer, feed: QuoteFeed, heard: Heard, status: int
) -> None:
    server.on(SUBSCRIBE, Text("No entitlement", status))
    with pytest.raises(UserFacingError, match="no right to its market data"):
        await feed.watch(MES)
    assert heard.troubles == [
        f"No quotes: 127.0.0.1 refused quotes of MESZ6 ({status}): this user may have no right to "
        "its market data. Its own words: “No entitlement”"
    ]


async def test_another_contract_may_have_quotes_where_the_first_has_none(
    server: ScriptedServer, feed: QuoteFeed, heard: Heard
) -> None:
    server.on(SUBSCRIBE, Text("No entitlement", 403), Answer({}))
    with pytest.raises(UserFacingError, match="No entitlement"):
        await feed.watch(MES)
    await feed.watch(NQ)
    assert asked(server, UNSUBSCRIBE) == []
    assert heard.troubles[-1] == ""


async def test_a_penalty_is_waited_out_once_with_its_ticket(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, heard: Heard
) -> None:
    server.on(SUBSCRIBE, Penalty("T1", 15), Answer({}))
    with pytest.raises(UserFacingError, match="asks to wait 15 s"):
        await feed.watch(MES)
    await clock.advance(14.9)
    assert len(server.requests(SUBSCRIBE)) == 1
    await clock.advance(0.1)
    await until(lambda: heard.troubles[-1] == "")
    assert server.requests(SUBSCRIBE)[1].json == {"symbol": "MESZ6", "p-ticket": "T1"}


@pytest.mark.parametrize(("seconds", "waits"), [(60, 1), (61, 0)])
async def test_a_long_penalty_is_told_and_not_waited_out(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, seconds: int, waits: int
) -> None:
    await feed.watch(NQ)
    sleepers = clock.sleepers
    server.on(SUBSCRIBE, Penalty("T1", seconds))
    with pytest.raises(UserFacingError, match=f"asks to wait {seconds} s"):
        await feed.watch(MES)
    await settle()
    assert clock.sleepers - sleepers == waits


async def test_another_choice_ends_the_wait_for_a_penalty(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock
) -> None:
    server.on(SUBSCRIBE, Penalty("T1", 15), Answer({}))
    with pytest.raises(UserFacingError, match="asks to wait"):
        await feed.watch(MES)
    await feed.watch(NQ)
    await clock.advance(15)
    assert asked(server, SUBSCRIBE) == ["MESZ6", "NQZ6"]


# What cannot be read, and the end
async def test_unreadable_market_data_is_ignored_and_logged_once(
    server: ScriptedServer, feed: QuoteFeed, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await feed.watch(MES)
    for data in ("7", '{"quotes":[{"entries":{}}]}', '{"doms":[]}', '{"quotes":null}'):
        await server.push_frame(f'a[{{"e":"md","d":{data}}}]', MARKET_DATA)
    await server.push_frame('a[{"e":"chart","d":{}}]', MARKET_DATA)
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: heard.quotes)
    assert len(heard.quotes) == 1
    assert caplog.text.count("market data that cannot be read") == 1


async def test_closing_ends_a_watch_that_still_waits(
    server: ScriptedServer, feed: QuoteFeed, heard: Heard
) -> None:
    server.on("authorize", Silence())
    watching = asyncio.create_task(feed.watch(MES))
    await until(lambda: server.requests("authorize"))
    await feed.close()
    with pytest.raises(UserFacingError, match="closed here"):
        await watching
    await feed.close()
    assert heard.troubles == []
