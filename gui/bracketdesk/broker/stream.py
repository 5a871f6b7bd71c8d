"""One protocol socket: requests by id, events, heartbeats, liveness (protocol.md 3)."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMessage, WSMsgType

from bracketdesk.broker import endpoints
from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.hosts import host_of
from bracketdesk.broker.limit import ANSWER_LIMIT, TimeLimit
from bracketdesk.broker.loss import REFUSING, Loss, Lost, announced, closing, ending
from bracketdesk.broker.overdue import Overdue
from bracketdesk.broker.pulse import BEAT_EVERY, Pulse
from bracketdesk.broker.refusals import LOCKED_OUT, LOCKOUT, judge, shown, without, words
from bracketdesk.broker.tally import Tally
from bracketdesk.broker.upgrade import open_socket
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import Frozen, TokenRefused, UserFacingError
from bracketdesk.wire import frames
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.frames import Event, Request, Response

log = logging.getLogger(__name__)

FAREWELL_LIMIT = 5.0
"""Seconds in which a server that announced its shutdown may still answer."""

BURST = 64
"""Frames and messages that are taken in before everything else has its turn: a flood of them must
hold up neither heartbeats nor the screen (architecture.md, "Async and Qt").
"""

_ALIVE = (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.PONG)


async def open_stream(
    session: ClientSession,
    url: str,
    token: str,
    clock: Clock,
    on_event: Callable[[Event], None],
    allowance: Allowance | None = None,
    tally: Tally | None = None,
) -> "Stream":
    """Connect and authorise; raises UserFacingError, Frozen, Lost where it closed meanwhile, and
    TokenRefused where the token is no good.
    """
    allowance = allowance or Allowance(clock)
    socket = await open_socket(session, url, clock, allowance)
    stream = Stream(socket, host_of(url), clock, on_event, allowance, tally)
    try:
        await stream.authorize(token)
    except BaseException:
        await stream.close()
        raise
    return stream


class Stream:
    """An open socket. `lost` is done once it is gone: nothing brings it back, and nothing that it
    still brings is heard.
    """

    def __init__(
        self,
        socket: ClientWebSocketResponse,
        host: str,
        clock: Clock,
        on_event: Callable[[Event], None],
        allowance: Allowance | None = None,
        tally: Tally | None = None,
    ) -> None:
        loop = asyncio.get_running_loop()
        self.lost: asyncio.Future[Loss] = loop.create_future()
        self._opened: asyncio.Future[bool] = loop.create_future()
        self._socket = socket
        self._host = host
        self._clock = clock
        self._on_event = on_event
        self._allowance = allowance or Allowance(clock)
        self._tally = tally or Tally()
        self._hidden: set[str] = set()
        self._ids = itertools.count()
        self._pending: dict[int, asyncio.Future[Response | None]] = {}
        self._overdue = Overdue(clock, self._hidden)
        self._pulse = Pulse(clock)
        self._burst = 0
        self._ignored = False
        self._leaving: Loss | None = None
        self._leaves_at = 0.0
        self._beating = self._spawn(self._beat(), "heartbeat")
        self._reading = self._spawn(self._read(), "socket")

    @property
    def open(self) -> bool:
        """Whether a request may be written."""
        return not self.lost.done() and self._leaving is None

    @property
    def loss(self) -> Loss | None:
        """Why this socket is gone, or is about to go."""
        return self.lost.result() if self.lost.done() else self._leaving

    @property
    def latency(self) -> float | None:
        """Seconds of the last round trip."""
        return self._pulse.latency

    @property
    def unheard(self) -> float:
        """Seconds since anything arrived."""
        return self._pulse.unheard

    def probe(self) -> None:
        """Ask now whether the other side still lives: the next heartbeats will tell."""
        if not self.lost.done() and not self._pulse.asked:
            self._put(self._socket.ping(self._pulse.ping()))

    def hide(self, token: str) -> None:
        """Leave this out of every answer from now on."""
        self._hidden.add(token)

    async def authorize(self, token: str) -> None:
        """Wait for the server's `o` and hand it the token, raw (protocol.md 3.3)."""
        try:
            async with TimeLimit(self._clock, ANSWER_LIMIT):
                opened = await self._opened
        except TimeoutError:
            raise UserFacingError(f"{self._host} opened no session on its socket.") from None
        if not opened:
            raise Lost(self.lost.result())
        self.hide(token)
        delivery = await self.request(endpoints.AUTHORIZE, token)
        if delivery.status in REFUSING:
            quoted = shown(words(delivery.body))
            raise TokenRefused(f"{self._host} no longer takes the sign-in.", quoted)
        if delivery.status is None and self.loss:
            raise Lost(self.loss)
        judge(delivery, self._host, "the sign-in on its socket")

    def request(
        self,
        endpoint: str,
        body: str = "",
        limit: float = ANSWER_LIMIT,
        *,
        exit: bool = False,
        late: bool = False,
    ) -> Awaitable[Delivery]:
        """Write one request and return what waits for its answer.

        It is written when this returns, so that nothing comes between an order and the wire.
        Neither this nor the waiting raises for what the wire does. While the host is frozen only
        an `exit` is written, which a person has clicked. With `late`, a delivery without an answer
        has what waits for it still, as long as this socket lives.
        """
        if obstacle := self._obstacle(exit=exit):
            return _delivered(Delivery(left=False, detail=obstacle))
        number = next(self._ids)
        text = frames.write_request(Request(endpoint, number, body=body))
        began = self._clock.monotonic()
        if not self._put(self._socket.send_str(text)):
            return _delivered(Delivery(left=False, detail=self._closed_words()))
        # What waits for the answer comes after the bytes: none is read before the loop turns.
        self._allowance.note(endpoint)
        answer: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
        self._pending[number] = answer
        waiting = asyncio.ensure_future(
            self._answered(answer, endpoint, number, limit, began, late)
        )
        waiting.add_done_callback(lambda _: self._pending.pop(number, None))
        return waiting

    async def _answered(
        self,
        answer: asyncio.Future[Response | None],
        endpoint: str,
        number: int,
        limit: float,
        began: float,
        late: bool,
    ) -> Delivery:
        try:
            async with TimeLimit(self._clock, limit):
                await asyncio.shield(answer)  # one that comes at the very last is none too late
        except TimeoutError:
            log.info("%s did not answer request %d (%s) in time.", self._host, number, endpoint)
        delivery = self._delivery(answer, limit, self._clock.monotonic() - began)
        if answer.done() or not late:
            return delivery
        del self._pending[number]
        return replace(delivery, late=self._overdue.expect(number, began))

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
            answered = Delivery(True, response.status, response.data, seconds=seconds)
            return without(answered, self._hidden)
        if self.lost.done():
            return Delivery(left=True, detail=self._closed_words(), seconds=seconds)
        detail = f"{self._host} did not answer within {limit:.0f} seconds."
        return Delivery(left=True, detail=detail, seconds=seconds)

    def _obstacle(self, *, exit: bool) -> str:
        """Return why nothing may be written now; empty where it may."""
        if not self.open:
            return self._closed_words()
        try:
            if not exit:
                self._allowance.check()
        except Frozen as frozen:
            return str(frozen)
        return ""

    def _closed_words(self) -> str:
        return self.loss.reason if self.loss else f"{self._host} closed the connection."

    async def _read(self) -> None:
        while not self.lost.done():
            message = await self._socket.receive()
            if message.type not in _ALIVE:
                self._lose(self._leaving or ending(message, self._host))
                break
            self._pulse.heard()
            await self._take(message)
        await self._shut()
        self._beating.cancel()

    async def _take(self, message: WSMessage) -> None:
        match message.type:
            case WSMsgType.TEXT:
                await self._take_text(message.data)
            case WSMsgType.PING:
                self._put(self._socket.pong(message.data))
            case WSMsgType.PONG:
                self._pulse.pong(message.data)
            case _:
                log.info("%s sent bytes where the protocol has text; ignored.", self._host)
        await self._breathe()

    async def _take_text(self, text: str) -> None:
        try:
            frame = frames.read_frame(text)
        except ValueError:
            self._take_garbage(text)
            return
        match frame:
            case tuple():
                for message in frame:
                    self._take_message(message)
                    await self._breathe()
            case frames.Opened():
                if not self._opened.done():
                    self._opened.set_result(True)
            case frames.Closed():
                self._lose(self._leaving or closing(self._host, frame.code, frame.reason))

    async def _breathe(self) -> None:
        """Let the rest of the app have its turn in a flood: what has arrived already is handed
        over by aiohttp without any.
        """
        self._burst += 1
        if self._burst >= BURST:
            self._burst = 0
            await asyncio.sleep(0)

    def _take_garbage(self, text: str) -> None:
        """A frame of messages may have held an update: only a new snapshot can make it good."""
        log.info("%s sent a frame that cannot be read (%d characters).", self._host, len(text))
        if text.startswith("a"):
            self._lose(Loss(f"{self._host} sent something that cannot be read."))

    def _take_message(self, message: Response | Event) -> None:
        self._tally.messages += 1
        if isinstance(message, Response):
            self._take_response(message)
        elif self.lost.done():
            self._ignore(message)
        elif message.kind == "shutdown":
            self._leaving = announced(message.data, self._host)
            self._leaves_at = self._clock.monotonic() + FAREWELL_LIMIT
        else:
            self._on_event(message)

    def _ignore(self, event: Event) -> None:
        if not self._ignored:  # thousands more may lie in the same frame
            log.info("%s sent %s on a socket that is gone; ignored.", self._host, event.kind)
        self._ignored = True

    def _take_response(self, response: Response) -> None:
        if response.status in LOCKED_OUT:
            self._allowance.freeze(LOCKOUT)
        answer = self._pending.get(response.id)
        if answer is not None and not answer.done():
            answer.set_result(response)
            return
        self._tally.late_answers += 1
        said = "late" if self._overdue.take(response) else "which nobody waits for any more"
        number, status = response.id, response.status
        log.info("%s answered request %d with %d, %s.", self._host, number, status, said)

    async def _beat(self) -> None:
        """Nothing that is read or written holds this up: it waits for the clock alone."""
        while not self.lost.done():
            await self._clock.sleep(self._pulse.until_beat())
            self._put(self._socket.send_str(frames.HEARTBEAT))
            gap = self._pulse.beat()
            self._tally.longest_beat = max(self._tally.longest_beat, gap)
            self._feel(on_time=gap < 2 * BEAT_EVERY)
        await self._shut()

    def _feel(self, *, on_time: bool) -> None:
        """Whoever overslept himself must first listen before he calls the other side silent."""
        if self._pulse.silent and on_time:
            self._lose(Loss(f"{self._host} fell silent."))
        elif self._leaving and self._clock.monotonic() >= self._leaves_at:
            self._lose(self._leaving)
        elif self._pulse.ping_due:
            self._put(self._socket.ping(self._pulse.ping()))

    def _put(self, writing: Coroutine[Any, Any, None]) -> bool:
        """Write now; returns False where nothing was written, for the reader or the pulse to tell.

        aiohttp (3.14) hands a frame to the transport before it first suspends, which it does only
        to let a full buffer drain: that goes on without us.
        """
        try:
            drain = writing.send(None)
        except StopIteration:
            return True
        except ConnectionError:  # it refuses a closing transport before it writes to it
            return False
        writing.close()
        # As a task does with a future it is handed; all who write share this one.
        drain._asyncio_future_blocking = False
        drain.add_done_callback(lambda done: done.cancelled() or done.exception())
        return True

    async def _shut(self) -> None:
        """Say goodbye, and do not wait long for a full buffer to take it."""
        with suppress(TimeoutError, ConnectionError):
            async with TimeLimit(self._clock, BEAT_EVERY):
                await _drained(self._socket.close())

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
        self._overdue.close()

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=f"{name} of {self._host}")
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.error("%s failed", task.get_name(), exc_info=error)
            self._lose(Loss(f"The connection to {self._host} failed inside this app."))


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
