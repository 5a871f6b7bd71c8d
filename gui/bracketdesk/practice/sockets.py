"""What both sockets of the exchange have in common: frames, sign-in, heartbeats (protocol.md 3)."""

import asyncio
import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from urllib.parse import parse_qsl

import msgspec
from aiohttp import WSMsgType, web

from bracketdesk.practice.arguments import Arguments, fields_of
from bracketdesk.practice.auth import Gate
from bracketdesk.practice.errors import DENIED, Refused
from bracketdesk.practice.outbox import Message, Outbox, TooSlow
from bracketdesk.practice.sessions import Grant
from bracketdesk.practice.violations import Violated
from bracketdesk.wire import codec, frames
from bracketdesk.wire.clock import Clock

log = logging.getLogger(__name__)

BEAT = 2.5
"""Seconds without a word after which the server says it is there (protocol.md 3.4)."""

SILENCE = 15.0
"""Seconds after which a silent client is closed: one client's measurement (protocol.md 3.4)."""

FAREWELL = 1.0
"""Seconds a client has to read its close frame."""

TOLERANCE = 0.001
"""Seconds; a sum of floats may fall short of the moment it names."""

LARGEST_REQUEST = 128 * 2**10
"""Bytes: params of 8,192 characters fit with every character escaped."""

GOING_AWAY = 3000
"""SockJS's close code; the broker's own are not documented."""

NOBODY = -1
"""The number in the answer to a frame whose own cannot be read."""

AUTHORIZE = "authorize"


class Socket(ABC):
    """One client's WebSocket, from its open frame to its close frame."""

    def __init__(
        self, ws: web.WebSocketResponse, wire: asyncio.Transport, clock: Clock, gate: Gate
    ) -> None:
        self.outbox = Outbox(clock, self.latest)
        self.clock = clock
        self.gate = gate
        self._ws = ws
        self._wire = wire
        self._grant: Grant | None = None
        self._last_heard = clock.monotonic()

    @abstractmethod
    def admit(self, token: str) -> Grant:
        """Return what `token` allows here; raises Refused."""

    @abstractmethod
    def replies(self, name: str, given: Arguments) -> Iterable[object]:
        """Answer the call `name`, as a rule once; raises Refused."""

    def latest(self) -> list[Message]:
        """Return messages composed only now that there is room to send them."""
        return []

    def left(self) -> None:  # noqa: B027 - not every socket has something to give back
        """The client is gone."""

    def granted(self) -> Grant:
        """Return what the client may do, once a call; raises Refused before it is authorised."""
        if self._grant is None:
            raise Refused(401, DENIED)
        self.gate.guard.count()
        return self._grant

    async def serve(self) -> None:
        """Talk until either side has enough."""
        tasks = [asyncio.create_task(one()) for one in (self._listen, self._write, self._watch)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.gate.sessions.leave(self)
            self.left()
            for task in tasks:
                task.cancel()
            _report(await asyncio.gather(*tasks, return_exceptions=True))

    def send(self, message: Message) -> None:
        """Queue a message; a client that leaves too much unread is dropped."""
        try:
            self.outbox.put(message)
        except TooSlow:
            log.warning("dropped a client that does not read")
            self.drop()

    def event(self, kind: str, data: object) -> None:
        """Queue a message nobody asked for."""
        self.send({"e": kind, "d": data})

    def shut_down(self, code: str, reason: str) -> None:
        """Announce the end by its reason code and, where given, in words; then close (3.5)."""
        self.event("shutdown", {"reasonCode": code} | ({"reason": reason} if reason else {}))
        self.finish(code)

    def finish(self, reason: str) -> None:
        """Say the rest, then close."""
        self.outbox.finish(GOING_AWAY, reason)

    def drop(self) -> None:
        """Cut the connection."""
        self._wire.abort()

    async def _write(self) -> None:
        await self._ws.send_str(frames.OPEN)
        async for frame in self.outbox.frames():
            await self._ws.send_str(frame)
        await self._ws.close()

    async def _listen(self) -> None:
        async for message in self._ws:
            if self._wire.is_closing():  # dropped: what it still sent is heard no more
                return
            self._last_heard = self.clock.monotonic()
            self._hear(message.data if message.type is WSMsgType.TEXT else "")

    def _hear(self, text: str) -> None:
        if text == frames.HEARTBEAT:
            return
        try:
            request = frames.read_request(text)
        except frames.FrameError as error:
            self._refuse(_number_of(text), Refused(400, f"Malformed request: {error}"))
        else:
            self._answer(request)

    def _answer(self, request: frames.Request) -> None:
        try:
            if request.endpoint == AUTHORIZE:
                self._authorize(request)
            else:
                self._reply(request)
        except Refused as refusal:
            self._refuse(request.id, refusal)
        except Exception:
            log.exception("a call on the socket failed")
            self._refuse(request.id, Refused(500, "Internal error"))

    def _authorize(self, request: frames.Request) -> None:
        self.gate.guard.arrived(AUTHORIZE)
        self.gate.guard.check_silence()
        self._grant = self.admit(_token(request.body.strip()))
        self.gate.guard.count()
        self.send({"i": request.id, "s": 200})
        self.gate.sessions.join(self, self._grant)

    def _reply(self, request: frames.Request) -> None:
        query = fields_of(parse_qsl(request.query, keep_blank_values=True))
        given = Arguments(query, request.body.encode())
        name = request.endpoint.strip("/")

        def answer() -> Iterable[object]:
            penalty = self.gate.guard.stop(name, given)
            return [penalty] if penalty else self.replies(name, given)

        def send(reply: object) -> None:
            self.send({"i": request.id, "s": 200, "d": reply})

        self.gate.traffic.carry(name, given, answer, send)

    def _refuse(self, number: int, refusal: Refused) -> None:
        """Say no: in a string, but for what is said with 200 (protocol.md 3.5)."""
        told = refusal.body if isinstance(refusal, Violated) else refusal.text
        self.send({"i": number, "s": refusal.status} | ({"d": told} if told else {}))  # 1.8: no 429

    async def _watch(self) -> None:
        while (silent := self._last_heard + SILENCE - self.clock.monotonic()) > TOLERANCE:
            quiet = self.outbox.last_sent + BEAT - self.clock.monotonic()
            if quiet <= TOLERANCE:
                self.outbox.beat()
                quiet = BEAT
            await self.clock.sleep(min(silent, quiet))
        self.finish("Inactive")
        await self.clock.sleep(FAREWELL)
        self.drop()


def _report(results: Iterable[BaseException | None]) -> None:
    for trouble in results:
        if isinstance(trouble, Exception) and not isinstance(trouble, ConnectionError):
            log.error("a socket failed", exc_info=trouble)


def _number_of(text: str) -> int:
    """Return the number of a frame that is no request, where it can be read."""
    line = text.split("\n", 2)[1:2]
    legible = line and re.fullmatch("[0-9]{1,18}", line[0])
    return int(line[0]) if legible else NOBODY


def _token(body: str) -> str:
    """Return the token as it is or as a JSON string: both are published (protocol.md 3.3)."""
    if not body.startswith('"'):
        return body
    try:
        return codec.decode(body, str)
    except msgspec.MsgspecError:
        return body
