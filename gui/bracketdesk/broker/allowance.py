"""What a host still lets this app send: its requests counted, and the silence it asked for."""

import math
from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta

from bracketdesk.broker import endpoints
from bracketdesk.broker.refusals import LOCKOUT
from bracketdesk.domain.problems import Frozen
from bracketdesk.domain.session import EndpointUse, Hosts, Usage
from bracketdesk.domain.venue import venue
from bracketdesk.wire.clock import Clock

MINUTE, HOUR = 60.0, 3600.0

ALL = "all"

LIMITS = {
    ALL: 5000,
    endpoints.SIGN_IN: 5,  # of failed ones; all are counted here
    endpoints.RENEW: 15,
    endpoints.ME: 10,  # of failed ones, too
    endpoints.SYNC: 300,
}
"""Requests an hour that the broker publishes (protocol.md 1.7)."""

LOOK_EVERY = 15.0
"""Seconds between two looks whether a freeze is over: the machine may have slept meanwhile."""

LEAST_REST = 0.001


class Allowance:
    """One for each host, shared by REST, sockets and sign-in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sent: deque[tuple[float, str]] = deque()
        self._thaws = -math.inf
        self._thaws_at = clock.now()
        self._listeners: dict[object, Callable[[float], None]] = {}

    def note(self, endpoint: str) -> None:
        """Count a request that is sent now."""
        self._forget_old()
        self._sent.append((self._clock.monotonic(), endpoint))

    def usage(self) -> Usage:
        """What was sent in the last hour, the sum of all endpoints first."""
        self._forget_old()
        counts = Counter(endpoint for _, endpoint in self._sent)
        total = len(self._sent)
        rows = [(ALL, total), *sorted(counts.items())]
        since = self._clock.monotonic() - MINUTE
        return Usage(
            last_minute=sum(at > since for at, _ in self._sent),
            last_hour=total,
            endpoints=tuple(EndpointUse(name, count, LIMITS.get(name)) for name, count in rows),
        )

    def freeze(self, seconds: float) -> None:
        """Keep silent for `seconds`, an hour at the most; a longer freeze under way stays."""
        seconds = min(seconds, LOCKOUT)
        if not seconds > self.frozen_for():
            return
        self._thaws = self._clock.monotonic() + seconds
        self._thaws_at = self._clock.now() + timedelta(seconds=seconds)
        for tell in tuple(self._listeners.values()):
            tell(seconds)

    def frozen_for(self) -> float:
        """Seconds until something may be sent again, 0 where it may now.

        The wall clock counts as well: while the machine sleeps the other one may stand still.
        """
        left = self._thaws - self._clock.monotonic()
        if left <= 0:
            return 0.0
        return max(min(left, (self._thaws_at - self._clock.now()).total_seconds()), 0.0)

    def check(self) -> None:
        """Return where something may be sent; raises Frozen."""
        seconds = self.frozen_for()
        if seconds:
            minutes = math.ceil(seconds / MINUTE)
            unit = "minute" if minutes == 1 else "minutes"
            raise Frozen(
                f"The broker asked for silence: nothing is sent for {minutes} {unit}.", seconds
            )

    async def thawed(self) -> None:
        """Return once no freeze is left."""
        while seconds := self.frozen_for():
            # A remainder too small to move the clock would be waited for for ever.
            await self._clock.sleep(min(max(seconds, LEAST_REST), LOOK_EVERY))

    def listen(self, callback: Callable[[float], None]) -> Callable[[], None]:
        """Call `callback(seconds)` whenever a freeze begins or grows; returns how to end that."""
        key = object()
        self._listeners[key] = callback

        def leave() -> None:
            self._listeners.pop(key, None)

        return leave

    def _forget_old(self) -> None:
        since = self._clock.monotonic() - HOUR
        while self._sent and self._sent[0][0] <= since:
            self._sent.popleft()


class Allowances:
    """One allowance for each REST host, for as long as the app runs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_host: dict[str, Allowance] = {}

    def of(self, hosts: Hosts) -> Allowance:
        """Return the one of this host; made where it is the first time."""
        return self._by_host.setdefault(venue(hosts.rest), Allowance(self._clock))
