"""The same client, scripted server and child process on the application's own loop."""

import asyncio
import gc
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress

import pytest
from PySide6.QtWidgets import QApplication
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import HangUp
from tests.support.until import until

from bracketdesk.broker.embedded import EmbeddedExchange
from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.http import open_session
from bracketdesk.broker.stream import open_stream
from bracketdesk.broker.tally import Tally
from bracketdesk.domain.session import Transport
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.wire.clock import SystemClock
from bracketdesk.wire.frames import Event

START = "orderStrategy/startorderstrategy"
BODY = (
    b'{"accountId":1001,"accountSpec":"DEMO1234","symbol":"MESZ6","action":"Buy",'
    b'"orderStrategyTypeId":2,"params":"{}","uuid":"u-1","isAutomated":false}'
)


def run(work: Coroutine[object, None, None], application: QApplication) -> None:
    with asyncio.Runner(loop_factory=lambda: EventLoop(application)) as runner:
        runner.run(work)


@pytest.fixture
def application(qapp: QApplication) -> QApplication:
    qapp.setQuitOnLastWindowClosed(False)
    return qapp


def test_both_transports_and_a_lost_answer(application: QApplication) -> None:
    async def story() -> None:
        listener = RecordingListener()
        gateway = BrokerGateway(SystemClock(), "device-1", "0.1.0")
        async with ScriptedServer() as server:
            tokens = await gateway.sign_in(server.hosts, server.credentials)
            line = await gateway.connect(server.hosts, tokens, listener)
            for transport in Transport:
                assert (await line.start_strategy(BODY, transport)).status == 200
            assert {received.body for received in server.requests(START)} == {BODY}
            await until(lambda: len(line.state.strategies) == 2)
            server.on(START, HangUp())
            lost = await line.start_strategy(BODY, Transport.SOCKET)
            assert (lost.left, lost.status) == (True, None)
            await until(lambda: listener.downs)
            await gateway.close()

    run(story(), application)


def test_the_exchanges_process(application: QApplication) -> None:
    async def story() -> None:
        exchange = EmbeddedExchange(("--seed", "1"))
        hosts, who = await exchange.start()
        gateway = BrokerGateway(SystemClock(), "device-1", "0.1.0")
        listener = RecordingListener()
        line = await gateway.connect(hosts, await gateway.sign_in(hosts, who), listener)
        await line.watch_quote(await line.instrument((await line.suggest("MES"))[0]))
        await until(lambda: listener.quotes)
        await exchange.stop()
        await until(lambda: listener.downs)
        await gateway.close()

    run(story(), application)


FAST = 10
SLICE = 0.05
"""Seconds: the longest slice of work on the loop (architecture.md, "Async and Qt")."""


class ToilClock(SystemClock):
    """Goes by the work of the loop's own thread, so a busy machine is no busy loop; and ten times
    as fast, which makes the loop ten times as slow for whoever goes by it.
    """

    def monotonic(self) -> float:
        return time.thread_time() * FAST

    async def sleep(self, seconds: float) -> None:
        due = self.monotonic() + seconds
        while (left := due - self.monotonic()) > 0:
            await asyncio.sleep(left / FAST)


class Flood:
    """A server in a thread of its own that floods whoever has authorised."""

    def __init__(self) -> None:
        self.url = self.token = ""
        self.heartbeats = 0
        self._ready, self._done = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> "Flood":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join(10)

    async def _serve(self) -> None:
        async with ScriptedServer() as server:
            self.url, self.token = server.hosts.socket, server.issue()
            self._ready.set()
            flooding = asyncio.create_task(self._pour(server))
            while not self._done.is_set():
                self.heartbeats = server.heartbeats
                await asyncio.sleep(0.005)
            await server.drop_sockets()
            await flooding

    async def _pour(self, server: ScriptedServer) -> None:
        frame = "a[" + ",".join(['{"e":"props","d":{}}'] * 20) + "]"
        await until(server.sockets)
        with suppress(ConnectionError):
            while server.sockets():
                await server.push_frame(frame)
                await asyncio.sleep(0)


@contextmanager
def small_heap() -> Iterator[None]:
    """Keep what six thousand tests have left behind out of the collector's way: a full look at it
    takes half a second of the loop's own thread, and the app has no such heap.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def test_heartbeats_under_a_flood_on_a_busy_loop(application: QApplication) -> None:
    """Slices of work one after the other, as long as any may be, and more news than can be read:
    no gap between heartbeats reaches the five seconds after which the broker drops a client.
    """

    def toil() -> None:
        end = time.thread_time() + SLICE
        while time.thread_time() < end:
            pass
        asyncio.get_running_loop().call_soon(toil)

    async def story() -> None:
        tally, clock, taken = Tally(), ToilClock(), 0

        def take(_: Event) -> None:
            nonlocal taken
            taken += 1

        async with open_session("0.1.0") as session:
            stream = await open_stream(session, flood.url, flood.token, clock, take, tally=tally)
            asyncio.get_running_loop().call_soon(toil)
            await until(lambda: flood.heartbeats >= 6)
            await stream.close()
        assert taken > 1000
        assert 2.5 <= tally.longest_beat < 5

    with small_heap(), Flood() as flood:
        run(story(), application)
