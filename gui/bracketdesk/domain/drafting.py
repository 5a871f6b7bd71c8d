"""Between the form as typed and the ticket as meant: texts, units and ticks, both ways."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TypeVar

from bracketdesk.domain.distances import (
    convert_distance,
    format_distance,
    parse_distance,
    step_distance,
)
from bracketdesk.domain.draft import LevelDraft, Reading, TicketDraft
from bracketdesk.domain.expiry import format_expiry, read_expiry
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import bounded, parse_whole
from bracketdesk.domain.prices import between_ticks, format_price, on_tick, parse_price
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import AutoTrail, Entry, Level, Side, Ticket, TimeInForce
from bracketdesk.domain.zero import impossible

__all__ = ["convert_distance", "draft_of", "read_draft", "split_evenly", "step_distance"]

T = TypeVar("T")


def read_draft(
    draft: TicketDraft, symbol: str, account: str, instrument: Instrument, zone: tzinfo
) -> Reading:
    """Read a draft; the ticket is there where every text could be read.

    What the entry type does not use is passed over and stays in the draft. `zone` is that of a
    typed expiry.
    """
    reader = _Reader(draft.units, instrument, zone)
    ticket = Ticket(
        symbol=symbol,
        side=reader.side(draft.side),
        quantity=reader.whole("quantity", draft.quantity),
        entry=reader.entry(draft),
        levels=tuple(reader.level(f"levels[{i}]", level) for i, level in enumerate(draft.levels)),
        account=account,
        acknowledge_no_stop=draft.acknowledge_no_stop,
    )
    unread = [p.field for p in reader.problems if p.severity is Severity.ERROR]
    levels = enumerate(ticket.levels)
    return Reading(
        None if unread else ticket,
        tuple(reader.problems),
        None if _any_in("entry.", unread) else ticket.entry,
        tuple(None if _any_in(f"levels[{i}].", unread) else level for i, level in levels),
    )


def _any_in(path: str, fields: list[str]) -> bool:
    return any(field.startswith(path) for field in fields)


class _Reader:
    """Reads texts and collects what could not be read, each with its field.

    A text that cannot be read yields a stand-in, which nobody sees: there is neither a ticket
    then nor its level or entry.
    """

    def __init__(self, units: Units, instrument: Instrument, zone: tzinfo) -> None:
        self.problems: list[Problem] = []
        self._units = units
        self._instrument = instrument
        self._zone = zone

    def side(self, side: Side | None) -> Side:
        if side is None:
            self.problems.append(Problem("side", "Choose Buy or Sell."))
        return side or Side.BUY

    def whole(self, field: str, text: str) -> int:
        return self._read(field, text, lambda typed: parse_whole(typed, "contracts"), 0)

    def entry(self, draft: TicketDraft) -> Entry:
        kind = draft.entry_type
        return Entry(
            type=kind,
            limit_price=self._price("limitPrice", draft.limit_price) if kind.has_limit else None,
            stop_price=self._price("stopPrice", draft.stop_price) if kind.has_stop else None,
            time_in_force=draft.time_in_force,
            expire_time=self._expiry(draft) if draft.time_in_force is TimeInForce.GTD else None,
        )

    def level(self, path: str, level: LevelDraft) -> Level:
        return Level(
            quantity=self.whole(f"{path}.quantity", level.quantity),
            target_ticks=self._maybe_ticks(f"{path}.targetTicks", level.target),
            stop_ticks=self._maybe_ticks(f"{path}.stopTicks", level.stop),
            trailing=level.trailing,
            auto_trail=self._auto_trail(f"{path}.autoTrail", level),
        )

    def _auto_trail(self, path: str, level: LevelDraft) -> AutoTrail | None:
        if not (level.trigger + level.distance + level.step).strip():
            return None
        return AutoTrail(
            trigger_ticks=self._ticks(f"{path}.triggerTicks", level.trigger),
            distance_ticks=self._ticks(f"{path}.distanceTicks", level.distance),
            step_ticks=self._ticks(f"{path}.stepTicks", level.step),
        )

    def _maybe_ticks(self, field: str, text: str) -> int | None:
        return self._ticks(field, text) if text.strip() else None

    def _ticks(self, field: str, text: str) -> int:
        return self._read(
            field, text, lambda typed: parse_distance(typed, self._units, self._instrument), 0
        )

    def _price(self, name: str, text: str) -> Decimal | None:
        if not text.strip():
            return None
        return self._read(f"entry.{name}", text, self._on_tick, None)

    def _on_tick(self, text: str) -> Decimal:
        """Read a price that an order can have; the sentence about another says what was typed."""
        price, tick = parse_price(text, self._instrument), self._instrument.tick_size
        if bounded(tick) and tick > 0 and not on_tick(price, tick):
            raise ValueError(between_ticks(text.strip(), price, self._instrument))
        if why := impossible(price, self._instrument, text.strip()):
            raise ValueError(why)
        return price

    def _expiry(self, draft: TicketDraft) -> datetime | None:
        if not draft.expire_time.strip():
            return None
        read = self._read(
            "entry.expireTime", draft.expire_time, lambda text: read_expiry(text, self._zone), None
        )
        if read is None:
            return None
        time, remark = read
        if remark:
            self.problems.append(Problem("entry.expireTime", remark, Severity.WARNING))
        return time

    def _read(self, field: str, text: str, read: Callable[[str], T], stand_in: T) -> T:
        try:
            return read(text)
        except ValueError as error:
            self.problems.append(Problem(field, str(error)))
            return stand_in


def draft_of(
    ticket: Ticket, units: Units, instrument: Instrument, zone: tzinfo | None = None
) -> TicketDraft:
    """Return the texts of a ticket; an expiry in `zone`, or marked UTC where that is None."""
    entry = ticket.entry
    return TicketDraft(
        side=ticket.side,
        quantity=str(ticket.quantity),
        entry_type=entry.type,
        limit_price=_price_text(entry.limit_price, instrument),
        stop_price=_price_text(entry.stop_price, instrument),
        time_in_force=entry.time_in_force,
        expire_time="" if entry.expire_time is None else format_expiry(entry.expire_time, zone),
        units=units,
        levels=tuple(_level_draft(level, units, instrument) for level in ticket.levels),
        acknowledge_no_stop=ticket.acknowledge_no_stop,
    )


def _price_text(price: Decimal | None, instrument: Instrument) -> str:
    return "" if price is None else format_price(price, instrument)


def _level_draft(level: Level, units: Units, instrument: Instrument) -> LevelDraft:
    def text(ticks: int | None) -> str:
        return "" if ticks is None else format_distance(ticks, units, instrument)

    trail = level.auto_trail
    return LevelDraft(
        quantity=str(level.quantity),
        target=text(level.target_ticks),
        stop=text(level.stop_ticks),
        trailing=level.trailing,
        trigger=text(trail.trigger_ticks) if trail else "",
        distance=text(trail.distance_ticks) if trail else "",
        step=text(trail.step_ticks) if trail else "",
    )


def contracts_typed(text: str) -> int | None:
    """Return a quantity as typed, None where it is no whole number of an order's size."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def split_evenly(quantity: int, levels: int) -> tuple[int, ...]:
    """Share contracts among levels, the first ones taking what is left over: 5 by 3 is 2, 2, 1."""
    if levels < 1:
        return ()
    share, rest = divmod(quantity, levels)
    return tuple(share + (index < rest) for index in range(levels))
