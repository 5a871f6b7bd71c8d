"""The protected-quantity meter in words and marks; no state is told by its colour alone."""

from bracketdesk.controller.after.views import Cover, CoverView
from bracketdesk.ui.times import to_the_second

MARKS = {Cover.COVERED: "■", Cover.UNCOVERED: "▲", Cover.OVER: "◆", Cover.FLAT: "□"}
HOLLOW = {Cover.COVERED: "▢", Cover.UNCOVERED: "△", Cover.OVER: "◇", Cover.FLAT: "□"}
"""The marks of what is not sure any more."""
TROUBLES = (Cover.UNCOVERED, Cover.OVER)


def in_sight(view: CoverView) -> bool:
    """Whether a contract has a meter: nothing is shown where it is flat and nothing works."""
    return view.cover is not Cover.FLAT or bool(view.net or view.stops or view.targets)


def mark(view: CoverView) -> str:
    """Return the mark: full while it is so, hollow while that is not sure."""
    return (MARKS if view.sure else HOLLOW)[view.cover]


def state_word(view: CoverView) -> str:
    """Return covered, 2 unprotected, stops for 2 too many, or flat; and as of when, if not now."""
    dated = f" as of {to_the_second(view.as_of)}" if view.as_of else ""
    return f"{_state(view)}{dated}"


def meter_text(view: CoverView) -> str:
    """Return the contract's position and what protects it, and what may be more than that."""
    return " · ".join(filter(None, (view.text, view.doubt)))


def _state(view: CoverView) -> str:
    if view.cover is Cover.UNCOVERED:
        return f"{view.uncovered} unprotected"
    if view.cover is Cover.OVER:
        return f"stops for {view.stops - abs(view.net)} too many"
    return "covered" if view.cover is Cover.COVERED else "flat"


def state_tone(view: CoverView) -> str:
    """Return the tone of the state: a trouble that has just begun warns, one that lasts alarms.

    What is not sure warns too.
    """
    if view.cover in TROUBLES:
        return "loss" if view.alarming else "warning"
    if not view.sure:
        return "warning"
    return "gain" if view.cover is Cover.COVERED else "secondary"


def spoken(view: CoverView) -> str:
    """Return the whole meter as a sentence."""
    alarm = "Alarm: " if view.alarming else ""
    return f"{alarm}{view.symbol}: {meter_text(view).replace(' · ', ', ')}; {state_word(view)}."
