"""Penalty tickets: "not executed, come again in p-time seconds with this" (protocol.md 1.7)."""

import math
import secrets
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.limits import HOUR, EndpointLimit
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.messages import Message


class PenaltyTicket(Message, frozen=True, kw_only=True):
    """The answer instead of an answer, with 200; `p_time` in seconds."""

    p_ticket: str = msgspec.field(name="p-ticket")
    p_time: int = msgspec.field(name="p-time")
    p_captcha: bool = msgspec.field(name="p-captcha", default=False)


class RollingHour:
    """Counts what happened in the last hour."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: deque[datetime] = deque()

    def add(self) -> None:
        """Note that it happened."""
        self._times.append(self._clock.now())

    def count(self) -> int:
        """Return how often it happened."""
        start = self._clock.now() - timedelta(seconds=HOUR)
        while self._times and self._times[0] <= start:
            self._times.popleft()
        return len(self._times)


@dataclass(frozen=True, slots=True)
class _Demand:
    """A ticket in a client's hand: for what it was given, and from when on it is good."""

    ticket: str
    fingerprint: bytes
    due: datetime
    captcha: bool


class Toll:
    """One endpoint's limit. A penalised call has to come again, identical but for its ticket."""

    def __init__(self, limit: EndpointLimit | None, clock: Clock) -> None:
        """Without a limit none is published; only a drill demands tickets then."""
        self._limit = limit
        self._clock = clock
        self._calls = RollingHour(clock)
        self._demand: _Demand | None = None
        self._drill: EndpointLimit | None = None
        self._drill_over = clock.now()

    @property
    def captcha_given(self) -> bool:
        """Whether a client was told to solve a captcha, and should be silent."""
        return self._demand is not None and self._demand.captcha

    def failed(self) -> None:
        """Count a call that failed, where failures count."""
        if self._limit and self._limit.failures_only:
            self._calls.add()

    def drill(self, seconds: float, *, captcha: bool) -> None:
        """Demand a ticket from the next call on, until one was used; a captcha lasts an hour."""
        self._drill = EndpointLimit(0, math.ceil(seconds), captcha=captcha)
        self._drill_over = self._clock.now() + timedelta(seconds=HOUR)

    def forgive(self) -> None:
        """Take a drill's demand back."""
        self._drill = None

    def stop(self, given: Arguments) -> PenaltyTicket | None:
        """Return the penalty that answers this call, None where it may be executed."""
        limit = self._in_force()
        if self._redeemed(given):
            self._drill = None
        elif limit:
            return self._penalise(limit, given)
        self._demand = None
        if self._limit and not self._limit.failures_only:
            self._calls.add()
        return None

    def _in_force(self) -> EndpointLimit | None:
        """Return by which limit a call is stopped now."""
        if self._drill and self._drill.captcha and self._clock.now() >= self._drill_over:
            self._drill = None
        if self._drill:
            return self._drill
        full = self._limit and self._calls.count() >= self._limit.calls
        return self._limit if full else None

    def _redeemed(self, given: Arguments) -> bool:
        demand = self._demand
        return (
            demand is not None
            and not demand.captcha
            and given.ticket == demand.ticket
            and given.fingerprint == demand.fingerprint
            and self._clock.now() >= demand.due
        )

    def _penalise(self, limit: EndpointLimit, given: Arguments) -> PenaltyTicket:
        ticket = secrets.token_urlsafe(24)
        due = self._clock.now() + timedelta(seconds=limit.back_off)
        self._demand = _Demand(ticket, given.fingerprint, due, limit.captcha)
        return PenaltyTicket(p_ticket=ticket, p_time=limit.back_off, p_captcha=limit.captcha)
