"""The socket's text frames, both directions (protocol.md 3.1, 3.2, 3.5)."""

from dataclasses import dataclass
from typing import Any

import msgspec

from bracketdesk.wire import codec

HEARTBEAT = "[]"
"""What a client sends every 2.5 seconds."""

OPEN = "o"
SERVER_HEARTBEAT = "h"


class FrameError(ValueError):
    """A frame that is none of the protocol's."""


@dataclass(frozen=True, slots=True)
class Request:
    """A client's call: endpoint, id unique per connection, query string, body."""

    endpoint: str
    id: int
    query: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """`o`: the server waits for authorize."""


@dataclass(frozen=True, slots=True)
class Beat:
    """`h`: the server has nothing else to say."""


@dataclass(frozen=True, slots=True)
class Closed:
    """`c`: the server closes, with a code and its words."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Response:
    """An answer to the request `id`; `data` is the raw JSON of `d`, empty where there is none."""

    id: int
    status: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """A message nobody asked for: `kind` is props, md, shutdown, chart or clock."""

    kind: str
    data: bytes


ServerMessage = Response | Event
Frame = Opened | Beat | Closed | tuple[ServerMessage, ...]


class _Envelope(msgspec.Struct):
    i: int | None = None
    s: int | None = None
    e: str | None = None
    d: msgspec.Raw = msgspec.Raw(b"")


_message = msgspec.json.Decoder(_Envelope)
_array = msgspec.json.Decoder(list[msgspec.Raw])


def write_request(request: Request) -> str:
    """Return the four newline-separated fields; empty fields keep their newline."""
    return f"{request.endpoint}\n{request.id}\n{request.query}\n{request.body}"


def read_request(text: str) -> Request:
    """Read a client's frame; raises FrameError."""
    fields = text.split("\n", 3)
    if len(fields) != 4 or not fields[0]:
        raise FrameError("a request has four lines")
    try:
        return Request(fields[0], int(fields[1]), fields[2], fields[3])
    except ValueError:
        raise FrameError("the second line of a request is its number") from None


def read_frame(text: str) -> Frame:
    """Read a server's frame; raises FrameError on anything else."""
    if text == OPEN:
        return Opened()
    if text == SERVER_HEARTBEAT:
        return Beat()
    if text.startswith("a"):
        return _messages(text[1:])
    if text.startswith("c"):
        return _closed(text[1:])
    raise FrameError(f"no frame begins with {text[:1]!r}")


def write_messages(*messages: dict[str, Any] | msgspec.Raw) -> str:
    """Return an `a` frame with these messages, as a server sends it; Raw ones are JSON already."""
    return "a" + codec.encode(list(messages)).decode()


def write_closed(code: int, reason: str) -> str:
    """Return a `c` frame."""
    return "c" + codec.encode([code, reason]).decode()


def _messages(text: str) -> tuple[ServerMessage, ...]:
    try:
        return tuple(_one(bytes(raw)) for raw in _array.decode(text))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise FrameError(f"an array frame holds no messages: {error}") from None


def _one(raw: bytes) -> ServerMessage:
    if raw.startswith(b'"'):  # SockJS habit: a JSON string inside (protocol.md 3.1)
        raw = codec.decode(raw, str).encode()
    message = _message.decode(raw)
    if message.e is not None:
        return Event(message.e, bytes(message.d))
    if message.i is None or message.s is None:
        raise FrameError("a message is neither an event nor an answer")
    return Response(message.i, message.s, bytes(message.d))


def _closed(text: str) -> Closed:
    try:
        code, reason = codec.decode(text, tuple[int, str])
    except msgspec.MsgspecError:
        return Closed(0, text)
    return Closed(code, reason)
