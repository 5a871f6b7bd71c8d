"""A proxy below HTTP, between the app and a server on loopback: it cuts, refuses and hangs."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

LOOPBACK = "127.0.0.1"
END_OF_HEAD = b"\r\n\r\n"


class Passage:
    """One connection through the proxy. `held` lets nothing more of the client's through."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client = client
        self.server = server
        self.held = False
        self.is_socket = False

    def abort(self) -> None:
        """Break both ends at once."""
        self.client.transport.abort()
        self.server.transport.abort()

    def answer(self, data: bytes) -> None:
        """Say this to the client, as if the server had."""
        self.client.write(data)

    def close(self) -> None:
        """End both in good order."""
        self.client.close()
        self.server.close()


class CuttingProxy:
    """Passes everything on; `cut` hears of a passage whose request was let through half."""

    def __init__(self, cut: Callable[[Passage], Awaitable[None]]) -> None:
        self.port = 0
        self._cut = cut
        self._target = 0
        self._armed = False
        self._server: asyncio.Server | None = None
        self._passages: set[Passage] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._plugs: list[socket.socket] = []

    async def start(self, target: int) -> None:
        self._target = target
        await self._listen()

    async def stop(self) -> None:
        """Listen no more and break everything."""
        self._shut()
        for plug in self._plugs:
            plug.close()
        self._plugs.clear()
        for passage in tuple(self._passages):
            passage.abort()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def arm(self) -> None:
        """Let only a half of the next request through."""
        self._armed = True

    def refuse(self) -> None:
        """Take no new connection: whoever tries is told so at once."""
        self._shut()

    def hang(self) -> None:
        """Leave new connections without a word: the queue of a listener is full (Linux)."""
        self._shut()
        listener = _socket()
        listener.bind((LOOPBACK, self.port))
        listener.listen(0)
        for _ in range(2):
            plug = _socket()
            plug.setblocking(False)
            plug.connect_ex((LOOPBACK, self.port))
            self._plugs.append(plug)
        self._plugs.append(listener)

    def drop_http(self) -> None:
        """End what a client keeps open for its next call."""
        for passage in tuple(self._passages):
            if not passage.is_socket:
                passage.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, LOOPBACK, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._spawn(self._pass(reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back, forth = await asyncio.open_connection(LOOPBACK, self._target)
        except OSError:
            writer.transport.abort()
            return
        passage = Passage(writer, forth)
        self._passages.add(passage)
        self._spawn(_pump(back, writer))
        try:
            await self._forward(reader, passage)
        finally:
            self._passages.discard(passage)
            forth.close()

    async def _forward(self, reader: asyncio.StreamReader, passage: Passage) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(1 << 20):
                passage.is_socket = passage.is_socket or b"Upgrade: websocket" in data
                if self._armed:
                    self._armed, passage.held = False, True
                    passage.server.write(_half(data))
                    await self._cut(passage)
                elif not passage.held:
                    passage.server.write(data)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(1 << 20):
            writer.write(data)
    writer.close()


def _half(data: bytes) -> bytes:
    """The first half of a frame, or an HTTP request's head with half of its body."""
    head, end, body = data.partition(END_OF_HEAD)
    if not end or not head.startswith(b"POST"):
        return data[: len(data) // 2]
    return head + end + body[: len(body) // 2]


def _socket() -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made
