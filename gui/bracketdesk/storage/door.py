"""A second start of the app: the first one is asked to come to the front.

A port on loopback, and a word that only its user can read (storage/lock.py): to knock is all one
can do, and whoever says anything else is shown out.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from typing import cast

HOST = "127.0.0.1"
PATIENCE = 1.0  # seconds
THERE = b"coming\n"


class Door:
    """Listens until it is closed. `address` is what `knock` needs."""

    def __init__(self, server: asyncio.Server, visitors: "set[_Visitor]", word: str) -> None:
        self._server = server
        self._visitors = visitors
        (port,) = {each.getsockname()[1] for each in server.sockets}
        self.address = f"{port} {word}"

    def close(self) -> None:
        """Hear no more."""
        self._server.close()
        for visitor in tuple(self._visitors):
            visitor.show_out()


async def open_door(knocked: Callable[[], None]) -> Door:
    """Call `knocked` at every knock; raises OSError where no port can be had."""
    word, visitors = os.urandom(16).hex(), set[_Visitor]()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Visitor(word, knocked, visitors), HOST, 0)
    return Door(server, visitors, word)


def knock(address: str) -> bool:
    """Ask the app that listens there to come to the front; whether it was reached. Waits."""
    port, _, word = address.partition(" ")
    try:
        with socket.create_connection((HOST, int(port)), PATIENCE) as line:
            line.sendall(f"{word}\n".encode())
            return line.recv(len(THERE)) == THERE
    except (OSError, ValueError, OverflowError):
        return False


class _Visitor(asyncio.Protocol):
    """One who stands at the door."""

    def __init__(self, word: str, knocked: Callable[[], None], everyone: "set[_Visitor]") -> None:
        self._said = b""
        self._word = f"{word}\n".encode()
        self._knocked = knocked
        self._everyone = everyone

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the word."""
        self._transport = cast("asyncio.Transport", transport)
        self._everyone.add(self)

    def data_received(self, data: bytes) -> None:
        """Take the word, or show out who says another."""
        self._said += data
        if self._said == self._word:
            self._transport.write(THERE)
            self._transport.close()
            self._knocked()
        elif not self._word.startswith(self._said):
            self._transport.abort()

    def connection_lost(self, _: Exception | None) -> None:
        """Forget who has gone."""
        self._everyone.discard(self)

    def show_out(self) -> None:
        """End it, whatever was said."""
        self._transport.abort()
