"""One socket against a scripted server."""

import asyncio
import logging
import threading

import aiohttp
import pytest
from tests.support.clock import ManualClock, settle
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import (
    Answer,
    Half,
    HangUp,
    Held,
    InTurn,
    Penalty,
    Raw,
    Silence,
    Text,
)
from tests.support.scripted_wire import RawServer, self_signed
from tests.support.until import until

from bracketdesk.broker.http import open_session
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.domain.problems import MustWait, TokenRefused, UserFacingError
from bracketdesk.wire.clock import SystemClock
from bracketdesk.wire.frames import Event

CALL = "account/list"
BROKE = "The connection to 127.0.0.1 broke."


# Getting in
async def test_authorises_with_the_raw_token(server: ScriptedServer, stream: Stream) -> None:
    (authorised,) = server.requests("authorize")
    assert server.knows(authorised.body.decode())
    assert authorised.id == 0
    assert stream.open
    assert stream.latency is not None


async def test_a_bad_token_is_refused_as_such(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    with pytest.raises(TokenRefused, match=r"no longer takes the sign-in\.") as caught:
        await open_stream(session, server.hosts.socket, "old-token", clock, print)
    assert "old-token" not in str(caught.value)
    assert len(server.requests("authorize")) == 1
    assert clock.sleepers == 0


@pytest.mark.parametrize(
    ("status", "kind"), [(423, MustWait), (429, MustWait), (503, UserFacingError)]
)
async def test_a_refused_authorisation_is_no_bad_token(
    server: ScriptedServer,
    session: aiohttp.ClientSession,
    clock: ManualClock,
    status: int,
    kind: type[UserFacingError],
) -> None:
    server.on("authorize", Text("no", status))
    with pytest.raises(kind) as caught:
        await open_stream(session, server.hosts.socket, server.issue(), clock, print)
    assert not isinstance(caught.value, TokenRefused)


@pytest.mark.parametrize(("status", "telling"), [(429, "one hour"), (404, "404"), (302, "302")])
async def test_a_refused_socket_has_its_sentence(
    server: ScriptedServer,
    session: aiohttp.ClientSession,
    clock: ManualClock,
    status: int,
    telling: str,
) -> None:
    server.refuse_sockets = status
    with pytest.raises(UserFacingError, match=telling if status != 302 else "redirects"):
        await open_stream(session, server.hosts.socket, server.issue(), clock, print)


async def test_a_redirected_socket_is_not_followed(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    """The token would follow it."""
    target = server.hosts.socket.replace("ws:", "http:").encode()
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target + b"\r\n\r\n"
    async with RawServer(head) as raw:
        with pytest.raises(UserFacingError, match="redirects elsewhere, which is not followed"):
            await open_stream(session, f"ws://127.0.0.1:{raw.port}/", server.issue(), clock, print)
    assert server.requests("authorize") == ()


async def test_a_certificate_nobody_vouches_for(
    session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    async with ScriptedServer(tls=self_signed()) as server:
        with pytest.raises(UserFacingError, match="certificate of localhost is refused"):
            await open_stream(session, server.hosts.socket, server.issue(), clock, print)
        assert not server.upgrades


async def test_nobody_there(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    await server.stop()
    with pytest.raises(UserFacingError, match="nothing listens there"):
        await open_stream(session, server.hosts.socket, "t", clock, print)


async def test_a_socket_that_does_not_open_in_time(
    session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    async with RawServer(says=None) as raw:
        opening = asyncio.create_task(
            open_stream(session, f"ws://127.0.0.1:{raw.port}/", "t", clock, print)
        )
        await until(lambda: raw.received)
        await clock.advance(10)
        with pytest.raises(UserFacingError, match="opened no socket within 10 seconds"):
            await opening


async def test_a_socket_that_says_nothing(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    server.greeting = None
    opening = asyncio.create_task(open_stream(session, server.hosts.socket, "t", clock, print))
    await until(lambda: clock.sleepers == 2)  # the heartbeat and the limit
    await clock.advance(5)
    with pytest.raises(UserFacingError, match="opened no session on its socket"):
        await opening


async def test_a_socket_that_closes_instead_of_opening(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    server.greeting = 'c[3000,"Full"]'
    with pytest.raises(UserFacingError, match=r"closed the connection \(3000\).*“Full”"):
        await open_stream(session, server.hosts.socket, "t", clock, print)
    assert server.requests("authorize") == ()


async def test_what_is_no_socket_at_all(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    server.refuse_sockets = 200
    with pytest.raises(UserFacingError, match="did not open a socket"):
        await open_stream(session, server.hosts.socket, "t", clock, print)


async def test_an_authorisation_that_is_not_answered(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    server.on("authorize", Silence())
    opening = asyncio.create_task(open_stream(session, server.hosts.socket, "t", clock, print))
    await until(lambda: server.requests("authorize"))
    await clock.advance(5)
    with pytest.raises(UserFacingError, match="did not answer within 5 seconds"):
        await opening


# Requests
async def test_a_request_is_answered_by_its_number(server: ScriptedServer, stream: Stream) -> None:
    slow = Held(Answer("slow"))
    server.on(CALL, slow, Answer("quick"))
    first = asyncio.ensure_future(stream.request(CALL))
    await until(lambda: server.requests(CALL))
    second = await stream.request(CALL)
    slow.release()
    assert (await first).body == b'"slow"'
    assert second.body == b'"quick"'
    assert [r.id for r in server.requests(CALL)] == [1, 2]


async def test_a_body_arrives_byte_for_byte(server: ScriptedServer, stream: Stream) -> None:
    body = '{"params":"{\\"x\\":12.50}","é":"\U0001f600"}'
    server.on(CALL, Answer({"n": 0}))
    delivery = await stream.request(CALL, body)
    assert server.requests(CALL)[0].body == body.encode()
    assert (delivery.left, delivery.status, delivery.body) == (True, 200, b'{"n":0}')


async def test_an_error_keeps_its_status_and_text(server: ScriptedServer, stream: Stream) -> None:
    server.on(CALL, Text("Access is denied", 401), Penalty("t", 5))
    assert (await stream.request(CALL)).body == b'"Access is denied"'
    assert (await stream.request(CALL)).status == 200


async def test_an_answer_may_lack_its_data(server: ScriptedServer, stream: Stream) -> None:
    server.on(CALL, Raw(b'a[{"s":429,"i":1}]'))
    delivery = await stream.request(CALL)
    assert (delivery.status, delivery.body) == (429, b"")


async def test_no_answer_within_five_seconds(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    server.on(CALL, Silence())
    asking = asyncio.ensure_future(stream.request(CALL))
    await until(lambda: server.requests(CALL))
    await clock.advance(4.9)
    assert not asking.done()
    await clock.advance(0.1)
    delivery = await asking
    assert (delivery.left, delivery.status, delivery.seconds) == (True, None, 5.0)
    assert delivery.detail == "127.0.0.1 did not answer within 5 seconds."


async def test_a_late_answer_is_logged_and_belongs_to_nobody(
    server: ScriptedServer,
    stream: Stream,
    clock: ManualClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    late = Held(Answer("late"))
    server.on(CALL, late, Answer("on time"))
    asking = asyncio.ensure_future(stream.request(CALL))
    await until(lambda: server.requests(CALL))
    await clock.advance(5)
    assert (await asking).status is None
    late.release()
    assert (await stream.request(CALL)).body == b'"on time"'
    await until(lambda: "answered request 1 with 200" in caplog.text)
    assert [r.id for r in server.requests(CALL)] == [1, 2]


async def test_a_second_answer_belongs_to_nobody(server: ScriptedServer, stream: Stream) -> None:
    server.on(CALL, InTurn(Answer(1), Answer(2)), Answer(3))
    assert (await stream.request(CALL)).body == b"1"
    assert (await stream.request(CALL)).body == b"3"


@pytest.mark.parametrize("step", [HangUp(), Half(b"a[{")])
async def test_a_socket_that_dies_leaves_the_answer_open(
    server: ScriptedServer, stream: Stream, step: HangUp | Half
) -> None:
    server.on(CALL, step)
    delivery = await stream.request(CALL)
    assert (delivery.left, delivery.status) == (True, None)
    assert "127.0.0.1" in delivery.detail
    assert not stream.open


async def test_a_server_killed_mid_request(server: ScriptedServer, stream: Stream) -> None:
    server.on(CALL, Silence())
    asking = asyncio.ensure_future(stream.request(CALL))
    await until(lambda: server.requests(CALL))
    await server.stop()
    delivery = await asking
    assert (delivery.left, delivery.status, delivery.detail) == (True, None, BROKE)


async def test_nothing_leaves_on_a_dead_socket(server: ScriptedServer, stream: Stream) -> None:
    await server.drop_sockets()
    await stream.lost
    delivery = await stream.request(CALL)
    assert (delivery.left, delivery.detail) == (False, BROKE)
    assert server.requests(CALL) == ()


async def test_nothing_leaves_after_closing(server: ScriptedServer, stream: Stream) -> None:
    await stream.close()
    await stream.close()
    delivery = await stream.request(CALL)
    assert (delivery.left, delivery.detail) == (
        False,
        "The connection to 127.0.0.1 was closed here.",
    )
    await until(lambda: server.sockets() == 0)


async def test_closing_ends_an_open_request(server: ScriptedServer, stream: Stream) -> None:
    server.on(CALL, Silence())
    asking = asyncio.ensure_future(stream.request(CALL))
    await until(lambda: server.requests(CALL))
    await stream.close()
    delivery = await asking
    assert (delivery.left, delivery.status) == (True, None)


async def test_a_closing_transport_takes_nothing(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    """The transport closes, and the reader has not heard of it yet."""
    ws = await session.ws_connect(server.hosts.socket, autoping=False)
    stream = Stream(ws, "127.0.0.1", clock, print)
    connection = ws.get_extra_info("socket")
    assert connection is not None
    response = ws._response
    assert response.connection is not None
    assert response.connection.transport is not None
    response.connection.transport.close()
    delivery = await stream.request(CALL)
    assert not delivery.left
    await stream.close()
    assert server.requests(CALL) == ()


async def test_the_write_happens_in_the_callers_own_turn() -> None:
    """The server lives in another thread; this loop stands still after the request's first step."""
    ready, arrived, done = threading.Event(), threading.Event(), threading.Event()
    urls: list[tuple[str, str]] = []

    async def serve() -> None:
        async with ScriptedServer() as server:

            async def note(_: object) -> None:
                arrived.set()

            server.on(CALL, note)
            urls.append((server.hosts.socket, server.issue()))
            ready.set()
            while not done.is_set():
                await asyncio.sleep(0.005)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(10)
        async with open_session("0") as session:
            url, token = urls[0]
            stream = await open_stream(session, url, token, SystemClock(), print)
            asking = asyncio.ensure_future(stream.request(CALL, "{}"))
            await asyncio.sleep(0)
            assert arrived.wait(10)
            asking.cancel()
            await stream.close()
    finally:
        done.set()
        thread.join(10)


async def test_a_full_buffer_holds_nothing_up(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    """A server that reads nothing: the write goes to the buffer, the time limit still holds."""
    server.stop_reading()
    asking = [asyncio.ensure_future(stream.request(CALL, "x" * 1_000_000)) for _ in range(12)]
    await clock.advance(5)
    deliveries = await asyncio.gather(*asking)
    assert {(d.left, d.status) for d in deliveries} == {(True, None)}
    assert server.requests(CALL) == ()


async def test_a_full_buffer_does_not_hide_a_dead_server(
    server: ScriptedServer, stream: Stream, clock: ManualClock
) -> None:
    server.stop_reading()
    asking = [asyncio.ensure_future(stream.request(CALL, "x" * 1_000_000)) for _ in range(12)]
    for _ in range(20):
        await clock.advance(2.5)
    assert (await stream.lost).reason == "127.0.0.1 fell silent."
    assert {(await answer).left for answer in asking} == {True}


async def test_a_connection_that_breaks_under_a_full_buffer(
    server: ScriptedServer, stream: Stream
) -> None:
    server.stop_reading()
    asking = [asyncio.ensure_future(stream.request(CALL, "x" * 1_000_000)) for _ in range(12)]
    await settle()
    await server.drop_sockets()
    deliveries = await asyncio.gather(*asking)
    assert {(d.left, d.status) for d in deliveries} == {(True, None)}


# Events
async def test_events_and_answers_share_a_frame(
    server: ScriptedServer, stream: Stream, events: list[Event]
) -> None:
    frame = 'a[{"e":"props","d":{"n":1}},{"s":200,"i":1,"d":7},"{\\"e\\":\\"md\\",\\"d\\":2}"]'
    server.on(CALL, Raw(frame.encode()))
    assert (await stream.request(CALL)).body == b"7"
    assert events == [Event("props", b'{"n":1}'), Event("md", b"2")]


@pytest.mark.expects_errors
async def test_a_listener_that_fails_ends_the_stream(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    def fail(_: Event) -> None:
        raise LookupError

    stream = await open_stream(session, server.hosts.socket, server.issue(), clock, fail)
    await server.push_frame('a[{"e":"props","d":{}}]')
    assert "failed inside this app" in (await stream.lost).reason
    await stream.close()
