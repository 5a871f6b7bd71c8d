"""Instruments and tickets: a few by name, and Hypothesis strategies for any."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from bracketdesk.domain.instrument import Instrument, PriceFormat
from bracketdesk.domain.prices import from_ticks
from bracketdesk.domain.ticket import (
    AutoTrail,
    Entry,
    EntryType,
    Level,
    Side,
    Ticket,
    TimeInForce,
)

NOW = datetime(2026, 11, 2, 15, 30, tzinfo=UTC)

MES = Instrument("MESZ6", Decimal("0.25"), Decimal(5))
CL = Instrument("CLF7", Decimal("0.01"), Decimal(1000))
YM = Instrument("YMZ6", Decimal(1), Decimal(5))
GC = Instrument("GCZ6", Decimal("0.1"), Decimal(100))
E6 = Instrument("6EZ6", Decimal("0.00005"), Decimal(125000))
ZB = Instrument("ZBZ6", Decimal("0.03125"), Decimal(1000), price_format=PriceFormat.FRACTIONAL)
ZN = Instrument("ZNZ6", Decimal("0.015625"), Decimal(1000), price_format=PriceFormat.FRACTIONAL)
ZF = Instrument("ZFZ6", Decimal("0.0078125"), Decimal(1000), price_format=PriceFormat.FRACTIONAL)
ZT = Instrument("ZTZ6", Decimal("0.00390625"), Decimal(2000), price_format=PriceFormat.FRACTIONAL)
NIY = Instrument("NIYZ6", Decimal(5), Decimal(500), currency="JPY")
UNTOLD = Instrument("XXXZ6", Decimal(5), Decimal(500), currency="")
ZC = Instrument("ZCZ6", Decimal("0.25"), Decimal(50), price_format=PriceFormat.FRACTIONAL)

TICK_SIZES = [
    *map(Decimal, ("5", "1", "0.5", "0.25", "0.10", "0.1", "0.01", "0.005", "0.0005", "0.00005")),
    *map(Decimal, ("0.03125", "0.015625", "0.0078125", "0.00390625", "0.001", "0.0000005")),
]
VALUES = [Decimal(text) for text in ("0.5", "1", "2", "5", "50", "1000")]

# The runner of product.md: two targets and a trail, all stopped 16 ticks away.
RUNNER = Ticket(
    symbol="MESZ6",
    side=Side.BUY,
    quantity=3,
    entry=Entry(),
    levels=(
        Level(1, target_ticks=16, stop_ticks=16),
        Level(1, target_ticks=32, stop_ticks=16),
        Level(1, stop_ticks=16, auto_trail=AutoTrail(24, 12, 1)),
    ),
)

T = TypeVar("T")


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


tick_sizes = st.sampled_from(TICK_SIZES)
sides = st.sampled_from(list(Side))
distances = st.integers(1, 2000)
price_ticks = st.integers(-100_000, 10_000_000)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    return Instrument(
        symbol="CLZ6",  # it may trade below zero
        tick_size=draw(tick_sizes),
        value_per_point=draw(st.sampled_from(VALUES)),
        price_format=draw(st.sampled_from(list(PriceFormat))),
    )


@st.composite
def levels(draw: st.DrawFn) -> Level:
    quantity = draw(st.integers(1, 20))
    stop = draw(maybe(distances))
    if stop is None:
        return Level(quantity, target_ticks=draw(distances))
    target = draw(maybe(distances))
    trail = draw(maybe(st.builds(AutoTrail, distances, distances, distances)))
    trailing = trail is None and draw(st.booleans())
    return Level(quantity, target, stop, trailing, trail)


@st.composite
def entries(draw: st.DrawFn, tick_size: Decimal) -> Entry:
    kind = draw(st.sampled_from(list(EntryType)))
    tif = draw(st.sampled_from(list(TimeInForce)))
    minutes = draw(st.integers(1, 10_000_000))
    return Entry(
        type=kind,
        limit_price=from_ticks(draw(price_ticks), tick_size) if kind.has_limit else None,
        stop_price=from_ticks(draw(price_ticks), tick_size) if kind.has_stop else None,
        time_in_force=tif,
        expire_time=NOW + timedelta(minutes=minutes) if tif is TimeInForce.GTD else None,
    )


@st.composite
def tickets(draw: st.DrawFn, instrument: Instrument) -> Ticket:
    """Any ticket without errors; levels without a stop are acknowledged."""
    chosen = tuple(draw(st.lists(levels(), min_size=1, max_size=6)))
    return Ticket(
        symbol=instrument.symbol,
        side=draw(sides),
        quantity=sum(level.quantity for level in chosen),
        entry=draw(entries(instrument.tick_size)),
        levels=chosen,
        acknowledge_no_stop=True,
    )


def refusal(read: Callable[[str], object], text: str) -> str:
    """The sentence with which `text` is refused, empty where it is read."""
    try:
        read(text)
    except ValueError as error:
        return str(error)
    return ""


orders = instruments().flatmap(lambda each: st.tuples(st.just(each), tickets(each)))
"""An instrument with a valid ticket on it."""
