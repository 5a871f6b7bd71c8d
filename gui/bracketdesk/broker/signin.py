"""Sign-in and renewal: one request each, and what it yields (protocol.md 1.1 to 1.3)."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from bracketdesk.broker import endpoints, reading
from bracketdesk.broker.refusals import error_text, judge_handling, shown, words
from bracketdesk.broker.rest import Rest
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.problems import SignInRefused, TokenRefused, UserFacingError
from bracketdesk.domain.session import Credentials, Tokens
from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.enums import UserStatus
from bracketdesk.wire.messages import AccessTokenRequest, AccessTokenResponse

WHAT = "the sign-in"
RENEWAL = "the renewal of the sign-in"

SHORTEST_LIFE = timedelta(minutes=80)
"""A token's life where the answer does not tell: the shortest published (protocol.md 1.3)."""

LONGEST_LIFE = timedelta(days=1)
"""A Date header is believed where it gives the token a life within this."""

LONGEST_TEXT, LONGEST_SECRET = 64, 8192
"""Characters (protocol.md 1.1)."""

LONGEST_ID = 18
"""Digits of the largest ids that are sure to be a 64-bit number."""

WRONG = "refused the sign-in: check the name, the password and the API key."
OVER = "no longer takes the sign-in."
LEAKED = " This password is in a known leak of passwords: change it at the broker."

_STATES = {
    UserStatus.CLOSED: "is closed",
    UserStatus.INITIATED: "is not set up completely yet",
    UserStatus.TEMPORARY_LOCKED: "is locked for the time being",
    UserStatus.UNCONFIRMED_EMAIL: "has an e-mail address that is not confirmed yet",
}

_REFUSING = {
    400: "{} could not read the sign-in (400): check the name and the API key.",
    401: "{} does not allow the sign-in (401): the API key's permissions are closed, or the key "
    "belongs to somebody else.",
    403: "{} does not allow the sign-in (403): the API key's permissions are closed, or it is for "
    "another environment.",
}

_TOKEN_REFUSING = (400, 401, 403, 408)  # 400 and 408: protocol.md 1.8


class _Refusal(msgspec.Struct, frozen=True, rename="camel"):
    """What an answer tells beside its error; of whatever type it comes."""

    access_token: Any = None
    user_status: Any = None
    hibp_hint: Any = None


async def sign_in(
    rest: Rest,
    credentials: Credentials,
    device_id: str,
    app_version: str,
    clock: Clock,
    ticket: str = "",
) -> Tokens:
    """Ask once for tokens; raises as the Gateway port says. Failures are limited to 5 an hour."""
    rest.allowance.check()
    _check_lengths(credentials)
    request = _request(credentials, device_id, app_version, ticket)
    delivery = await rest.post(endpoints.SIGN_IN, codec.encode(request))
    hide = (credentials.password, credentials.secret, ticket)
    if delivery.status in _REFUSING:
        sentence = _REFUSING[delivery.status].format(rest.host)
        raise SignInRefused(sentence + shown(words(delivery.body), hide))
    judge_handling(delivery, rest.host, WHAT, hide)
    if refused := _refused(delivery.body, WRONG, hide):
        raise SignInRefused(f"{rest.host} {refused}")
    return _tokens(delivery.body, rest, WHAT, clock.now())


async def renew(rest: Rest, tokens: Tokens, clock: Clock, ticket: str = "") -> Tokens:
    """Ask once for the same session's next tokens; raises as the Line port says."""
    rest.allowance.check()
    given = {"p-ticket": ticket} if ticket else {}  # a GET has no body to carry it
    return read_renewal(await rest.get_once(endpoints.RENEW, **given), rest, tokens, clock.now())


def read_renewal(delivery: Delivery, rest: Rest, tokens: Tokens, now: datetime) -> Tokens:
    """Return the tokens of a renewal's reply; what it leaves out stays as it was."""
    hide = (tokens.access, tokens.market_data)
    if delivery.status in _TOKEN_REFUSING:
        raise TokenRefused(f"{rest.host} {OVER}{shown(words(delivery.body), hide)}")
    judge_handling(delivery, rest.host, RENEWAL, hide)
    if refused := _refused(delivery.body, OVER, hide):
        kind = TokenRefused if error_text(delivery.body) else UserFacingError
        raise kind(f"{rest.host} {refused}")
    return _tokens(delivery.body, rest, RENEWAL, now, tokens)


def expiry(told: datetime | None, now: datetime, skew: timedelta) -> datetime:
    """Return when a token that was given just now expires, on this machine's clock.

    `skew` is how far the server's clock is ahead, by its Date header. Where the two together give
    no life of a token (an absurd date, none at all), `told` is taken as it stands; and where that
    has passed already, so that one of the clocks must be far off, the shortest life is.
    """
    if told is None:
        return now + SHORTEST_LIFE
    life = told - now
    if timedelta(0) < life - skew <= LONGEST_LIFE:
        life -= skew
    return now + (life if life > timedelta(0) else SHORTEST_LIFE)


def _check_lengths(credentials: Credentials) -> None:
    """What the broker's contract has no room for need not count as a failed login."""
    for field, text, longest in (
        ("name", credentials.name, LONGEST_TEXT),
        ("password", credentials.password, LONGEST_TEXT),
        ("app id", credentials.app_id, LONGEST_TEXT),
        ("cid", credentials.cid.strip(), LONGEST_TEXT),
        ("API secret", credentials.secret, LONGEST_SECRET),
    ):
        if len(text) > longest:
            raise UserFacingError(f"The {field} is longer than the {longest} characters it may be.")


def _request(
    credentials: Credentials, device_id: str, app_version: str, ticket: str
) -> AccessTokenRequest:
    return AccessTokenRequest(
        name=credentials.name,
        password=credentials.password,
        app_id=credentials.app_id,
        app_version=app_version,
        device_id=device_id,
        cid=_cid(credentials.cid),
        sec=credentials.secret or None,
        p_ticket=ticket or None,
    )


def _cid(text: str) -> int | str | None:
    """A number in every published example, a string in every schema: sent as it looks."""
    text = text.strip()
    numeric = text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
    return int(text) if numeric else text or None


def _refused(body: bytes, wrong: str, hide: tuple[str, ...]) -> str:
    """Return why an answer with 200 refuses, empty where it does not or cannot be read."""
    try:
        answer = codec.decode(body, _Refusal)
    except ValueError:
        return ""
    said = error_text(body)
    if answer.access_token and not said:
        return ""
    leaked = LEAKED if answer.hibp_hint else ""
    return f"{_why(answer.user_status, said, wrong)}{leaked}{shown(said, hide)}"


def _why(status: object, said: str, wrong: str) -> str:
    state = _STATES.get(UserStatus(status)) if isinstance(status, str) else None
    if state:
        return f"refused the sign-in: this user {state}."
    return wrong if said else "gave no token."


def _tokens(
    body: bytes, rest: Rest, what: str, now: datetime, before: Tokens | None = None
) -> Tokens:
    answer = reading.read_answer(body, AccessTokenResponse, rest.host, what)
    return Tokens(
        access=answer.access_token or "",
        market_data=answer.md_access_token or (before.market_data if before else ""),
        expires=expiry(answer.expiration_time, now, rest.skew),
        user_name=answer.name or (before.user_name if before else ""),
        user_id=answer.user_id or (before.user_id if before else 0),
    )
