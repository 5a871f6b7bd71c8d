"""The system's proxy: which one leads where, and REST and both sockets through it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.support.clock import ManualClock
from tests.support.connect_proxy import ConnectProxy
from tests.support.private_ca import PrivateCA
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_world import NAME, PASSWORD
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.hosts import DEMO
from bracketdesk.broker.http import open_session
from bracketdesk.broker.proxy import SOCKS, UNREADABLE, proxy_for
from bracketdesk.broker.stream import open_stream
from bracketdesk.broker.trust import make_tls
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Credentials, Hosts

BROKER = Hosts(
    rest="https://broker.test/v1",
    socket="wss://broker.test/v1/websocket",
    market_data="wss://broker.test/md/v1/websocket",
)
"""A name that leads nowhere but through the proxy (RFC 2606)."""

WHO = Credentials(NAME, PASSWORD)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No proxy is set but the test's."""
    for name in ("http", "https", "all", "no", "socks"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)
    return monkeypatch


@pytest.fixture
async def broker(
    settings: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[tuple[ScriptedServer, int]]:
    """The broker behind the proxy, with a good certificate, and its port."""
    authority = PrivateCA()
    authority.trust(settings, tmp_path)
    async with ScriptedServer(authority.good("broker.test")) as server:
        yield server, int(server.hosts.rest.split(":")[2].removesuffix("/v1"))


async def test_rest_and_the_sockets_go_through_the_proxy(
    broker: tuple[ScriptedServer, int],
    gateway: BrokerGateway,
    listener: RecordingListener,
    clock: ManualClock,
    settings: pytest.MonkeyPatch,
) -> None:
    server, port = broker
    async with ConnectProxy("broker.test", port) as proxy:
        settings.setenv("https_proxy", proxy.url)
        tokens = await gateway.sign_in(BROKER, WHO)
        line = await gateway.connect(BROKER, tokens, listener)
        assert line.state.synchronised
        await until(lambda: server.sockets("user") == server.sockets("market data") == 1)
        async with open_session("0", make_tls()) as session:
            stream = await open_stream(
                session, BROKER.market_data, tokens.market_data, clock, lambda _: None
            )
            await stream.close()
        await gateway.close()
    assert {head.split("\r\n")[0] for head in proxy.heads} == {"CONNECT broker.test:443 HTTP/1.1"}
    everything = "".join(proxy.heads).encode() + proxy.carried
    for secret in (PASSWORD, tokens.access, tokens.market_data):
        assert secret.encode() not in everything


async def test_the_proxys_own_login_is_used(
    broker: tuple[ScriptedServer, int], gateway: BrokerGateway, settings: pytest.MonkeyPatch
) -> None:
    _, port = broker
    async with ConnectProxy("broker.test", port, login="me:p@ss word") as proxy:
        settings.setenv("https_proxy", f"http://me:p%40ss%20word@127.0.0.1:{proxy.port}")
        assert (await gateway.sign_in(BROKER, WHO)).access


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (
            407,
            "The proxy in this computer's settings wants another name and password for "
            "broker.test.",
        ),
        (502, "The proxy in this computer's settings does not lead to broker.test (502)."),
    ],
)
async def test_a_proxy_that_refuses_is_told_from_the_broker(
    gateway: BrokerGateway,
    clock: ManualClock,
    settings: pytest.MonkeyPatch,
    status: int,
    sentence: str,
) -> None:
    async with ConnectProxy("broker.test", 0, refuse=status) as proxy:
        settings.setenv("https_proxy", f"http://me:hunter2@127.0.0.1:{proxy.port}")
        with pytest.raises(UserFacingError) as caught:
            await gateway.sign_in(BROKER, WHO)
        assert str(caught.value) == sentence
        async with open_session("0") as session:
            for url in (BROKER.socket, BROKER.market_data):
                with pytest.raises(UserFacingError) as caught:
                    await open_stream(session, url, "token", clock, lambda _: None)
                assert str(caught.value) == sentence
    assert len(proxy.heads) == 3
    assert proxy.carried == b""


async def test_a_proxy_that_is_not_there(
    gateway: BrokerGateway, settings: pytest.MonkeyPatch
) -> None:
    async with ConnectProxy("broker.test", 0) as proxy:
        settings.setenv("https_proxy", f"http://me:hunter2@127.0.0.1:{proxy.port}")
    with pytest.raises(UserFacingError) as caught:
        await gateway.sign_in(BROKER, WHO)
    assert str(caught.value) == "The proxy in this computer's settings cannot be reached."


async def test_the_brokers_certificate_is_verified_through_a_proxy_too(
    broker: tuple[ScriptedServer, int], gateway: BrokerGateway, settings: pytest.MonkeyPatch
) -> None:
    async with (
        ScriptedServer(PrivateCA().good("broker.test")) as stranger,
        ConnectProxy("broker.test", int(stranger.hosts.rest.split(":")[2][:-3])) as proxy,
    ):
        settings.setenv("https_proxy", proxy.url)
        with pytest.raises(UserFacingError, match=r"certificate of broker\.test is refused"):
            await gateway.sign_in(BROKER, WHO)
        assert stranger.requests("auth/accesstokenrequest") == ()


async def test_a_socks_proxy_is_said_before_anything_is_sent(
    gateway: BrokerGateway, clock: ManualClock, settings: pytest.MonkeyPatch
) -> None:
    settings.setenv("all_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(UserFacingError, match="SOCKS proxy, which this app cannot use"):
        await gateway.sign_in(BROKER, WHO)
    async with open_session("0") as session:
        with pytest.raises(UserFacingError, match="SOCKS proxy, which this app cannot use"):
            await open_stream(session, BROKER.socket, "token", clock, lambda _: None)


async def test_this_computer_is_reached_without_a_proxy(
    server: ScriptedServer,
    gateway: BrokerGateway,
    listener: RecordingListener,
    settings: pytest.MonkeyPatch,
) -> None:
    async with ConnectProxy("broker.test", 0) as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            settings.setenv(name, proxy.url)
        tokens = await gateway.sign_in(server.hosts, server.credentials)
        await gateway.connect(server.hosts, tokens, listener)
        await gateway.close()
    assert proxy.heads == []


@pytest.mark.parametrize(
    ("set_to", "found"),
    [
        ({}, None),
        ({"https_proxy": "http://p.example:3128"}, "http://p.example:3128"),
        ({"https_proxy": "p.example:3128"}, "http://p.example:3128"),
        ({"https_proxy": "http://a:b@p.example"}, "http://a:b@p.example"),
        ({"https_proxy": "https://p.example"}, "https://p.example"),
        ({"all_proxy": "http://p.example"}, "http://p.example"),
        ({"all_proxy": "socks5://s.example", "https_proxy": "p.example"}, "http://p.example"),
        ({"http_proxy": "http://p.example"}, None),
        ({"https_proxy": "http://p.example", "no_proxy": "tradovateapi.com"}, None),
        ({"https_proxy": "http://p.example", "no_proxy": "*"}, None),
        ({"https_proxy": "http://p.example", "no_proxy": "x.test"}, "http://p.example"),
    ],
)
def test_the_settings_say_which(
    settings: pytest.MonkeyPatch, set_to: dict[str, str], found: str | None
) -> None:
    for name, value in set_to.items():
        settings.setenv(name, value)
    assert proxy_for(DEMO.rest) == proxy_for(DEMO.socket) == found
    for loopback in ("https://127.0.0.1:1/v1", "wss://localhost/x", "https://[::1]:5/"):
        assert proxy_for(loopback) is None


@pytest.mark.parametrize(
    ("set_to", "sentence"),
    [
        ({"https_proxy": "socks5h://s.example:1080"}, SOCKS),
        ({"socks_proxy": "http://s.example:1080"}, SOCKS),
        ({"https_proxy": "ftp://p.example"}, UNREADABLE),
        ({"https_proxy": "http://:3128"}, UNREADABLE),
        ({"https_proxy": "http://me:hunter2@p.example:99999"}, UNREADABLE),
    ],
)
def test_a_proxy_that_cannot_be_used_is_a_sentence(
    settings: pytest.MonkeyPatch, set_to: dict[str, str], sentence: str
) -> None:
    for name, value in set_to.items():
        settings.setenv(name, value)
    with pytest.raises(UserFacingError) as caught:
        proxy_for(DEMO.rest)
    assert str(caught.value) == sentence
