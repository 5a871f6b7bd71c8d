"""The one plain sentence that says a whole order (product.md, rules 3 and 9).

Distances carry the direction of the price: a Buy's target is at +4.00 and its stop under the
fill, a Sell's target at −4.00 and its stop over it.
"""

from collections.abc import Iterable
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import TypeVar

from bracketdesk.domain.expiry import say_expiry
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import MINUS
from bracketdesk.domain.prices import format_money, format_points, format_price, from_ticks
from bracketdesk.domain.ticket import (
    Entry,
    EntryType,
    Level,
    Side,
    Ticket,
    TimeInForce,
)

K = TypeVar("K")

_TIMES = {
    TimeInForce.DAY: "",
    TimeInForce.GTC: ", good till cancelled",
    TimeInForce.GTD: ", good till a date",
    TimeInForce.IOC: ", immediate or cancel",
    TimeInForce.FOK: ", fill or kill",
}


def headline(ticket: Ticket) -> str:
    """Return what the send button says: Buy 3 MESZ6."""
    return f"{ticket.side} {ticket.quantity} {ticket.symbol}".rstrip()


def sentence(ticket: Ticket, instrument: Instrument, zone: tzinfo = UTC) -> str:
    """Return the whole order in one sentence, money before fees and gaps.

    Money is dollars, or has the name of its currency.

    `zone` is that of the time a GTD entry is good till, which is told with the zone's name.
    """
    words = _Words(ticket.side, instrument, zone)
    parts = [f"{headline(ticket)} {words.entry(ticket.entry)}"]
    if ticket.levels:
        parts += [words.exits(ticket.levels), words.stops(ticket.levels), words.loss(ticket.levels)]
    else:
        parts.append("no exits")
    return "; ".join(parts) + "."


class _Words:
    """The parts of the sentence for one side and instrument."""

    def __init__(self, side: Side, instrument: Instrument, zone: tzinfo) -> None:
        self._instrument = instrument
        self._zone = zone
        self._gain = "+" if side is Side.BUY else MINUS
        self._stop_side = "under" if side is Side.BUY else "over"

    def entry(self, entry: Entry) -> str:
        return self._entry_price(entry) + self._time_in_force(entry)

    def exits(self, levels: tuple[Level, ...]) -> str:
        """Equal levels in one: 2 out at +4.00, 1 at +8.00, 1 trails 3.00 behind after +6.00."""
        said: list[str] = []
        out = "out "  # said of the first target only
        for (target, trail), quantity in _grouped(
            ((level.target_ticks, self._trail(level)), level) for level in levels
        ):
            said.append(f"{quantity} {self._exit(target, out, trail, quantity)}")
            out = "" if target is not None else out
        return ", ".join(said)

    def stops(self, levels: tuple[Level, ...]) -> str:
        """One stop for all, or each with its contracts, and who has none."""
        groups = _grouped((level.stop_ticks, level) for level in levels)
        if len(groups) == 1:
            ticks = groups[0][0]
            return "no stop" if ticks is None else f"stop {self._stop(ticks)}"
        stopped = [f"{self._stop(t)} for {n}" for t, n in groups if t is not None]
        bare = [f"{n} {'has' if n == 1 else 'have'} no stop" for t, n in groups if t is None]
        return ", ".join([f"stop {stopped[0]}", *stopped[1:], *bare])

    def loss(self, levels: tuple[Level, ...]) -> str:
        """Money as honest as it can be: about, and open where there is no stop."""
        stopped = [level for level in levels if level.stop_ticks is not None]
        bare = sum(level.quantity for level in levels if level.stop_ticks is None)
        if not stopped:
            return "the loss is open"
        ticks = sum(level.quantity * (level.stop_ticks or 0) for level in stopped)
        at_stops = self._lost(from_ticks(ticks, self._instrument.tick_value))
        return at_stops + (f", the loss of {bare} is open" if bare else "")

    def _lost(self, amount: Decimal) -> str:
        currency = self._instrument.currency
        if not currency:
            return "the loss at the stops in a currency that is not known"
        return f"about {format_money(amount, currency)} lost at the stops"

    def _entry_price(self, entry: Entry) -> str:
        limit = f"limit {self._price(entry.limit_price)}"
        stop = f"stop {self._price(entry.stop_price)}"
        return {
            EntryType.MARKET: "at market",
            EntryType.LIMIT: limit,
            EntryType.STOP: stop,
            EntryType.STOP_LIMIT: f"{stop} {limit}",
        }[entry.type]

    def _price(self, price: Decimal | None) -> str:
        return "?" if price is None else format_price(price, self._instrument)

    def _time_in_force(self, entry: Entry) -> str:
        if entry.time_in_force is TimeInForce.GTD and entry.expire_time is not None:
            return f", good till {say_expiry(entry.expire_time, self._zone)}"
        return _TIMES[entry.time_in_force]

    def _exit(self, target: int | None, out: str, trail: str, quantity: int) -> str:
        if target is not None:
            at = f"{out}at {self._gain}{self._points(target)}"
            return f"{at} trailing {trail}" if trail else at
        one = "s" if quantity == 1 else ""
        return f"trail{one} {trail}" if trail else f"run{one}"

    def _trail(self, level: Level) -> str:
        trail = level.auto_trail
        if trail is None:
            behind = self._points(level.stop_ticks or 0)
            return f"{behind} behind at once" if level.trailing else ""
        said = f"{self._points(trail.distance_ticks)} behind after {self._gain}"
        said += self._points(trail.trigger_ticks)
        step = trail.step_ticks
        return said if step == 1 else f"{said} in steps of {self._points(step)}"

    def _stop(self, ticks: int) -> str:
        return f"{self._points(ticks)} {self._stop_side}"

    def _points(self, ticks: int) -> str:
        return format_points(from_ticks(ticks, self._instrument.tick_size), self._instrument)


def _grouped(items: Iterable[tuple[K, Level]]) -> list[tuple[K, int]]:
    """Add up the contracts of equal levels, in the order in which they first come."""
    sums: dict[K, int] = {}
    for key, level in items:
        sums[key] = sums.get(key, 0) + level.quantity
    return list(sums.items())
