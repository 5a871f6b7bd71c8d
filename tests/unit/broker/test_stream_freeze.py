"""One socket while its host wants silence (protocol.md 1.8)."""

import asyncio

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import USER, Answer, Held, Text
from tests.support.until import until

from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.broker.upgrade import HANDSHAKE
from bracketdesk.domain.problems import Frozen, TokenRefused

CALL = "account/list"


@pytest.mark.parametrize("status", [423, 429])
async def test_a_lockout_of_one_request_freezes_the_host(
    server: ScriptedServer, stream: Stream, allowance: Allowance, status: int
) -> None:
    server.on(CALL, Text("", status))
    assert (await stream.request(CALL)).status == status
    assert allowance.frozen_for() == 3600
    delivery = await stream.request(CALL)
    assert (delivery.left, delivery.status) == (False, None)
    assert delivery.detail == "The broker asked for silence: nothing is sent for 60 minutes."
    assert len(server.requests(CALL)) == 1
    assert stream.open


async def test_a_lockout_that_comes_too_late_freezes_too(
    server: ScriptedServer, stream: Stream, allowance: Allowance, clock: ManualClock
) -> None:
    late = Held(Text("", 429))
    server.on(CALL, late)
    asking = asyncio.ensure_future(stream.request(CALL))
    await until(lambda: server.requests(CALL))
    await clock.advance(5)
    assert (await asking).status is None
    late.release()
    await until(allowance.frozen_for)


async def test_an_exit_goes_all_the_same(
    server: ScriptedServer, stream: Stream, allowance: Allowance
) -> None:
    allowance.freeze(3600)
    assert (await stream.request(CALL, exit=True)).status == 200
    assert len(server.requests(CALL)) == 1


async def test_heartbeats_and_pings_go_on(
    server: ScriptedServer, stream: Stream, allowance: Allowance, clock: ManualClock
) -> None:
    allowance.freeze(3600)
    for _ in range(6):
        await clock.advance(2.5)
    await until(lambda: server.heartbeats == 6)
    await until(lambda: stream.latency == 0.0)
    assert stream.open


async def test_requests_go_again_once_it_is_over(
    server: ScriptedServer, stream: Stream, allowance: Allowance, clock: ManualClock
) -> None:
    allowance.freeze(2)
    await clock.advance(2)
    assert (await stream.request(CALL)).status == 200


@pytest.mark.parametrize("status", [423, 429])
async def test_a_lockout_at_the_handshake_freezes(
    server: ScriptedServer,
    session: aiohttp.ClientSession,
    clock: ManualClock,
    allowance: Allowance,
    status: int,
) -> None:
    server.refuse_sockets = status
    for _ in range(2):
        with pytest.raises(Frozen):
            await open_stream(session, server.hosts.socket, "t", clock, print, allowance)
    assert server.upgrades[USER] == 1
    assert allowance.frozen_for() == 3600


async def test_everything_that_is_sent_is_counted(
    server: ScriptedServer, stream: Stream, allowance: Allowance
) -> None:
    await stream.request(CALL)
    await stream.request(CALL, exit=True)
    allowance.freeze(60)
    await stream.request(CALL)
    counted = {use.endpoint: use.last_hour for use in allowance.usage().endpoints}
    assert counted == {HANDSHAKE: 1, "authorize": 1, CALL: 2, "all": 4}


@pytest.mark.parametrize("status", [401, 403, 408])
async def test_a_token_that_is_no_good(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock, status: int
) -> None:
    server.on("authorize", Text("", status), Answer({}))
    with pytest.raises(TokenRefused):
        await open_stream(session, server.hosts.socket, server.issue(), clock, print)
    assert len(server.requests("authorize")) == 1
