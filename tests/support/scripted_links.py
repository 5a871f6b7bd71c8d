"""The two ends of a scripted answer: an HTTP request, and a request on a socket."""

import asyncio

from aiohttp import web
from tests.support.scripted_steps import Call, Received

from bracketdesk.wire import frames


class Link:
    """An open socket of one client. `token` is what it authorised with."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request, kind: str) -> None:
        self.ws = ws
        self.kind = kind
        self.authorised = False
        self.token = ""
        self._request = request

    async def send(self, text: str) -> None:
        await self.ws.send_str(text)

    def abort(self) -> None:
        abort(self._request)

    def stop_reading(self) -> None:
        transport = self._request.transport
        if isinstance(transport, asyncio.Transport):
            transport.pause_reading()

    def break_off(self, data: bytes) -> None:
        """Send half a WebSocket frame: its header promises more than comes."""
        transport = self._request.transport
        if transport is not None:
            self.begin(data)
            transport.close()

    def begin(self, data: bytes) -> None:
        """Send half a WebSocket frame and leave it at that."""
        self._write(bytes([0x81, 127]) + (len(data) + 500).to_bytes(8, "big") + data)

    def fragment(self, data: bytes) -> None:
        """Send the first fragment of a message; only a control frame may come before the next."""
        self._write(bytes([0x01, 127]) + len(data).to_bytes(8, "big") + data)

    async def part(self) -> None:
        """Close in good order, by the protocol's frame and the WebSocket's."""
        await self.send(frames.write_closed(3000, "Go away!"))
        await self.ws.close()

    def _write(self, data: bytes) -> None:
        if self._request.transport is not None:
            self._request.transport.write(data)


class RestCall(Call):
    """An HTTP request; its first answer counts."""

    def __init__(self, received: Received, request: web.Request) -> None:
        super().__init__(received)
        self.response: web.StreamResponse | None = None
        self._request = request

    async def answer(self, status: int, body: bytes) -> None:
        self._respond(web.Response(status=status, body=body, content_type="application/json"))

    async def raw(self, data: bytes) -> None:
        self._respond(web.Response(body=data, content_type="application/json"))

    async def half(self, data: bytes) -> None:
        self.begin(data)
        self.part()

    def begin(self, data: bytes, status: int = 200) -> None:
        """Send the beginning of an answer and leave it at that."""
        head = f"HTTP/1.1 {status} So\r\nContent-Length: {2 * len(data) + 2}\r\n\r\n"
        if self._request.transport is not None:
            self._request.transport.write(head.encode() + data)

    def part(self) -> None:
        """Close the connection in good order."""
        if self._request.transport is not None:
            self._request.transport.close()

    async def hang_up(self) -> None:
        abort(self._request)

    def _respond(self, response: web.StreamResponse) -> None:
        if self.response is None:
            self.response = response


class SocketCall(Call):
    """A request on a socket; it may be answered any number of times."""

    def __init__(self, received: Received, link: Link) -> None:
        super().__init__(received)
        self.link = link

    async def answer(self, status: int, body: bytes) -> None:
        data = f',"d":{body.decode()}' if body else ""
        await self.link.send(f'a[{{"s":{status},"i":{self.received.id}{data}}}]')

    async def raw(self, data: bytes) -> None:
        await self.link.send(data.decode())

    async def half(self, data: bytes) -> None:
        self.link.break_off(data)

    async def hang_up(self) -> None:
        self.link.abort()


def abort(request: web.Request) -> None:
    """Break a connection at once."""
    transport = request.transport
    if isinstance(transport, asyncio.Transport):
        transport.abort()
