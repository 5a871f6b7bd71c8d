"""Why a socket is gone, and what the broker said before (protocol.md 3.5, 3.6)."""

from dataclasses import dataclass

import msgspec

from bracketdesk.broker.refusals import QUOTA_PAUSE, shown
from bracketdesk.wire import codec


@dataclass(frozen=True, slots=True)
class Loss:
    """One sentence, and the seconds to stay away at least."""

    reason: str
    pause: float = 0.0


class _Shutdown(msgspec.Struct, frozen=True, rename="camel"):
    reason_code: str = ""
    reason: str | None = None


def announced(data: bytes, host: str) -> Loss:
    """Read a shutdown event, which comes just before a graceful close."""
    try:
        shutdown = codec.decode(data, _Shutdown)
    except ValueError:
        shutdown = _Shutdown()
    quoted = shown(shutdown.reason or "")
    match shutdown.reason_code:
        case "Maintenance":
            return Loss(f"{host} closes for maintenance.{quoted}")
        case "ConnectionQuotaReached":
            return Loss(f"{host} closed this connection: too many are open.{quoted}", QUOTA_PAUSE)
        case "IPQuotaReached":
            return Loss(
                f"{host} closed this connection: too many addresses are in use.{quoted}",
                QUOTA_PAUSE,
            )
        case code:
            return Loss(f"{host} closes the connection.{shown(shutdown.reason or code)}")
