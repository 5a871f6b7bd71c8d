"""The line after its socket was lost: what is told, and when it comes back."""

import asyncio

import pytest
from tests.support.acts import cancel
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import MARKET_DATA, USER, Answer, HangUp, InTurn, Raw, Text
from tests.support.scripted_world import ACCOUNT_ID, NOW
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.line import BrokerLine
from bracketdesk.domain.problems import Frozen
from bracketdesk.domain.session import Difference, LineDown, LossCause

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
        await clock.advance(0.25)
        await asyncio.sleep(0.003)
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
    assert (await cancel(line, 2)).status == 200
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
    await until(lambda: server.sockets(MARKET_DATA) == 1)
    server.refuse_sockets = 503
    await server.drop_sockets(USER)
    await until(lambda: listener.downs)
    for step in (1, 2, 4, 8, 16, 32, 40, 40):
        assert step <= await until_next_attempt(clock, server) <= 1.5 * step + SLACK
    await until(lambda: len(listener.losses) == 9)
    for step, down in zip((1, 2, 4, 8, 16, 32, 40, 40, 40), listener.losses, strict=True):
        assert down.cause is LossCause.BROKEN
        assert step <= (down.retry_in or 0) <= 1.5 * step
    assert "503" in listener.downs[-1]


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
    reason = "127.0.0.1 no longer takes the sign-in. Sign in again."
    assert listener.losses[-1] == LineDown(reason, LossCause.REFUSED, None)
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
    (down,) = listener.losses
    assert "too many" in down.reason
    assert (down.cause, down.retry_in) == (LossCause.QUOTA, 300)
    await clock.advance(299)
    assert server.upgrades[USER] == 1
    await clock.advance(1)
    await until(lambda: listener.ups == 2)


async def throw_out(server: ScriptedServer, listener: RecordingListener) -> LineDown:
    """Close the line's socket for another connection."""
    before = len(listener.losses)
    await server.announce_shutdown("ConnectionQuotaReached")
    await server.close_sockets(1000)
    await until(lambda: len(listener.losses) > before)
    return listener.losses[-1]


async def test_who_was_thrown_out_twice_does_not_fight(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await throw_out(server, listener)
    await clock.advance(300)
    await until(lambda: listener.ups == 2)
    await clock.advance(60)
    down = await throw_out(server, listener)
    assert (down.cause, down.retry_in) == (LossCause.QUOTA, None)
    await clock.advance(600)
    assert server.upgrades[USER] == 2
    assert (await cancel(line, 1)).status == 200


async def test_a_take_over_long_after_the_last_is_a_new_one(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await throw_out(server, listener)
    await clock.advance(300)
    await until(lambda: listener.ups == 2)
    clock.oversleep(3400)
    assert (await throw_out(server, listener)).retry_in == 300


async def test_a_quota_that_is_reached_at_once_is_no_loop_either(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await throw_out(server, listener)
    quota = b'a[{"e":"shutdown","d":{"reasonCode":"ConnectionQuotaReached"}}]'
    server.on("user/syncrequest", InTurn(Raw(quota), HangUp()))
    await clock.advance(300)
    await until(lambda: len(listener.losses) == 2)
    assert (listener.losses[1].cause, listener.losses[1].retry_in) == (LossCause.QUOTA, None)
    await clock.advance(600)
    assert server.upgrades[USER] == 2


async def test_maintenance_begins_with_a_long_pause_and_stays_the_cause(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await until(lambda: server.sockets(MARKET_DATA) == 1)
    await server.announce_shutdown("Maintenance", "Back at 5")
    await server.close_sockets(1000)
    server.refuse_sockets = 503
    await until(lambda: listener.losses)
    assert 40 <= await until_next_attempt(clock, server) <= 60 + SLACK
    await until(lambda: len(listener.losses) == 2)
    assert 40 <= await until_next_attempt(clock, server) <= 60 + SLACK
    await until(lambda: len(listener.losses) == 3)
    assert {down.cause for down in listener.losses} == {LossCause.MAINTENANCE}
    announced = "127.0.0.1 closes for maintenance. Its own words: “Back at 5”"
    assert {down.reason for down in listener.losses} == {announced}
    server.refuse_sockets = None
    await until_next_attempt(clock, server)
    await until(lambda: listener.ups == 2)


@pytest.mark.parametrize("status", [401, 408])
async def test_a_session_that_was_taken_over_is_not_fought_for(
    line: BrokerLine,
    server: ScriptedServer,
    listener: RecordingListener,
    clock: ManualClock,
    status: int,
) -> None:
    server.on("user/syncrequest", Text("", status))
    await server.drop_sockets(USER)
    await until(lambda: listener.losses)
    await clock.advance(1.5)
    await until(lambda: len(listener.losses) == 2)
    assert (listener.losses[1].cause, listener.losses[1].retry_in) == (LossCause.REFUSED, None)
    await clock.advance(600)
    assert server.upgrades[USER] == 2


async def test_every_step_is_told(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await server.drop_sockets(USER)
    await until(lambda: listener.losses)
    await clock.advance(1.5)
    await until(lambda: listener.ups == 2)
    up = ["connecting", "synchronising", "up"]
    assert listener.told[:7] == [*up, f"down: {listener.downs[0]}", *up]


async def test_what_happened_meanwhile_is_told(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await server.push_props("order", ORDER)
    await until(lambda: listener.changes == 1)
    await server.drop_sockets(USER)
    await until(lambda: listener.losses)
    server.world.put("order", {**ORDER, "ordStatus": "Filled"})
    await clock.advance(1.5)
    await until(lambda: listener.ups == 2)
    assert listener.differences == [(), (Difference("order", 1, "changed"),)]


async def test_there_are_never_two_sockets(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    """A server that went silent still holds the old one: it is closed before the next is opened."""
    server.answer_pings = False
    while listener.ups < 2:
        await clock.advance(0.5)
        assert server.sockets(USER) <= 1
        await asyncio.sleep(0.003)
    assert listener.downs[0] == "127.0.0.1 fell silent."
    assert server.sockets(USER) == 1
    assert line.figures.generation == server.upgrades[USER] == 2


# Freezes
@pytest.mark.parametrize("status", [423, 429])
async def test_a_lockout_means_an_hour_and_is_told(
    line: BrokerLine,
    server: ScriptedServer,
    listener: RecordingListener,
    clock: ManualClock,
    status: int,
) -> None:
    await until(lambda: server.sockets(MARKET_DATA) == 1)
    server.refuse_sockets = status
    await server.drop_sockets(USER)
    await until(lambda: listener.downs)
    await clock.advance(1.5)
    await until(lambda: len(listener.downs) == 2)
    assert "one hour" in listener.downs[1]
    assert listener.losses[1].retry_in == 3600
    assert listener.freezes == [3600]
    server.refuse_sockets = None
    await clock.advance(3598)
    assert server.upgrades[USER] == 2
    await clock.advance(3)
    await until(lambda: listener.ups == 2)


async def test_a_freeze_while_it_is_away_keeps_it_away(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await server.drop_sockets(USER)
    await until(lambda: listener.losses)
    server.on("orderStrategy/list", Text("", 429))
    with pytest.raises(Frozen):
        await line.list_strategies()
    assert listener.freezes == [3600]
    await clock.advance(3598)
    assert server.upgrades[USER] == 1
    await clock.advance(3)
    await until(lambda: listener.ups == 2)


async def test_a_machine_that_sleeps_through_a_freeze_is_back_soon(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    server.on("user/syncrequest", Text("", 429), Answer(server.world.snapshot()))
    await server.drop_sockets(USER)
    await until(lambda: listener.losses)
    await clock.advance(1.5)
    await until(lambda: len(listener.losses) == 2)
    clock.jump(3600)
    await clock.advance(15)
    await until(lambda: listener.ups == 2)


async def test_a_socket_that_stands_outlasts_a_freeze(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    server.on("orderStrategy/list", Text("", 429))
    with pytest.raises(Frozen):
        await line.list_strategies()
    await server.push_props("order", ORDER)
    await until(lambda: listener.changes)
    assert listener.losses == []


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
        def line_up(self, differences: tuple[Difference, ...]) -> None:
            super().line_up(differences)
            if self.ups == 2:
                raise LookupError

    listener = Failing()
    await gateway.connect(server.hosts, server.grant(), listener)
    await until(lambda: listener.ups == 1)
    await server.drop_sockets(USER)
    await until(lambda: listener.downs)
    await clock.advance(1.5)
    await until(lambda: len(listener.downs) == 2)
    reason = "The connection failed inside this app."
    assert listener.losses[1] == LineDown(reason, LossCause.FAILED, None)
