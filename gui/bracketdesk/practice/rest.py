"""REST: path and bearer token in, JSON or a plain text out (protocol.md 1.8, 2)."""

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.auth import BAD_TOKEN, Gate, Grant
from bracketdesk.practice.calls import Calls
from bracketdesk.practice.errors import Refused
from bracketdesk.wire import codec

GARBLED = (web.RequestPayloadError, HttpProcessingError)
"""What aiohttp raises for requests that are not HTTP."""


class Rest:
    """Serves the table of calls; verbs are recommended, not enforced (protocol.md 2)."""

    def __init__(self, calls: Calls, gate: Gate) -> None:
        self._calls = calls
        self._gate = gate

    async def handle(self, request: web.Request) -> web.Response:
        """Answer `/v1/{entity}/{operation}`."""
        name = "{entity}/{operation}".format(**request.match_info)
        try:
            given = Arguments(dict(request.query), await _body(request))
            reply = self._calls.answer(name, given, lambda: self._admit(request))
        except Refused as refusal:
            return web.Response(status=refusal.status, text=refusal.text)
        return web.Response(body=codec.encode(reply), content_type="application/json")

    async def handle_unknown(self, request: web.Request) -> web.Response:
        """Answer any other path."""
        return web.Response(status=404, text=f"Not found: {request.path[:64]}")

    def _admit(self, request: web.Request) -> Grant:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise Refused(401, BAD_TOKEN)
        return self._gate.admit(token.strip())


async def _body(request: web.Request) -> bytes:
    try:
        return await request.read()
    except GARBLED:
        raise Refused(400, "Malformed request: the body cannot be read") from None
