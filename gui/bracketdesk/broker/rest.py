"""REST: one request in, one Delivery out (protocol.md 2)."""

from collections.abc import Mapping
from typing import TypeVar

import aiohttp
from aiohttp import ClientSession

from bracketdesk.broker import reading
from bracketdesk.broker.backoff import BackOff
from bracketdesk.broker.hosts import host_of
from bracketdesk.broker.http import Oversized, Progress, SessionClosed, trouble
from bracketdesk.broker.limit import ANSWER_LIMIT, TimeLimit
from bracketdesk.broker.refusals import judge
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.wire.clock import Clock

T = TypeVar("T")

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes of an answer, decompressed."""

READ_ATTEMPTS = 3


class Rest:
    """Calls under one base address. `token` is empty before the sign-in."""

    def __init__(self, session: ClientSession, base: str, clock: Clock, token: str = "") -> None:
        self.host = host_of(base)
        self._session = session
        self._base = base
        self._clock = clock
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def post(self, endpoint: str, body: bytes) -> Delivery:
        """Send `body` once; never raises for what the wire does.

        aiohttp sends a POST again under no circumstances (3.14: its retry on a kept-alive
        connection that died is for idempotent methods alone).
        """
        return await self._deliver("POST", endpoint, {}, body)

    async def read(self, endpoint: str, kind: type[T], what: str, **query: str | int) -> T:
        """GET and read as `kind`; raises UserFacingError. Asked again where the wire failed."""
        delivery = await self.get(endpoint, **query)
        judge(delivery, self.host, what)
        try:
            return reading.read(delivery.body, kind)
        except ValueError:
            raise UserFacingError(f"{self.host} answered {what} with something else.") from None

    async def get(self, endpoint: str, **query: str | int) -> Delivery:
        """GET with up to three attempts; only silence and the server's own trouble ask again."""
        pause = BackOff(first=0.25, ceiling=2.0)
        for _ in range(READ_ATTEMPTS - 1):
            delivery = await self._deliver("GET", endpoint, query)
            if delivery.status is not None and delivery.status < 500:
                return delivery
            await self._clock.sleep(pause.next())
        return await self._deliver("GET", endpoint, query)

    async def _deliver(
        self, method: str, endpoint: str, query: Mapping[str, str | int], body: bytes = b""
    ) -> Delivery:
        progress = Progress()
        started = self._clock.monotonic()
        status, answer, detail = None, b"", ""
        try:
            async with TimeLimit(self._clock, ANSWER_LIMIT):
                status, answer = await self._exchange(method, endpoint, query, body, progress)
        except TimeoutError:
            detail = f"{self.host} did not answer within {ANSWER_LIMIT:.0f} seconds."
        except (aiohttp.ClientError, OSError) as error:
            detail = trouble(error, self.host)
        seconds = self._clock.monotonic() - started
        return Delivery(progress.connected, status, answer, detail, seconds)

    async def _exchange(
        self,
        method: str,
        endpoint: str,
        query: Mapping[str, str | int],
        body: bytes,
        progress: Progress,
    ) -> tuple[int, bytes]:
        if self._session.closed:
            raise SessionClosed
        headers = dict(self._headers)
        if body:
            headers["Content-Type"] = "application/json"
        async with self._session.request(
            method,
            f"{self._base}/{endpoint}",
            params=query,
            data=body or None,
            headers=headers,
            allow_redirects=False,
            trace_request_ctx=progress,
        ) as response:
            return response.status, await _bounded(response)


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Oversized
    return bytes(body)
