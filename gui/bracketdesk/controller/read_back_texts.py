"""A read-back in words: for the result, and for the journal what was planned and what was held."""

from collections.abc import Iterator
from decimal import Decimal

from bracketdesk.controller.views import LegView, StrategyView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import plain
from bracketdesk.domain.prices import format_price

SAME = "Planned = held"


def read_back_text(view: StrategyView, at: str = "") -> str:
    """Return what the result says of it, empty where nothing can be said yet.

    `at` is when that was found, for it stays on the screen when the exits are gone.
    """
    note = f" {view.note[:1].upper()}{view.note[1:]}." if view.note else ""
    if view.difference:
        return f"Not as planned: {view.difference}.{note}"
    if not view.compared:
        return ""
    when = f" at {at}" if at else ""
    return f"{_part(view, when) or f'{SAME}{when}.'}{note}"


def _part(view: StrategyView, when: str) -> str:
    """Return what is said of an entry that ended with less than was planned, empty of others."""
    filled = view.entry.filled if view.entry else 0
    planned = sum(level.quantity for level in view.levels)
    if filled == planned:
        return ""
    exits = f"the exits are as planned for {filled}{when}"
    return f"{filled} of {planned} filled, the rest is over; {exits}."


def planned_text(view: StrategyView) -> str:
    """Return what was to be: "Buy 3 MESZ6; level 1, 1: target 4.00, stop 4.00"."""
    levels = (f"level {level.number}, {level.quantity}: {level.planned}" for level in view.levels)
    return "; ".join((f"{view.side} {view.quantity} {view.symbol}", *levels))


def held_text(view: StrategyView) -> str:
    """Return what the broker holds, leg by leg: "level 1: target 6016.50 for 1 working"."""
    parts = [_legs(view, "", (view.entry,))] if view.entry else []
    parts += [_legs(view, f"level {level.number}: ", level.legs) for level in view.levels]
    if view.others:
        parts.append(_legs(view, "other orders: ", view.others))
    return "; ".join(part for part in parts if part)


def _legs(view: StrategyView, name: str, legs: tuple[LegView, ...]) -> str:
    return name + (", ".join(" ".join(_leg(leg, view.instrument)) for leg in legs) or "nothing")


def _leg(leg: LegView, instrument: Instrument | None) -> Iterator[str]:
    yield str(leg.role)
    price = leg.average if leg.filled else leg.price
    if price is not None:
        yield _price(price, instrument)
    yield f"for {leg.quantity} {leg.status}"


def _price(price: Decimal, instrument: Instrument | None) -> str:
    return format_price(price, instrument) if instrument else plain(price)
