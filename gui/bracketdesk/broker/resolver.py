"""Name look-ups in daemon threads: leaving the loop must not wait for a hanging one."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from bracketdesk.broker.threads import in_daemon

Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]


class DaemonResolver(AbstractResolver):
    """aiohttp's resolver port over `getaddrinfo`; the loop's executor is joined at its end."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the host's addresses; raises OSError where there are none."""
        found = await in_daemon(lambda: _ask_system(host, port, family), f"look up {host}")
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _ask_system(host: str, port: int, family: socket.AddressFamily) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
    except UnicodeError:  # a label no name can have
        raise OSError(f"{host} is no name of a host") from None
    return [(f, kind, p, name, (str(a[0]), int(a[1]))) for f, kind, p, name, a in found]
