"""The line against a scripted server: two transports, live state, and coming back."""

import asyncio
import json
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.acts import cancel, interrupt, liquidate
from tests.support.clock import ManualClock, settle
from tests.support.cutting_proxy import CuttingProxy, Passage
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import (
    MARKET_DATA,
    REST,
    USER,
    Answer,
    HangUp,
    Penalty,
    Raw,
    Silence,
)
from tests.support.scripted_world import ACCOUNT_ID, ACCOUNT_NAME, CONTRACT_ID, NOW
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.line import BrokerLine
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Transport
from bracketdesk.wire import codec
from bracketdesk.wire.clock import SystemClock
from bracketdesk.wire.enums import Action
from bracketdesk.wire.messages import (
    StartOrderStrategy,
)

START = "orderStrategy/startorderstrategy"
PARAMS = (
    '{"entryVersion":{"orderQty":1,"orderType":"Market","timeInForce":"Day"},'
    '"brackets":[{"qty":1,"profitTarget":-30,"stopLoss":12.5,"trailingStop":false}]}'
)
ORDER = {
    "id": 1,
    "accountId": ACCOUNT_ID,
    "timestamp": NOW,
    "action": "Buy",
    "ordStatus": "Working",
}


def start(params: str = PARAMS) -> bytes:
    return codec.encode(
        StartOrderStrategy(
            account_id=ACCOUNT_ID,
            account_spec=ACCOUNT_NAME,
            symbol="MESZ6",
            action=Action.SELL,
            params=params,
            uuid="u-1",
        )
    )


# Up
async def test_is_synchronised_once_it_is_open(
    line: BrokerLine, listener: RecordingListener
) -> None:
    assert line.state.synchronised
    assert [a.name for a in line.state.accounts.values()] == [ACCOUNT_NAME]
    assert line.latency is not None
    assert listener.differences == [()]
    assert listener.told == ["connecting", "synchronising", "up"]


async def test_one_of_everything_is_open(line: BrokerLine, server: ScriptedServer) -> None:
    await until(lambda: server.sockets(MARKET_DATA) == 1)
    assert server.sockets(USER) == 1
    assert len(server.requests("auth/accesstokenrequest")) == 0


async def test_events_reach_state_and_listener(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    await server.push_props("order", ORDER)
    await until(lambda: listener.changes)
    assert list(line.state.orders) == [1]


async def test_many_events_of_one_turn_are_one_change(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    messages = [
        {
            "e": "props",
            "d": {"entityType": "order", "eventType": "Created", "entity": {**ORDER, "id": n}},
        }
        for n in range(1, 51)
    ]
    await server.push_frame("a" + json.dumps(messages))
    await until(lambda: len(line.state.orders) == 50)
    await settle()
    assert listener.changes == 1


async def test_events_that_change_nothing_are_not_told(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    await server.push_props("marginSnapshot", {"id": 1})
    await server.push_props("order", {"id": 77}, event="Deleted")
    await server.push_frame('a[{"e":"clock","d":"{}"}]')
    await line.list_strategies()
    await settle()
    assert listener.told == ["connecting", "synchronising", "up"]


# Starting
@pytest.mark.parametrize("transport", list(Transport))
async def test_a_start_arrives_byte_for_byte_and_once(
    line: BrokerLine, server: ScriptedServer, transport: Transport
) -> None:
    delivery = await line.start_strategy(start(), transport)
    (received,) = server.requests(START)
    assert received.body == start()
    assert received.transport == (REST if transport is Transport.REST else USER)
    assert received.json["params"] == PARAMS
    assert delivery.status == 200
    assert codec.decode_plain(delivery.body)["orderStrategy"]["uuid"] == "u-1"


@given(params=st.text(max_size=200))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
async def test_both_transports_carry_identical_bytes(params: str) -> None:
    async with ScriptedServer() as server:
        gateway = BrokerGateway(SystemClock(), "device-1", "0.1.0")
        line = await gateway.connect(server.hosts, server.grant(), RecordingListener())
        server.on(START, Answer({}))
        for transport in Transport:
            await line.start_strategy(start(params), transport)
        await gateway.close()
        bodies = {received.body for received in server.requests(START)}
        assert bodies == {start(params)}


@pytest.mark.parametrize("transport", list(Transport))
async def test_a_start_is_spelled_the_same_on_both_transports(
    line: BrokerLine, server: ScriptedServer, transport: Transport
) -> None:
    await line.start_strategy(start(), transport)
    assert [r.endpoint for r in server.requests(START)] == [START]


@pytest.mark.parametrize("transport", list(Transport))
@pytest.mark.parametrize("step", [HangUp(), Raw(b"a[nonsense"), Silence()])
async def test_a_start_without_an_answer_left_once(
    line: BrokerLine,
    server: ScriptedServer,
    clock: ManualClock,
    transport: Transport,
    step: HangUp | Raw | Silence,
) -> None:
    server.on(START, step)
    starting = asyncio.ensure_future(line.start_strategy(start(), transport))
    await until(lambda: server.requests(START))
    if isinstance(step, Silence):
        await clock.advance(5)
    delivery = await starting
    assert delivery.left
    assert delivery.status == (
        200 if step == Raw(b"a[nonsense") and transport is Transport.REST else None
    )
    assert len(server.requests(START)) == 1


@pytest.mark.parametrize("transport", list(Transport))
async def test_a_start_during_which_the_server_dies(
    line: BrokerLine, server: ScriptedServer, transport: Transport
) -> None:
    server.on(START, Silence())
    starting = asyncio.ensure_future(line.start_strategy(start(), transport))
    await until(lambda: server.requests(START))
    await server.stop()
    delivery = await starting
    assert (delivery.left, delivery.status) == (True, None)


@pytest.mark.parametrize("transport", list(Transport))
async def test_a_start_with_nobody_there_has_not_left(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, transport: Transport
) -> None:
    await server.stop()
    await until(lambda: listener.downs)
    delivery = await line.start_strategy(start(), transport)
    assert (delivery.left, delivery.status) == (False, None)
    assert "127.0.0.1" in delivery.detail


async def test_a_start_by_socket_never_goes_by_rest(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    await server.drop_sockets()
    await until(lambda: listener.downs)
    delivery = await line.start_strategy(start(), Transport.SOCKET)
    assert (delivery.left, delivery.detail) == (False, "The connection to 127.0.0.1 is down.")
    assert server.requests(START) == ()


async def test_a_start_by_rest_needs_no_socket(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    await server.drop_sockets()
    await until(lambda: listener.downs)
    assert (await line.start_strategy(start(), Transport.REST)).status == 200


@pytest.mark.parametrize("transport", list(Transport))
async def test_a_penalty_is_handed_over_as_it_came(
    line: BrokerLine, server: ScriptedServer, transport: Transport
) -> None:
    server.on(START, Penalty("t-1", 7))
    delivery = await line.start_strategy(start(), transport)
    assert codec.decode_plain(delivery.body) == {
        "p-ticket": "t-1",
        "p-time": 7,
        "p-captcha": False,
    }
    assert len(server.requests(START)) == 1


# Exits
async def test_exits_go_by_the_socket(line: BrokerLine, server: ScriptedServer) -> None:
    strategy = server.world.strategy(codec.decode_plain(start()))
    interrupted = await interrupt(line, strategy["id"])
    cancelled = await cancel(line, 5)
    flattened = await liquidate(line, ACCOUNT_ID, CONTRACT_ID)
    assert [d.status for d in (interrupted, cancelled, flattened)] == [200, 200, 200]
    (sent,) = server.requests("order/cancelorder")
    assert (sent.transport, sent.json) == (USER, {"orderId": 5, "isAutomated": False})
    (flatten,) = server.requests("order/liquidateposition")
    assert flatten.json == {
        "accountId": ACCOUNT_ID,
        "contractId": CONTRACT_ID,
        "admin": False,
        "isAutomated": False,
    }


async def test_exits_go_by_rest_while_the_socket_is_gone(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    await server.drop_sockets()
    await until(lambda: listener.downs)
    assert (await cancel(line, 5)).status == 200
    (received,) = server.requests("order/cancelorder")
    assert received.transport == REST


async def test_exits_go_by_rest_once_the_socket_takes_nothing_more(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    await server.announce_shutdown("Maintenance")
    await server.push_props("order", ORDER)
    await until(lambda: listener.changes)
    assert (await cancel(line, 5)).status == 200
    assert [r.transport for r in server.requests("order/cancelorder")] == [REST]
    assert listener.downs == []


async def test_an_exit_that_may_have_left_is_not_sent_again(
    line: BrokerLine, server: ScriptedServer
) -> None:
    server.on("order/cancelorder", HangUp())
    delivery = await cancel(line, 5)
    assert (delivery.left, delivery.status) == (True, None)
    assert len(server.requests("order/cancelorder")) == 1


async def test_exits_go_by_rest_where_that_is_chosen(
    line: BrokerLine, server: ScriptedServer
) -> None:
    await cancel(line, 5, Transport.REST)
    assert [r.transport for r in server.requests("order/cancelorder")] == [REST]


async def test_exits_go_by_the_socket_where_rest_cannot_be_reached(
    gateway: BrokerGateway, server: ScriptedServer, listener: RecordingListener
) -> None:
    door = CuttingProxy(_let_through)
    await door.start(urlsplit(server.hosts.rest).port or 0)
    hosts = replace(server.hosts, rest=f"http://127.0.0.1:{door.port}/v1")
    line = await gateway.connect(hosts, server.grant(), listener)
    await door.stop()
    assert (await cancel(line, 5, Transport.REST)).status == 200
    assert [r.transport for r in server.requests("order/cancelorder")] == [USER]


async def _let_through(passage: Passage) -> None:
    """Cut nothing."""


async def test_what_rest_may_have_taken_does_not_go_by_the_socket(
    line: BrokerLine, server: ScriptedServer
) -> None:
    server.on("order/cancelorder", HangUp())
    delivery = await cancel(line, 5, Transport.REST)
    assert (delivery.left, delivery.status) == (True, None)
    assert [r.transport for r in server.requests("order/cancelorder")] == [REST]


# Quotes
async def test_quotes_reach_the_listener(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    await line.watch_quote(await line.instrument("MESZ6"))
    await server.push_quote(Bid=("6012.25", 14))
    await until(lambda: listener.quotes)
    assert set(listener.quotes[0].entries) == {"Bid"}


async def test_trouble_with_quotes_leaves_the_line_up(
    gateway: BrokerGateway, server: ScriptedServer, listener: RecordingListener
) -> None:
    hosts = replace(server.hosts, market_data="ws://127.0.0.1:9/none")
    line = await gateway.connect(hosts, server.grant(), listener)
    with pytest.raises(UserFacingError, match="No quotes: "):
        await line.watch_quote(await line.instrument("MESZ6"))
    assert (await line.start_strategy(start(), Transport.SOCKET)).status == 200
    assert listener.downs == []


# Reads
async def test_reads(line: BrokerLine, server: ScriptedServer) -> None:
    await line.start_strategy(start(), Transport.SOCKET)
    assert [s.uuid for s in await line.list_strategies()] == ["u-1"]
    assert (await line.contract(CONTRACT_ID)).name == "MESZ6"
    assert await line.suggest("M") == ("MESZ6",)
    assert (await line.instrument("MESZ6")).contract_id == CONTRACT_ID


async def test_reads_work_while_the_socket_is_gone(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    await server.drop_sockets()
    await until(lambda: listener.downs)
    assert await line.list_strategies() == ()


# Closing
async def test_closing_leaves_nothing_open_and_tells_nobody(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await line.close()
    await line.close()
    await until(lambda: server.sockets(USER) == server.sockets(MARKET_DATA) == 0)
    assert not line.state.synchronised
    assert line.closed
    assert clock.sleepers == 0
    assert listener.told == ["connecting", "synchronising", "up"]
    for transport in Transport:
        assert not (await line.start_strategy(start(), transport)).left
    assert not (await cancel(line, 1)).left
    with pytest.raises(UserFacingError, match="No quotes: The connection was closed here"):
        await line.watch_quote(Instrument("MESZ6", Decimal("0.25"), Decimal(5)))
