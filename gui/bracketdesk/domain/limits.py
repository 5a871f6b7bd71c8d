"""The broker's limits that outlive the app: failed sign-ins within an hour, waits, a freeze."""

from dataclasses import replace
from datetime import datetime, timedelta

from bracketdesk.domain.session import Environment, HostLimits

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
"""No penalty is waited for longer, whatever the broker names."""

FAILURES = 5
"""Failed sign-ins an hour that the broker allows (protocol.md 1.7)."""

WARN_FROM = 3
"""So many failures are worth a warning before the next try."""


def limits_key(environment: Environment, host: str) -> str:
    """Return what the settings know a host's limits by."""
    return f"{environment}:{host}"


def recent_failures(limits: HostLimits, now: datetime) -> tuple[datetime, ...]:
    """Return the failures that still count, oldest first; a clock set back loses none."""
    return tuple(sorted(at for at in limits.failed_sign_ins if abs(now - at) < HOUR))


def with_failure(limits: HostLimits, now: datetime) -> HostLimits:
    """Return the limits with one more failed sign-in."""
    return replace(limits, failed_sign_ins=(*recent_failures(limits, now), now))


def opens_at(limits: HostLimits, now: datetime) -> datetime | None:
    """Return when a sign-in may be tried again, None where it may now."""
    failed = recent_failures(limits, now)
    return failed[-FAILURES] + HOUR if len(failed) >= FAILURES else None


def freeze_left(limits: HostLimits, now: datetime) -> float:
    """Return the seconds a freeze still lasts, 0 where there is none.

    It is an hour at the most (protocol.md 1.8).
    """
    return _left(limits.frozen_until, now, HOUR)


def sign_in_wait_left(limits: HostLimits, now: datetime) -> float:
    """Return the seconds the broker still wants no sign-in, 0 where it takes one."""
    return _left(limits.no_sign_in_until, now, DAY)


def is_spent(limits: HostLimits, now: datetime) -> bool:
    """Whether nothing of it counts any more."""
    waits = freeze_left(limits, now) or sign_in_wait_left(limits, now)
    return not waits and not recent_failures(limits, now)


def _left(until: datetime | None, now: datetime, longest: timedelta) -> float:
    """Seconds until then, within `longest`: whatever clock it was written down by."""
    if until is None:
        return 0.0
    return max(min(until - now, longest).total_seconds(), 0.0)
