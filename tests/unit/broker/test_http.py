"""The session and its troubles in plain words."""

import ssl

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bracketdesk.broker.http import Oversized, Redirected, SessionClosed, open_session, trouble

KEY = ConnectionKey("broker.example", 443, True, True, None, None, None)
UNTRUSTED = ssl.SSLCertVerificationError()
UNTRUSTED.verify_message = "certificate has expired"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            aiohttp.ClientConnectorCertificateError(KEY, UNTRUSTED),
            "The certificate of h could not be verified (certificate has expired), "
            "so nothing was sent.",
        ),
        (
            aiohttp.ClientConnectorCertificateError(KEY, OSError()),
            "The certificate of h could not be verified (not trusted), so nothing was sent.",
        ),
        (
            aiohttp.ClientConnectorDNSError(KEY, OSError()),
            "h could not be found: no network, or a wrong address.",
        ),
        (
            aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError()),
            "No secure connection to h could be made.",
        ),
        (aiohttp.ClientConnectorError(KEY, OSError()), "h cannot be reached."),
        (SessionClosed(), "The connection to h was closed here."),
        (Redirected(), "h redirects elsewhere, which is not followed: check the address."),
        (Oversized(), "The answer of h is too large to be one."),
        (aiohttp.ClientPayloadError("Bearer abc"), "The answer of h broke off."),
        (
            aiohttp.ServerDisconnectedError("Bearer abc"),
            "h closed the connection before it answered.",
        ),
        (ConnectionResetError("Bearer abc"), "h closed the connection before it answered."),
    ],
)
def test_every_trouble_has_its_sentence(error: Exception, sentence: str) -> None:
    assert trouble(error, "h") == sentence


def test_this_computer_is_not_a_matter_of_the_network() -> None:
    refused = aiohttp.ClientConnectorError(KEY, OSError())
    assert trouble(refused, "127.0.0.1") == "127.0.0.1 cannot be reached: nothing listens there."


async def test_the_session_takes_nothing_from_the_environment() -> None:
    async with open_session("1.2.3") as session:
        assert not session.trust_env
        assert session.headers["User-Agent"] == "BracketDesk/1.2.3"
        assert "Authorization" not in session.headers
