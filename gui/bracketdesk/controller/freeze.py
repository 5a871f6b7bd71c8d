"""The broker's silence (423, 429): nothing leaves for an hour but exits by a click, once each.

How long it lasts is the gateway's to know; here it is shown, kept for the next run, and ended
(protocol.md 1.8).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bracketdesk.controller import words
from bracketdesk.controller.kept_limits import KeptLimits
from bracketdesk.controller.ports import Gateway
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.limits import freeze_left
from bracketdesk.domain.session import Environment, Hosts

LOOK_EVERY = 1.0
SAME = timedelta(seconds=2)
"""Two ends nearer than this are the same one, read by two clocks."""


class Freeze:
    """Follows the freeze of the host where the session is; `thawed` hears its end."""

    def __init__(
        self,
        gateway: Gateway,
        session: Session,
        limits: KeptLimits,
        tools: Tools,
        thawed: Callable[[], None],
    ) -> None:
        self._gateway = gateway
        self._session = session
        self._limits = limits
        self._clock = tools.clock
        self._zone = tools.zone
        self._thawed = thawed
        self._place: tuple[Environment, Hosts] | None = None
        self._until: datetime | None = None
        self._tried: set[tuple[str, str]] = set()  # host and exit

    @property
    def place(self) -> tuple[Environment, Hosts] | None:
        """The environment and host that are followed, None before one is known."""
        return self._place

    @property
    def until(self) -> datetime | None:
        """When it ends, None where there is none."""
        return self._until

    def come_to(self, environment: Environment, hosts: Hosts) -> None:
        """Follow this host from now on; a freeze known from an earlier run goes on."""
        self._place = (environment, hosts)
        kept = freeze_left(self._limits.of(environment, hosts), self._clock.now())
        if kept > self._gateway.frozen_for(hosts):
            self._gateway.freeze(hosts, kept)
        if not self.look():
            self._forget_tries(hosts)

    def leave(self) -> None:
        """Follow nothing; what was tried stays tried until that host's freeze is over."""
        self._place = self._until = None

    def look(self) -> bool:
        """See whether the host is frozen, show it, and return it."""
        seconds = self._gateway.frozen_for(self._place[1]) if self._place else 0.0
        if seconds > 0:
            self._hold(self._clock.now() + timedelta(seconds=seconds))
        elif self._until is not None:
            self._end()
        return seconds > 0

    async def over(self) -> None:
        """Return once the host is not frozen any more."""
        while self.look():
            await self._clock.sleep(LOOK_EVERY)

    # Exits: free, but once each
    def exit_refusal(self, exit_name: str) -> str:
        """Take an exit's try; returns why it may not be sent, empty where it may."""
        if not self.look() or self._until is None or self._place is None:
            return ""
        key = (self._place[1].rest, exit_name)
        if key in self._tried:
            at = self._told(self._until)
            return (
                "it was tried once in this freeze, and another try may lengthen it, so nothing "
                f"was sent; the next is free at {at}"
            )
        self._tried.add(key)
        return ""

    def give_back(self, exit_name: str) -> None:
        """Let an exit be tried again of which no byte left."""
        if self._place:
            self._tried.discard((self._place[1].rest, exit_name))

    def exit_warning(self) -> str:
        """Return what to know before an exit while frozen, empty otherwise."""
        if self._until is None:
            return ""
        return (
            f"The broker asked for silence until {self._told(self._until)}. "
            "Each exit can be sent once all the same; it may lengthen the wait."
        )

    def _told(self, until: datetime) -> str:
        return words.moment(until, self._zone, self._clock.now())

    def _hold(self, until: datetime) -> None:
        if self._until is not None and abs(until - self._until) < SAME:
            return
        self._until = until
        self._session.freeze(until)
        if self._place:
            self._limits.note_freeze(*self._place, until)

    def _end(self) -> None:
        self._until = None
        if self._place:
            self._limits.note_freeze(*self._place, None)
            self._forget_tries(self._place[1])
        self._session.freeze(None)
        self._thawed()

    def _forget_tries(self, hosts: Hosts) -> None:
        self._tried = {tried for tried in self._tried if tried[0] != hosts.rest}
