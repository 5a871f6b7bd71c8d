"""What a ticket can win and lose, in dollars, before fees and gaps."""

from dataclasses import dataclass
from decimal import Decimal

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import EXACT, ROUNDING
from bracketdesk.domain.params import stop_points, target_points
from bracketdesk.domain.prices import from_ticks
from bracketdesk.domain.ticket import Level, Side, Ticket


@dataclass(frozen=True, slots=True)
class LevelMoney:
    """A level's dollars at its target and at its stop, both positive, and its reward in R.

    None where the exit is open, money also where the contract's is not dollars. A trailing stop's
    loss is that of its first place.
    """

    win: Decimal | None
    loss: Decimal | None
    r: Decimal | None


def level_money(level: Level, instrument: Instrument) -> LevelMoney:
    """Return what one level wins and loses for all its contracts."""
    win = _dollars(level.target_ticks, level.quantity, instrument)
    loss = _dollars(level.stop_ticks, level.quantity, instrument)
    r = None
    if level.target_ticks is not None and level.stop_ticks:
        r = Decimal(level.target_ticks) / Decimal(level.stop_ticks)
    return LevelMoney(win, loss, r)


def loss_at_stops(ticket: Ticket, instrument: Instrument) -> Decimal | None:
    """Return the dollars lost where every level is stopped, None where one has no stop or the
    contract's money is not dollars.
    """
    total = Decimal(0)
    for level in ticket.levels:
        loss = level_money(level, instrument).loss
        if loss is None:
            return None
        total = EXACT.add(total, loss)
    return total if ticket.levels else None


def loss_is_open(ticket: Ticket) -> bool:
    """Whether a level has no stop, or there is none that could have one."""
    return not ticket.levels or any(level.stop_ticks is None for level in ticket.levels)


def exit_prices(
    level: Level, side: Side, entry_price: Decimal | None, instrument: Instrument
) -> tuple[Decimal | None, Decimal | None]:
    """Return target and stop in points for a fill at `entry_price`, None where there is none.

    The entry may be any price the broker names, an average of many digits included.
    """
    if entry_price is None:
        return None, None
    target = stop = None
    if level.target_ticks is not None:
        delta = target_points(level.target_ticks, side, instrument.tick_size)
        target = ROUNDING.add(entry_price, delta)
    if level.stop_ticks is not None:
        delta = stop_points(level.stop_ticks, side, instrument.tick_size)
        stop = ROUNDING.add(entry_price, delta)
    return target, stop


def _dollars(ticks: int | None, quantity: int, instrument: Instrument) -> Decimal | None:
    if ticks is None or not instrument.in_dollars:
        return None
    return from_ticks(ticks * quantity, instrument.tick_value)
