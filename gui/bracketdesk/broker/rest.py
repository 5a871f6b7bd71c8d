"""REST: one request in, one Delivery out (protocol.md 2)."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import aiohttp
from aiohttp import ClientSession

from bracketdesk.broker import reading
from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.backoff import BackOff
from bracketdesk.broker.hosts import host_of
from bracketdesk.broker.http import Oversized, Progress, SessionClosed, known_proxy, trouble
from bracketdesk.broker.limit import ANSWER_LIMIT, TimeLimit
from bracketdesk.broker.refusals import LOCKED_OUT, LOCKOUT, judge, without
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import Frozen
from bracketdesk.wire.clock import Clock

T = TypeVar("T")

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes of an answer, decompressed."""

READ_ATTEMPTS = 3


class Rest:
    """Calls under one base address. `token` is empty before the sign-in.

    `skew` is how far the server's clock was ahead of ours in its last answer with a Date.
    """

    def __init__(
        self,
        session: ClientSession,
        base: str,
        clock: Clock,
        token: str = "",
        allowance: Allowance | None = None,
    ) -> None:
        self.host = host_of(base)
        self.allowance = allowance or Allowance(clock)
        self.skew = timedelta(0)
        self._session = session
        self._base = base
        self._clock = clock
        self.use(token)

    def use(self, token: str) -> None:
        """Carry this token from the next request on."""
        self._token = token
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def post(self, endpoint: str, body: bytes, *, exit: bool = False) -> Delivery:
        """Send `body` once; never raises for what the wire does.

        While the host is frozen only an `exit` is sent, which a person has clicked. aiohttp sends
        nothing again by itself (`Progress`), a POST under no circumstances. The connection is
        closed when the wait is over, so that an answer that would come later is never heard. An
        answer that repeats the token comes without it.
        """
        return without(await self._deliver("POST", endpoint, {}, body, exit), (self._token,))

    async def read(self, endpoint: str, kind: type[T], what: str, **query: str | int) -> T:
        """GET and read as `kind`; raises UserFacingError. Asked again where the wire failed."""
        self.allowance.check()
        delivery = without(await self.get(endpoint, **query), (self._token,))
        judge(delivery, self.host, what)
        return reading.read_answer(delivery.body, kind, self.host, what)

    async def get(self, endpoint: str, **query: str | int) -> Delivery:
        """GET with up to three attempts; only silence and the server's own trouble ask again."""
        pause = BackOff(first=0.25, ceiling=2.0)
        for _ in range(READ_ATTEMPTS - 1):
            delivery = await self.get_once(endpoint, **query)
            frozen = self.allowance.frozen_for() > 0
            if frozen or (delivery.status is not None and delivery.status < 500):
                return delivery
            await self._clock.sleep(pause.next())
        return await self.get_once(endpoint, **query)

    async def get_once(self, endpoint: str, **query: str | int) -> Delivery:
        """GET; what is limited by the hour is never asked again by code (protocol.md 1.7)."""
        return await self._deliver("GET", endpoint, query)

    async def _deliver(
        self,
        method: str,
        endpoint: str,
        query: Mapping[str, str | int],
        body: bytes = b"",
        exit: bool = False,
    ) -> Delivery:
        try:
            if not exit:
                self.allowance.check()
        except Frozen as frozen:
            return Delivery(left=False, detail=str(frozen))
        self.allowance.note(endpoint)
        delivery = await self._attempt(method, endpoint, query, body)
        if delivery.status in LOCKED_OUT:
            self.allowance.freeze(LOCKOUT)
        return delivery

    async def _attempt(
        self, method: str, endpoint: str, query: Mapping[str, str | int], body: bytes
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
            proxy=known_proxy(self._session, self._base),
            trace_request_ctx=progress,
        ) as response:
            self._measure_skew(response.headers.get("Date", ""))
            return response.status, await _bounded(response)

    def _measure_skew(self, date: str) -> None:
        """Take the server's time, told in whole seconds; one that cannot be read is none."""
        with suppress(ValueError, OverflowError):
            told = parsedate_to_datetime(date)
            self.skew = (told if told.tzinfo else told.replace(tzinfo=UTC)) - self._clock.now()


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Oversized
    return bytes(body)
