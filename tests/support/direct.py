"""The exchange's REST and sockets without a network between: the same calls, frames and bytes.

Everything is done in the moment it is asked for, so a test of many steps needs no event loop.
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
from aiohttp import web

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.auth import Gate, Login
from bracketdesk.practice.calls import Calls
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.limits import Limits
from bracketdesk.practice.oauth import OAuth
from bracketdesk.practice.sessions import Grant
from bracketdesk.practice.user_socket import UserSocket
from bracketdesk.wire import codec, frames
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.messages import AccessTokenResponse

ENOUGH = timedelta(minutes=45)
"""A token that lives less long is renewed."""


class Change(msgspec.Struct, rename="camel"):
    """What a `props` event tells: an entity as it is now, its bytes as they came."""

    entity_type: str
    event_type: str
    entity: msgspec.Raw


class DirectLine:
    """A signed-in client's way to an exchange in the same process."""

    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self.exchange = exchange
        self.clock = clock
        limits = Limits()
        self.gate = Gate(clock, Login(exchange.user_id, "trader", "word"), limits)
        self.calls = Calls(exchange, self.gate, OAuth(clock, self.gate, limits))
        self._said: AccessTokenResponse | None = None

    def call(self, name: str, body: object = None, /, **query: object) -> Any:  # noqa: ANN401
        """Return the decoded reply of a call, as `order/placeorder`; raises Refused."""
        return codec.decode_plain(self.reply(name, body, **query))

    def reply(self, name: str, body: object = None, /, **query: object) -> bytes:
        """Return the reply's bytes as REST would send them."""
        given = {key: str(value) for key, value in query.items()}
        arguments = Arguments(given, b"" if body is None else codec.encode(body))
        return codec.encode(self.calls.answer(name, arguments, self._admit))

    def connect(self) -> "DirectSocket":
        """Open a socket and authorise it."""
        return DirectSocket(self, self.token)

    @property
    def token(self) -> str:
        """A token that is good: renewed in time, or after a sign-in of its own."""
        now, said = self.clock.now(), self._said
        if said is None or said.expiration_time is None or said.expiration_time <= now:
            self._said = self.gate.sign_in("trader", "word")
        elif said.expiration_time - now < ENOUGH:
            self._said = self.gate.renew(self.gate.admit(said.access_token or ""))
        assert self._said is not None
        assert self._said.access_token is not None, self._said
        return self._said.access_token

    def _admit(self) -> Grant:
        return self.gate.admit(self.token)


class DirectSocket:
    """One user socket; `closed` once the exchange has said goodbye."""

    def __init__(self, line: DirectLine, token: str) -> None:
        self.closed = False
        self._gate = line.gate
        self._numbers = iter(range(10**9))
        self._socket = UserSocket(
            web.WebSocketResponse(),
            asyncio.Transport(),
            line.clock,
            line.exchange,
            line.gate,
            line.calls,
        )
        assert self.ask("authorize", token) == [b""]

    def ask(self, endpoint: str, body: object = None) -> list[bytes]:
        """Return the answers to a call that comes before any event; text goes as it is."""
        text = body if isinstance(body, str) else codec.encode(body).decode()
        number = next(self._numbers)
        self._socket._hear(frames.write_request(frames.Request(endpoint, number, "", text)))
        answers = []
        for message in self._messages():
            assert isinstance(message, frames.Response), message
            assert (message.id, message.status) == (number, 200), message
            answers.append(message.data)
        return answers

    def changes(self) -> Iterator[Change]:
        """Give every change that was sent since."""
        for message in self._messages():
            assert isinstance(message, frames.Event), message
            if message.kind == "props":
                yield msgspec.json.decode(message.data, type=Change)
            else:
                assert message.kind == "shutdown", message

    def drop(self) -> None:
        """Be gone, as a cut line leaves it: what was not read is lost."""
        self._gate.sessions.leave(self._socket)
        self._socket.left()

    def _messages(self) -> Iterator[frames.ServerMessage]:
        while frame := self._socket.outbox._next():
            told = frames.read_frame(frame)
            assert isinstance(told, tuple), told
            yield from told
        self.closed = self.closed or self._socket.outbox._last_words is not None
