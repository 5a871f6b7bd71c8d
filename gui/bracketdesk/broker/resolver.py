"""Name look-ups in daemon threads: leaving the loop must not wait for a hanging one."""

import asyncio
import socket
import threading
from contextlib import suppress

from aiohttp.abc import AbstractResolver, ResolveResult

Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]


class DaemonResolver(AbstractResolver):
    """aiohttp's resolver port over `getaddrinfo`; the loop's executor is joined at its end."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the host's addresses; raises OSError where there are none."""
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=found,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for found, _, protocol, _, address in await _look_up(host, port, family)
        ]

    async def close(self) -> None:
        """Nothing is held."""


async def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[Address]:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[list[Address]] = loop.create_future()

    def settle(found: list[Address], error: OSError | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(found)
        else:
            done.set_exception(error)

    def work() -> None:
        found, error = _ask_system(host, port, family)
        with suppress(RuntimeError):  # the loop has closed meanwhile
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=work, name=f"look up {host}", daemon=True).start()
    return await done


def _ask_system(
    host: str, port: int, family: socket.AddressFamily
) -> tuple[list[Address], OSError | None]:
    try:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
    except OSError as error:
        return [], error
    except UnicodeError:  # a label no name can have
        return [], OSError(f"{host} is no name of a host")
    return [(f, kind, p, name, (str(a[0]), int(a[1]))) for f, kind, p, name, a in found], None
