"""The broker room's tests: a scripted server on loopback and a clock that the test drives."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.http import open_session
from bracketdesk.broker.line import BrokerLine
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.wire.frames import Event


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def listener() -> RecordingListener:
    return RecordingListener()


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session("0.1.0") as session:
        yield session


@pytest.fixture
async def gateway(clock: ManualClock) -> AsyncIterator[BrokerGateway]:
    gateway = BrokerGateway(clock, "device-1", "0.1.0")
    yield gateway
    await gateway.close()


@pytest.fixture
async def line(
    gateway: BrokerGateway, server: ScriptedServer, listener: RecordingListener
) -> BrokerLine:
    line = await gateway.connect(server.hosts, server.grant(), listener)
    await until(lambda: listener.ups == 1)
    return line


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
async def stream(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock, events: list[Event]
) -> AsyncIterator[Stream]:
    stream = await open_stream(session, server.hosts.socket, server.issue(), clock, events.append)
    yield stream
    await stream.close()
