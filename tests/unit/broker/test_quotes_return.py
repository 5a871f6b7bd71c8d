"""The quotes' socket: lost and come back to, taken over, frozen."""

import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import MARKET_DATA, Answer, Text
from tests.support.until import until
from tests.unit.broker.quoting import (
    MES,
    NQ,
    SUBSCRIBE,
    UNSUBSCRIBE,
    Heard,
    asked,
)

from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.quotes import QuoteFeed
from bracketdesk.domain.problems import UserFacingError


async def come_back(server: ScriptedServer, clock: ManualClock, heard: Heard) -> None:
    """Let the pause of a broken socket pass."""
    await until(lambda: heard.said("broke"))
    await clock.advance(1.5)
    await until(lambda: server.sockets(MARKET_DATA) == 1)


async def test_comes_back_and_subscribes_again(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, heard: Heard
) -> None:
    await feed.watch(MES)
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: heard.quotes)
    await server.drop_sockets(MARKET_DATA)
    await come_back(server, clock, heard)
    await until(lambda: heard.well)
    assert asked(server, SUBSCRIBE) == ["MESZ6", "MESZ6"]
    await server.push_quote(Offer=("6013", 1))
    await until(lambda: len(heard.quotes) == 2)
    assert set(heard.quotes[1].entries) == {"Offer"}  # what is older may be stale


async def test_a_refusal_after_coming_back_is_told_and_leaves_the_socket_up(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, heard: Heard
) -> None:
    await feed.watch(MES)
    server.on(SUBSCRIBE, Text("No entitlement", 403), Answer({}))
    await server.drop_sockets(MARKET_DATA)
    await come_back(server, clock, heard)
    await until(lambda: heard.said("“No entitlement”"))
    await feed.watch(MES)
    assert len(server.requests(SUBSCRIBE)) == 3
    assert server.upgrades[MARKET_DATA] == 2


async def test_what_is_wanted_while_it_is_away_is_watched_later(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, heard: Heard
) -> None:
    await feed.watch(MES)
    await server.stop()
    await until(lambda: heard.troubles)
    with pytest.raises(UserFacingError, match=r"No quotes: .*broke"):
        await feed.watch(NQ)
    await server.start()
    await clock.advance(1.5)
    await until(lambda: len(server.requests(SUBSCRIBE)) == 2)
    assert asked(server, SUBSCRIBE) == ["MESZ6", "NQZ6"]
    assert asked(server, UNSUBSCRIBE) == []


async def test_another_session_that_takes_over_is_left_in_peace(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, heard: Heard
) -> None:
    await feed.watch(MES)
    for opened in (1, 2):  # the second time within the hour is the last
        assert server.upgrades[MARKET_DATA] == opened
        await server.announce_shutdown("ConnectionQuotaReached", socket=MARKET_DATA)
        await server.close_sockets(1000, socket=MARKET_DATA)
        await until(lambda: heard.said("too many are open"))
        await clock.advance(299)
        assert server.upgrades[MARKET_DATA] == opened
        await clock.advance(160)
        if opened == 1:
            await until(lambda: heard.well)
    await clock.advance(10_000)
    assert server.upgrades[MARKET_DATA] == 2
    feed.use(server.grant())
    await until(lambda: heard.well)


async def test_a_probe_asks_whether_the_socket_lives(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, heard: Heard
) -> None:
    feed.probe()  # there is none yet
    await feed.watch(MES)
    server.answer_pings = False
    await clock.advance(1)
    feed.probe()
    for _ in range(4):
        await clock.advance(2.5)
    await until(lambda: heard.said("fell silent"))


# A freeze
async def test_too_many_requests_mean_an_hour_of_silence(
    server: ScriptedServer, feed: QuoteFeed, clock: ManualClock, allowance: Allowance
) -> None:
    server.refuse_sockets = 429
    with pytest.raises(UserFacingError, match="wait one hour"):
        await feed.watch(MES)
    assert allowance.frozen_for() > 3590
    server.refuse_sockets = None
    await clock.advance(3599)
    assert server.upgrades[MARKET_DATA] == 1
    await clock.advance(1)
    await until(lambda: server.sockets(MARKET_DATA) == 1)


async def test_nothing_connects_while_frozen(
    server: ScriptedServer,
    feed: QuoteFeed,
    clock: ManualClock,
    allowance: Allowance,
    heard: Heard,
) -> None:
    await feed.watch(MES)
    allowance.freeze(3600)
    await server.drop_sockets(MARKET_DATA)
    await until(lambda: heard.troubles)
    with pytest.raises(UserFacingError, match="broke"):
        await feed.watch(NQ)
    await clock.advance(3599)
    assert server.upgrades[MARKET_DATA] == 1
    await clock.advance(1)
    await until(lambda: heard.well)
    assert asked(server, SUBSCRIBE) == ["MESZ6", "NQZ6"]


async def test_nothing_is_subscribed_while_frozen_but_quotes_go_on(
    server: ScriptedServer,
    feed: QuoteFeed,
    clock: ManualClock,
    allowance: Allowance,
    heard: Heard,
) -> None:
    await feed.watch(MES)
    allowance.freeze(3600)
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: heard.quotes)
    for wanted in (NQ, None, NQ):
        with pytest.raises(UserFacingError, match="asked for silence"):
            await feed.watch(wanted)
    assert len(server.requests(SUBSCRIBE)) + len(server.requests(UNSUBSCRIBE)) == 1
    for _ in range(360):
        await clock.advance(10)
        await server.push_frame("h", MARKET_DATA)
    await until(lambda: heard.well)
    assert asked(server, UNSUBSCRIBE) == ["MESZ6"]
    assert asked(server, SUBSCRIBE) == ["MESZ6", "NQZ6"]
