"""The broker room's tests: a scripted server on loopback and a clock that the test drives."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.until import until
from tests.unit.broker.quoting import Heard, start_feed

from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.http import open_session
from bracketdesk.broker.line import BrokerLine
from bracketdesk.broker.quotes import QuoteFeed
from bracketdesk.broker.rest import Rest
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.broker.tally import Tally
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
def allowance(clock: ManualClock) -> Allowance:
    return Allowance(clock)


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
async def stream(
    server: ScriptedServer,
    session: aiohttp.ClientSession,
    clock: ManualClock,
    events: list[Event],
    allowance: Allowance,
    tally: Tally,
) -> AsyncIterator[Stream]:
    url, token = server.hosts.socket, server.issue()
    stream = await open_stream(session, url, token, clock, events.append, allowance, tally)
    yield stream
    await stream.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def feed(
    session: aiohttp.ClientSession,
    server: ScriptedServer,
    clock: ManualClock,
    heard: Heard,
    allowance: Allowance,
) -> AsyncIterator[QuoteFeed]:
    feed = start_feed(session, server, clock, heard, allowance)
    yield feed
    await feed.close()


@pytest.fixture
def rest(server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock) -> Rest:
    return Rest(session, server.hosts.rest, clock, server.issue())
