"""Prices at and below zero: which products may have them, and what is said of the others.

Crude oil settled at -37.63 dollars on 20 April 2020; energy may trade there again. Every other
outright future stays above zero, so that such a price is a slip of the hand.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_price
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.risk import exit_prices
from bracketdesk.domain.ticket import Ticket

ENERGY = frozenset({"CL", "MCL", "QM", "BZ", "NG", "MNG", "QG", "RB", "HO"})

_CONTRACT = re.compile(r"(.+?)[FGHJKMNQUVXZ]\d{1,2}")


def impossible(price: Decimal, instrument: Instrument, said: str = "") -> str:
    """Return why no order of this product can have that price, empty where one can.

    `said` is the price as it was typed.
    """
    if price > 0 or _may_be_negative(instrument):
        return ""
    shown = said or format_price(price, instrument)
    return f"{shown} is no price of {_product(instrument)}: it is not above zero."


def price_problem(field: str, price: Decimal, instrument: Instrument) -> Iterator[Problem]:
    """Give what there is to say of a price that is not above zero."""
    if why := impossible(price, instrument):
        yield Problem(field, why)
    elif price <= 0:
        said = f"{format_price(price, instrument)} is not above zero: rare, even for energy."
        yield Problem(field, said, Severity.WARNING)


def exit_problems(
    ticket: Ticket, instrument: Instrument, entry: Decimal | None
) -> Iterator[Problem]:
    """Give the exits that would lie at or below zero, filled at `entry` points (None: unknown).

    The sentences hold still while the quote moves.
    """
    if entry is None or entry <= 0:
        return
    negative = _may_be_negative(instrument)
    rest = "rare, even for energy" if negative else f"{_product(instrument)} has no such prices"
    severity = Severity.WARNING if negative else Severity.ERROR
    for index, level in enumerate(ticket.levels):
        prices = exit_prices(level, ticket.side, entry, instrument)
        for name, price in zip(("target", "stop"), prices, strict=True):
            if price is not None and price <= 0:
                said = f"This {name} would lie at or below zero: {rest}."
                yield Problem(f"levels[{index}].{name}Ticks", said, severity)


def _may_be_negative(instrument: Instrument) -> bool:
    return _product(instrument) in ENERGY


def _product(instrument: Instrument) -> str:
    """Return the product's name; a ticket file alone knows the contract's."""
    named = _CONTRACT.fullmatch(instrument.symbol)
    return instrument.product or (named[1] if named else instrument.symbol)
