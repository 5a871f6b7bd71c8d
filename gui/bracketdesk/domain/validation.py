"""Everything that stands against sending a ticket (protocol.md 6.3 and common sense)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import bounded, plain
from bracketdesk.domain.params import levels_that_fit, write_params
from bracketdesk.domain.prices import between_ticks, on_tick
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.texts import counted
from bracketdesk.domain.ticket import (
    AutoTrail,
    Entry,
    EntryType,
    Level,
    Side,
    Ticket,
    TimeInForce,
)
from bracketdesk.domain.zero import price_problem


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused as a slip of the hand or a limit of the broker's schema.

    `max_quantity` in contracts, `max_ticks` per distance, `max_params` and `max_text` in
    characters (protocol.md 4.2).
    """

    max_quantity: int = 1000
    max_params: int = 8192
    max_ticks: int = 100_000
    max_text: int = 64


def validate(
    ticket: Ticket, instrument: Instrument, limits: Limits, now: datetime
) -> tuple[Problem, ...]:
    """Return every problem of a ticket, in the order of the form; `now` is aware."""
    problems = [
        *_instrument(ticket, instrument, limits, now),
        *_quantity("quantity", ticket.quantity, limits),
        *_entry(ticket, instrument, now),
        *_levels(ticket, limits),
    ]
    if not problems or all(_harmless(problem) for problem in problems):
        problems += _length(ticket, instrument, limits)
    return tuple(problems)


def _harmless(problem: Problem) -> bool:
    """Whether the params can be written in spite of it."""
    return problem.severity is not Severity.ERROR or problem.field == "levels"


def _instrument(
    ticket: Ticket, instrument: Instrument, limits: Limits, now: datetime
) -> Iterator[Problem]:
    yield from _text("symbol", ticket.symbol, limits)
    yield from _text("account", ticket.account, limits)
    if not ticket.symbol.strip():
        yield Problem("symbol", "Choose a contract.")
    elif ticket.symbol != instrument.symbol:
        yield Problem(
            "symbol", f"The ticket is for {ticket.symbol}, but {instrument.symbol} is chosen."
        )
    if instrument.expires is not None and instrument.expires < now.astimezone(UTC).date():
        yield Problem("symbol", f"{instrument.symbol} expired on {instrument.expires}.")
    if not _positive(instrument.tick_size):
        yield Problem("tickSize", "The contract's tick size is not known.")
    if not _positive(instrument.value_per_point):
        yield Problem("valuePerPoint", "The value of the contract's point is not known.")


def _text(field: str, text: str, limits: Limits) -> Iterator[Problem]:
    if len(text) > limits.max_text:
        yield Problem(field, f"At most {limits.max_text} characters; this has {len(text):,}.")
    if not text.isprintable():
        yield Problem(field, "Only printable characters.")


def _positive(value: Decimal) -> bool:
    return bounded(value) and value > 0


def _quantity(field: str, quantity: int, limits: Limits) -> Iterator[Problem]:
    yield from _whole(field, quantity, limits.max_quantity, "contract")


def _distance(field: str, ticks: int, limits: Limits) -> Iterator[Problem]:
    yield from _whole(field, ticks, limits.max_ticks, "tick")


def _whole(field: str, value: int, most: int, noun: str) -> Iterator[Problem]:
    if type(value) is not int:  # True is an int to isinstance
        yield Problem(field, f"Must be a whole number of {noun}s.")
    elif value < 1:
        yield Problem(field, f"At least 1 {noun}.")
    elif value > most:
        yield Problem(field, f"At most {counted(most, noun)}; this is {value:,}.")


def _entry(ticket: Ticket, instrument: Instrument, now: datetime) -> Iterator[Problem]:
    entry = ticket.entry
    yield from _price("limitPrice", entry.limit_price, entry.type.has_limit, entry, instrument)
    yield from _price("stopPrice", entry.stop_price, entry.type.has_stop, entry, instrument)
    yield from _stop_limit(ticket.side, entry, instrument)
    yield from _time_in_force(entry, now)


def _price(
    name: str, price: Decimal | None, wanted: bool, entry: Entry, instrument: Instrument
) -> Iterator[Problem]:
    field = f"entry.{name}"
    what = "limit price" if name == "limitPrice" else "stop price"
    if price is None:
        if wanted:
            yield Problem(field, f"A {entry.type.words} entry needs a {what}.")
    elif not wanted:
        yield Problem(field, f"A {entry.type.words} entry has no {what}.")
    elif not _is_price(price):
        yield Problem(field, "This is no price.")
    elif _positive(instrument.tick_size) and not on_tick(price, instrument.tick_size):
        yield Problem(field, between_ticks(plain(price), price, instrument))
    else:
        yield from price_problem(field, price, instrument)


def _is_price(price: object) -> bool:
    return isinstance(price, Decimal) and bounded(price)


def _stop_limit(side: Side, entry: Entry, instrument: Instrument) -> Iterator[Problem]:
    """A limit behind its stop may never fill once the stop has been touched."""
    if entry.type is not EntryType.STOP_LIMIT:
        return
    limit, stop = entry.limit_price, entry.stop_price
    if limit is None or stop is None or not (_is_price(limit) and _is_price(stop)):
        return
    if (limit < stop) if side is Side.BUY else (limit > stop):
        where = "under" if side is Side.BUY else "over"
        yield Problem(
            "entry.limitPrice",
            f"The limit is {where} the stop: once the stop is touched the entry may never fill.",
            Severity.WARNING,
        )


def _time_in_force(entry: Entry, now: datetime) -> Iterator[Problem]:
    expires = entry.expire_time
    if entry.time_in_force is not TimeInForce.GTD:
        if expires is not None:
            yield Problem("entry.expireTime", f"A {entry.time_in_force} entry has no expiry.")
    elif expires is None:
        yield Problem("entry.expireTime", "A GTD entry needs an expiry, as 2026-12-01 15:00.")
    elif expires.tzinfo is None:
        yield Problem("entry.expireTime", "The expiry has no time zone.")
    elif expires <= now:
        yield Problem("entry.expireTime", "The expiry has passed.")
    if entry.type.has_stop and entry.time_in_force in (TimeInForce.IOC, TimeInForce.FOK):
        yield Problem(
            "entry.timeInForce",
            f"A stop entry waits, {entry.time_in_force} does not: it may be cancelled at once.",
            Severity.WARNING,
        )


def _levels(ticket: Ticket, limits: Limits) -> Iterator[Problem]:
    if not ticket.levels:
        yield Problem("levels", "At least one level with a target or a stop.")
        return
    for index, level in enumerate(ticket.levels):
        yield from _level(f"levels[{index}]", level, limits, ticket.acknowledge_no_stop)
    assigned = sum(level.quantity for level in ticket.levels)
    if ticket.quantity < len(ticket.levels):
        yield Problem("levels", few_contracts(len(ticket.levels), ticket.quantity))
    elif assigned != ticket.quantity:
        yield Problem(
            "levels",
            f"{assigned:,} of {ticket.quantity:,} assigned: the levels must add up to the entry.",
        )


def few_contracts(levels: int, quantity: int) -> str:
    """Return the sentence about an entry of fewer contracts than it has levels."""
    need = "needs" if levels == 1 else "need"
    least = counted(levels, "contract")
    return f"{counted(levels, 'level')} {need} at least {least}: the entry has {quantity:,}."


def _level(path: str, level: Level, limits: Limits, acknowledged: bool) -> Iterator[Problem]:
    yield from _quantity(f"{path}.quantity", level.quantity, limits)
    if level.target_ticks is not None:
        yield from _distance(f"{path}.targetTicks", level.target_ticks, limits)
    if level.stop_ticks is not None:
        yield from _distance(f"{path}.stopTicks", level.stop_ticks, limits)
    elif level.target_ticks is None:
        yield Problem(path, "A level needs a target or a stop.")
    elif not acknowledged:
        yield Problem(
            f"{path}.stopTicks",
            "No stop: the loss of this level is open. Tick that this is meant.",
            Severity.ACKNOWLEDGE,
        )
    yield from _trailing(path, level)
    if level.auto_trail is not None:
        yield from _auto_trail(f"{path}.autoTrail", level, level.auto_trail, limits)


def _trailing(path: str, level: Level) -> Iterator[Problem]:
    if level.stop_ticks is None and level.trailing:
        yield Problem(f"{path}.trailing", "Only a stop can trail: give the level a stop.")
    if level.auto_trail is None:
        return
    if level.stop_ticks is None:
        yield Problem(f"{path}.autoTrail", "Only a stop can trail: give the level a stop.")
    if level.trailing:
        yield Problem(f"{path}.autoTrail", "The stop trails already: choose trail or auto-trail.")


def _auto_trail(path: str, level: Level, trail: AutoTrail, limits: Limits) -> Iterator[Problem]:
    yield from _distance(f"{path}.triggerTicks", trail.trigger_ticks, limits)
    yield from _distance(f"{path}.distanceTicks", trail.distance_ticks, limits)
    yield from _distance(f"{path}.stepTicks", trail.step_ticks, limits)
    if level.target_ticks is not None and trail.trigger_ticks >= level.target_ticks:
        yield Problem(
            f"{path}.triggerTicks",
            "The target is reached before the trail begins.",
            Severity.WARNING,
        )
    if level.stop_ticks is not None and (
        trail.distance_ticks > trail.trigger_ticks + level.stop_ticks
    ):
        yield Problem(
            f"{path}.distanceTicks",
            "When the trail begins it is farther away than the stop already is.",
            Severity.WARNING,
        )


def _length(ticket: Ticket, instrument: Instrument, limits: Limits) -> list[Problem]:
    length = len(write_params(ticket, instrument.tick_size))
    if length <= limits.max_params:
        return []
    fit = levels_that_fit(ticket, instrument.tick_size, limits.max_params)
    return [
        Problem(
            "levels",
            f"The broker takes {limits.max_params:,} characters of params and these are "
            f"{length:,}: {counted(fit, 'level')} of {len(ticket.levels):,} fit.",
        )
    ]
