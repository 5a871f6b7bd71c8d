"""The gateway: opening lines, and leaving nothing behind where one cannot be opened."""

import asyncio
from dataclasses import replace

import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_steps import Answer, Silence, Step, Text
from tests.support.scripted_world import USER_ID
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.hosts import DEMO
from bracketdesk.domain.problems import Frozen, TokenRefused, UserFacingError
from bracketdesk.domain.session import OAuthApp


async def test_signs_in_and_connects(
    gateway: BrokerGateway, server: ScriptedServer, listener: RecordingListener
) -> None:
    tokens = await gateway.sign_in(server.hosts, server.credentials)
    line = await gateway.connect(server.hosts, tokens, listener)
    assert line.state.synchronised


async def test_a_refused_token_says_so_as_what_it_is(
    gateway: BrokerGateway,
    server: ScriptedServer,
    listener: RecordingListener,
    clock: ManualClock,
) -> None:
    tokens = server.grant()
    server.revoke()
    with pytest.raises(TokenRefused) as caught:
        await gateway.connect(server.hosts, tokens, listener)
    assert tokens.access not in str(caught.value)
    assert clock.sleepers == 0
    assert listener.ups == 0


@pytest.mark.parametrize(
    ("endpoint", "step"),
    [
        ("account/list", Text("no", 404)),
        ("account/list", Answer([])),
        ("authorize", Text("no", 500)),
        ("user/syncrequest", Text("no", 500)),
    ],
)
async def test_whatever_fails_leaves_nothing_open(
    gateway: BrokerGateway,
    server: ScriptedServer,
    listener: RecordingListener,
    clock: ManualClock,
    endpoint: str,
    step: Step,
) -> None:
    server.on(endpoint, step)
    with pytest.raises(UserFacingError):
        await gateway.connect(server.hosts, server.grant(), listener)
    await until(lambda: server.sockets() == 0)
    assert clock.sleepers == 0
    assert asyncio.all_tasks() >= {asyncio.current_task()}


async def test_a_cancelled_connect_leaves_nothing_open(
    gateway: BrokerGateway,
    server: ScriptedServer,
    listener: RecordingListener,
    clock: ManualClock,
) -> None:
    server.on("user/syncrequest", Silence())
    connecting = asyncio.create_task(gateway.connect(server.hosts, server.grant(), listener))
    await until(lambda: server.requests("user/syncrequest"))
    connecting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connecting
    await until(lambda: server.sockets() == 0)
    assert clock.sleepers == 0


async def test_a_user_id_nobody_told_comes_from_the_account(
    gateway: BrokerGateway, server: ScriptedServer, listener: RecordingListener
) -> None:
    server.on("user/syncrequest", Answer({}), Answer(server.world.snapshot()))
    await gateway.connect(server.hosts, replace(server.grant(), user_id=0), listener)
    assert server.requests("user/syncrequest")[1].json == {"users": [USER_ID]}


async def test_closing_closes_every_line(
    gateway: BrokerGateway, server: ScriptedServer, listener: RecordingListener
) -> None:
    first = await gateway.connect(server.hosts, server.grant(), listener)
    second = await gateway.connect(server.hosts, server.grant(), listener)
    await first.close()
    await gateway.close()
    await gateway.close()
    assert second.closed
    await until(lambda: server.sockets() == 0)


async def test_no_secret_goes_to_an_address_that_breaks_the_rule(
    gateway: BrokerGateway, server: ScriptedServer, listener: RecordingListener
) -> None:
    hosts = replace(server.hosts, rest=server.hosts.rest.replace("127.0.0.1", "10.0.0.1"))
    with pytest.raises(UserFacingError, match="http:// is for this computer only"):
        await gateway.sign_in(hosts, server.credentials)
    hosts = replace(server.hosts, socket="ws://10.0.0.1:1/")
    with pytest.raises(UserFacingError, match="ws:// is for this computer only"):
        await gateway.connect(hosts, server.grant(), listener)
    assert server.requests("auth/accesstokenrequest") == ()
    assert server.requests("account/list") == ()


async def test_one_allowance_for_everything_that_goes_to_a_host(
    gateway: BrokerGateway, server: ScriptedServer, listener: RecordingListener
) -> None:
    assert gateway.usage(server.hosts).last_hour == 0
    tokens = await gateway.sign_in(server.hosts, server.credentials)
    line = await gateway.connect(server.hosts, tokens, listener)
    await line.list_strategies()
    uses = {use.endpoint: use.last_hour for use in gateway.usage(server.hosts).endpoints}
    for endpoint in (
        "auth/accesstokenrequest",
        "account/list",
        "authorize",
        "user/syncrequest",
        "orderStrategy/list",
    ):
        assert uses[endpoint] >= 1
    assert uses["all"] == gateway.usage(server.hosts).last_hour == sum(uses.values()) - uses["all"]
    assert gateway.usage(DEMO).last_hour == 0


async def test_while_a_host_is_frozen_nothing_is_sent_to_it(
    gateway: BrokerGateway,
    server: ScriptedServer,
    listener: RecordingListener,
    clock: ManualClock,
) -> None:
    gateway.freeze(server.hosts, 600)
    assert gateway.frozen_for(server.hosts) == 600
    assert gateway.frozen_for(DEMO) == 0
    opened: list[str] = []
    with pytest.raises(Frozen):
        await gateway.sign_in(server.hosts, server.credentials)
    with pytest.raises(Frozen):
        await gateway.sign_in_by_browser(server.hosts, OAuthApp("app"), opened.append)
    with pytest.raises(Frozen):
        await gateway.connect(server.hosts, server.grant(), listener)
    assert opened == listener.told == []
    assert gateway.usage(server.hosts).last_hour == 0
    await clock.advance(600)
    await gateway.connect(server.hosts, server.grant(), listener)


async def test_a_browser_is_not_sent_to_an_address_that_breaks_the_rule(
    gateway: BrokerGateway, server: ScriptedServer
) -> None:
    opened: list[str] = []
    hosts = replace(server.hosts, authorize="http://trader.example/oauth")
    with pytest.raises(UserFacingError, match="The sign-in page must begin with https://"):
        await gateway.sign_in_by_browser(hosts, OAuthApp("app"), opened.append)
    assert opened == []
