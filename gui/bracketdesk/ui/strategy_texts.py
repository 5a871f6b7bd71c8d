"""A strategy as it stands, in a few lines of text: its state, its entry, and level by level."""

from bracketdesk.controller.views import LegView, LevelView, StrategyView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.ui.strategy_rows import (
    filled_text,
    leg_name,
    position_cell,
    status_text,
    working_price,
)
from bracketdesk.ui.untrusted import one_line


def state_line(view: StrategyView) -> str:
    """Return "running · left 3 · stops for 3", with why it failed where it did."""
    return " · ".join(filter(None, (view.status, one_line(view.failure), position_cell(view).text)))


def entry_line(view: StrategyView) -> str:
    """Return "filled 3 @ 6011.25", or "working at 110'240"; empty where it is not known."""
    return leg_text(view.entry, view.instrument) if view.entry else ""


def level_lines(view: StrategyView) -> str:
    """Return a line a level: "level 1: target working at 6016.50 · stop working at 6008.50"."""
    return "\n".join(
        f"level {level.number}: {_level(level, view.instrument)}" for level in view.levels
    )


def leg_text(leg: LegView, instrument: Instrument | None) -> str:
    """Return where an order stands: its status, and its working price or what it was filled at."""
    status, filled = status_text(leg), filled_text(leg, instrument)
    if not leg.cancellable:
        return f"{status} {filled}".rstrip()
    price = working_price(leg, instrument)
    return ", ".join(filter(None, (f"{status} at {price}" if price else status, filled)))


def _level(level: LevelView, instrument: Instrument | None) -> str:
    legs = [f"{leg_name(leg)} {leg_text(leg, instrument)}" for leg in level.legs]
    return " · ".join(legs) or f"planned: {level.planned or 'nothing'}"
