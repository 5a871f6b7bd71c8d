"""The broker room's tests: a scripted server on loopback and a clock that the test drives."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.http import open_session


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
