"""REST: path and bearer token in, JSON or a plain text out (protocol.md 1.8, 2)."""

import asyncio
from collections.abc import Awaitable, Iterable
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bracketdesk.practice.arguments import Arguments, fields_of
from bracketdesk.practice.auth import BAD_TOKEN, Gate
from bracketdesk.practice.calls import Calls
from bracketdesk.practice.errors import Refused, RefusedInJson
from bracketdesk.practice.sessions import Grant
from bracketdesk.wire import codec

FORM = "application/x-www-form-urlencoded"

ANY_CLIENTS = ("application/octet-stream", "text/plain")
"""What a body is called where nobody called it anything."""

GARBLED = (web.RequestPayloadError, HttpProcessingError)
"""What aiohttp raises for requests that are not HTTP."""


class Rest:
    """Serves the table of calls; verbs are recommended, not enforced (protocol.md 2)."""

    def __init__(self, calls: Calls, gate: Gate) -> None:
        self._calls = calls
        self._gate = gate

    async def handle(self, request: web.Request) -> web.Response:
        """Answer `/v1/{entity}/{operation}`, or `/v1/{operation}` outside every entity."""
        return await respond(self._reply("/".join(request.match_info.values()), request))

    async def handle_unknown(self, request: web.Request) -> web.Response:
        """Answer any other path."""
        return web.Response(status=404, text=f"Not found: {request.path[:64]}")

    async def _reply(self, name: str, request: web.Request) -> object:
        given = await read_arguments(request)
        sent: asyncio.Future[object] = asyncio.get_running_loop().create_future()

        def answer() -> Iterable[object]:
            penalty = self._gate.guard.stop(name, given)
            return [penalty or self._calls.answer(name, given, lambda: self._admit(request))]

        def send(reply: object) -> None:
            if not sent.done():  # the caller may have gone
                sent.set_result(reply)

        if not self._gate.traffic.carry(name, given, answer, send):
            cut(request)
            raise Refused(503, "")  # nobody hears it
        return await sent

    def _admit(self, request: web.Request) -> Grant:
        grant = bearer(request, self._gate)
        self._gate.guard.count()
        return grant


async def respond(reply: Awaitable[object]) -> web.Response:
    """Return a reply as JSON, or the refusal that it came to."""
    try:
        body = codec.encode(await reply)
    except RefusedInJson as refusal:
        body = codec.encode(refusal.body)
        return web.Response(status=refusal.status, body=body, content_type="application/json")
    except Refused as refusal:
        return web.Response(status=refusal.status, text=refusal.text)
    return web.Response(body=body, content_type="application/json")


def bearer(request: web.Request, gate: Gate) -> Grant:
    """Return what the request's token allows; raises Refused."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refused(401, BAD_TOKEN)
    return gate.admit(token.strip())


def cut(request: web.Request) -> None:
    """Break the caller's connection without a word."""
    if isinstance(request.transport, asyncio.Transport):
        request.transport.abort()


async def read_form(request: web.Request) -> dict[str, str]:
    """Return a form's fields, none where the body is something else; raises Refused 400."""
    if request.content_type != FORM:
        return {}
    return fields_of(parse_qsl((await _body(request)).decode(errors="replace")))


async def read_arguments(request: web.Request) -> Arguments:
    """Return what the request gives; a form is read as a query, for its values are texts too."""
    if request.content_type == FORM:
        return Arguments(await read_form(request), b"")
    body = await _body(request)
    if body and not _may_be_json(request.content_type):
        raise Refused(400, f"Malformed request: JSON is expected, not {request.content_type[:64]}")
    return Arguments(fields_of(request.query.items()), body)


def _may_be_json(content_type: str) -> bool:
    """Whether it says so, or says only what clients say by themselves. GUESS: no source tells."""
    return content_type in ANY_CLIENTS or content_type.endswith(("/json", "+json"))


async def _body(request: web.Request) -> bytes:
    try:
        return await request.read()
    except GARBLED:
        raise Refused(400, "Malformed request: the body cannot be read") from None
