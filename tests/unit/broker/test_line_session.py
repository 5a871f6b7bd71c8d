"""The line through the life of a session: renewal, freezes, probes, figures."""

import asyncio

import pytest
from tests.support.acts import cancel, interrupt, liquidate
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import (
    MARKET_DATA,
    REST,
    USER,
    Answer,
    HangUp,
    Penalty,
    Silence,
    Text,
)
from tests.support.scripted_world import ACCOUNT_ID, CONTRACT_ID
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.line import BrokerLine
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import Frozen, MustWait, TokenRefused, UserFacingError
from bracketdesk.domain.session import Transport

RENEW = "auth/renewaccesstoken"
START = "orderStrategy/startorderstrategy"
CANCEL = "order/cancelorder"


# Renewal
async def test_a_renewed_token_is_used_by_rest_and_by_new_sockets(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await until(lambda: server.sockets(MARKET_DATA) == 1)
    old = server.requests("authorize")[0].body.decode()
    tokens = await line.renew()
    assert tokens.access not in (old, "")
    (renewal,) = server.requests(RENEW)
    assert (renewal.token, renewal.body) == (old, b"")
    await line.list_strategies()
    assert server.requests("orderStrategy/list")[0].token == tokens.access
    await server.drop_sockets()
    await until(lambda: listener.losses)
    await clock.advance(1.5)
    await until(lambda: server.sockets(USER) == server.sockets(MARKET_DATA) == 1)
    used = {r.transport: r.body.decode() for r in server.requests("authorize")[2:]}
    assert used == {USER: tokens.access, MARKET_DATA: tokens.market_data}


async def test_the_next_renewal_is_asked_for_with_the_newest_token(
    line: BrokerLine, server: ScriptedServer
) -> None:
    first = await line.renew()
    await line.renew()
    assert [r.token for r in server.requests(RENEW)][1] == first.access


async def test_a_renewal_leaves_the_sockets_open(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    """An authorised socket outlives the token it was opened with (protocol.md 1.3)."""
    await line.renew()
    server.revoke()
    assert (await cancel(line, 1)).status == 200
    assert listener.losses == []
    assert server.upgrades[USER] == 1


@pytest.mark.parametrize("transport", list(Transport))
async def test_no_answer_to_an_order_repeats_a_token(
    line: BrokerLine, server: ScriptedServer, transport: Transport
) -> None:
    old = server.requests("authorize")[0].body.decode()
    new = (await line.renew()).access
    repeated = f"{old} {new}" if transport is Transport.SOCKET else new
    server.on(START, Answer({"errorText": f"Invalid access token: {repeated}"}))
    server.on(CANCEL, Text(f"no such token: {repeated}", 401))
    for answer in (await line.start_strategy(b"{}", transport), await cancel(line, 1, transport)):
        assert "•••" in answer.body.decode()
        assert not [token for token in (old, new) if token in answer.body.decode()]


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (Text("Access is denied", 401), TokenRefused),
        (Text("", 408), TokenRefused),
        (Text("", 429), Frozen),
        (Penalty("t-1", 15), MustWait),
        (Text("", 503), UserFacingError),
        (HangUp(), UserFacingError),
    ],
)
async def test_a_renewal_that_fails_is_not_repeated_and_changes_nothing(
    line: BrokerLine,
    server: ScriptedServer,
    step: Text | Penalty | HangUp,
    kind: type[UserFacingError],
) -> None:
    old = server.requests("authorize")[0].body.decode()
    server.on(RENEW, step)
    with pytest.raises(kind) as caught:
        await line.renew()
    assert type(caught.value) is kind
    assert len(server.requests(RENEW)) == 1
    await cancel(line, 1)
    assert [r.token for r in server.requests(CANCEL)] == [old]


# Freezes
async def test_a_freeze_is_told_once(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener
) -> None:
    server.on("orderStrategy/list", Text("", 423))
    with pytest.raises(Frozen):
        await line.list_strategies()
    with pytest.raises(Frozen):
        await line.renew()
    assert listener.freezes == [3600]
    assert len(server.requests("orderStrategy/list")) == 1
    assert server.requests(RENEW) == ()


@pytest.mark.parametrize("transport", list(Transport))
async def test_nothing_that_adds_risk_leaves_in_a_freeze(
    line: BrokerLine,
    server: ScriptedServer,
    gateway: BrokerGateway,
    transport: Transport,
) -> None:
    gateway.freeze(server.hosts, 3600)
    delivery = await line.start_strategy(b"{}", transport)
    assert (delivery.left, delivery.status) == (False, None)
    assert "silence" in delivery.detail
    assert server.requests(START) == ()


async def every_exit(line: BrokerLine) -> list[Delivery]:
    return [
        await cancel(line, 5),
        await interrupt(line, 6),
        await liquidate(line, ACCOUNT_ID, CONTRACT_ID),
    ]


def exits(server: ScriptedServer) -> list[str]:
    endpoints = (CANCEL, "orderStrategy/interruptorderstrategy", "order/liquidateposition")
    return [received.transport for name in endpoints for received in server.requests(name)]


async def test_exits_leave_in_a_freeze_by_the_socket(
    line: BrokerLine, server: ScriptedServer, gateway: BrokerGateway
) -> None:
    gateway.freeze(server.hosts, 3600)
    assert [delivery.left for delivery in await every_exit(line)] == [True] * 3
    assert exits(server) == [USER] * 3


async def test_exits_leave_in_a_freeze_by_rest_while_the_socket_is_gone(
    line: BrokerLine, server: ScriptedServer, gateway: BrokerGateway, listener: RecordingListener
) -> None:
    gateway.freeze(server.hosts, 3600)
    await server.drop_sockets()
    await until(lambda: listener.losses)
    assert [delivery.left for delivery in await every_exit(line)] == [True] * 3
    assert exits(server) == [REST] * 3


async def test_exits_leave_after_the_line_gave_up(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    server.on("authorize", Text("", 401))
    await server.drop_sockets(USER)
    await until(lambda: listener.losses)
    await clock.advance(1.5)
    await until(lambda: len(listener.losses) == 2)
    assert [delivery.left for delivery in await every_exit(line)] == [True] * 3
    assert exits(server) == [REST] * 3


async def test_an_exit_that_is_refused_in_a_freeze_went_once(
    line: BrokerLine, server: ScriptedServer, gateway: BrokerGateway
) -> None:
    server.on(CANCEL, Text("", 429))
    gateway.freeze(server.hosts, 60)
    assert (await cancel(line, 5)).status == 429
    assert len(server.requests(CANCEL)) == 1
    assert gateway.frozen_for(server.hosts) == 3600


# Probing
async def test_a_probe_finds_out_what_is_dead(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    await until(lambda: server.sockets(MARKET_DATA) == 1)
    server.answer_pings = False
    await clock.advance(2.5)
    line.probe()
    await clock.advance(7.5)
    await until(lambda: listener.downs == ["127.0.0.1 fell silent."])
    await until(lambda: server.sockets(MARKET_DATA) == 0)
    line.probe()


# Figures
async def test_figures_count_over_all_sockets(
    line: BrokerLine, server: ScriptedServer, listener: RecordingListener, clock: ManualClock
) -> None:
    assert (line.figures.generation, line.figures.snapshots, line.figures.messages) == (1, 1, 2)
    server.on(START, Silence(), Answer({}))
    asking = asyncio.ensure_future(line.start_strategy(b"{}", Transport.SOCKET))
    await until(lambda: server.requests(START))
    await clock.advance(5)
    await asking
    await server.push_frame('a[{"s":200,"i":2,"d":{}}]')
    await until(lambda: line.figures.late_answers == 1)
    await server.drop_sockets(USER)
    await until(lambda: listener.losses)
    await clock.advance(1.5)
    await until(lambda: listener.ups == 2)
    figures = line.figures
    assert (figures.generation, figures.snapshots, figures.messages) == (2, 2, 5)
    assert figures.longest_beat == 2.5
