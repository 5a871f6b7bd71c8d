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


LIVE_LOCKED = (
    "Live is locked in this version: it opens once cancelling, stopping a strategy and flattening "
    "are complete. Use Practice or Demo."
)
"""Why Live cannot be entered yet (product.md, rule 8)."""


class Transport(StrEnum):
    """How the start is sent."""

    SOCKET = "socket"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Hosts:
    """Base addresses: `rest` as https://host/v1, the sockets as wss://host/v1/websocket."""

    rest: str
    socket: str
    market_data: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person types to sign in; `cid` and `secret` where the broker gave an API key."""

    name: str
    password: str = field(repr=False)
    cid: str = ""
    secret: str = field(default="", repr=False)
    app_id: str = "Bracket Desk"


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in yields; `expires` is the server's own expirationTime (protocol.md 1.3)."""

    access: str = field(repr=False)
    market_data: str = field(repr=False)
    expires: datetime
    user_name: str = ""
    user_id: int = 0
