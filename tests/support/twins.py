"""Two exchanges of one seed: what one was asked on REST, the other is asked on the socket."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from tests.support.loopback import Loopback
from tests.support.practice import Answer

from bracketdesk.wire import codec
from bracketdesk.wire.entities import ENTITY_TYPES

JSON = "application/json"
READABLE = {JSON, "text/plain"}
"""Kinds of a body that are read on REST as a frame is; of others nothing is carried out."""

NEW_TOKENS = {"/auth/accesstokenrequest", "/auth/renewaccesstoken"}
"""Whose answers are random."""

IN_JSON = {"/auth/oauthtoken"}
"""Whose refusals are JSON on REST, by RFC 6749, and a text on the socket."""


@dataclass
class Twins:
    """`rest` and `socket` start alike, and hear the same at the same moments."""

    rest: Loopback
    socket: Loopback
    calls: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def ask_again(
        self, path: str, request: requests.PreparedRequest, status: int, body: bytes
    ) -> None:
        """Ask on the socket what was asked on REST with this token, and compare."""
        token = str(request.headers.get("Authorization", "")).removeprefix("Bearer ")
        frame = frame_of(request) if token == self.rest.trader.token else None
        if frame is None:
            return
        rest = Answer(status, codec.decode_plain(body) if status == 200 else body.decode())
        socket = self.socket.call(self.socket.socket.call(*frame))
        self.calls["asked again"] += 1
        if not _alike(path, rest, socket):
            self.wrong.append(f"{frame}: {rest} on REST, {socket} on the socket")

    def advance(self, seconds: float) -> None:
        """Let time pass for both."""
        for one in (self.rest, self.socket):
            one.advance(seconds)

    def agree(self) -> bool:
        """Whether both hold the same now."""
        one, other = self.rest.exchange.store, self.socket.exchange.store
        return all(one.all(kind) == other.all(kind) for kind in ENTITY_TYPES)


LONGEST_LINE = 8000
"""Characters of a URL, beyond which HTTP refuses it before anybody reads it."""


def frame_of(request: requests.PreparedRequest) -> tuple[str, str, str] | None:
    """Return endpoint, body and query, None where a frame cannot say it, or HTTP cannot."""
    body = request.body or b""
    raw: Any = body.encode() if isinstance(body, str) else body
    too_long = len(str(request.url)) > LONGEST_LINE
    if too_long or not isinstance(raw, bytes) or _content_type(request) not in READABLE:
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    url = urlsplit(str(request.url))
    return url.path.removeprefix("/v1/"), text, url.query


def _alike(path: str, rest: Answer, socket: Answer) -> bool:
    if rest.status != socket.status:
        return False
    if path in NEW_TOKENS and rest.status == 200:
        return bool(rest.body.keys() == socket.body.keys())
    if path in IN_JSON and rest.status != 200:
        return isinstance(socket.body, str)
    return bool(rest.body == (socket.body if rest.status == 200 else socket.body or ""))


def _content_type(request: requests.PreparedRequest) -> str:
    return str(request.headers.get("Content-Type", JSON)).partition(";")[0]
