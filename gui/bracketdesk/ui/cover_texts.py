"""The protected-quantity meter in words and marks; no state is told by its colour alone."""

from bracketdesk.controller.after.views import Cover, CoverView

MARKS = {Cover.COVERED: "■", Cover.UNCOVERED: "▲", Cover.OVER: "◆", Cover.FLAT: "□"}
TROUBLES = (Cover.UNCOVERED, Cover.OVER)


def in_sight(view: CoverView) -> bool:
    """Whether a contract has a meter: nothing is shown where it is flat and nothing works."""
    return view.cover is not Cover.FLAT or bool(view.net or view.stops or view.targets)


def state_word(view: CoverView) -> str:
    """Return covered, 2 unprotected, stops for 2 too many, or flat."""
    if view.cover is Cover.UNCOVERED:
        return f"{view.uncovered} unprotected"
    if view.cover is Cover.OVER:
        return f"stops for {view.stops - abs(view.net)} too many"
    return "covered" if view.cover is Cover.COVERED else "flat"


def state_tone(view: CoverView) -> str:
    """Return the tone of the state: a trouble that has just begun warns, one that lasts alarms."""
    if view.cover in TROUBLES:
        return "loss" if view.alarming else "warning"
    return "gain" if view.cover is Cover.COVERED else "secondary"


def spoken(view: CoverView) -> str:
    """Return the whole meter as a sentence."""
    alarm = "Alarm: " if view.alarming else ""
    return f"{alarm}{view.symbol}: {view.text.replace(' · ', ', ')}; {state_word(view)}."
