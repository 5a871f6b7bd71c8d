"""Certificates and host names, verified on REST and on both sockets alike."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.private_ca import PrivateCA
from tests.support.scripted import ScriptedServer
from tests.support.scripted_listener import RecordingListener
from tests.support.scripted_wire import RawServer
from tests.support.scripted_world import NAME, PASSWORD

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.http import open_session
from bracketdesk.broker.stream import open_stream
from bracketdesk.broker.trust import distrust, make_tls
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Credentials, Hosts

UNKNOWN = "it is signed by an authority this computer does not know."
BAD = {
    "self_signed": "it is signed by itself alone.",
    "expired": "it has expired.",
    "for_another_host": "it belongs to another host.",
    "not_valid_yet": "it is not valid yet: check this computer's clock.",
    "by_another_authority": UNKNOWN,
}


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PrivateCA:
    authority = PrivateCA()
    authority.trust(monkeypatch, tmp_path)
    return authority


@pytest.fixture
async def trusting(authority: PrivateCA) -> AsyncIterator[aiohttp.ClientSession]:
    assert authority
    async with open_session("0", make_tls()) as session:
        yield session


@pytest.fixture(params=BAD)
def bad(request: pytest.FixtureRequest, authority: PrivateCA) -> tuple[ssl.SSLContext, str]:
    """A server's TLS that must be refused, and the sentence."""
    sentence = f"The certificate of localhost is refused, so nothing was sent: {BAD[request.param]}"
    tls: ssl.SSLContext = getattr(authority, request.param)()
    return tls, sentence


async def test_a_certificate_of_a_known_authority_is_taken_everywhere(
    authority: PrivateCA, gateway: BrokerGateway, listener: RecordingListener, clock: ManualClock
) -> None:
    async with ScriptedServer(authority.good()) as server:
        tokens = await gateway.sign_in(server.hosts, server.credentials)
        line = await gateway.connect(server.hosts, tokens, listener)
        assert line.state.synchronised
        async with open_session("0", make_tls()) as session:
            stream = await open_stream(
                session, server.hosts.market_data, tokens.market_data, clock, lambda _: None
            )
            assert stream.open
            await stream.close()
        await gateway.close()


async def test_a_sign_in_tells_nothing_to_whom_nobody_vouches_for(
    bad: tuple[ssl.SSLContext, str], gateway: BrokerGateway
) -> None:
    tls, sentence = bad
    async with RawServer(says=b"", tls=tls) as raw:
        where = f"localhost:{raw.port}"
        hosts = Hosts(f"https://{where}/v1", f"wss://{where}/a", f"wss://{where}/b")
        with pytest.raises(UserFacingError) as caught:
            await gateway.sign_in(hosts, Credentials(NAME, PASSWORD))
        assert str(caught.value) == sentence
    assert raw.received == b""


@pytest.mark.parametrize("path", ["v1/websocket", "md/v1/websocket"])
async def test_a_socket_tells_nothing_to_whom_nobody_vouches_for(
    bad: tuple[ssl.SSLContext, str],
    trusting: aiohttp.ClientSession,
    clock: ManualClock,
    path: str,
) -> None:
    tls, sentence = bad
    async with RawServer(says=b"", tls=tls) as raw:
        with pytest.raises(UserFacingError) as caught:
            await open_stream(
                trusting, f"wss://localhost:{raw.port}/{path}", "token", clock, lambda _: None
            )
        assert str(caught.value) == sentence
    assert raw.received == b""
    assert clock.sleepers == 0


async def test_a_line_is_as_careful_with_each_of_its_hosts(
    bad: tuple[ssl.SSLContext, str],
    authority: PrivateCA,
    gateway: BrokerGateway,
    listener: RecordingListener,
) -> None:
    tls, sentence = bad
    async with ScriptedServer(authority.good()) as server, RawServer(says=b"", tls=tls) as raw:
        where = f"wss://localhost:{raw.port}"
        hosts = Hosts(server.hosts.rest, f"{where}/a", f"{where}/b")
        with pytest.raises(UserFacingError) as caught:
            await gateway.connect(hosts, server.grant(), listener)
        assert str(caught.value) == sentence
    assert raw.received == b""


async def test_the_practice_exchange_pays_for_no_trust_store(
    server: ScriptedServer, gateway: BrokerGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ssl, "create_default_context", None)
    await gateway.sign_in(server.hosts, server.credentials)


def test_certificates_and_names_are_always_verified() -> None:
    context = make_tls()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_store_that_was_named_is_the_only_one(authority: PrivateCA) -> None:
    assert authority
    assert make_tls().cert_store_stats()["x509_ca"] == 1


def test_a_reason_nobody_has_heard_of_is_told_in_openssls_words() -> None:
    strange = ssl.SSLCertVerificationError()
    strange.verify_code, strange.verify_message = 9999, "CA key too small"
    assert distrust(strange) == "CA key too small"
    assert distrust(OSError()) == "it is not trusted"
