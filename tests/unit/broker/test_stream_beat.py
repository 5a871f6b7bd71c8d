"""One socket: what must hold up neither its heartbeats nor the rest of the app."""

import asyncio
import json

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.until import until

from bracketdesk.broker.stream import BURST, Stream, open_stream
from bracketdesk.broker.tally import Tally
from bracketdesk.wire.frames import Event

CALL = "account/list"
MESSAGE = '{"e":"props","d":{}}'


async def test_a_full_buffer_delays_no_heartbeat(
    server: ScriptedServer, stream: Stream, clock: ManualClock, tally: Tally
) -> None:
    server.stop_reading()
    asking = [asyncio.ensure_future(stream.request(CALL, "x" * 1_000_000)) for _ in range(12)]
    await clock.advance(16)
    assert not stream.lost.done()
    assert tally.longest_beat == 2.5
    await asyncio.gather(*asking)


async def test_pings_of_the_server_delay_no_heartbeat(
    server: ScriptedServer, stream: Stream, clock: ManualClock, tally: Tally
) -> None:
    for _ in range(100):
        await server.push_ping(b"you?")
    await until(lambda: len(server.pongs) == 100)
    await clock.advance(2.5)
    await until(lambda: server.heartbeats == 1)
    assert tally.longest_beat == 2.5


async def test_the_longest_gap_is_kept(
    server: ScriptedServer, stream: Stream, clock: ManualClock, tally: Tally
) -> None:
    await clock.advance(5)
    assert tally.longest_beat == 2.5


@pytest.mark.parametrize(
    "frames",
    [
        ["a[" + ",".join([MESSAGE] * 1000) + "]"],
        [f"a[{MESSAGE}]"] * 1000,
    ],
    ids=["in one frame", "in a thousand"],
)
async def test_a_flood_of_messages_lets_the_others_have_their_turn(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock, frames: list[str]
) -> None:
    taken = 0
    turns: list[int] = []

    def take(_: Event) -> None:
        nonlocal taken
        if not taken:
            asyncio.get_running_loop().call_soon(turn)
        taken += 1

    def turn() -> None:
        turns.append(taken)
        if taken < 1000:
            asyncio.get_running_loop().call_soon(turn)

    stream = await open_stream(session, server.hosts.socket, server.issue(), clock, take)
    for frame in frames:
        await server.push_frame(frame)
    await until(lambda: taken == 1000 and turns[-1] == 1000)
    assert max(later - earlier for earlier, later in zip([0, *turns], turns, strict=False)) <= BURST
    await stream.close()


# Probing
async def test_a_probe_asks_now(server: ScriptedServer, stream: Stream, clock: ManualClock) -> None:
    await clock.advance(1)
    stream.probe()
    await until(lambda: stream.latency == 0.0)
    assert stream.open


async def test_silence_after_a_probe_means_lost(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    server.answer_pings = False
    await clock.advance(2.5)
    stream.probe()
    await clock.advance(7.4)
    assert not stream.lost.done()
    await clock.advance(0.1)
    assert (await stream.lost).reason == "127.0.0.1 fell silent."


async def test_probing_again_grants_no_more_time(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    server.answer_pings = False
    await clock.advance(2.5)
    for _ in range(3):
        stream.probe()
        await clock.advance(2.5)
    assert stream.lost.done()


async def test_probing_what_is_gone_does_nothing(server: ScriptedServer, stream: Stream) -> None:
    await server.drop_sockets()
    await stream.lost
    stream.probe()


async def test_whoever_overslept_calls_nobody_silent(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    """The pong may lie in the buffer, unread: the process stood still, not the server."""
    server.answer_pings = False
    await clock.advance(10)
    clock.oversleep(60)
    await clock.advance(0)
    assert not stream.lost.done()
    await clock.advance(10)
    assert (await stream.lost).reason == "127.0.0.1 fell silent."


# What a socket that is gone still brings
async def test_what_comes_after_the_end_is_logged_and_ignored(
    server: ScriptedServer,
    session: aiohttp.ClientSession,
    clock: ManualClock,
    tally: Tally,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    taken: list[Event] = []
    closing: list[asyncio.Task[None]] = []

    def take(event: Event) -> None:
        taken.append(event)
        if not closing:
            closing.append(asyncio.create_task(stream.close()))

    url, token = server.hosts.socket, server.issue()
    stream = await open_stream(session, url, token, clock, take, tally=tally)
    late = json.dumps({"s": 200, "i": 0, "d": 1})
    await server.push_frame("a[" + ",".join([MESSAGE] * 500 + [late]) + "]")
    await until(lambda: closing)
    await closing[0]
    await until(lambda: tally.late_answers == 1)
    assert len(taken) <= BURST
    assert caplog.text.count("sent props on a socket that is gone") == 1
    assert "which nobody waits for any more" in caplog.text
