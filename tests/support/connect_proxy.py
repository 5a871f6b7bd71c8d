"""A small HTTP proxy on loopback that knows CONNECT alone, and only the hosts a test names."""

import asyncio
import base64
from typing import Self


class ConnectProxy:
    """Leads `host` to a port of this computer, whatever port was asked for.

    `heads` holds what clients asked of it, `carried` the bytes they sent through it; with `refuse`
    it answers every request with that status. `login` ("name:password") is wanted where it is set.
    """

    def __init__(self, host: str, to: int, *, refuse: int | None = None, login: str = "") -> None:
        self.heads: list[str] = []
        self.carried = b""
        self.port = 0
        self._host = host
        self._to = to
        self._refuse = refuse
        self._login = base64.b64encode(login.encode()).decode() if login else ""
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.get_running_loop().create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.heads.append(head)
            status = self._judge(head)
            writer.write(f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n".encode())
            if status == 200:
                await self._lead(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _judge(self, head: str) -> int:
        if self._refuse is not None:
            return self._refuse
        if self._login and f"Proxy-Authorization: Basic {self._login}\r\n" not in head:
            return 407
        return 200 if head.startswith(f"CONNECT {self._host}:") else 502

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        back = asyncio.create_task(_pipe(far_reader, writer))
        try:
            while data := await reader.read(65536):
                self.carried += data
                far_writer.write(data)
        finally:
            far_writer.close()
            back.cancel()
            await asyncio.wait((back,))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
    finally:
        writer.close()
