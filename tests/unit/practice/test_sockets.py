"""Frames, numbers, heartbeats and the end of a connection (protocol.md 3)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.clock import ManualClock
from tests.support.practice import Answer, Trader
from tests.support.until import until

from bracketdesk.practice import sockets as practice_sockets
from bracketdesk.practice.errors import DENIED
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.server import PracticeServer
from bracketdesk.wire import frames


async def test_numbers_are_echoed_and_zero_is_one(trader: Trader) -> None:
    socket = await trader.connect()
    for number in (0, 7, 3, 2**63):
        await socket.ws.send_str(f"authorize\n{number}\n\n{trader.token}")
        assert await socket.answer(number) == Answer(200, None)


async def test_several_answers_share_a_frame(trader: Trader) -> None:
    socket = await trader.authorised()
    for number in range(100, 120):
        await socket.ws.send_str(f"auth/me\n{number}\n\n")
    heard = 0
    largest = 0
    while heard < 20:
        frame = await socket.hear()
        assert isinstance(frame, tuple)
        heard += len(frame)
        largest = max(largest, len(frame))
    assert largest > 1


async def test_before_authorize_everything_is_denied(trader: Trader) -> None:
    socket = await trader.connect()
    for endpoint in ("account/list", "user/syncrequest", "order/nothing"):
        assert await socket.call(endpoint) == Answer(401, DENIED)


async def test_an_unknown_endpoint_is_404(trader: Trader) -> None:
    socket = await trader.authorised()
    answer = await socket.call("quote/subscribe")
    assert answer == Answer(404, "Not found: quote/subscribe")


@pytest.mark.parametrize(
    ("frame", "number"),
    [
        ("", -1),
        ("authorize", -1),
        ("authorize\n5", 5),
        ("auth/me\n6\n", 6),
        ("auth/me\nsix\n\n", -1),
        ("auth/me\n\n\n", -1),
        ("\n4\n\n", 4),
        ("{}", -1),
        ("[[]]", -1),
        ("auth/me\n" + "9" * 5000 + "\n\n", -1),
    ],
)
async def test_a_malformed_frame_is_400_with_a_text(
    trader: Trader, frame: str, number: int
) -> None:
    socket = await trader.authorised()
    await socket.ws.send_str(frame)
    answer = await socket.answer(number)
    assert answer.status == 400
    assert answer.body.startswith("Malformed request")
    assert (await socket.call("auth/me")).status == 200


async def test_a_binary_frame_is_400(trader: Trader) -> None:
    socket = await trader.authorised()
    await socket.ws.send_bytes(b"authorize")
    assert (await socket.answer(-1)).status == 400


async def test_a_malformed_body_is_400(trader: Trader) -> None:
    socket = await trader.authorised()
    for body in ("{", "[]", "null", "[" * 50_000):
        answer = await socket.call("order/cancelorder", body)
        assert answer.status == 400
        assert isinstance(answer.body, str)


async def test_a_frame_as_the_brokers_own_sample_writes_it(trader: Trader) -> None:
    """Its template has `undefined` where query or body are left out."""
    socket = await trader.authorised()
    accounts = (await trader.get("/account/list")).body
    await socket.ws.send_str("account/list\n7\nundefined\nundefined")
    assert await socket.answer(7) == Answer(200, accounts)
    await socket.ws.send_str(f"account/item\n8\nid={accounts[0]['id']}\nundefined")
    assert await socket.answer(8) == Answer(200, accounts[0])
    await socket.ws.send_str(f'account/item\n9\nundefined\n{{"id":{accounts[0]["id"]}}}')
    assert await socket.answer(9) == Answer(200, accounts[0])


async def test_a_frame_too_large_ends_the_connection_alone(trader: Trader) -> None:
    socket = await trader.authorised()
    await socket.ws.send_str("x" * (practice_sockets.LARGEST_REQUEST + 1))
    end = await socket.ws.receive(timeout=5)
    assert end.type is aiohttp.WSMsgType.CLOSE
    assert end.data == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    assert (await trader.get("/auth/me")).status == 200


async def test_the_server_beats_when_it_has_nothing_to_say(
    trader: Trader, clock: ManualClock
) -> None:
    socket = await trader.authorised()
    await clock.advance(2.4)
    assert (await socket.call("auth/me")).status == 200
    await clock.advance(2.4)
    assert (await socket.call("auth/me")).status == 200  # no beat came in between
    await clock.advance(2.5)
    assert await socket.frame() == "h"
    await clock.advance(2.5)
    assert await socket.frame() == "h"


async def test_a_silent_client_is_closed(trader: Trader, clock: ManualClock) -> None:
    socket = await trader.authorised()
    await clock.advance(14.9)
    assert not socket.ws.closed
    await clock.advance(0.2)
    assert (await socket.closed()).reason == "Inactive"


async def test_a_client_that_beats_stays(trader: Trader, clock: ManualClock) -> None:
    socket = await trader.authorised()
    beating = await trader.authorised()
    for _ in range(10):
        await beating.ws.send_str(frames.HEARTBEAT)
        assert (await beating.call("auth/me")).status == 200
        await clock.advance(2)
    assert (await socket.closed()).reason == "Inactive"
    assert (await beating.call("auth/me")).status == 200


async def test_a_ping_is_answered(trader: Trader) -> None:
    async with trader.http.ws_connect(trader.announcement.socket, autoping=False) as ws:
        assert await ws.receive_str() == "o"
        await ws.ping(b"alive?")
        pong = await ws.receive(timeout=5)
        assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"alive?")


async def test_a_ping_is_no_heartbeat(trader: Trader, clock: ManualClock) -> None:
    socket = await trader.authorised()
    await clock.advance(10)
    await socket.ws.ping()
    assert (await trader.get("/auth/me")).status == 200
    await clock.advance(5.1)
    assert (await socket.closed()).reason == "Inactive"


async def test_a_client_that_does_not_read_is_dropped(
    trader: Trader, caplog: pytest.LogCaptureFixture
) -> None:
    async with _deaf_socket(trader) as ws:
        with pytest.raises(ConnectionError):
            await _ask_without_end(ws)
    assert "does not read" in caplog.text
    assert (await trader.get("/auth/me")).status == 200


async def test_a_client_that_neither_reads_nor_speaks_is_cut_off(
    trader: Trader, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with _deaf_socket(trader) as ws:
        for _ in range(2000):  # more than the line takes, less than the server keeps
            await ws.send_str("product/list\n1\n\n")
        await trader.get("/auth/me")
        await clock.advance(practice_sockets.SILENCE + practice_sockets.FAREWELL)
        with pytest.raises(ConnectionError):
            await _ask_without_end(ws)
    assert "does not read" not in caplog.text


async def _ask_without_end(ws: aiohttp.ClientWebSocketResponse) -> None:
    async with asyncio.timeout(30):
        while True:
            await ws.send_str("product/list\n1\n\n")


@contextlib.asynccontextmanager
async def _deaf_socket(trader: Trader) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """An authorised socket whose answers nobody takes from the line."""
    ws = await trader.http.ws_connect(trader.announcement.socket)
    await ws.send_str(f"authorize\n0\n\n{trader.token}")
    assert await ws.receive_str() == "o"
    assert await ws.receive_str() == 'a[{"i":0,"s":200}]'
    transport = _transport(ws)
    transport.pause_reading()
    yield ws
    transport.abort()
    await asyncio.sleep(0)


def _transport(ws: aiohttp.ClientWebSocketResponse) -> asyncio.Transport:
    transport = ws._writer.transport
    assert isinstance(transport, asyncio.Transport)
    return transport


async def test_a_disconnect_leaves_nothing_behind(
    trader: Trader, server: PracticeServer, exchange: Exchange
) -> None:
    listeners = exchange.store._listeners
    before = len(listeners)
    socket = await trader.authorised()
    await socket.call("user/syncrequest", {"users": [exchange.user_id]})
    assert len(listeners) == before + 1
    _transport(socket.ws).abort()
    await until(lambda: len(listeners) == before)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    garbage=st.lists(
        st.one_of(
            st.text(max_size=40),
            st.builds(
                "{}\n{}\n{}\n{}".format,
                st.sampled_from(["order/cancelorder", "user/syncrequest", "authorize", "a/b", "%"]),
                st.integers() | st.text(max_size=3),
                st.text(max_size=10),
                st.text(max_size=30) | st.just("{}") | st.just('{"users":[1],"accounts":"x"}'),
            ),
        ),
        max_size=5,
    )
)
async def test_garbage_never_ends_the_conversation(trader: Trader, garbage: list[str]) -> None:
    socket = await trader.authorised()
    socket.contract = None
    for frame in garbage:
        await socket.ws.send_str(frame)
    await socket.ws.send_str("auth/me\n777777777\n\n")
    assert (await socket.answer(777777777)).status == 200
    for answers in socket.answers.values():
        assert all(answer.status in {200, 400, 401, 404} for answer in answers)
    await socket.ws.close()
