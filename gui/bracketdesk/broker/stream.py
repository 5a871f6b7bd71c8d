"""One protocol socket: requests by id, events, heartbeats, liveness (protocol.md 3)."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import aiohttp
from aiohttp import ClientSession, ClientWebSocketResponse, WSMessage, WSMsgType

from bracketdesk.broker import endpoints
from bracketdesk.broker.hosts import host_of
from bracketdesk.broker.http import trouble
from bracketdesk.broker.limit import ANSWER_LIMIT, TimeLimit
from bracketdesk.broker.loss import Loss, announced
from bracketdesk.broker.pulse import BEAT_EVERY, Pulse
from bracketdesk.broker.refusals import judge, shown
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import TokenRefused, UserFacingError
from bracketdesk.wire import frames
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.frames import Event, Request, Response

log = logging.getLogger(__name__)

CONNECT_LIMIT = 10.0
"""Seconds until a socket must stand."""

FAREWELL_LIMIT = 5.0
"""Seconds in which a server that announced its shutdown may still answer."""

MESSAGE_LIMIT = 16 * 1024 * 1024
"""Bytes of one message; a snapshot is the largest."""

_ALIVE = (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.PONG)


async def open_stream(
    session: ClientSession, url: str, token: str, clock: Clock, on_event: Callable[[Event], None]
) -> "Stream":
    """Connect and authorise; raises UserFacingError, TokenRefused where the token is no good."""
    host = host_of(url)
    stream = Stream(await _connect(session, url, host, clock), host, clock, on_event)
    try:
        await stream.authorize(token)
    except BaseException:
        await stream.close()
        raise
    return stream


class Stream:
    """An open socket. `lost` is done once it is gone; nothing brings it back."""

    def __init__(
        self,
        socket: ClientWebSocketResponse,
        host: str,
        clock: Clock,
        on_event: Callable[[Event], None],
    ) -> None:
        loop = asyncio.get_running_loop()
        self.lost: asyncio.Future[Loss] = loop.create_future()
        self._opened: asyncio.Future[bool] = loop.create_future()
        self._socket = socket
        self._host = host
        self._clock = clock
        self._on_event = on_event
        self._ids = itertools.count()
        self._pending: dict[int, asyncio.Future[Response | None]] = {}
        self._pulse = Pulse(clock)
        self._leaving: Loss | None = None
        self._leaves_at = 0.0
        self._beating = self._spawn(self._beat(), "heartbeat")
        self._reading = self._spawn(self._read(), "socket")

    @property
    def open(self) -> bool:
        """Whether a request may be written."""
        return not self.lost.done() and self._leaving is None

    @property
    def latency(self) -> float | None:
        """Seconds of the last round trip."""
        return self._pulse.latency

    async def authorize(self, token: str) -> None:
        """Wait for the server's `o` and hand it the token, raw (protocol.md 3.3)."""
        try:
            async with TimeLimit(self._clock, ANSWER_LIMIT):
                opened = await self._opened
        except TimeoutError:
            raise UserFacingError(f"{self._host} opened no session on its socket.") from None
        if not opened:
            raise UserFacingError(self.lost.result().reason)
        delivery = await self.request(endpoints.AUTHORIZE, token)
        if delivery.status in (401, 403):
            raise TokenRefused(f"{self._host} no longer takes the sign-in.")
        judge(delivery, self._host, "the sign-in on its socket")

    def request(
        self, endpoint: str, body: str = "", limit: float = ANSWER_LIMIT
    ) -> Awaitable[Delivery]:
        """Write one request and return what waits for its answer.

        It is written when this returns, so that nothing comes between an order and the wire.
        Neither this nor the waiting raises for what the wire does.
        """
        if not self.open:
            return _delivered(Delivery(left=False, detail=self._closed_words()))
        number = next(self._ids)
        answer: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
        began = self._clock.monotonic()
        try:
            _write(self._socket, frames.write_request(Request(endpoint, number, body=body)))
        except aiohttp.ClientConnectionResetError:
            # aiohttp (3.14) refuses a closing transport before it writes to it.
            return _delivered(Delivery(left=False, detail=self._closed_words()))
        self._pending[number] = answer
        waiting = asyncio.ensure_future(self._answered(answer, endpoint, number, limit, began))
        waiting.add_done_callback(lambda _: self._pending.pop(number))
        return waiting

    async def _answered(
        self,
        answer: asyncio.Future[Response | None],
        endpoint: str,
        number: int,
        limit: float,
        began: float,
    ) -> Delivery:
        try:
            async with TimeLimit(self._clock, limit):
                await answer
        except TimeoutError:
            log.info("%s did not answer request %d (%s) in time.", self._host, number, endpoint)
        return self._delivery(answer, limit, self._clock.monotonic() - began)

    async def close(self) -> None:
        """Close the socket; idempotent."""
        self._lose(Loss(f"The connection to {self._host} was closed here."))
        await self._shut()
        self._beating.cancel()
        await asyncio.wait((self._beating, self._reading))

    def _delivery(
        self, answer: asyncio.Future[Response | None], limit: float, seconds: float
    ) -> Delivery:
        response = answer.result() if answer.done() and not answer.cancelled() else None
        if response is not None:
            self._pulse.latency = seconds
            return Delivery(True, response.status, response.data, seconds=seconds)
        if self.lost.done():
            return Delivery(left=True, detail=self._closed_words(), seconds=seconds)
        detail = f"{self._host} did not answer within {limit:.0f} seconds."
        return Delivery(left=True, detail=detail, seconds=seconds)

    def _closed_words(self) -> str:
        if self.lost.done():
            return self.lost.result().reason
        return self._leaving.reason if self._leaving else f"{self._host} closed the connection."

    async def _read(self) -> None:
        while not self.lost.done():
            message = await self._socket.receive()
            if message.type not in _ALIVE:
                self._lose(self._leaving or Loss(_ending(message, self._host)))
                break
            self._pulse.heard()
            await self._take(message)
        await self._shut()
        self._beating.cancel()

    async def _take(self, message: WSMessage) -> None:
        match message.type:
            case WSMsgType.TEXT:
                self._take_frame(message.data)
            case WSMsgType.PING:
                await self._say(self._socket.pong(message.data))
            case WSMsgType.PONG:
                self._pulse.pong(message.data)
            case _:
                log.info("%s sent bytes where the protocol has text; ignored.", self._host)

    def _take_frame(self, text: str) -> None:
        try:
            frame = frames.read_frame(text)
        except (ValueError, RecursionError):
            self._take_garbage(text)
            return
        match frame:
            case frames.Opened():
                if not self._opened.done():
                    self._opened.set_result(True)
            case frames.Closed():
                self._lose(self._leaving or Loss(_closing(self._host, frame.code, frame.reason)))
            case tuple():
                for message in frame:
                    self._take_message(message)

    def _take_garbage(self, text: str) -> None:
        """A frame of messages may have held an update: only a new snapshot can make it good."""
        log.info("%s sent a frame that cannot be read (%d characters).", self._host, len(text))
        if text.startswith("a"):
            self._lose(Loss(f"{self._host} sent something that cannot be read."))

    def _take_message(self, message: Response | Event) -> None:
        if isinstance(message, Response):
            self._take_response(message)
        elif message.kind == "shutdown":
            self._leaving = announced(message.data, self._host)
            self._leaves_at = self._clock.monotonic() + FAREWELL_LIMIT
        else:
            self._on_event(message)

    def _take_response(self, response: Response) -> None:
        answer = self._pending.get(response.id)
        if answer is None or answer.done():
            log.info(
                "%s answered request %d with %d, which nobody waits for any more.",
                self._host,
                response.id,
                response.status,
            )
            return
        answer.set_result(response)

    async def _beat(self) -> None:
        while not self.lost.done():
            await self._clock.sleep(BEAT_EVERY)
            await self._say(self._socket.send_str(frames.HEARTBEAT))
            if self._pulse.silent:
                self._lose(Loss(f"{self._host} fell silent."))
            elif self._leaving and self._clock.monotonic() >= self._leaves_at:
                self._lose(self._leaving)
            elif self._pulse.ping_due:
                await self._say(self._socket.ping(self._pulse.ping()))
        await self._shut()

    async def _say(self, sending: Coroutine[Any, Any, object]) -> None:
        """Send what nobody answers. Where it fails, the reader or the pulse will tell."""
        with suppress(TimeoutError, ConnectionError):
            async with TimeLimit(self._clock, BEAT_EVERY):
                await _drained(sending)

    async def _shut(self) -> None:
        await self._say(self._socket.close())

    def _lose(self, loss: Loss) -> None:
        """Say once and for all that this socket is gone; who waits for an answer hears it."""
        if self.lost.done():
            return
        self.lost.set_result(loss)
        if not self._opened.done():
            self._opened.set_result(False)
        for answer in self._pending.values():
            if not answer.done():
                answer.set_result(None)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=f"{name} of {self._host}")
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.error("%s failed", task.get_name(), exc_info=error)
            self._lose(Loss(f"The connection to {self._host} failed inside this app."))


async def _connect(
    session: ClientSession, url: str, host: str, clock: Clock
) -> ClientWebSocketResponse:
    connecting = session.ws_connect(
        url,
        autoping=False,
        max_msg_size=MESSAGE_LIMIT,
        timeout=aiohttp.ClientWSTimeout(ws_close=0.0),  # the peer's farewell is not waited for
    )
    try:
        async with TimeLimit(clock, CONNECT_LIMIT):
            return await connecting
    except TimeoutError:
        raise UserFacingError(
            f"{host} opened no socket within {CONNECT_LIMIT:.0f} seconds."
        ) from None
    except aiohttp.WSServerHandshakeError as error:
        judge(Delivery(True, error.status), host, "a socket")
        raise UserFacingError(f"{host} did not open a socket.") from None
    except (aiohttp.ClientError, OSError) as error:
        raise UserFacingError(trouble(error, host)) from None


def _write(socket: ClientWebSocketResponse, text: str) -> None:
    """Write a text frame now. aiohttp (3.14) hands it to the transport before it first suspends,
    which it does only to let a full buffer drain: that goes on without us.
    """
    writing = socket.send_str(text)
    try:
        drain = writing.send(None)
    except StopIteration:
        return
    writing.close()
    # As a task does with a future it is handed; all who write share this one.
    drain._asyncio_future_blocking = False
    drain.add_done_callback(lambda done: done.cancelled() or done.exception())


def _delivered(delivery: Delivery) -> Awaitable[Delivery]:
    done: asyncio.Future[Delivery] = asyncio.get_running_loop().create_future()
    done.set_result(delivery)
    return done


async def _drained(sending: Coroutine[Any, Any, object]) -> None:
    """Await a write. All who wait for a full buffer to drain share one future in aiohttp (3.14):
    where one of them gives up, the others see themselves cancelled, though nobody asked for it.
    """
    try:
        await sending
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise


def _ending(message: WSMessage, host: str) -> str:
    if message.type is WSMsgType.ERROR:
        return f"{host} sent something that cannot be read."
    if message.type is WSMsgType.CLOSE:
        return _closing(host, message.data, message.extra or "")
    return f"The connection to {host} broke."


def _closing(host: str, code: int, reason: str) -> str:
    return f"{host} closed the connection ({code}).{shown(reason)}"
