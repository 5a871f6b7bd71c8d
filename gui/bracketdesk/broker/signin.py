"""Sign-in: one accesstokenrequest and what it yields (protocol.md 1.1 to 1.3)."""

from datetime import UTC, datetime, timedelta

from bracketdesk.broker import endpoints, reading
from bracketdesk.broker.refusals import judge
from bracketdesk.broker.rest import Rest
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Credentials, Tokens
from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.enums import UserStatus
from bracketdesk.wire.messages import AccessTokenRequest, AccessTokenResponse

WHAT = "the sign-in"

SHORTEST_LIFE = timedelta(minutes=80)
"""A token's life where the answer does not tell: the shortest published (protocol.md 1.3)."""

LONGEST_ID = 18
"""Digits of the largest ids that are sure to be a 64-bit number."""

_TROUBLED = {
    UserStatus.CLOSED: "is closed",
    UserStatus.INITIATED: "is not set up completely yet",
    UserStatus.TEMPORARY_LOCKED: "is locked for the time being",
    UserStatus.UNCONFIRMED_EMAIL: "has an e-mail address that is not confirmed yet",
}


async def sign_in(
    rest: Rest, credentials: Credentials, device_id: str, app_version: str, clock: Clock
) -> Tokens:
    """Ask once for tokens; raises UserFacingError. Failed sign-ins are limited to 5 an hour."""
    request = _request(credentials, device_id, app_version)
    delivery = await rest.post(endpoints.SIGN_IN, codec.encode(request))
    judge(delivery, rest.host, WHAT, hide=(credentials.password, credentials.secret))
    try:
        answer = reading.read(delivery.body, AccessTokenResponse)
    except ValueError:
        raise UserFacingError(f"{rest.host} answered {WHAT} with something else.") from None
    return _tokens(answer, rest.host, clock.now())


def _request(credentials: Credentials, device_id: str, app_version: str) -> AccessTokenRequest:
    return AccessTokenRequest(
        name=credentials.name,
        password=credentials.password,
        app_id=credentials.app_id,
        app_version=app_version,
        device_id=device_id,
        cid=_cid(credentials.cid),
        sec=credentials.secret or None,
    )


def _cid(text: str) -> int | str | None:
    """A number in every published example, a string in every schema: sent as it looks."""
    text = text.strip()
    numeric = text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
    return int(text) if numeric else text or None


def _tokens(answer: AccessTokenResponse, host: str, now: datetime) -> Tokens:
    if not answer.access_token:
        state = _TROUBLED.get(answer.user_status) if answer.user_status else None
        raise UserFacingError(
            f"{host} gave no token: this user {state}." if state else f"{host} gave no token."
        )
    expires = answer.expiration_time or now + SHORTEST_LIFE
    return Tokens(
        access=answer.access_token,
        market_data=answer.md_access_token or "",
        expires=expires if expires.tzinfo else expires.replace(tzinfo=UTC),
        user_name=answer.name or "",
        user_id=answer.user_id or 0,
    )
