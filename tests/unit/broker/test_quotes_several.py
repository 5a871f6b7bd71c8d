"""Quotes of other contracts beside the ticket's."""

from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, Held, Text
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


async def test_both_are_told(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, heard: Heard
) -> None:
    feed.watch_also([NQ])
    await feed.watch(MES)
    await until(lambda: asked(server, SUBSCRIBE) == ["MESZ6", "NQZ6"])
    await server.push_quote(Bid=("6012.25", 14))
    await server.push_quote(NQ.contract_id, Bid=("21000", 3))
    await until(lambda: heard.quotes)
    await clock.advance(PACE)
    await until(lambda: len(heard.quotes) == 2)
    assert {quote.contract_id for quote in heard.quotes} == {MES.contract_id, NQ.contract_id}


async def test_what_is_both_the_tickets_and_another_is_asked_for_once(
    server: ScriptedServer, feed: QuoteFeed
) -> None:
    feed.watch_also([MES, NQ])
    await feed.watch(MES)
    await until(lambda: len(asked(server, SUBSCRIBE)) == 2)
    await feed.watch(NQ)
    feed.watch_also([MES])
    await feed.watch(NQ)
    assert asked(server, SUBSCRIBE) == ["MESZ6", "NQZ6"]
    assert asked(server, UNSUBSCRIBE) == []


async def test_what_is_wanted_no_more_is_let_go(server: ScriptedServer, feed: QuoteFeed) -> None:
    await feed.watch(MES)
    feed.watch_also([NQ])
    await until(lambda: asked(server, SUBSCRIBE) == ["MESZ6", "NQZ6"])
    feed.watch_also([])
    await until(lambda: asked(server, UNSUBSCRIBE) == ["NQZ6"])


async def test_a_refusal_of_another_is_no_trouble_of_the_tickets(
    server: ScriptedServer, feed: QuoteFeed, heard: Heard
) -> None:
    server.on(SUBSCRIBE, Answer({}), Text("no", 403), Answer({}))
    await feed.watch(MES)
    feed.watch_also([NQ])
    await until(lambda: len(asked(server, SUBSCRIBE)) == 2)
    await feed.watch(MES)
    assert heard.troubles == []


async def test_all_are_asked_for_again_on_the_next_socket(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock
) -> None:
    feed.watch_also([NQ])
    await feed.watch(MES)
    await until(lambda: len(asked(server, SUBSCRIBE)) == 2)
    await server.drop_sockets()
    await until(lambda: clock.sleepers)
    await clock.advance(5)
    await until(lambda: asked(server, SUBSCRIBE) == ["MESZ6", "NQZ6"] * 2)


async def test_another_choice_is_not_held_up_by_the_others(
    server: ScriptedServer, feed: QuoteFeed
) -> None:
    held = Held(Answer({}))
    await feed.watch(MES)
    server.on(SUBSCRIBE, held, Answer({}))
    feed.watch_also([NQ])
    await until(lambda: len(asked(server, SUBSCRIBE)) == 2)
    feed.watch_also([])
    held.release()
    await until(lambda: asked(server, UNSUBSCRIBE) == ["NQZ6"])
