"""Whether a socket still lives, by what was last heard of it (protocol.md 3.4)."""

import itertools

from bracketdesk.wire.clock import Clock

BEAT_EVERY = 2.5
"""Seconds between the client's heartbeats; the broker drops who leaves them out."""

PING_EVERY = 10.0
PONG_LIMIT = 7.5
"""Seconds in which something, anything, must be heard after a ping."""


class Pulse:
    """Last beaten, last heard, last pinged. The server's `h` proves nothing by its absence, so
    silence counts only after a ping.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._beaten = self._due = self._heard = self._pinged = clock.monotonic()
        self._numbers = itertools.count()
        self._payload = b""
        self.latency: float | None = None

    def until_beat(self) -> float:
        """Return the seconds to the next heartbeat: one that is late does not shift the others."""
        now = self._clock.monotonic()
        self._due = max(self._due + BEAT_EVERY, now)
        return self._due - now

    def beat(self) -> float:
        """A heartbeat is sent now; return the seconds since the one before."""
        before, self._beaten = self._beaten, self._clock.monotonic()
        return self._beaten - before

    def heard(self) -> None:
        """Something arrived."""
        self._heard = self._clock.monotonic()

    def ping(self) -> bytes:
        """Return the payload of a ping that is sent now."""
        self._pinged = self._clock.monotonic()
        self._payload = str(next(self._numbers)).encode()
        return self._payload

    def pong(self, payload: bytes) -> None:
        """Take the answer to the last ping; its round trip is the latency."""
        if payload == self._payload:
            self.latency = self._clock.monotonic() - self._pinged

    @property
    def unheard(self) -> float:
        """Seconds since anything was heard."""
        return self._clock.monotonic() - self._heard

    @property
    def asked(self) -> bool:
        """Whether nothing was heard since the last ping."""
        return self._pinged > self._heard

    @property
    def ping_due(self) -> bool:
        """Whether it is time to ask."""
        return self._clock.monotonic() - self._pinged >= PING_EVERY

    @property
    def silent(self) -> bool:
        """Whether nothing at all came since a ping that is long enough ago."""
        return self.asked and self._clock.monotonic() - self._pinged >= PONG_LIMIT
