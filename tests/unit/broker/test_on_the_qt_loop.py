"""The same client, scripted server and child process on the application's own loop."""

import asyncio
from collections.abc import Coroutine

import pytest
from PySide6.QtWidgets import QApplication
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import HangUp
from tests.support.until import until

from bracketdesk.broker.embedded import EmbeddedExchange
from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.domain.session import Transport
from bracketdesk.ui.event_loop import EventLoop
from bracketdesk.wire.clock import SystemClock

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
