"""Why a socket is gone, and what the broker said before (protocol.md 3.5, 3.6)."""

from dataclasses import dataclass

import msgspec
from aiohttp import WSMessage, WSMsgType

from bracketdesk.broker.refusals import QUOTA_PAUSE, shown
from bracketdesk.domain.problems import Frozen, MustWait, UserFacingError
from bracketdesk.domain.session import LossCause
from bracketdesk.wire import codec

REFUSING = (401, 403, 408)
"""Statuses of a token that is no good: expired, foreign, or its session was taken over by another
(protocol.md 1.8). Asking again with it never helps.
"""


@dataclass(frozen=True, slots=True)
class Loss:
    """One sentence, the seconds to stay away at least, and why."""

    reason: str
    pause: float = 0.0
    cause: LossCause = LossCause.BROKEN


class Lost(UserFacingError):
    """A request had no answer because its socket is gone."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss.reason)
        self.loss = loss


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
            return Loss(f"{host} closes for maintenance.{quoted}", cause=LossCause.MAINTENANCE)
        case "ConnectionQuotaReached":
            return _over_quota(f"{host} closed this connection: too many are open.{quoted}")
        case "IPQuotaReached":
            return _over_quota(
                f"{host} closed this connection: too many addresses are in use.{quoted}"
            )
        case code:
            return Loss(f"{host} closes the connection.{shown(shutdown.reason or code)}")


def loss_of(error: UserFacingError) -> Loss:
    """Return a failed attempt to connect as a loss; of a freeze the Allowance knows how long."""
    match error:
        case Lost():
            return error.loss
        case MustWait() if not isinstance(error, Frozen):
            return Loss(str(error), error.seconds)
        case _:
            return Loss(str(error))


def _over_quota(reason: str) -> Loss:
    return Loss(reason, QUOTA_PAUSE, LossCause.QUOTA)


def ending(message: WSMessage, host: str) -> Loss:
    """Return the loss that aiohttp tells by its last message."""
    if message.type is WSMsgType.ERROR:
        return Loss(f"{host} sent something that cannot be read.")
    if message.type is WSMsgType.CLOSE:
        return closing(host, message.data, message.extra or "")
    return Loss(f"The connection to {host} broke.")


def closing(host: str, code: int, reason: str) -> Loss:
    """Return the loss of a socket the broker closed."""
    return Loss(f"{host} closed the connection ({code}).{shown(reason)}")
