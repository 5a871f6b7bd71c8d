"""The HTTP session both transports stand on, and its troubles in plain words."""

from types import SimpleNamespace

import aiohttp
from aiohttp import ClientSession, TraceConfig

from bracketdesk.broker.hosts import is_loopback
from bracketdesk.broker.resolver import DaemonResolver

NO_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""Time limits are the Clock's business (`limit.py`), not aiohttp's."""


class Redirected(aiohttp.ClientError):
    """The server points elsewhere: not followed, a token would follow it."""


class Oversized(aiohttp.ClientError):
    """An answer larger than any honest one."""


class SessionClosed(aiohttp.ClientError):
    """This side closed the session before the request began."""


class Progress:
    """How far one request came. Until `connected`, provably no byte of it has left."""

    connected = False


def open_session(app_version: str) -> ClientSession:
    """Return a session: certificates verified, no proxies or netrc of the environment, no cookies,
    no redirects followed by its sockets.
    """
    return ClientSession(
        connector=aiohttp.TCPConnector(resolver=DaemonResolver()),
        timeout=NO_TIMEOUT,
        trust_env=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"BracketDesk/{app_version}", "Accept": "application/json"},
        trace_configs=[_tracing()],
    )


def trouble(error: Exception, host: str) -> str:
    """Return what went wrong between here and `host`, in one sentence without any secret."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = getattr(error.certificate_error, "verify_message", "") or "not trusted"
        return f"The certificate of {host} could not be verified ({reason}), so nothing was sent."
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"{host} could not be found: no network, or a wrong address."
    if isinstance(error, aiohttp.ClientSSLError):
        return f"No secure connection to {host} could be made."
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{host} cannot be reached{_hint(host)}."
    return _after_connect(error, host)


def _after_connect(error: Exception, host: str) -> str:
    match error:
        case SessionClosed():
            return f"The connection to {host} was closed here."
        case Redirected():
            return f"{host} redirects elsewhere, which is not followed: check the address."
        case Oversized():
            return f"The answer of {host} is too large to be one."
        case aiohttp.ClientPayloadError():
            return f"The answer of {host} broke off."
        case aiohttp.ClientResponseError():
            return f"The answer of {host} could not be read."
        case _:
            return f"{host} closed the connection before it answered."


def _hint(host: str) -> str:
    return ": nothing listens there" if is_loopback(host) else ""


def _tracing() -> TraceConfig:
    config = TraceConfig()
    config.on_connection_create_end.append(_connected)
    config.on_connection_reuseconn.append(_connected)
    config.on_request_redirect.append(_redirected)
    return config


async def _connected(_: ClientSession, context: SimpleNamespace, __: object) -> None:
    if isinstance(context.trace_request_ctx, Progress):
        context.trace_request_ctx.connected = True


async def _redirected(_: ClientSession, __: SimpleNamespace, ___: object) -> None:
    raise Redirected
