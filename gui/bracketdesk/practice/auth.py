"""Sign-in, tokens and renewal (protocol.md 1.1 to 1.3)."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bracketdesk.practice.errors import Refused
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.enums import UserStatus
from bracketdesk.wire.messages import AccessTokenResponse

TOKEN_LIFE = timedelta(minutes=90)
"""Published lives conflict, 80 and 90 minutes; clients trust expirationTime (protocol.md 1.3)."""

SIGN_IN_REFUSED = (
    "Incorrect username or password. Please try again, noting that passwords are case-sensitive."
)
"""The wording is third parties'; official is that it comes as errorText with 200 (1.2)."""

BAD_TOKEN = "Invalid access token"  # noqa: S105 - the broker's words (protocol.md 3.3)

DENIED = "Access is denied"
"""What others report of the broker where a right is missing (protocol.md 6.4)."""


@dataclass(frozen=True, slots=True)
class Login:
    """The one person who may sign in; the password is this run's own."""

    id: int
    name: str
    password: str = field(repr=False)

    @property
    def email(self) -> str:
        """An address that can belong to nobody (RFC 2606)."""
        return f"{self.name}@practice.invalid"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows, and until when."""

    session_id: int
    expires: datetime
    market_data_only: bool


class Gate:
    """Hands out tokens and knows them again until they expire."""

    def __init__(self, clock: Clock, login: Login) -> None:
        self.login = login
        self._clock = clock
        self._grants: dict[str, Grant] = {}
        self._sessions = 0

    def sign_in(self, name: str, password: str) -> AccessTokenResponse:
        """Open a session, or say why not: always an answer with 200 (protocol.md 1.2)."""
        if name != self.login.name or not _same(password, self.login.password):
            return AccessTokenResponse(error_text=SIGN_IN_REFUSED)
        self._sessions += 1
        return self._issue(self._sessions)

    def renew(self, grant: Grant) -> AccessTokenResponse:
        """Prolong the same session with new tokens; the old ones run out by themselves."""
        self._check(grant)
        return self._issue(grant.session_id)

    def admit(self, token: str) -> Grant:
        """Return what `token` allows on REST and the user socket; raises Refused 401."""
        grant = self.admit_to_market_data(token)
        if grant.market_data_only:
            raise Refused(401, BAD_TOKEN)
        return grant

    def admit_to_market_data(self, token: str) -> Grant:
        """Let either token in: both uses are published (protocol.md 1.2); raises Refused 401."""
        return self._check(self._grants.get(token))

    def _check(self, grant: Grant | None) -> Grant:
        if grant is None or grant.expires <= self._clock.now():
            raise Refused(401, BAD_TOKEN)
        return grant

    def _issue(self, session_id: int) -> AccessTokenResponse:
        self._forget_expired()
        expires = self._clock.now() + TOKEN_LIFE
        access, market_data = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._grants[access] = Grant(session_id, expires, market_data_only=False)
        self._grants[market_data] = Grant(session_id, expires, market_data_only=True)
        return AccessTokenResponse(
            access_token=access,
            md_access_token=market_data,
            expiration_time=expires,
            user_status=UserStatus.ACTIVE,
            user_id=self.login.id,
            name=self.login.name,
            has_live=False,
        )

    def _forget_expired(self) -> None:
        now = self._clock.now()
        self._grants = {
            token: grant for token, grant in self._grants.items() if grant.expires > now
        }


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
