"""A contract by what a trader types: its name, or the product alone for the front month."""

import re
from collections.abc import Iterable
from datetime import date

from bracketdesk.controller.ports import Line
from bracketdesk.domain.instrument import Instrument

MONTHS = "FGHJKMNQUVXZ"
MOST_TRIED = 3
"""The nearest month may have expired already."""

_NAME = re.compile(rf"(?P<product>.+?)(?P<month>[{MONTHS}])(?P<year>\d{{1,2}})")


async def find_contract(line: Line, typed: str, today: date) -> Instrument:
    """Look up a contract, of a product its front month; raises UserFacingError."""
    if _NAME.fullmatch(typed) is None:
        for name in near_first(await line.suggest(typed), typed, today)[:MOST_TRIED]:
            instrument = await line.instrument(name)
            if instrument.expires is None or instrument.expires >= today:
                return instrument
    return await line.instrument(typed)


def near_first(names: Iterable[str], product: str, today: date) -> list[str]:
    """Return this product's contracts of this month and later ones, the nearest first."""
    months = {name: _month(name, product, today) for name in names}
    found = [(month, name) for name, month in months.items() if month is not None]
    return [name for month, name in sorted(found) if month >= (today.year, today.month)]


def _month(name: str, product: str, today: date) -> tuple[int, int] | None:
    """Return year and month of a contract; one digit of a year is the next that ends so."""
    named = _NAME.fullmatch(name)
    if named is None or named["product"] != product:
        return None
    digits = named["year"]
    span = 10 ** len(digits)
    year = today.year + (int(digits) - today.year) % span
    return year, MONTHS.index(named["month"]) + 1
