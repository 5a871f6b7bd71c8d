"""What a careful trader does in many a drill, and whether it was done."""

from collections.abc import Collection

from bracketdesk.practice.drills.debrief import Point, counted
from bracketdesk.practice.drills.deeds import Deed, DeedKind, Outcome
from bracketdesk.practice.drills.drill import Drill

BLIND = 10.0
"""Seconds within which a new order is no thought-out one."""


def adds_nothing(drill: Drill, text: str, contract: str = "", within: float | None = None) -> Point:
    """Say whether no order came that asks for more contracts."""
    found = drill.entries(contract, within)
    note = (
        f"{counted(len(found), 'order')} came, the first {drill.moment(found[0])}" if found else ""
    )
    return Point(text=text, done=not found, note=note)


def acts(
    drill: Drill, text: str, kinds: Collection[DeedKind], within: float, contract: str = ""
) -> Point:
    """Say whether one of these deeds was taken within so many seconds."""
    found = [
        deed
        for deed in drill.after
        if deed.kind in kinds
        and deed.outcome is Outcome.TAKEN
        and (not contract or deed.contract in ("", contract))
    ]
    if not found:
        return Point(text=text, done=False, note="nothing of the kind came")
    in_time = drill.since(found[0].at) <= within
    return Point(text=text, done=in_time, note=f"{found[0].words} {drill.moment(found[0])}")


def ends_covered(drill: Drill, text: str = "Leaves no contract without a stop.") -> Point:
    """Say whether every position has its stops, or is flat, at the end."""
    bare = [
        f"{name} is {stand.words}"
        for name, stand in drill.record.cover.stands.items()
        if stand.bare
    ]
    return Point(text=text, done=not bare, note="; ".join(bare))


def covers_soon(drill: Drill, contract: str, within: float) -> Point:
    """Say whether what lost its stops was flat or covered again in time."""
    text = f"Within {within:.0f} s is flat, or has a stop for every contract again."
    spans = drill.record.cover.bare_spans(drill.began, drill.now())
    mine = [span for span in spans if span.contract == contract]
    longest = max((span.seconds(drill.now()) for span in mine), default=0.0)
    still = any(span.end is None for span in mine)
    note = f"{contract} was without one for {longest:.0f} s" if longest else ""
    note += ", and still is" if still else ""
    return Point(text=text, done=longest <= within and not still, note=note)


def said(deeds: Collection[Deed]) -> str:
    """Return how many deeds there were and what came of the last."""
    last = [deed.text for deed in deeds][-1:]
    return f"{counted(len(deeds), 'call')} came; the last: {last[0]}" if last else ""
