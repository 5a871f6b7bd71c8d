"""What is said after a drill: computed from what happened, never known beforehand."""

from datetime import datetime

from bracketdesk.practice.drills.cover import Span
from bracketdesk.practice.drills.record import Line, Record
from bracketdesk.practice.levers import Levers
from bracketdesk.wire.messages import Message

MOMENT = 1.0
"""Seconds; exits need a part of one to be placed, which is no time without a stop."""


class Point(Message, frozen=True, kw_only=True):
    """Something a careful trader does, whether it was done, and the fact that tells."""

    text: str
    done: bool
    note: str = ""


class Debrief(Message, frozen=True, kw_only=True):
    """What happened, what the trader did, what was at risk, and what a careful one does."""

    happened: list[str]
    did: list[Line]
    risk: list[str]
    careful: list[Point]


def risk(record: Record, levers: Levers, since: datetime, now: datetime) -> list[str]:
    """Return what was at risk from `since` on, and what is left now."""
    spans = [s for s in record.cover.bare_spans(since, now) if s.seconds(now) >= MOMENT]
    return [*_bare(spans, now), _left(record, levers)]


def _bare(spans: list[Span], now: datetime) -> list[str]:
    if not spans:
        return ["No contract was without a stop for as long as a second."]
    found = []
    for contract in dict.fromkeys(span.contract for span in spans):
        own = [span for span in spans if span.contract == contract]
        most, seconds = max(s.most for s in own), sum(s.seconds(now) for s in own)
        at_most = counted(most, "contract")
        found.append(f"At most {at_most} of {contract} had no stop, {seconds:.0f} s in all.")
    return found


def _left(record: Record, levers: Levers) -> str:
    stands = [f"{name} {stand.words}" for name, stand in record.cover.stands.items()]
    orders = sum(len(levers.roster.alive(number)) for number in levers.roster.contracts())
    said = f"{counted(orders, 'order')} open" if orders else "no order open"
    return f"At the end: {'; '.join(stands) or 'flat'}; {said}."


def counted(count: int, noun: str) -> str:
    """Return "1 order", "2 orders"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
