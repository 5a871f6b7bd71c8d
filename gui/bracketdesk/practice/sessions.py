"""The user's sessions and sockets, and how many there may be (protocol.md 1.4, 3.6)."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bracketdesk.practice.limits import Limits
from bracketdesk.wire.clock import Clock

QUOTA_REACHED = "ConnectionQuotaReached"


class Connection(Protocol):
    """What can be told to go."""

    def shut_down(self, code: str, reason: str) -> None:
        """Announce the end by its reason code and in words, then close."""
        ...


@dataclass(slots=True, eq=False)
class Session:
    """What one sign-in opened; a renewal prolongs it. Its commands carry its id."""

    id: int
    expires: datetime
    open: bool = True


@dataclass(slots=True, eq=False)
class Grant:
    """What a token allows, and until when."""

    session: Session
    expires: datetime
    market_data_only: bool
    revoked: bool = field(default=False)

    @property
    def orphaned(self) -> bool:
        """Whether it was taken away before its time."""
        return self.revoked or not self.session.open


class Sessions:
    """Beyond its quota the oldest goes: that is how another session takes over."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._sessions: list[Session] = []
        self._sockets: dict[Connection, Grant] = {}
        self._ids = itertools.count(1)

    def open(self, expires: datetime) -> Session:
        """Track a new session and close what is too much."""
        self._sessions = [one for one in self._sessions if self._alive(one)]
        self._sessions.append(Session(next(self._ids), expires))
        self._keep(self._limits.sessions)
        return self._sessions[-1]

    def close_all(self) -> None:
        """Close every session as further sign-ins elsewhere would."""
        self._keep(0)

    def stranger(self) -> int:
        """Return the id of a session that is nobody's here: another program of the user's."""
        return next(self._ids)

    def _keep(self, number: int) -> None:
        while len(self._sessions) > number:
            self._close_oldest()

    def _close_oldest(self) -> None:
        oldest = self._sessions.pop(0)
        oldest.open = False
        for socket, grant in tuple(self._sockets.items()):
            if grant.session is oldest:
                self._shut_down(socket, "Another session was opened")

    def revoke(self) -> None:
        """Close every session without a word: sockets stay, tokens are no good any more."""
        for session in self._sessions:
            session.open = False
        self._sessions.clear()

    def join(self, socket: Connection, grant: Grant) -> None:
        """Count an authorised socket; one too many costs the oldest, and that one's token."""
        self._sockets[socket] = grant
        while len(self._sockets) > self._limits.sockets:
            oldest = next(iter(self._sockets))
            self._sockets[oldest].revoked = True
            self._shut_down(oldest, "Too many connections")

    def leave(self, socket: Connection) -> None:
        """Forget a socket that is closed."""
        self._sockets.pop(socket, None)

    def _shut_down(self, socket: Connection, reason: str) -> None:
        del self._sockets[socket]
        socket.shut_down(QUOTA_REACHED, reason)

    def _alive(self, session: Session) -> bool:
        """Whether it has a token that is good, or a socket, which outlives its token (1.3)."""
        sockets = any(grant.session is session for grant in self._sockets.values())
        return session.open and (session.expires > self._clock.now() or sockets)
