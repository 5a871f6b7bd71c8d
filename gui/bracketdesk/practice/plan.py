"""Reads a start request and its `params` text, as the exchange understands them (protocol.md 6).

What the sources leave open is marked GUESS. Keys nobody knows are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from bracketdesk.practice.errors import Refused, Rejected
from bracketdesk.practice.order_requests import NEEDED, Version
from bracketdesk.practice.orders import TRAILING, check_action
from bracketdesk.wire import codec
from bracketdesk.wire.enums import Action, FailureReason, OrderType, TimeInForce

PARAMS_LIMIT = 8192
BAD_PARAMS = "Invalid or missed parameters"
BREAK_EVEN = "Stop and Stop/Limit breakeven supported only"

ENTRY_TYPES = (
    OrderType.MARKET,
    OrderType.LIMIT,
    OrderType.STOP,
    OrderType.STOP_LIMIT,
    OrderType.MIT,
    OrderType.TRAILING_STOP,
    OrderType.TRAILING_STOP_LIMIT,
)
"""What an entry may be (protocol.md 6.1)."""

Name = Annotated[str, msgspec.Meta(max_length=64)]


class StartRequest(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """POST /orderStrategy/startorderstrategy as it came; `params` may be anything."""

    symbol: Name
    action: Action
    order_strategy_type_id: int
    account_id: int | None = None
    account_spec: Name | None = None
    params: Any = None
    uuid: Name | None = None
    custom_tag50: Name | None = None
    is_automated: bool | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """entryVersion; prices in points, only those its type needs."""

    quantity: int
    version: Version


@dataclass(frozen=True, slots=True)
class AutoTrail:
    """A bracket's autoTrail: unsigned points."""

    stop_loss: Decimal
    trigger: Decimal
    freq: Decimal


@dataclass(frozen=True, slots=True)
class Bracket:
    """One bracket: deltas in points, signed by price direction."""

    quantity: int
    profit_target: Decimal | None
    stop_loss: Decimal | None
    trailing_stop: bool
    auto_trail: AutoTrail | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the params text asks for."""

    entry: Entry
    brackets: tuple[Bracket, ...]


def read_start(body: Mapping[str, object]) -> StartRequest:
    """Read a decoded body; raises Refused(400) where it is no start request."""
    try:
        request = msgspec.convert(body, StartRequest)
    except msgspec.ValidationError as error:
        raise Refused(400, str(error)) from None
    check_action(request.action)
    return request


def read_plan(params: object) -> Plan:
    """Read the params text; raises Rejected with the broker's words."""
    if not isinstance(params, str) or len(params) > PARAMS_LIMIT:
        raise _bad_params()
    try:
        root = _Fields(codec.decode_plain(params))
    except ValueError:
        raise _bad_params() from None
    entry = _entry(root.object("entryVersion"))
    brackets = tuple(_bracket(one) for one in root.objects("brackets"))
    # GUESS: what the server does with another sum is unknown (protocol.md 6.3).
    if sum(bracket.quantity for bracket in brackets) != entry.quantity:
        raise _bad_params()
    return Plan(entry, brackets)


class _Fields:
    """A JSON object; each reader refuses what is of another kind, null counts as absent."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise _bad_params()
        self._values = {key: found for key, found in value.items() if found is not None}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._values)

    def has(self, name: str) -> bool:
        return name in self._values

    def object(self, name: str) -> "_Fields":
        return _Fields(self._values.get(name))

    def objects(self, name: str) -> list["_Fields"]:
        values = self._values.get(name)
        if not isinstance(values, list):
            raise _bad_params()
        return [_Fields(value) for value in values]

    def count(self, name: str) -> int:
        value = self._values.get(name)
        if type(value) is not int or value <= 0:
            raise _bad_params()
        return value

    def number(self, name: str) -> Decimal | None:
        value = self._values.get(name)
        if value is None or isinstance(value, Decimal):
            return value
        if type(value) is not int:
            raise _bad_params()
        return Decimal(value)

    def needed_number(self, name: str) -> Decimal:
        value = self.number(name)
        if value is None:
            raise _bad_params()
        return value

    def flag(self, name: str) -> bool:
        value = self._values.get(name, False)
        if not isinstance(value, bool):
            raise _bad_params()
        return value

    def text(self, name: str, default: str) -> str:
        value = self._values.get(name, default)
        if not isinstance(value, str):
            raise _bad_params()
        return value

    def time(self, name: str) -> datetime:
        try:
            time = datetime.fromisoformat(self.text(name, ""))
        except ValueError:
            raise _bad_params() from None
        return time if time.tzinfo else time.replace(tzinfo=UTC)


def _entry(fields: _Fields) -> Entry:
    kind, time_in_force = _entry_type(fields), _time_in_force(fields)
    read = (*NEEDED[kind], *(("stop_price", "peg_difference") if kind in TRAILING else ()))
    version = Version(
        order_type=kind,
        price=fields.number("price") if "price" in read else None,
        stop_price=fields.number("stopPrice") if "stop_price" in read else None,
        peg_difference=fields.number("pegDifference") if "peg_difference" in read else None,
        time_in_force=time_in_force,
        expire_time=fields.time("expireTime") if time_in_force is TimeInForce.GTD else None,
    )
    if any(getattr(version, name) is None for name in NEEDED[kind]):
        raise _bad_params()
    if kind in TRAILING and version.peg_difference is None and version.stop_price is None:
        raise _bad_params()
    return Entry(fields.count("orderQty"), version)


def _entry_type(fields: _Fields) -> OrderType:
    kind = OrderType(fields.text("orderType", ""))
    if not kind.recognised:
        raise _bad_params()
    if kind not in ENTRY_TYPES:
        raise Rejected(FailureReason.UNSUPPORTED, f"{kind} is not supported")
    return kind


def _time_in_force(fields: _Fields) -> TimeInForce:
    # The broker's own example sends none (protocol.md 6.1): Day.
    time_in_force = TimeInForce(fields.text("timeInForce", TimeInForce.DAY))
    if not time_in_force.recognised:
        raise _bad_params()
    return time_in_force


def _bracket(fields: _Fields) -> Bracket:
    if any(name.lower().startswith("breakeven") for name in fields.names):
        raise Rejected(None, BREAK_EVEN)
    bracket = Bracket(
        quantity=fields.count("qty"),
        profit_target=fields.number("profitTarget"),
        stop_loss=fields.number("stopLoss"),
        trailing_stop=fields.flag("trailingStop"),
        auto_trail=_auto_trail(fields),
    )
    trails = bracket.trailing_stop or bracket.auto_trail is not None
    # GUESS: a bracket without exits, a trail without a stop, both kinds of trail at once: the
    # server's answers are unknown (protocol.md 10.5); all three are refused here.
    if bracket.stop_loss is None and (trails or bracket.profit_target is None):
        raise _bad_params()
    if bracket.trailing_stop and bracket.auto_trail:
        raise _bad_params()
    return bracket


def _auto_trail(fields: _Fields) -> AutoTrail | None:
    if not fields.has("autoTrail"):
        return None
    trail = fields.object("autoTrail")
    found = AutoTrail(
        stop_loss=trail.needed_number("stopLoss"),
        trigger=trail.needed_number("trigger"),
        freq=trail.needed_number("freq"),
    )
    if min(found.stop_loss, found.trigger, found.freq) <= 0:
        raise _bad_params()
    return found


def _bad_params() -> Rejected:
    return Rejected(None, BAD_PARAMS)
