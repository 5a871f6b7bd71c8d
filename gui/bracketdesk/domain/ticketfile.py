"""The ticket file (architecture.md, "Seams"): JSON, prices as strings, distances whole ticks."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.jsontext import JsonObject, NotJson, read_json
from bracketdesk.domain.numbers import plain
from bracketdesk.domain.params import write_time
from bracketdesk.domain.problems import Problem
from bracketdesk.domain.texts import printable, quoted
from bracketdesk.domain.ticket import (
    AutoTrail,
    Entry,
    EntryType,
    Level,
    Side,
    Ticket,
    TimeInForce,
)

__all__ = [
    "NotJson",
    "TicketFile",
    "TicketFileError",
    "read_ticket_file",
    "ticket_content",
    "write_ticket_file",
]

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

FORMAT = "bracketdesk-ticket"
VERSION = 1
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class TicketFile:
    """A ticket with what the file says of its instrument: points, and the value of one."""

    ticket: Ticket
    tick_size: Decimal
    value_per_point: Decimal


class TicketFileError(ValueError):
    """JSON that is no ticket file: every problem with its field."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def write_ticket_file(ticket: Ticket, instrument: Instrument) -> str:
    """Return the ticket as one line of JSON; the account stays out of it."""
    known = {
        "tickSize": plain(instrument.tick_size),
        "valuePerPoint": plain(instrument.value_per_point),
    }
    return json.dumps(ticket_content(ticket, known))


def ticket_content(ticket: Ticket, known: Mapping[str, str]) -> dict[str, object]:
    """Return what a ticket file holds; `known` of its instrument, which a receipt does not know."""
    entry = ticket.entry
    content: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "symbol": ticket.symbol,
        **known,
        "side": ticket.side,
        "quantity": ticket.quantity,
        "entry": {
            "type": entry.type,
            "limitPrice": None if entry.limit_price is None else plain(entry.limit_price),
            "stopPrice": None if entry.stop_price is None else plain(entry.stop_price),
            "timeInForce": entry.time_in_force,
            "expireTime": None if entry.expire_time is None else write_time(entry.expire_time),
        },
        "levels": [_write_level(level) for level in ticket.levels],
    }
    if ticket.acknowledge_no_stop:
        content["acknowledgeNoStop"] = True
    return content


def _write_level(level: Level) -> dict[str, object]:
    trail = level.auto_trail
    return {
        "quantity": level.quantity,
        "targetTicks": level.target_ticks,
        "stopTicks": level.stop_ticks,
        "trailing": level.trailing,
        "autoTrail": None
        if trail is None
        else {
            "triggerTicks": trail.trigger_ticks,
            "distanceTicks": trail.distance_ticks,
            "stepTicks": trail.step_ticks,
        },
    }


def read_ticket_file(text: str) -> TicketFile:
    """Read a ticket file; raises TicketFileError with every problem, or NotJson."""
    content = read_json(text)
    if not isinstance(content, JsonObject):
        raise TicketFileError((Problem("format", "A ticket file is a JSON object."),))
    problems: list[Problem] = []
    found = _read_file(_Reader(content, "", problems))
    if problems:
        raise TicketFileError(tuple(problems))
    return found


class _Reader:
    """One JSON object of the file: reads its fields and collects what is wrong with them.

    A field that is wrong yields its stand-in, which nobody sees: a problem refuses the file.
    """

    def __init__(self, fields: JsonObject, path: str, problems: list[Problem]) -> None:
        self._fields = fields
        self._path = path
        self._problems = problems
        self._known: set[str] = set()
        for key in fields.repeated:
            self._complain(key, "is given twice.")

    def need(self, key: str, read: Callable[[object], T], stand_in: T) -> T:
        """A field that must be there."""
        self._known.add(key)
        if key not in self._fields:
            self._complain(key, "is missing.")
            return stand_in
        try:
            return read(self._fields[key])
        except ValueError as error:
            self._complain(key, str(error))
            return stand_in

    def maybe(self, key: str, read: Callable[[object], T]) -> T | None:
        """A field that may be absent or null."""
        return None if self.is_null(key) else self.need(key, read, None)

    def child(self, key: str, read: Callable[["_Reader"], T], stand_in: T) -> T:
        """A field that must be an object."""
        fields = self.need(key, _object, None)
        if fields is None:
            return stand_in
        return read(_Reader(fields, f"{self._path}{key}.", self._problems))

    def children(self, key: str, read: Callable[["_Reader"], T]) -> tuple[T, ...]:
        """A field that must be a list of objects."""
        found = []
        items: list[object] = self.need(key, _list, [])
        for index, item in enumerate(items):
            path = f"{self._path}{key}[{index}]"
            if isinstance(item, JsonObject):
                found.append(read(_Reader(item, f"{path}.", self._problems)))
            else:
                self._problems.append(Problem(path, "must be an object."))
        return tuple(found)

    def is_null(self, key: str) -> bool:
        """Whether the field is absent or null."""
        self._known.add(key)
        return self._fields.get(key) is None

    def finish(self) -> None:
        """Refuse what nobody asked for."""
        for key in self._fields:
            if key not in self._known:
                self._complain(key, "is unknown to this version.")

    def _complain(self, key: str, text: str) -> None:
        self._problems.append(Problem(self._path + printable(key)[:64], text))


def _read_file(reader: _Reader) -> TicketFile:
    reader.need("format", lambda value: _literal(value, FORMAT), None)
    reader.need("version", lambda value: _literal(value, VERSION), None)
    ticket = Ticket(
        symbol=reader.need("symbol", _text, ""),
        side=reader.need("side", lambda value: _choice(value, Side), Side.BUY),
        quantity=reader.need("quantity", _whole, 0),
        entry=reader.child("entry", _read_entry, Entry()),
        levels=reader.children("levels", _read_level),
        acknowledge_no_stop=reader.maybe("acknowledgeNoStop", _flag) or False,
    )
    tick_size = reader.need("tickSize", _positive, Decimal(1))
    value_per_point = reader.need("valuePerPoint", _positive, Decimal(1))
    reader.finish()
    return TicketFile(ticket, tick_size, value_per_point)


def _read_entry(reader: _Reader) -> Entry:
    entry = Entry(
        type=reader.need("type", lambda value: _choice(value, EntryType), EntryType.MARKET),
        limit_price=reader.maybe("limitPrice", _decimal),
        stop_price=reader.maybe("stopPrice", _decimal),
        time_in_force=reader.need(
            "timeInForce", lambda value: _choice(value, TimeInForce), TimeInForce.DAY
        ),
        expire_time=reader.maybe("expireTime", _time),
    )
    reader.finish()
    return entry


def _read_level(reader: _Reader) -> Level:
    level = Level(
        quantity=reader.need("quantity", _whole, 0),
        target_ticks=reader.maybe("targetTicks", _whole),
        stop_ticks=reader.maybe("stopTicks", _whole),
        trailing=reader.maybe("trailing", _flag) or False,
        auto_trail=None
        if reader.is_null("autoTrail")
        else reader.child("autoTrail", _read_trail, None),
    )
    reader.finish()
    return level


def _read_trail(reader: _Reader) -> AutoTrail:
    trail = AutoTrail(
        trigger_ticks=reader.need("triggerTicks", _whole, 0),
        distance_ticks=reader.need("distanceTicks", _whole, 0),
        step_ticks=reader.need("stepTicks", _whole, 0),
    )
    reader.finish()
    return trail


def _literal(value: object, wanted: str | int) -> None:
    if type(value) is not type(wanted) or value != wanted:
        raise ValueError(f"must be {json.dumps(wanted)} in this version.")


def _object(value: object) -> JsonObject:
    if not isinstance(value, JsonObject):
        raise ValueError("must be an object.")  # noqa: TRY004 - a text is wrong, not a type
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("must be a list.")  # noqa: TRY004 - a text is wrong, not a type
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text.")  # noqa: TRY004 - a text is wrong, not a type
    return value


def _whole(value: object) -> int:
    if type(value) is not int or not -_LARGEST < value < _LARGEST:
        raise ValueError("must be a whole number below a thousand million, without quotes.")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false.")  # noqa: TRY004 - a text is wrong, not a type
    return value


def _decimal(value: object) -> Decimal:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError('must be a decimal number in quotes, as "6012.25".')
    return Decimal(value)


def _positive(value: object) -> Decimal:
    number = _decimal(value)
    if number <= 0:
        raise ValueError("must be more than 0.")
    return number


def _choice(value: object, kind: type[E]) -> E:
    try:
        return kind(_text(value))
    except ValueError:
        names = ", ".join(kind)
        raise ValueError(f"must be one of {names}, not {quoted(str(value))}.") from None


def _time(value: object) -> datetime:
    try:
        time = datetime.fromisoformat(_text(value))
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError('must be a time with its zone, as "2026-12-01T21:00:00Z".')
