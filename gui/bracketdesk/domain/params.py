"""The params string: ticket to the broker's exact JSON and back (architecture.md, protocol.md 6).

This is the one place where positive distances get the broker's signs, which follow the direction
of the price: a Buy's target is above the fill (+) and its stop below (-), a Sell's the other way
round (protocol.md 6.2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from bracketdesk.domain.jsontext import NotJson, read_json
from bracketdesk.domain.numbers import bounded, plain
from bracketdesk.domain.prices import from_ticks, to_ticks
from bracketdesk.domain.texts import quoted
from bracketdesk.domain.ticket import (
    AutoTrail,
    Entry,
    EntryType,
    Level,
    Side,
    Ticket,
    TimeInForce,
)

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a params string says."""

    quantity: int
    entry: Entry
    levels: tuple[Level, ...]


def target_points(ticks: int, side: Side, tick_size: Decimal) -> Decimal:
    """Return a target's distance from the fill in signed points."""
    return from_ticks(side.sign * ticks, tick_size)


def stop_points(ticks: int, side: Side, tick_size: Decimal) -> Decimal:
    """Return a stop's distance from the fill in signed points."""
    return from_ticks(-side.sign * ticks, tick_size)


def write_params(ticket: Ticket, tick_size: Decimal) -> str:
    """Return the params string of a valid ticket, to the byte as architecture.md has it."""
    brackets = ",".join(_bracket(level, ticket.side, tick_size) for level in ticket.levels)
    return f"{_opening(ticket)}{brackets}{_CLOSING}"


def levels_that_fit(ticket: Ticket, tick_size: Decimal, limit: int) -> int:
    """Return how many of the ticket's levels, from the first on, fit into `limit` characters."""
    length = len(_opening(ticket)) + len(_CLOSING)
    for number, level in enumerate(ticket.levels):
        length += len(_bracket(level, ticket.side, tick_size)) + bool(number)
        if length > limit:
            return number
    return len(ticket.levels)


def write_time(time: datetime) -> str:
    """Return an aware time as ISO-8601 in UTC: 2026-12-01T15:00:00Z."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


_CLOSING = "]}"


def _opening(ticket: Ticket) -> str:
    entry = ticket.entry
    fields = {"orderQty": str(ticket.quantity), "orderType": f'"{entry.type}"'}
    if entry.type.has_limit and entry.limit_price is not None:
        fields["price"] = plain(entry.limit_price)
    if entry.type.has_stop and entry.stop_price is not None:
        fields["stopPrice"] = plain(entry.stop_price)
    fields["timeInForce"] = f'"{entry.time_in_force}"'
    if entry.expire_time is not None:
        fields["expireTime"] = f'"{write_time(entry.expire_time)}"'
    return f'{{"entryVersion":{_object(fields)},"brackets":['


def _bracket(level: Level, side: Side, tick_size: Decimal) -> str:
    fields = {"qty": str(level.quantity)}
    if level.target_ticks is not None:
        fields["profitTarget"] = plain(target_points(level.target_ticks, side, tick_size))
    if level.stop_ticks is not None:
        fields["stopLoss"] = plain(stop_points(level.stop_ticks, side, tick_size))
    fields["trailingStop"] = "true" if level.trailing else "false"
    if level.auto_trail is not None:
        fields["autoTrail"] = _auto_trail(level.auto_trail, tick_size)
    return _object(fields)


def _auto_trail(trail: AutoTrail, tick_size: Decimal) -> str:
    """Unsigned points, for shorts too (protocol.md 6.2)."""
    fields = {
        "stopLoss": plain(from_ticks(trail.distance_ticks, tick_size)),
        "trigger": plain(from_ticks(trail.trigger_ticks, tick_size)),
        "freq": plain(from_ticks(trail.step_ticks, tick_size)),
    }
    return _object(fields)


def _object(fields: dict[str, str]) -> str:
    return "{" + ",".join(f'"{key}":{value}' for key, value in fields.items()) + "}"


def read_params(text: str, side: Side, tick_size: Decimal) -> Plan:
    """Read a params string, ours or another app's; ValueError with a sentence.

    Keys this version does not know are passed over: other apps send some (protocol.md 6.1).
    """
    try:
        whole = read_json(text)
    except NotJson as error:
        raise ValueError(f"The params are no JSON: {error}") from None
    params = _Node(whole, "params")
    entry = params.child("entryVersion")
    quantity = entry.need("orderQty", _count)
    levels = tuple(_read_level(node, side, tick_size) for node in params.children("brackets"))
    return Plan(quantity, _read_entry(entry), levels)


class _Node:
    """A JSON object with its path for sentences; what is null counts as absent."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{path} is no object.")  # noqa: TRY004 - a text is wrong, not a type
        self._fields = {key: item for key, item in value.items() if item is not None}
        self._path = path

    def has(self, key: str) -> bool:
        return key in self._fields

    def child(self, key: str) -> "_Node":
        return _Node(self._fields.get(key), key)

    def children(self, key: str) -> list["_Node"]:
        items = self._fields.get(key)
        if not isinstance(items, list):
            raise ValueError(f"{key} is no list.")  # noqa: TRY004 - a text is wrong, not a type
        return [_Node(item, f"{key}[{index}]") for index, item in enumerate(items)]

    def need(self, key: str, read: Callable[[object], T]) -> T:
        try:
            return read(self._fields.get(key))
        except ValueError as error:
            raise ValueError(f"{self._path}.{key} {error}") from None

    def maybe(self, key: str, read: Callable[[object], T]) -> T | None:
        return self.need(key, read) if self.has(key) else None


def _read_entry(node: _Node) -> Entry:
    return Entry(
        type=node.need("orderType", lambda value: _choice(value, EntryType)),
        limit_price=node.maybe("price", _number),
        stop_price=node.maybe("stopPrice", _number),
        time_in_force=node.maybe("timeInForce", lambda value: _choice(value, TimeInForce))
        or TimeInForce.DAY,
        expire_time=node.maybe("expireTime", _time),
    )


def _read_level(node: _Node, side: Side, tick_size: Decimal) -> Level:
    target = node.maybe("profitTarget", lambda value: _ticks(value, side.sign, tick_size))
    stop = node.maybe("stopLoss", lambda value: _ticks(value, -side.sign, tick_size))
    trail = _read_trail(node.child("autoTrail"), tick_size) if node.has("autoTrail") else None
    trailing = node.maybe("trailingStop", _flag) or False
    return Level(node.need("qty", _count), target, stop, trailing, trail)


def _read_trail(node: _Node, tick_size: Decimal) -> AutoTrail:
    return AutoTrail(
        trigger_ticks=node.need("trigger", lambda value: _ticks(value, 1, tick_size)),
        distance_ticks=node.need("stopLoss", lambda value: _ticks(value, 1, tick_size)),
        step_ticks=node.need("freq", lambda value: _ticks(value, 1, tick_size)),
    )


def _ticks(value: object, sign: int, tick_size: Decimal) -> int:
    ticks = to_ticks(_number(value), tick_size) * sign
    if ticks <= 0:
        raise ValueError("is on the wrong side of the entry.")
    return ticks


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("is no number.")  # noqa: TRY004 - a text is wrong, not a type
    number = Decimal(value)
    if not bounded(number):
        raise ValueError("has more digits than any price.")
    return number


def _count(value: object) -> int:
    if type(value) is not int or not 0 < value < 10**9:
        raise ValueError("is no number of contracts.")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is neither true nor false.")  # noqa: TRY004 - a text is wrong
    return value


def _choice(value: object, kind: type[E]) -> E:
    try:
        return kind(str(value))
    except ValueError:
        raise ValueError(f"is {quoted(str(value))}, unknown to this version.") from None


def _time(value: object) -> datetime:
    try:
        time = datetime.fromisoformat(str(value))
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError("is no time.") from None
