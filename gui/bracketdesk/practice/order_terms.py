"""From what an order call gives to terms in whole ticks, refused where something is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bracketdesk.practice.book import Side
from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.order_requests import NEEDED, Version
from bracketdesk.practice.orders import TRAILING, Terms, Trail, check_action, sign
from bracketdesk.practice.ticks import TickReader
from bracketdesk.practice.trading_day import session_end
from bracketdesk.wire.enums import Action, FailureReason, OrderType, TimeInForce


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when an order comes: its contract, what it would trade against, the moment."""

    listed: Listed
    side: Side
    now: datetime


def read_terms(version: Version, action: Action, quantity: int, setting: Setting) -> Terms:
    """Return the terms of a version; raises Rejected where they are none, Refused with no side."""
    check_action(action)
    kind = version.order_type
    if kind not in NEEDED:
        raise Rejected(FailureReason.UNSUPPORTED, f"{kind} is not supported")
    _need(version, NEEDED[kind])
    reader = TickReader(setting.listed)
    stop, trail = None, None
    if kind in TRAILING:
        stop, trail = _trailing(version, sign(action), setting, reader)
    elif "stop_price" in NEEDED[kind]:
        stop = reader.price(version.stop_price)
    price = reader.price(version.price) if "price" in NEEDED[kind] else None
    touched = version.limit_if_touched_price if kind is OrderType.LIMIT_IF_TOUCHED else None
    time_in_force = version.time_in_force or TimeInForce.DAY
    return Terms(
        action=action,
        quantity=quantity,
        type=kind,
        limit=None if kind is OrderType.MIT else price,
        stop=stop,
        touch=price if kind is OrderType.MIT else reader.price(touched),
        trail=trail,
        time_in_force=time_in_force,
        expires=_expiry(version, time_in_force, setting.now),
        max_show=version.max_show,
        text=version.text,
    )


def _need(version: Version, names: tuple[str, ...]) -> None:
    """GUESS: the reason and the words for what is missing are in no source."""
    missing = next((name for name in names if getattr(version, name) is None), None)
    if missing:
        words = missing.replace("_", " ")
        raise Rejected(FailureReason.INVALID_PRICE, f"{version.order_type} needs a {words}")


def _trailing(
    version: Version, direction: int, setting: Setting, reader: TickReader
) -> tuple[int, Trail]:
    """Return the stop and how it follows: pegDifference is the distance (protocol.md 4.4).

    GUESS: of distance and stop price either is enough; the other follows from the market.
    """
    peg, market = reader.price(version.peg_difference), setting.side.price
    stop = reader.price(version.stop_price)
    if peg is not None and stop is not None:
        return stop, Trail(stop - direction * peg, peg)
    if market is None:
        raise Rejected(FailureReason.NO_QUOTE, "No quote available")
    if stop is not None:
        return stop, Trail(market, reader.positive((stop - market) * direction))
    if peg is None:
        raise Rejected(FailureReason.INVALID_PRICE, f"{version.order_type} needs a stop price")
    return reader.positive(market + direction * peg), Trail(market, peg)


def _expiry(version: Version, time_in_force: TimeInForce, now: datetime) -> datetime | None:
    until: dict[TimeInForce, Callable[[], datetime | None]] = {
        TimeInForce.DAY: lambda: session_end(now),
        TimeInForce.GTD: lambda: version.expire_time,
    }
    if not time_in_force.recognised:
        raise Rejected(FailureReason.UNSUPPORTED, f"{time_in_force} is not supported")
    expires = until.get(time_in_force, lambda: None)()
    if time_in_force is TimeInForce.GTD and (expires is None or expires <= now):
        raise Rejected(FailureReason.OTHER_EXECUTION_RELATED, "GTD needs a time that is to come")
    return expires
