"""Where an exit is to be moved: read from what was typed, and checked against the market."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bracketdesk.domain.distances import parse_distance
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import EXACT, split_sign, tidy
from bracketdesk.domain.prices import (
    format_price,
    from_ticks,
    neighbours,
    on_tick,
    parse_price,
)
from bracketdesk.domain.settings import Units
from bracketdesk.domain.texts import quoted
from bracketdesk.domain.ticket import Side
from bracketdesk.domain.zero import impossible

_UNITS = {"t": Units.TICKS, "p": Units.POINTS}


class ExitKind(StrEnum):
    """What an exit is there for."""

    TARGET = "target"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Aim:
    """A price in points, a step in ticks from where an exit stands, or ticks from the fill.

    Exactly one of them is there. A positive step is upwards; a distance is on the exit's own side.
    """

    price: Decimal | None = None
    step: int | None = None
    distance: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An exit as it stands. `side` is its own (a Sell closes a long); prices in points.

    `average` is that of the fills it closes, None where it is not known.
    """

    kind: ExitKind
    side: Side
    price: Decimal
    average: Decimal | None


@dataclass(frozen=True, slots=True)
class Top:
    """The market: what a Sell would meet (`bid`) and a Buy (`ask`), None where not known."""

    bid: Decimal | None = None
    ask: Decimal | None = None

    def against(self, side: Side) -> Decimal | None:
        """Return what an order of this side would meet."""
        return self.bid if side is Side.SELL else self.ask


def parse_aim(text: str, instrument: Instrument) -> Aim:
    """Read a price ("5812.25"), a step ("+4", "-2") or a distance ("8 t", "2.00 p").

    Raises ValueError with a sentence.
    """
    body = tidy(text)
    if not body:
        raise ValueError("Type a price, a step like +4 ticks, or a distance like 8 t.")
    unit = _UNITS.get(body[-1].lower())
    if unit is not None:
        return Aim(distance=parse_distance(body[:-1].strip(), unit, instrument))
    sign, rest = split_sign(body)
    if (body[0] == "+" or sign < 0) and rest.isascii() and rest.isdigit():
        return Aim(step=sign * int(rest))
    price = parse_price(text, instrument)
    if not on_tick(price, instrument.tick_size):
        below, above = (
            format_price(p, instrument) for p in neighbours(price, instrument.tick_size)
        )
        raise ValueError(f"{quoted(text)} lies between two ticks: {below} and {above}.")
    return Aim(price=price)


def goal(aim: Aim, exit_: Standing, instrument: Instrument) -> Decimal:
    """Return the price an exit would have, on the tick; raises ValueError with a sentence."""
    if aim.price is not None:
        return aim.price
    if aim.step is not None:
        return EXACT.add(exit_.price, from_ticks(aim.step, instrument.tick_size))
    if exit_.average is None or aim.distance is None:
        raise ValueError("The average fill is not known, so a distance from it is not either.")
    up = (exit_.side is Side.SELL) == (exit_.kind is ExitKind.TARGET)
    ticks = aim.distance if up else -aim.distance
    return beyond(exit_.average, ticks, exit_.side, instrument)


def breakeven(average: Decimal, ticks: int, side: Side, instrument: Instrument) -> Decimal:
    """Return where an exit of `side` closes with `ticks` of profit, never a part of one less."""
    return beyond(average, ticks if side is Side.SELL else -ticks, side, instrument)


def beyond(average: Decimal, ticks: int, side: Side, instrument: Instrument) -> Decimal:
    """Return the tick `ticks` above an average; between two, the better one for the trader."""
    below, above = neighbours(average, instrument.tick_size)
    start = above if side is Side.SELL else below
    return EXACT.add(start, from_ticks(ticks, instrument.tick_size))


def misplaced(exit_: Standing, price: Decimal, top: Top, instrument: Instrument) -> str:
    """Return why an exit cannot go to `price`, empty where it can.

    It stays on its side of the market; where the market is not known it only moves away from it.
    """
    if why := impossible(price, instrument):
        return why
    shown, kind = format_price(price, instrument), exit_.kind
    waits_below = (exit_.side is Side.SELL) == (kind is ExitKind.STOP)
    market = top.against(exit_.side)
    if market is None:
        nearer = price > exit_.price if waits_below else price < exit_.price
        return f"The market is not known: the {kind} only moves away from it." if nearer else ""
    if price < market if waits_below else price > market:
        return ""
    where = "below" if waits_below else "above"
    return (
        f"A {exit_.side.value.lower()} {kind} waits {where} the market, which is at "
        f"{format_price(market, instrument)}: at {shown} it would fill at once."
    )
