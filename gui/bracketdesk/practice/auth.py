"""Sign-in, tokens and renewal (protocol.md 1.1 to 1.4)."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bracketdesk.practice.errors import DENIED, Refused
from bracketdesk.practice.guard import SIGN_IN, Guard
from bracketdesk.practice.limits import Limits
from bracketdesk.practice.sessions import Grant, Session, Sessions
from bracketdesk.practice.traffic import Traffic
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.enums import UserStatus
from bracketdesk.wire.messages import AccessTokenResponse

SIGN_IN_REFUSED = (
    "Incorrect username or password. Please try again, noting that passwords are case-sensitive."
)
"""The wording is third parties'; official is that it comes as errorText with 200 (1.2)."""

BAD_TOKEN = "Invalid access token"  # noqa: S105 - the broker's words (protocol.md 3.3)


@dataclass(frozen=True, slots=True)
class Login:
    """The one person who may sign in; the password is this run's own."""

    id: int
    name: str
    password: str = field(repr=False)
    full_name: str = "Practice Trader"

    @property
    def email(self) -> str:
        """An address that can belong to nobody (RFC 2606)."""
        return f"{self.name}@practice.invalid"


@dataclass(slots=True)
class Permissions:
    """What the user may do; the drills take some of it away.

    `no_quotes` is the status and text that answer subscriptions where the entitlement is missing;
    the broker's are not known, nor whether it says so with 200 and an errorText (protocol.md 5).
    """

    status: UserStatus = UserStatus.ACTIVE
    trading: bool = True
    no_quotes: tuple[int, str] | None = None

    def check_trading(self) -> None:
        """Raise Refused 401 as for an unknown device, or a key without the right (1.5, 1.1)."""
        if not self.trading:
            raise Refused(401, DENIED)


class Gate:
    """Hands out tokens and knows them again until they expire or their session is closed."""

    def __init__(self, clock: Clock, login: Login, limits: Limits) -> None:
        self.login = login
        self.permissions = Permissions()
        self.guard = Guard(clock, limits)
        self.sessions = Sessions(clock, limits)
        self.traffic = Traffic()
        self._clock = clock
        self._limits = limits
        self._grants: dict[str, Grant] = {}

    def now(self) -> datetime:
        """Return the time by which tokens expire, aware, in UTC."""
        return self._clock.now()

    @property
    def token_life(self) -> timedelta:
        """How long a new token is good."""
        return timedelta(minutes=self._limits.token_minutes)

    def sign_in(self, name: str, password: str) -> AccessTokenResponse:
        """Open a session, or say why not: always an answer with 200 (protocol.md 1.2)."""
        return self.refusal(name, password) or self.open_session()

    def refusal(self, name: str, password: str) -> AccessTokenResponse | None:
        """Return why this sign-in is refused, None where it is right; a failure is counted."""
        if name != self.login.name or not _same(password, self.login.password):
            self.guard.failed(SIGN_IN)
            return AccessTokenResponse(error_text=SIGN_IN_REFUSED)
        if self.permissions.status is not UserStatus.ACTIVE:
            return AccessTokenResponse(user_status=self.permissions.status)
        return None

    def open_session(self) -> AccessTokenResponse:
        """Open a session for whoever proved to be the user."""
        return self._issue(self.sessions.open(self._clock.now() + self.token_life))

    def renew(self, grant: Grant) -> AccessTokenResponse:
        """Prolong the same session with new tokens; the old ones run out by themselves."""
        return self._issue(self._check(grant).session)

    def admit(self, token: str) -> Grant:
        """Return what `token` allows on REST and the user socket; raises Refused."""
        grant = self.admit_to_market_data(token)
        if grant.market_data_only:
            raise Refused(401, BAD_TOKEN)
        return grant

    def admit_to_market_data(self, token: str) -> Grant:
        """Let either token in: both uses are published (protocol.md 1.2); raises Refused."""
        return self._check(self._grants.get(token))

    def _check(self, grant: Grant | None) -> Grant:
        if grant is None or grant.expires <= self._clock.now():
            raise Refused(401, BAD_TOKEN)
        if grant.orphaned:
            raise Refused(self._limits.orphaned_status, BAD_TOKEN)
        return grant

    def _issue(self, session: Session) -> AccessTokenResponse:
        self._forget_expired()
        session.expires = expires = self._clock.now() + self.token_life
        access, market_data = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._grants[access] = Grant(session, expires, market_data_only=False)
        self._grants[market_data] = Grant(session, expires, market_data_only=True)
        return AccessTokenResponse(
            access_token=access,
            md_access_token=market_data,
            expiration_time=expires,
            user_status=UserStatus.ACTIVE,
            user_id=self.login.id,
            name=self.login.name,
            has_live=False,
            has_sim_plus=False,
            show_kids=False,
            has_market_data=True,
            has_funded=False,
            outdated_tac=False,
            outdated_liquidation_policy=False,
        )

    def _forget_expired(self) -> None:
        now = self._clock.now()
        self._grants = {
            token: grant for token, grant in self._grants.items() if grant.expires > now
        }


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
