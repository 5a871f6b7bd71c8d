"""The HTTP session both transports stand on, and its troubles in plain words."""

import ssl
from types import SimpleNamespace

import aiohttp
from aiohttp import ClientSession, TraceConfig

from bracketdesk.broker.hosts import host_of, is_loopback
from bracketdesk.broker.proxy import proxy_for
from bracketdesk.broker.resolver import DaemonResolver
from bracketdesk.broker.threads import in_daemon
from bracketdesk.broker.trust import distrust

NO_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""Time limits are the Clock's business (`limit.py`), not aiohttp's."""


class Redirected(aiohttp.ClientError):
    """The server points elsewhere: not followed, a token would follow it."""


class Oversized(aiohttp.ClientError):
    """An answer larger than any honest one."""


class SessionClosed(aiohttp.ClientError):
    """This side closed the session before the request began."""


class Repeated(aiohttp.ClientError):
    """aiohttp (3.14) would send a GET again by itself on a connection that died."""


class Progress:
    """How far one request came. Until `connected`, provably no byte of it has left.

    It connects once: what asks again counts every attempt (protocol.md 1.7).
    """

    connected = False


class Connector(aiohttp.TCPConnector):
    """Certificates verified, names looked up in daemon threads, proxies remembered by host."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        super().__init__(resolver=DaemonResolver(), ssl=tls or True)
        self.proxies: dict[str, str | None] = {}


def open_session(app_version: str, tls: ssl.SSLContext | None = None) -> ClientSession:
    """Return a session: certificates verified, by `tls` where it is given, no netrc of the
    environment, no cookies, no redirects followed by its sockets.
    """
    return ClientSession(
        connector=Connector(tls),
        timeout=NO_TIMEOUT,
        trust_env=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"BracketDesk/{app_version}", "Accept": "application/json"},
        trace_configs=[_tracing()],
    )


async def find_proxy(session: ClientSession, address: str) -> str | None:
    """Ask the system for the proxy to a host, and remember it: settings change with the network.

    Raises UserFacingError where there is one that cannot be used.
    """
    host = host_of(address)
    if is_loopback(host):
        return None
    found = await in_daemon(lambda: proxy_for(address), f"proxy to {host}")
    if isinstance(session.connector, Connector):
        session.connector.proxies[host] = found
    return found


def known_proxy(session: ClientSession, address: str) -> str | None:
    """Return the proxy to a host as it was last found."""
    connector = session.connector
    return connector.proxies.get(host_of(address)) if isinstance(connector, Connector) else None


def trouble(error: Exception, host: str) -> str:
    """Return what went wrong between here and `host`, in one sentence without any secret."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = distrust(error.certificate_error)
        return f"The certificate of {host} is refused, so nothing was sent: {reason}."
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return "The proxy in this computer's settings cannot be reached."
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return _by_proxy(error.status, host)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        if error.host != host:
            return "The proxy in this computer's settings could not be found."
        return f"{host} could not be found: no network, or a wrong address."
    if isinstance(error, aiohttp.ClientSSLError):
        return f"No secure connection to {host} could be made."
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{host} cannot be reached{_hint(host)}."
    return _after_connect(error, host)


def _by_proxy(status: int, host: str) -> str:
    if status == 407:
        return f"The proxy in this computer's settings wants another name and password for {host}."
    return f"The proxy in this computer's settings does not lead to {host} ({status})."


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
    config.on_connection_create_start.append(_connecting)
    config.on_connection_create_end.append(_connected)
    config.on_connection_reuseconn.append(_connecting)
    config.on_connection_reuseconn.append(_connected)
    config.on_request_redirect.append(_redirected)
    return config


async def _connecting(_: ClientSession, context: SimpleNamespace, __: object) -> None:
    if isinstance(context.trace_request_ctx, Progress) and context.trace_request_ctx.connected:
        raise Repeated


async def _connected(_: ClientSession, context: SimpleNamespace, __: object) -> None:
    if isinstance(context.trace_request_ctx, Progress):
        context.trace_request_ctx.connected = True


async def _redirected(_: ClientSession, __: SimpleNamespace, ___: object) -> None:
    raise Redirected
