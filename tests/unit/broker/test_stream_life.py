"""One socket: heartbeats, silence, farewells."""

import asyncio

import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import (
    Answer,
    Held,
)
from tests.support.until import until

from bracketdesk.broker.stream import Stream
from bracketdesk.wire.frames import Event

CALL = "account/list"


async def test_heartbeats_every_two_and_a_half_seconds(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    await clock.advance(2.4)
    await stream.request(CALL)
    assert server.heartbeats == 0
    for beat in range(1, 5):
        await clock.advance(2.5)
        await stream.request(CALL)
        assert server.heartbeats == beat


async def test_silence_without_heartbeats_of_the_server_is_no_death(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    """It never sends `h`, and answers pings: that is alive (protocol.md 3.4)."""
    pongs = stream.latency
    for _ in range(48):
        await clock.advance(2.5)
        await stream.request(CALL)
    assert stream.open
    assert pongs is not None


async def test_a_pong_alone_keeps_it_alive(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    for _ in range(4):
        await clock.advance(2.5)
    await until(lambda: stream.latency == 0.0)
    for _ in range(3):
        await clock.advance(2.5)
    assert stream.open


async def test_a_server_that_falls_silent_is_dead(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    server.answer_pings = False
    await clock.advance(17.4)
    assert stream.open
    await clock.advance(0.1)
    assert (await stream.lost).reason == "127.0.0.1 fell silent."
    await until(lambda: server.sockets() == 0)


async def test_anything_heard_after_the_ping_is_life(
    server: ScriptedServer, stream: Stream, clock: ManualClock, events: list[Event]
) -> None:
    server.answer_pings = False
    for second in range(1, 60):
        await clock.advance(1)
        await server.push_frame("h" if second % 2 else 'a[{"e":"props","d":{}}]')
        seen = len(events)
        if not second % 2:
            await until(lambda seen=seen: len(events) >= seen)  # type: ignore[misc]
        await asyncio.sleep(0.002)
    assert stream.open


async def test_the_last_round_trip_is_the_latency(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    slow = Held(Answer(1))
    server.on(CALL, slow)
    asking = asyncio.ensure_future(stream.request(CALL))
    await until(lambda: server.requests(CALL))
    await clock.advance(0.25)
    slow.release()
    assert (await asking).seconds == 0.25
    assert stream.latency == 0.25


async def test_a_pings_round_trip_is_the_latency_too(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    server.answer_pings = False
    await clock.advance(10)
    await clock.advance(0.125)
    await server.push_pong(b"other")
    await server.push_pong(b"0")
    await until(lambda: stream.latency == 0.125)


async def test_a_server_that_pings_gets_its_pong(server: ScriptedServer, stream: Stream) -> None:
    await server.push_ping(b"you?")
    await until(lambda: server.pongs == [b"you?"])
    assert stream.open


async def test_a_close_frame_tells_why(server: ScriptedServer, stream: Stream) -> None:
    await server.push_frame('c[3000,"Go away!"]')
    loss = await stream.lost
    assert loss.reason == "127.0.0.1 closed the connection (3000). Its own words: “Go away!”"
    assert loss.pause == 0
    assert not stream.open


async def test_an_ordinary_close_tells_why_too(server: ScriptedServer, stream: Stream) -> None:
    await server.close_sockets(1001, "restart")
    reason = (await stream.lost).reason
    assert reason == "127.0.0.1 closed the connection (1001). Its own words: “restart”"


@pytest.mark.parametrize(
    ("code", "telling", "pause"),
    [
        ("Maintenance", "closes for maintenance", 0),
        ("ConnectionQuotaReached", "too many are open", 300),
        ("IPQuotaReached", "too many addresses", 300),
        ("SomethingNew", "“SomethingNew”", 0),
    ],
)
async def test_an_announced_shutdown_is_the_reason(
    server: ScriptedServer, stream: Stream, code: str, telling: str, pause: float
) -> None:
    await server.announce_shutdown(code)
    await server.close_sockets(1000)
    loss = await stream.lost
    assert telling in loss.reason
    assert loss.pause == pause


async def test_after_the_announcement_answers_come_and_requests_stay(
    server: ScriptedServer, stream: Stream
) -> None:
    slow = Held(Answer("still"))
    server.on(CALL, slow)
    asking = asyncio.ensure_future(stream.request(CALL))
    await until(lambda: server.requests(CALL))
    await server.announce_shutdown("Maintenance", "Back at 5")
    await until(lambda: not stream.open)
    late = await stream.request(CALL)
    assert not late.left
    assert late.detail == "127.0.0.1 closes for maintenance. Its own words: “Back at 5”"
    slow.release()
    assert (await asking).body == b'"still"'
    assert len(server.requests(CALL)) == 1


async def test_who_announces_and_stays_is_left(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    await server.push_frame('a[{"e":"shutdown","d":"?"}]')
    await until(lambda: not stream.open)
    await clock.advance(4.9)
    assert not stream.lost.done()
    await clock.advance(2.5)
    assert (await stream.lost).reason == "127.0.0.1 closes the connection."
    await until(lambda: server.sockets() == 0)
