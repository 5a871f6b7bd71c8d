"""What the broker counts on while the app is closed, kept in the settings (domain/limits.py)."""

from dataclasses import replace
from datetime import datetime

from bracketdesk.controller.keeper import host_of
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.limits import is_spent, limits_key, with_failure
from bracketdesk.domain.session import Environment, HostLimits, Hosts


class KeptLimits:
    """A host's limits by environment. Practice has a new host at every start: nothing is kept."""

    def __init__(self, session: Session, tools: Tools) -> None:
        self._session = session
        self._clock = tools.clock
        self._board = tools.board

    def of(self, environment: Environment, hosts: Hosts) -> HostLimits:
        """Return what is known of a host."""
        key = limits_key(environment, host_of(hosts))
        return self._board.settings.value.limits.get(key, HostLimits())

    def note_failure(self, environment: Environment, hosts: Hosts) -> None:
        """Count a failed sign-in."""
        self._keep(environment, hosts, with_failure(self.of(environment, hosts), self._clock.now()))

    def note_freeze(self, environment: Environment, hosts: Hosts, until: datetime | None) -> None:
        """Keep until when a host is frozen, None once that is over."""
        self._keep(environment, hosts, replace(self.of(environment, hosts), frozen_until=until))

    def note_wait(self, environment: Environment, hosts: Hosts, until: datetime) -> None:
        """Keep until when the broker wants no sign-in."""
        self._keep(environment, hosts, replace(self.of(environment, hosts), no_sign_in_until=until))

    def _keep(self, environment: Environment, hosts: Hosts, limits: HostLimits) -> None:
        if environment is Environment.PRACTICE:
            return
        now = self._clock.now()
        settings = self._board.settings.value
        known = {**settings.limits, limits_key(environment, host_of(hosts)): limits}
        counting = {key: known[key] for key in known if not is_spent(known[key], now)}
        self._session.remember(replace(settings, limits=counting))
