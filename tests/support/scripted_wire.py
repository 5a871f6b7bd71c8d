"""A server below HTTP: it says these very bytes, or nothing, and counts what it was sent."""

import asyncio
import ssl
from typing import Self

import trustme


def self_signed() -> ssl.SSLContext:
    """A server's TLS with a certificate for localhost that nobody has a reason to trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    return context


class RawServer:
    """Accepts connections on loopback and answers whatever comes with `says`, then closes.

    With `says` None it only listens and stays silent: a handshake that never ends.
    """

    def __init__(self, says: bytes | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self.connections = 0
        self.received = b""
        self._says = says
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        talk = asyncio.get_running_loop().create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.received += await reader.read(65536)
            if self._says is None:
                await asyncio.Event().wait()
            else:
                writer.write(self._says)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()
