"""Signing in: one request a click, within the broker's limits (protocol.md 1.1, 1.6, 1.7).

Nothing here repeats a sign-in. What the broker counts is counted here first, so that the trader
hears of the limit before it locks the login.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bracketdesk.controller import words
from bracketdesk.controller.keeper import TokenKeeper, host_of
from bracketdesk.controller.kept_limits import KeptLimits
from bracketdesk.controller.ports import Gateway
from bracketdesk.controller.session import SignInWait
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.limits import (
    FAILURES,
    WARN_FROM,
    opens_at,
    recent_failures,
    sign_in_wait_left,
)
from bracketdesk.domain.problems import Frozen, MustWait, SignInRefused, UserFacingError
from bracketdesk.domain.session import Credentials, Environment, Hosts, OAuthApp, Tokens

COUNTS = {3: "Three sign-ins", 4: "Four sign-ins"}
WARNING = "{} failed within the hour; after five the broker locks this login for an hour."
LAST = "{} failed within the hour: after one more the broker locks this login for an hour."
FULL = "Five sign-ins failed within the hour, which is the broker's limit: try again after {}."
WAIT = "The broker asked to wait with the sign-in until {}."
INCOMPLETE = "A user name and a password are needed."


@dataclass(frozen=True, slots=True)
class Penalty:
    """A sign-in that may come again with the broker's ticket, once its time is over."""

    environment: Environment
    hosts: Hosts
    who: Credentials
    ticket: str = field(repr=False)


class SignIn:
    """The act, at one host at a time; the credentials of a penalty stay in memory only."""

    def __init__(
        self,
        gateway: Gateway,
        browse: Callable[[str], None],
        keeper: TokenKeeper,
        limits: KeptLimits,
        tools: Tools,
    ) -> None:
        self._gateway = gateway
        self._browse = browse
        self._keeper = keeper
        self._limits = limits
        self._clock = tools.clock
        self._zone = tools.zone
        self._opens: dict[tuple[Environment, str], float] = {}  # monotonic
        self.penalty: Penalty | None = None

    def warning(self, environment: Environment, hosts: Hosts) -> str:
        """Return what to know before the next try, empty where nothing is near."""
        now = self._clock.now()
        limits = self._limits.of(environment, hosts)
        if opens := opens_at(limits, now):
            return FULL.format(words.moment(opens, self._zone, now))
        count = len(recent_failures(limits, now))
        if count < WARN_FROM:
            return ""
        return (LAST if count == FAILURES - 1 else WARNING).format(COUNTS[count])

    async def by_password(
        self, environment: Environment, hosts: Hosts, who: Credentials
    ) -> tuple[Tokens, Credentials]:
        """Sign in; returns the tokens and the credentials with what the keyring completed.

        Raises UserFacingError; MustWait with a ticket leaves a `penalty` to go on from.
        """
        self._check(environment, hosts)
        self.penalty = None
        who = await self._keeper.complete(environment, hosts, who)
        if not who.name or not who.password:
            raise UserFacingError(INCOMPLETE)
        return await self._ask(environment, hosts, who), who

    async def go_on(self) -> tuple[Tokens, Credentials]:
        """The same once more, with the broker's ticket; raises as `by_password`."""
        if self.penalty is None:
            raise UserFacingError("There is no sign-in to go on with: sign in anew.")
        self._check(self.penalty.environment, self.penalty.hosts)
        known, self.penalty = self.penalty, None
        tokens = await self._ask(known.environment, known.hosts, known.who, known.ticket)
        return tokens, known.who

    async def by_browser(self, environment: Environment, hosts: Hosts, app: OAuthApp) -> Tokens:
        """Sign in on the broker's own page; raises UserFacingError."""
        self._check(environment, hosts)
        self.penalty = None
        return await self._counted(
            environment, hosts, lambda: self._gateway.sign_in_by_browser(hosts, app, self._browse)
        )

    def wait(self, environment: Environment, hosts: Hosts) -> SignInWait | None:
        """Return the wait the last sign-in there ended in, None where there is none."""
        until, penalty = self._opens_at(environment, hosts), self.penalty
        here = penalty is not None and (penalty.environment, penalty.hosts) == (environment, hosts)
        return SignInWait(until, here) if until or here else None

    def _opens_at(self, environment: Environment, hosts: Hosts) -> datetime | None:
        """Until when the broker wants no sign-in, None where it takes one."""
        now = self._clock.now()
        left = sign_in_wait_left(self._limits.of(environment, hosts), now)
        key = (environment, host_of(hosts))
        if key in self._opens:  # in this run: a clock that was set does not prolong it
            left = min(left, self._opens[key] - self._clock.monotonic())
        return now + timedelta(seconds=left) if left > 0 else None

    def _check(self, environment: Environment, hosts: Hosts) -> None:
        """Refuse what the broker would count or has asked to leave alone."""
        if opens := self._opens_at(environment, hosts):
            raise UserFacingError(WAIT.format(words.moment(opens, self._zone, self._clock.now())))
        if opens_at(self._limits.of(environment, hosts), self._clock.now()):
            raise UserFacingError(self.warning(environment, hosts))

    async def _ask(
        self, environment: Environment, hosts: Hosts, who: Credentials, ticket: str = ""
    ) -> Tokens:
        try:
            return await self._counted(
                environment, hosts, lambda: self._gateway.sign_in(hosts, who, ticket)
            )
        except MustWait as error:
            if error.ticket:
                self.penalty = Penalty(environment, hosts, who, error.ticket)
            raise

    async def _counted(
        self, environment: Environment, hosts: Hosts, ask: Callable[[], Awaitable[Tokens]]
    ) -> Tokens:
        try:
            return await ask()
        except SignInRefused:
            self._limits.note_failure(environment, hosts)
            raise
        except Frozen:
            raise
        except MustWait as error:
            key = (environment, host_of(hosts))
            self._opens[key] = self._clock.monotonic() + error.seconds
            until = self._clock.now() + timedelta(seconds=error.seconds)
            self._limits.note_wait(environment, hosts, until)
            raise
