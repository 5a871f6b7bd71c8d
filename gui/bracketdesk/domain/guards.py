"""The guards before sending: limits of the trader's own on what one order may risk.

They stand in the way of what adds risk and can be overridden by a named button, each time anew
(product.md, rules 8 and 9). They never touch an exit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import EXACT, bounded
from bracketdesk.domain.prices import format_money, from_ticks
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.risk import loss_at_stops, loss_is_open
from bracketdesk.domain.session import Environment
from bracketdesk.domain.texts import counted
from bracketdesk.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Guards:
    """The most contracts an order may have, the most dollars it may lose at its stops, and the
    furthest its entry price may be from the market, in ticks. None is off.
    """

    contracts: int | None = None
    dollars: Decimal | None = None
    ticks: int | None = None


_SIMULATED = Guards(contracts=10, dollars=Decimal(2000), ticks=400)
_REAL = Guards(contracts=3, dollars=Decimal(500), ticks=200)


def careful_guards() -> dict[Environment, Guards]:
    """Return the guards of a first start; Custom may be anything, so it is guarded as Live."""
    simulated = (Environment.PRACTICE, Environment.DEMO)
    return {each: _SIMULATED if each in simulated else _REAL for each in Environment}


def excesses(
    ticket: Ticket, instrument: Instrument, guards: Guards, market: Decimal | None
) -> tuple[Problem, ...]:
    """Return what of a valid ticket is over a guard, and a warning where one could not look.

    `market` is what a market entry would meet, in points, None without a quote. The sentences
    hold still while the quote moves: what was confirmed is told by them.
    """
    return (
        *_contracts(ticket, guards.contracts),
        *_dollars(ticket, instrument, guards.dollars),
        *_distances(ticket, instrument, guards.ticks, market),
    )


def _contracts(ticket: Ticket, most: int | None) -> Iterator[Problem]:
    if most is not None and ticket.quantity > most:
        yield Problem(
            "quantity",
            f"{counted(ticket.quantity, 'contract')}: you allow {most:,} an order.",
            Severity.OVER,
        )


def _dollars(ticket: Ticket, instrument: Instrument, most: Decimal | None) -> Iterator[Problem]:
    if most is None:
        return
    loss = loss_at_stops(ticket, instrument)
    if loss is not None and loss <= most:
        return
    if loss is None and not loss_is_open(ticket):
        said = "The loss at the stops could not be compared with what you allow"
        yield Problem("levels", f"{said}: {instrument.other_money}.", Severity.WARNING)
        return
    about = "A level has no stop, so its loss is open"
    said = about if loss is None else f"About {format_money(loss)} at the stops"
    yield Problem("levels", f"{said}: you allow {format_money(most)} an order.", Severity.OVER)


def _distances(
    ticket: Ticket, instrument: Instrument, most: int | None, market: Decimal | None
) -> Iterator[Problem]:
    if most is None:
        return
    entry = ticket.entry
    for name, price in (("limitPrice", entry.limit_price), ("stopPrice", entry.stop_price)):
        if price is not None:
            yield from _distance(name, price, instrument, most, market)


def _distance(
    name: str, price: Decimal, instrument: Instrument, most: int, market: Decimal | None
) -> Iterator[Problem]:
    field, ticks = f"entry.{name}", counted(most, "tick")
    what = "The limit price" if name == "limitPrice" else "The stop price"
    if market is None or not bounded(market):
        yield Problem(
            field,
            f"{what} could not be compared with the market: there is no fresh quote.",
            Severity.WARNING,
        )
        return
    away = EXACT.subtract(price, market)
    if abs(away) > from_ticks(most, instrument.tick_size):
        where = "over" if away > 0 else "under"
        yield Problem(
            field,
            f"{what} is more than {ticks} {where} the market: further than you allow.",
            Severity.OVER,
        )
