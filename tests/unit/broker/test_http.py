"""The session and its troubles in plain words."""

import ssl

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from bracketdesk.broker.http import Oversized, Redirected, SessionClosed, open_session, trouble

KEY = ConnectionKey("broker.example", 443, True, True, None, None, None)
UNTRUSTED = ssl.SSLCertVerificationError()
UNTRUSTED.verify_message = "certificate has expired"
ANSWERED = aiohttp.RequestInfo(
    URL("https://broker.example"), "CONNECT", CIMultiDictProxy(CIMultiDict())
)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            aiohttp.ClientConnectorCertificateError(KEY, UNTRUSTED),
            "The certificate of broker.example is refused, so nothing was sent: "
            "certificate has expired.",
        ),
        (
            aiohttp.ClientConnectorDNSError(KEY, OSError()),
            "broker.example could not be found: no network, or a wrong address.",
        ),
        (
            aiohttp.ClientConnectorDNSError(KEY._replace(host="proxy.example"), OSError()),
            "The proxy in this computer's settings could not be found.",
        ),
        (
            aiohttp.ClientProxyConnectionError(KEY._replace(host="proxy.example"), OSError()),
            "The proxy in this computer's settings cannot be reached.",
        ),
        (
            aiohttp.ClientHttpProxyError(ANSWERED, (), status=407),
            "The proxy in this computer's settings wants another name and password for "
            "broker.example.",
        ),
        (
            aiohttp.ClientHttpProxyError(ANSWERED, (), status=502),
            "The proxy in this computer's settings does not lead to broker.example (502).",
        ),
        (
            aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError()),
            "No secure connection to broker.example could be made.",
        ),
        (aiohttp.ClientConnectorError(KEY, OSError()), "broker.example cannot be reached."),
        (SessionClosed(), "The connection to broker.example was closed here."),
        (
            Redirected(),
            "broker.example redirects elsewhere, which is not followed: check the address.",
        ),
        (Oversized(), "The answer of broker.example is too large to be one."),
        (aiohttp.ClientPayloadError("Bearer abc"), "The answer of broker.example broke off."),
        (
            aiohttp.ServerDisconnectedError("Bearer abc"),
            "broker.example closed the connection before it answered.",
        ),
        (
            ConnectionResetError("Bearer abc"),
            "broker.example closed the connection before it answered.",
        ),
    ],
)
def test_every_trouble_has_its_sentence(error: Exception, sentence: str) -> None:
    assert trouble(error, "broker.example") == sentence


def test_this_computer_is_not_a_matter_of_the_network() -> None:
    refused = aiohttp.ClientConnectorError(KEY, OSError())
    assert trouble(refused, "127.0.0.1") == "127.0.0.1 cannot be reached: nothing listens there."


async def test_the_session_takes_nothing_from_the_environment() -> None:
    async with open_session("1.2.3") as session:
        assert not session.trust_env
        assert session.headers["User-Agent"] == "BracketDesk/1.2.3"
        assert "Authorization" not in session.headers
