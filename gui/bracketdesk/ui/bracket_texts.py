"""What the cells of the bracket table say, and in which tone."""

from decimal import Decimal

from bracketdesk.controller.views import LevelFigures
from bracketdesk.domain.distances import read_distance
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_cents, format_points, format_price
from bracketdesk.domain.settings import Units
from bracketdesk.ui.bracket_columns import Column

NONE = "none"
OPEN = "open"
UNKNOWN = "–"

UNIT_NAMES = {Units.TICKS: "ticks", Units.POINTS: "points", Units.DOLLARS: "$/contract"}
"""What distances are typed in, as one chooses it: dollars are those of one contract."""

UNIT_WORDS = {Units.TICKS: "ticks", Units.POINTS: "pts", Units.DOLLARS: "$"}
"""The unit as the edited cell shows it."""


def typed_text(level: LevelDraft, column: Column) -> str:
    """Return what was typed into an editable cell; the auto-trail as 24/12/1."""
    match column:
        case Column.QUANTITY:
            return level.quantity
        case Column.TARGET:
            return level.target
        case Column.STOP:
            return level.stop
        case Column.AUTO_TRAIL:
            return "/".join((level.trigger, level.distance, level.step)).rstrip("/")
    return ""


def split_auto_trail(text: str) -> tuple[str, str, str]:
    """Return trigger, distance and step of 24/12/1; what is missing is empty."""
    trigger, _, rest = text.partition("/")
    distance, _, step = rest.partition("/")
    return trigger.strip(), distance.strip(), step.strip()


def shown_distance(text: str, units: Units, instrument: Instrument | None) -> str:
    """Return a distance in the instrument's own decimals, as the ticket reads it.

    What cannot be read, or not be shown whole, stays as it was typed.
    """
    if units is Units.TICKS or instrument is None:
        return text
    if units is Units.DOLLARS and not instrument.in_dollars:
        return text  # which is refused
    try:
        value = read_distance(text, units, instrument)
        shown = _dollars(value) if units is Units.DOLLARS else format_points(value, instrument)
        return shown if read_distance(shown, units, instrument) == value else text
    except ValueError:
        return text


def auto_trail_text(
    level: LevelDraft, units: Units, instrument: Instrument | None, *, wide: bool
) -> str:
    """Return the auto-trail in words where there is room, else as its three distances."""
    parts = (level.trigger, level.distance, level.step)
    if not any(parts):
        return UNKNOWN
    if not wide:
        return "/".join(part or "?" for part in parts)
    trigger, distance = (shown_distance(part, units, instrument) or "?" for part in parts[:2])
    return f"after {trigger}, {distance} behind"


def auto_trail_tip(level: LevelDraft) -> str:
    """Return the whole auto-trail in words, empty where there is none."""
    if not (level.trigger or level.distance or level.step):
        return ""
    return (
        f"After {level.trigger} the stop trails {level.distance} behind, in steps of {level.step}"
    )


def figure_text(
    level: LevelDraft, figures: LevelFigures, column: Column, instrument: Instrument | None
) -> str:
    """Return a figure: a price, signed money, R, or the word for what is open."""
    match column:
        case Column.TARGET_AT:
            return _price(figures.target_price, instrument) if level.target else "runs"
        case Column.STOP_AT:
            return _price(figures.stop_price, instrument) if level.stop else NONE
        case Column.WIN:
            return _money(figures.win, "+") if level.target else OPEN
        case Column.LOSS:
            return _money(figures.loss, "−") if level.stop else OPEN
        case _:
            return UNKNOWN if figures.r is None else f"{figures.r:.1f}"


def figure_tone(column: Column, text: str) -> str:
    """Return the tone of a figure: gains and losses coloured, the open and unknown muted."""
    if column is Column.LOSS and text == OPEN:
        return "warning"
    if text in (UNKNOWN, NONE, OPEN, "runs"):
        return "secondary"
    if column is Column.R:
        return "text"
    return "gain" if column in (Column.TARGET_AT, Column.WIN) else "loss"


def _dollars(amount: Decimal) -> str:
    """Cents at least, and every digit that was typed."""
    exponent = amount.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return f"${amount:,.{max(2, decimals)}f}"


def _price(price: Decimal | None, instrument: Instrument | None) -> str:
    return UNKNOWN if price is None or instrument is None else format_price(price, instrument)


def _money(amount: Decimal | None, sign: str) -> str:
    """Cents always, so that a column of them lines up."""
    return UNKNOWN if amount is None else f"{sign}{format_cents(amount)}"
