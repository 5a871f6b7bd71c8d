"""Distances as typed and shown: ticks, points, or dollars per contract. Whole ticks inside."""

from decimal import Decimal

from bracketdesk.domain.instrument import Instrument, PriceFormat
from bracketdesk.domain.numbers import (
    ROUNDING,
    decimals_of,
    parse_number,
    plain,
    rounded,
    tidy,
)
from bracketdesk.domain.prices import (
    format_points,
    from_ticks,
    neighbours,
    on_tick,
    parse_price,
    to_ticks,
)
from bracketdesk.domain.settings import Units
from bracketdesk.domain.texts import counted


def parse_distance(text: str, units: Units, instrument: Instrument) -> int:
    """Read a typed distance as whole ticks; ValueError with a sentence that names neighbours.

    Dollars are refused where the contract's money is not dollars.
    """
    if units is Units.DOLLARS and not instrument.in_dollars:
        raise ValueError(f"Choose ticks or points: {instrument.other_money}.")
    value = read_distance(text, units, instrument)
    if value < 0:
        raise ValueError("Distances are typed as positive numbers; the app computes the signs.")
    unit = _unit(units, instrument)
    if not on_tick(value, unit):
        raise ValueError(_off_tick(value, units, instrument))
    return to_ticks(value, unit)


def format_distance(ticks: int, units: Units, instrument: Instrument) -> str:
    """Return a distance as it is typed: 16, 4.00 or 0'165, 20 or 12.50."""
    if units is Units.TICKS:
        return str(ticks)
    value = from_ticks(ticks, _unit(units, instrument))
    if units is Units.POINTS:
        return format_points(value, instrument)
    return _dollars(value)


def convert_distance(text: str, old: Units, new: Units, instrument: Instrument) -> str:
    """Return a typed distance in other units; a text that is no number is returned as it is.

    A number between two ticks stays between them, so that it never becomes another distance by
    a change of units: $13 of MES is 10.4 ticks, which is still refused.
    """
    if old is new or not text.strip():
        return text
    try:
        value = read_distance(text, old, instrument)
    except ValueError:
        return text
    old_unit, new_unit = _unit(old, instrument), _unit(new, instrument)
    if on_tick(value, old_unit):
        ticks = to_ticks(value, old_unit)
        return ("-" if ticks < 0 else "") + format_distance(abs(ticks), new, instrument)
    converted = rounded(ROUNDING.divide(ROUNDING.multiply(value, new_unit), old_unit), 12)
    return text if on_tick(converted, new_unit) else plain(converted)


def step_distance(text: str, steps: int, units: Units, instrument: Instrument) -> str:
    """Move a typed distance by whole ticks, never below one; an empty one begins at nought.

    Between two ticks the first step goes to the nearer one in its direction. A text that is no
    distance is returned as it is.
    """
    if not text.strip():
        return format_distance(steps, units, instrument) if steps > 0 else text
    try:
        value = read_distance(text, units, instrument)
        below, above = neighbours(value, _unit(units, instrument))
    except ValueError:
        return text
    start = below if steps > 0 else above  # the step itself crosses to the other neighbour
    ticks = to_ticks(start, _unit(units, instrument)) + steps
    return format_distance(max(1, ticks), units, instrument)


def read_distance(text: str, units: Units, instrument: Instrument) -> Decimal:
    """Read a typed distance in its own units, on a tick or not; ValueError with a sentence."""
    if units is Units.POINTS and instrument.price_format is PriceFormat.FRACTIONAL:
        return parse_price(text, instrument)
    tidied = tidy(text)
    if units is Units.DOLLARS:
        tidied = tidied.removeprefix("$")
    return parse_number(tidied)


def _unit(units: Units, instrument: Instrument) -> Decimal:
    """One tick in these units."""
    return {
        Units.TICKS: Decimal(1),
        Units.POINTS: instrument.tick_size,
        Units.DOLLARS: instrument.tick_value,
    }[units]


def _off_tick(value: Decimal, units: Units, instrument: Instrument) -> str:
    if units is Units.TICKS:
        return f"{plain(value)} is no whole number of ticks."
    unit = _unit(units, instrument)
    below, above = neighbours(value, unit)
    count = to_ticks(above, unit)
    shown = _shown(value, units, instrument)
    upper = _shown(above, units, instrument)
    if not below:
        return f"{shown} is less than one tick: {upper} is 1 tick."
    lower = f"{_shown(below, units, instrument)} is {counted(count - 1, 'tick')}"
    return f"{shown} is no whole number of ticks: {lower}, {upper} is {count:,}."


def _shown(value: Decimal, units: Units, instrument: Instrument) -> str:
    if units is Units.DOLLARS:
        return f"${_dollars(value)}"
    return (
        format_points(value, instrument) if on_tick(value, instrument.tick_size) else plain(value)
    )


def _dollars(value: Decimal) -> str:
    """Exact, with cents where there are any: 20, 12.50, 15.625."""
    return f"{rounded(value, 2):f}" if decimals_of(value) in (1, 2) else plain(value)
