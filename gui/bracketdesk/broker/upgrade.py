"""From an address to an open WebSocket (protocol.md 3)."""

import aiohttp
from aiohttp import ClientSession, ClientWebSocketResponse

from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.hosts import host_of
from bracketdesk.broker.http import find_proxy, trouble
from bracketdesk.broker.limit import TimeLimit
from bracketdesk.broker.refusals import LOCKED_OUT, LOCKOUT, judge
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.wire.clock import Clock

CONNECT_LIMIT = 10.0
"""Seconds until a socket must stand."""

MESSAGE_LIMIT = 16 * 1024 * 1024
"""Bytes of one message; a snapshot is the largest."""

HANDSHAKE = "websocket"
"""How the request for a socket is counted."""


async def open_socket(
    session: ClientSession, url: str, clock: Clock, allowance: Allowance
) -> ClientWebSocketResponse:
    """Connect; raises UserFacingError, Frozen without having sent a byte."""
    allowance.check()
    host = host_of(url)
    try:
        async with TimeLimit(clock, CONNECT_LIMIT):
            return await _handshake(session, url, allowance)
    except TimeoutError:
        raise UserFacingError(
            f"{host} opened no socket within {CONNECT_LIMIT:.0f} seconds."
        ) from None
    except aiohttp.WSServerHandshakeError as error:
        if error.status in LOCKED_OUT:
            allowance.freeze(LOCKOUT)
        judge(Delivery(True, error.status), host, "a connection")
        raise UserFacingError(f"{host} did not open a socket.") from None
    except (aiohttp.ClientError, OSError) as error:
        raise UserFacingError(trouble(error, host)) from None


async def _handshake(
    session: ClientSession, url: str, allowance: Allowance
) -> ClientWebSocketResponse:
    proxy = await find_proxy(session, url)
    allowance.note(HANDSHAKE)
    return await session.ws_connect(
        url,
        autoping=False,
        max_msg_size=MESSAGE_LIMIT,
        proxy=proxy,
        timeout=aiohttp.ClientWSTimeout(ws_close=0.0),  # the peer's farewell is not waited for
    )
