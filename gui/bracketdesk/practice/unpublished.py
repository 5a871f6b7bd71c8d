"""Calls the broker lists without a schema that could be read (protocol.md 1.6, 4.6). All GUESS.

Get Timestamp and OIDC User Info stand outside every group, so their names are the operation's
alone, in lower case like every last segment of a path. rollcontracts is published, but for how its
answer's `contracts` are keyed: here by the names that were asked.
"""

from datetime import datetime

import msgspec

from bracketdesk.practice.arguments import Roll
from bracketdesk.practice.auth import Login
from bracketdesk.practice.rolling import Rolls
from bracketdesk.wire.entities import Contract
from bracketdesk.wire.messages import Message, RollContractsResponse

TIMESTAMP = "gettimestamp"
USER_INFO = "oidcuserinfo"


class Timestamp(Message, frozen=True, kw_only=True):
    """The server's time, for a client's clock to be compared with; anybody may ask."""

    timestamp: datetime


class UserInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The standard claims about who the token belongs to (OpenID Connect Core 5.1, 5.3.2)."""

    sub: str
    name: str
    preferred_username: str
    email: str
    email_verified: bool


def user_info(login: Login) -> UserInfo:
    """Return the claims; the subject is the user's id as text."""
    return UserInfo(
        sub=str(login.id),
        name=login.full_name,
        preferred_username=login.name,
        email=login.email,
        email_verified=True,
    )


def roll_several(rolls: Rolls, requests: list[Roll]) -> RollContractsResponse:
    """Roll each; what cannot be rolled is left out, and said."""
    contracts: dict[str, Contract] = {}
    failed: list[str] = []
    for request in requests:
        answer = rolls.roll(request)
        if answer.contract is not None:
            contracts[request.name] = answer.contract
        else:
            failed.append(f"{request.name}: {answer.error_text}")
    return RollContractsResponse(contracts=contracts, error_text="; ".join(failed)[:8192] or None)
