"""Twelve hours of a session: the real desk on the real practice exchange, each with its own clock.

The machine's wall clock is twenty minutes behind the exchange's, and the tokens live eighty: who
does not measure the skew by the Date header renews five minutes too late. The market stands still
but for what the story says. What the broker's side counts is what counts here.
"""

from pathlib import Path

import pytest
from tests.support.hours import idle
from tests.support.pair import (
    BEHIND,
    HANDSHAKE,
    RENEW,
    SIGN_IN,
    SYNC,
    Broker,
    assert_same_state,
    open_pair,
)
from tests.support.practice import Trader
from tests.support.seat import HOUR, MINUTE, SECOND, SYMBOL, Seat
from tests.support.until import until

from bracketdesk.controller.views import Connection
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Transport
from bracketdesk.practice.limits import Limits

pytestmark = [
    pytest.mark.asyncio(loop_factories=["idle"]),
    pytest.mark.timeout(120),
    pytest.mark.unmeasured,
]

ELSEWHERE = (
    '{"entryVersion":{"orderQty":1,"orderType":"Market"},'
    '"brackets":[{"qty":1,"profitTarget":-6,"stopLoss":6,"trailingStop":false}]}'
)


async def test_twelve_hours_of_a_session(tmp_path: Path) -> None:
    async with open_pair(tmp_path, Limits(token_minutes=80), BEHIND) as (seat, broker):
        began = seat.time.exchange.now()
        await seat.connect()
        await a_morning_of_trades(seat, broker)
        await a_disconnect(seat, broker)
        await a_sleep_of_the_machine(seat, broker)
        await a_maintenance(seat, broker)
        await a_freeze_with_another_disconnect_in_it(seat, broker)
        await a_take_over(seat, broker)
        await trade_by(seat, broker, Transport.SOCKET, Transport.REST)
        passed = seat.time.exchange.now() - began
        await seat.run(12 * HOUR - passed.total_seconds())
        await seat.settled()

        assert seat.view.connection is Connection.CONNECTED
        assert_same_state(seat, broker)
        assert len(broker.exchange.store.all("fill")) >= 10
        assert broker.calls[RENEW] >= 9
        assert broker.calls[SIGN_IN] == 2 + 3  # two clicks here, three elsewhere
        assert broker.crowd == 1  # at each opening of a socket the other kind's, and never its own
        kept = seat.secrets.tokens["demo", seat.view.host]
        assert kept.expires == seat.view.expires
        journalled = await seat.ports.journal.recent(100)
        assert {entry.outcome and entry.outcome.kind for entry in journalled} == {
            OutcomeKind.ACCEPTED
        }
        assert not await seat.ports.journal.unsettled()


async def a_morning_of_trades(seat: Seat, broker: Broker) -> None:
    """Both transports, and another app of the same user, whose strategy shows at once."""
    await trade_by(seat, broker, Transport.SOCKET, Transport.REST)
    other = broker.elsewhere()
    await other.sign_in()
    await start_elsewhere(seat, broker, other)
    assert [strategy.ours for strategy in seat.desk.strategies.value].count(False) == 1
    await stays_connected(seat, broker, 90 * MINUTE)
    assert broker.calls[RENEW] == 1


async def a_disconnect(seat: Seat, broker: Broker) -> None:
    """What was filled meanwhile is told when the line is back."""
    synced = broker.calls[SYNC]
    broker.drills.drop_sockets()
    await seat.shows(Connection.RECONNECTING)
    broker.move(+17)
    await seat.run(10 * SECOND)
    assert seat.view.connection is Connection.CONNECTED
    assert broker.calls[SYNC] == synced + 1
    assert "filled" in seat.desk.notice.value
    assert_same_state(seat, broker)
    await stays_connected(seat, broker, HOUR)


async def a_sleep_of_the_machine(seat: Seat, broker: Broker) -> None:
    """The exchange drops the silent client and trades on; awake, the client comes back by itself
    and renews at once, for it cannot know how long its token is still good.
    """
    await seat.start(seat.ticket(limit=broker.point(-40)))
    renewed, synced = broker.calls[RENEW], broker.calls[SYNC]
    await seat.time.sleep(20 * MINUTE)
    assert broker.drills.open_sockets == 0
    broker.move(-45)
    await seat.time.sleep(15 * MINUTE)
    assert (broker.calls[RENEW], broker.calls[SYNC]) == (renewed, synced)
    await seat.run(10 * SECOND)
    assert seat.view.connection is Connection.CONNECTED
    assert (broker.calls[RENEW], broker.calls[SYNC]) == (renewed + 1, synced + 1)
    assert seat.desk.notice.value.startswith("While the line was down")
    assert_same_state(seat, broker)
    await stays_connected(seat, broker, HOUR)


async def a_maintenance(seat: Seat, broker: Broker) -> None:
    """Announced; tried again no more than about once in forty seconds."""
    broker.drills.close_for_maintenance("Back in ten minutes")
    await seat.shows(Connection.RECONNECTING)
    assert "Back in ten minutes" in seat.view.text
    asked = broker.calls[HANDSHAKE]
    await seat.run(10 * MINUTE)
    assert 2 <= broker.calls[HANDSHAKE] - asked <= 2 * (10 * MINUTE / 40 + 1)
    broker.drills.reopen()
    await seat.run(MINUTE)
    await stays_connected(seat, broker, HOUR)
    await trade_by(seat, broker, Transport.REST)


async def a_freeze_with_another_disconnect_in_it(seat: Seat, broker: Broker) -> None:
    """Nothing at all arrives within the hour, though the sockets break and a renewal falls due."""
    while not 69 * MINUTE < life_left(seat) <= 70 * MINUTE:
        await seat.run(MINUTE)
    broker.drills.freeze_user()
    seat.desk.choose_symbol("MNQZ6")  # the one call that is answered with 429
    await seat.shows(Connection.FROZEN)
    arrived, renewed = broker.calls.total(), broker.calls[RENEW]
    await seat.run(20 * MINUTE)
    broker.drills.drop_sockets()
    await idle()
    broker.move(-70)
    assert not seat.desk.submit(seat.ticket())
    await seat.run(40 * MINUTE - SECOND)
    assert seat.view.connection is Connection.FROZEN
    assert life_left(seat) < 15 * MINUTE
    assert broker.calls.total() == arrived
    await seat.run(30 * SECOND)
    await stays_connected(seat, broker, HOUR)
    assert broker.calls[RENEW] == renewed + 1
    seat.desk.choose_symbol(SYMBOL)
    await until(lambda: seat.desk.quote.value)
    assert_same_state(seat, broker)


async def a_take_over(seat: Seat, broker: Broker) -> None:
    """The line tries once more, after five minutes; what ends it is a click, half an hour later."""
    await broker.elsewhere().sign_in()
    other = broker.elsewhere()
    await other.sign_in()
    await seat.shows(Connection.TAKEN_OVER)
    asked, signed_in = broker.calls[HANDSHAKE], broker.calls[SIGN_IN]
    await seat.run(5 * MINUTE - SECOND)
    assert broker.calls[HANDSHAKE] == asked
    await seat.run(10 * SECOND)
    assert broker.calls[HANDSHAKE] == asked + 1 + 2  # market data tries either token
    assert seat.view.sign_in_again
    arrived = broker.calls.total()
    await seat.run(30 * MINUTE)
    assert broker.calls.total() == arrived
    await start_elsewhere(seat, broker, other)
    broker.move(-80)
    await seat.sign_in()
    await seat.shows(Connection.CONNECTED)
    assert broker.calls[SIGN_IN] == signed_in + 1
    await until(lambda: seat.desk.quote.value)
    assert_same_state(seat, broker)


async def trade_by(seat: Seat, broker: Broker, *transports: Transport) -> None:
    """A click for each."""
    for transport in transports:
        seat.by(transport)
        assert (await seat.start()).kind is OutcomeKind.ACCEPTED
        assert_same_state(seat, broker)


async def start_elsewhere(seat: Seat, broker: Broker, other: Trader) -> None:
    """A strategy by another app of the same user."""
    account = broker.exchange.account
    body = {
        "accountId": account.id,
        "accountSpec": account.name,
        "symbol": SYMBOL,
        "action": "Sell",
        "orderStrategyTypeId": 2,
        "params": ELSEWHERE,
        "isAutomated": False,
    }
    answer = await other.post("/orderStrategy/startorderstrategy", body)
    assert answer.body["orderStrategy"]["status"] == "ActiveStrategy"
    await seat.run(SECOND)


async def stays_connected(seat: Seat, broker: Broker, seconds: float) -> None:
    """So long nothing disturbs the line."""
    assert seat.view.connection is Connection.CONNECTED
    synced, sockets = broker.calls[SYNC], broker.calls[HANDSHAKE]
    await seat.run(seconds)
    assert seat.view.connection is Connection.CONNECTED
    assert (broker.calls[SYNC], broker.calls[HANDSHAKE]) == (synced, sockets)
    assert_same_state(seat, broker)


def life_left(seat: Seat) -> float:
    """Seconds until the token expires, as the desk shows it."""
    assert seat.view.expires is not None
    return (seat.view.expires - seat.time.machine.now()).total_seconds()
