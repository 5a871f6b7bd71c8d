"""Where the app is connected to, and what it needs to get in. Secrets never show in a repr."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Environment(StrEnum):
    """The four environments of product.md."""

    PRACTICE = "practice"
    DEMO = "demo"
    LIVE = "live"
    CUSTOM = "custom"


class Transport(StrEnum):
    """How the start is sent."""

    SOCKET = "socket"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Hosts:
    """Base addresses: `rest` as https://host/v1, the sockets as wss://host/v1/websocket.

    `authorize` is the page of the browser's sign-in; empty is /oauth on the REST host.
    """

    rest: str
    socket: str
    market_data: str
    authorize: str = ""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person types to sign in; `cid` and `secret` where the broker gave an API key.

    `remember` is the trader's tick: only then the password goes to the keyring.
    """

    name: str
    password: str = field(repr=False)
    cid: str = ""
    secret: str = field(default="", repr=False)
    app_id: str = "Bracket Desk"
    remember: bool = False


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """What a firm gives instead of an API key (protocol.md 1.6).

    `redirect_port` is the port of the loopback address registered with it; 0 is any free one.
    """

    client_id: str
    secret: str = field(default="", repr=False)
    redirect_port: int = 0


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in yields.

    `expires` is the server's expirationTime (protocol.md 1.3) on this machine's clock: the
    gateway takes off by how much the server's clock is ahead.
    """

    access: str = field(repr=False)
    market_data: str = field(repr=False)
    expires: datetime
    user_name: str = ""
    user_id: int = 0


class LossCause(StrEnum):
    """Why a line is down."""

    BROKEN = "broken"  # the wire, silence, a close
    MAINTENANCE = "maintenance"  # announced by the broker
    QUOTA = "quota"  # the broker closed it for another connection or session
    REFUSED = "refused"  # the token is no good any more: the line never tries again by itself
    FAILED = "failed"  # a defect of ours: neither


@dataclass(frozen=True, slots=True)
class LineDown:
    """One sentence, and the seconds until the line tries again by itself; None is never.

    `asked` is whether the broker asked for that wait: then no click may end it.
    """

    reason: str
    cause: LossCause = LossCause.BROKEN
    retry_in: float | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One entity that a fresh snapshot after a gap has otherwise than what was last heard.

    `entity_type` is the wire's name, as order; `change` is new, changed or gone.
    """

    entity_type: str
    id: int
    change: str


@dataclass(frozen=True, slots=True)
class EndpointUse:
    """Requests to one endpoint in the last hour, and the broker's limit where one is published."""

    endpoint: str
    last_hour: int
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """This run's own requests to one host, sockets and REST together (protocol.md 1.7)."""

    last_minute: int = 0
    last_hour: int = 0
    endpoints: tuple[EndpointUse, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A line's own diagnostics. `longest_beat` is the longest gap between heartbeats, seconds."""

    generation: int = 0  # sockets opened so far
    longest_beat: float = 0.0
    messages: int = 0
    late_answers: int = 0
    snapshots: int = 0


@dataclass(frozen=True, slots=True)
class HostLimits:
    """What must outlive the app, for the broker counts on; times in UTC.

    `no_sign_in_until` is the end of the wait that a sign-in was answered with, as with a captcha.
    """

    frozen_until: datetime | None = None
    failed_sign_ins: tuple[datetime, ...] = ()
    no_sign_in_until: datetime | None = None
