"""Keeping the session alive: when its token is renewed, and what is asked where that fails.

The act is the line's (ports.Line.renew); this is the policy of protocol.md 1.3 and 1.7: less than
15 minutes before expiry, one at a time, never more than 15 an hour, 15 s apart at the least.
"""

import asyncio
import logging
from collections import deque
from datetime import datetime, timedelta

from bracketdesk.controller import standing
from bracketdesk.controller.freeze import Freeze
from bracketdesk.controller.keeper import TokenKeeper
from bracketdesk.controller.ports import Line
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import Connection
from bracketdesk.domain.problems import Frozen, MustWait, TokenRefused, UserFacingError
from bracketdesk.domain.session import Environment, Tokens

log = logging.getLogger(__name__)

MARGIN = timedelta(minutes=15)
FIRST_PAUSE = 15.0
LONGEST_PAUSE = 240.0
HOUR = 3600.0
AN_HOUR = 15
"""Renewals an hour that the broker allows, all of them counted."""

DOUBT = 120.0
"""Seconds after a jump of the clock in which even a token that seems expired is tried."""


class Renewal:
    """Renews the session's token; `look` is called each second."""

    def __init__(self, session: Session, keeper: TokenKeeper, freeze: Freeze, tools: Tools) -> None:
        self._session = session
        self._keeper = keeper
        self._freeze = freeze
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._board = tools.board
        self._task: asyncio.Task[None] | None = None
        self._tries: deque[tuple[float, str]] = deque()  # monotonic second and host
        self._next: dict[str, float] = {}  # monotonic second of the next try, by host
        self._doubt_until = 0.0
        self._pause = FIRST_PAUSE
        self._refused = False
        self.count = 0
        self.last: datetime | None = None
        self.trouble = ""

    def look(self) -> None:
        """Renew where it is time, ask for a sign-in where it is too late."""
        line, expires = self._session.line, self._session.view.expires
        if line is None or expires is None or self._refused or self._is_running():
            return
        left = expires - self._clock.now()
        if self._wants(left) and self._may():
            self._start(line, left)
        elif left <= timedelta() and self._clock.monotonic() >= self._doubt_until:
            self._session.ask_to_sign_in(standing.EXPIRED)

    def clock_jumped(self) -> None:
        """Renew as soon as possible: how long the token is still good is not known now."""
        self._doubt_until = self._clock.monotonic() + DOUBT
        self._next.pop(self._session.host, None)
        self._pause = FIRST_PAUSE

    def left(self) -> None:
        """Forget the session that was left."""
        if self._task is not None:
            self._task.cancel()
        self._pause, self._refused, self._doubt_until = FIRST_PAUSE, False, 0.0
        self.trouble = ""

    def _is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    def _wants(self, left: timedelta) -> bool:
        """Whether a renewal is due; a token whose time is over is tried only after a jump."""
        return timedelta() < left < MARGIN or self._clock.monotonic() < self._doubt_until

    def _may(self) -> bool:
        """Whether one may be sent: within the limits, and to a host that is still ours."""
        if self._session.frozen or self._session.view.connection is Connection.TAKEN_OVER:
            return False
        now, host = self._clock.monotonic(), self._session.host
        while self._tries and self._tries[0][0] <= now - HOUR:
            self._tries.popleft()
        mine = [at for at, where in self._tries if where == host]
        spaced = not mine or now - mine[-1] >= FIRST_PAUSE
        return now >= self._next.get(host, 0.0) and spaced and len(mine) < AN_HOUR

    def _wait(self, seconds: float) -> None:
        """Try no sooner than that."""
        self._next[self._session.host] = self._clock.monotonic() + seconds

    def _start(self, line: Line, left: timedelta) -> None:
        now = self._clock.monotonic()
        self._tries.append((now, self._session.host))
        # Ever rarer, but a last few times before the end all the same.
        nearing = left > timedelta()
        longest = max(FIRST_PAUSE, left.total_seconds() / 3) if nearing else LONGEST_PAUSE
        self._wait(min(self._pause, longest))
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._task = self._tasks.spawn(self._renew(line), "renew the session")

    async def _renew(self, line: Line) -> None:
        try:
            tokens = await line.renew()
        except TokenRefused as error:
            await self._take_refusal(error)
        except Frozen:
            self._freeze.look()
        except UserFacingError as error:
            log.info("The session is not renewed yet: %s", error)
            self.trouble = str(error)
            if isinstance(error, MustWait):
                self._wait(max(error.seconds, FIRST_PAUSE))
        else:
            await self._take(tokens)

    async def _take(self, tokens: Tokens) -> None:
        self.count += 1
        self.last, self.trouble, self._doubt_until = self._clock.now(), "", 0.0
        self._pause = FIRST_PAUSE
        left = tokens.expires - self._clock.now()
        if left < MARGIN:  # a short life: at once again would spend the hour's allowance
            self._wait(min(LONGEST_PAUSE, max(FIRST_PAUSE, left.total_seconds() / 2)))
        self._session.renewed(tokens)
        environment, hosts = self._session.environment, self._session.hosts
        if environment is Environment.PRACTICE or hosts is None:
            return
        if not self._keeper.is_kept(environment, hosts):  # it was said at the sign-in
            self._keeper.hold(environment, hosts, tokens)
        elif said := await self._keeper.keep(environment, hosts, tokens):
            self._board.notice.set(f"The renewed sign-in is not kept: {said}")

    async def _take_refusal(self, error: TokenRefused) -> None:
        log.info("The session is not renewed any more: %s", error)
        self._refused, self.trouble = True, str(error)
        self._session.ask_to_sign_in(standing.NOT_RENEWED)
        environment, hosts = self._session.environment, self._session.hosts
        if environment is not Environment.PRACTICE and hosts is not None:
            await self._keeper.drop_tokens(environment, hosts)
