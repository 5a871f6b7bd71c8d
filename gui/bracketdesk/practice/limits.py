"""The broker's published limits (protocol.md 1.3 to 1.8, 3.6); a test may set its own."""

from dataclasses import dataclass

HOUR = 3600
"""Seconds: every window is a rolling hour, and so long is every silence (protocol.md 1.7, 1.8)."""


@dataclass(frozen=True, slots=True)
class EndpointLimit:
    """Calls of one endpoint in a rolling hour, from anywhere; beyond them a penalty ticket.

    `back_off` is the ticket's wait in seconds. With `captcha` no app can use the ticket.
    """

    calls: int
    back_off: int
    failures_only: bool = False
    captcha: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much the exchange takes, and for how long its tokens are good.

    Published token lives conflict, 80 and 90 minutes (1.3). The captcha at sign-in is the
    tutorial's (1.2). `orphaned_status` is the answer to a token whose session was closed: 401,
    or the 408 that third parties report (1.4, 1.8). An authorisation code is good for
    `code_seconds`, once.
    """

    token_minutes: int = 90
    sessions: int = 2
    sockets: int = 50
    user_calls: int = 5000
    sign_in: EndpointLimit = EndpointLimit(5, 15, failures_only=True, captcha=True)
    renewal: EndpointLimit = EndpointLimit(15, 15)
    me: EndpointLimit = EndpointLimit(10, 30, failures_only=True)
    synchronisation: EndpointLimit = EndpointLimit(300, 3)
    orphaned_status: int = 401
    code_seconds: int = 60
