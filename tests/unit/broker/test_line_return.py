"""The line after its socket was lost: what is told, and when it comes back."""

import asyncio

import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import MARKET_DATA, USER
from tests.support.scripted_world import ACCOUNT_ID, NOW
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.line import BrokerLine
from bracketdesk.wire.messages import CancelOrder

ORDER = {
    "id": 1,
    "accountId": ACCOUNT_ID,
    "timestamp": NOW,
    "action": "Buy",
    "ordStatus": "Working",
}
SLACK = 1.0
"""Seconds of the test's clock that may pass until an attempt has reached the server."""


async def until_next_attempt(clock: ManualClock, server: ScriptedServer) -> float:
    """Move the clock until a user socket is asked for; return the seconds that took."""
    before, began = server.upgrades[USER], clock.monotonic()
    while server.upgrades[USER] == before:
        await clock.advance(0.125)
        await asyncio.sleep(0.004)
        assert clock.monotonic() - began < 4000
    return clock.monotonic() - began


async def test_a_lost_socket_is_told_and_comes_back_with_a_new_snapshot(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await server.push_props("order", ORDER)
    await until(lambda: listener.changes == 1)
    await server.drop_sockets()
    await until(lambda: listener.downs)
    assert listener.downs == ["The connection to 127.0.0.1 broke."]
    assert not line.state.synchronised
    assert line.latency is None
    server.world.put("order", {**ORDER, "id": 2})
    server.world.remove("order", 1)
    await clock.advance(1.5)
    await until(lambda: listener.ups == 2 and listener.changes == 2)
    assert line.state.synchronised
    assert list(line.state.orders) == [2]
    assert (await line.cancel_order(CancelOrder(order_id=2))).status == 200
    assert [r.transport for r in server.requests("order/cancelorder")] == [USER]


async def test_it_waits_a_second_at_least(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await server.drop_sockets(USER)
    await until(lambda: listener.downs)
    assert 1 <= await until_next_attempt(clock, server) <= 1.5 + SLACK


async def test_pauses_double_up_to_a_minute(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    server.refuse_sockets = 503
    await server.drop_sockets(USER)
    await until(lambda: listener.downs)
    for step in (1, 2, 4, 8, 16, 32, 40, 40):
        assert step <= await until_next_attempt(clock, server) <= 1.5 * step + SLACK
    assert len(listener.downs) == 1


async def test_a_line_that_falls_again_and_again_comes_back_ever_later(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    for fall, step in enumerate((1, 2, 4), 1):
        await server.drop_sockets(USER)
        await until(lambda fall=fall: len(listener.downs) == fall)  # type: ignore[misc]
        assert step <= await until_next_attempt(clock, server) <= 1.5 * step + SLACK
        await until(lambda fall=fall: listener.ups == fall + 1)  # type: ignore[misc]


async def test_a_refused_token_ends_it(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await until(lambda: server.sockets(MARKET_DATA) == 1)
    server.revoke()
    await server.drop_sockets()
    await until(lambda: listener.downs and clock.sleepers == 2)
    await clock.advance(1.5)
    await until(lambda: len(listener.downs) == 2)
    assert listener.downs[-1] == "127.0.0.1 no longer takes the sign-in. Sign in again."
    # One token at first on either socket, then one on the user's and both on the other.
    await until(lambda: len(server.requests("authorize")) == 5 and clock.sleepers == 0)
    await clock.advance(100_000)
    assert len(server.requests("authorize")) == 5
    assert listener.ups == 1


@pytest.mark.parametrize("code", ["ConnectionQuotaReached", "IPQuotaReached"])
async def test_too_many_connections_mean_five_minutes(
    line: BrokerLine,
    server: ScriptedServer,
    listener: RecordingListener,
    clock: ManualClock,
    code: str,
) -> None:
    await server.announce_shutdown(code)
    await server.close_sockets(1000)
    await until(lambda: listener.downs)
    assert "too many" in listener.downs[0]
    await clock.advance(299)
    assert server.upgrades[USER] == 1
    await clock.advance(1)
    await until(lambda: listener.ups == 2)


@pytest.mark.parametrize("status", [423, 429])
async def test_a_lockout_means_an_hour_and_is_told(
    line: BrokerLine,
    server: ScriptedServer,
    listener: RecordingListener,
    clock: ManualClock,
    status: int,
) -> None:
    server.refuse_sockets = status
    await server.drop_sockets(USER)
    await until(lambda: listener.downs)
    await clock.advance(1.5)
    await until(lambda: len(listener.downs) == 2)
    assert "one hour" in listener.downs[1]
    server.refuse_sockets = None
    await clock.advance(3599)
    assert server.upgrades[USER] == 2
    await clock.advance(1)
    await until(lambda: listener.ups == 2)


async def test_garbage_brings_a_new_snapshot(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await server.push_frame('a[{"e":"props","d":{"entityType":"order","eventType":"Cre')
    await until(lambda: listener.downs)
    await clock.advance(1.5)
    await until(lambda: listener.ups == 2)
    assert len(server.requests("user/syncrequest")) == 2


async def test_closing_while_it_is_away_ends_the_coming_back(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await server.drop_sockets()
    await until(lambda: listener.downs)
    await line.close()
    await clock.advance(1000)
    assert server.upgrades[USER] == 1
    assert clock.sleepers == 0


@pytest.mark.expects_errors
async def test_a_listener_that_fails_ends_it_with_a_word(
    gateway: BrokerGateway, server: ScriptedServer, clock: ManualClock
) -> None:
    class Failing(RecordingListener):
        def line_up(self) -> None:
            super().line_up()
            if self.ups == 2:
                raise LookupError

    listener = Failing()
    await gateway.connect(server.hosts, server.grant(), listener)
    await until(lambda: listener.ups == 1)
    await server.drop_sockets(USER)
    await until(lambda: listener.downs)
    await clock.advance(1.5)
    await until(lambda: len(listener.downs) == 2)
    assert listener.downs[1] == "The connection failed inside this app."
