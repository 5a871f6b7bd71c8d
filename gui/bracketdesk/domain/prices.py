"""Prices and ticks, exactly, and prices as the field writes them.

Fractional prices (Treasuries) are written in 32nds: 118'16 is 118 and 16/32, 110'165 is 110 and
16.5/32. The third digit is the truncated decimal of a 32nd's part, as the exchange prints it:
0 1 2 3 5 6 7 8 for no to seven eighths, so that halves print 0 and 5, quarters 0, 2, 5 and 7.
Traders write the half as a plus: 110'16+ is 110'165.
Fractional prices whose tick is a whole number of eighths (grains) have one digit, eighths: 450'2.
"""

import re
from decimal import Decimal

from bracketdesk.domain.instrument import DOLLARS, Instrument, PriceFormat
from bracketdesk.domain.numbers import (
    EXACT,
    MINUS,
    ROUNDING,
    bounded,
    decimals_of,
    parse_number,
    plain,
    rounded,
    split_sign,
    tidy,
)
from bracketdesk.domain.texts import quoted

_EIGHTH = Decimal("0.125")
_32ND = Decimal("0.03125")
_EIGHTH_OF_32ND = Decimal("0.00390625")
_THIRTY_TWO = Decimal(32)
_THIRD_DIGITS = "01235678"  # index = eighths of a 32nd
_FRACTION = re.compile(r"([0-9]+)['-]([0-9]+)(\.[0-9]+|\+)?")
_HALF = "+"
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "′": "'", "`": "'", "´": "'"})


def to_ticks(price: Decimal, tick_size: Decimal) -> int:
    """Return how many ticks `price` is; ValueError where it lies between two."""
    ticks, rest = _divide(price, tick_size)
    if rest:
        raise ValueError(f"{plain(price)} is no multiple of the tick, {plain(tick_size)}.")
    return ticks


def from_ticks(ticks: int, tick_size: Decimal) -> Decimal:
    """Return the price or distance of that many ticks, in points."""
    return EXACT.multiply(Decimal(ticks), tick_size)


def on_tick(price: Decimal, tick_size: Decimal) -> bool:
    """Whether `price` is a whole number of ticks."""
    try:
        return not _divide(price, tick_size)[1]
    except ValueError:
        return False


def neighbours(value: Decimal, tick_size: Decimal) -> tuple[Decimal, Decimal]:
    """Return the nearest whole ticks at or below and at or above `value`."""
    below, rest = _divide(value, tick_size)
    return from_ticks(below, tick_size), from_ticks(below + bool(rest), tick_size)


def between_ticks(said: str, price: Decimal, instrument: Instrument) -> str:
    """Return the sentence about a price off the tick; `said` is that price as it was written."""
    below, above = (format_price(p, instrument) for p in neighbours(price, instrument.tick_size))
    return f"{said} is between two ticks: {below} and {above}."


def price_decimals(tick_size: Decimal) -> int:
    """Return how many decimals a price on this tick can need."""
    return decimals_of(tick_size)


def format_price(price: Decimal, instrument: Instrument) -> str:
    """Return a price as the field writes it; an average between ticks gets two more decimals."""
    sign = "-" if price.is_signed() and not price.is_zero() else ""
    return sign + _magnitude(price.copy_abs(), instrument)


def format_points(points: Decimal, instrument: Instrument) -> str:
    """Return a distance without a sign, written like a price: 4.00, or 0'165 in 32nds.

    Quote boards print the net change of a Treasury future the same way.
    """
    return _magnitude(points.copy_abs(), instrument)


def format_money(amount: Decimal, currency: str = DOLLARS) -> str:
    """Return money to the cent, without cents where there are none: $1,210, −$12.50, 2,000 JPY."""
    digits = _cents(amount).removesuffix(".00")
    shown = f"${digits}" if currency == DOLLARS else f"{digits} {currency}"
    return f"{MINUS if amount < 0 and digits != '0' else ''}{shown}"


def format_cents(amount: Decimal) -> str:
    """Return dollars to the cent without a sign, with cents always: $1,210.00, $78.13."""
    return f"${_cents(amount)}"


def _cents(amount: Decimal) -> str:
    return f"{rounded(amount.copy_abs(), 2):,.2f}"


def parse_price(text: str, instrument: Instrument) -> Decimal:
    """Read a price as a person types it, on or off the tick; ValueError with a sentence.

    Decimal form: 6012.25, 6,012.25, −37.63. For fractional products also 110'165, 110-165,
    110'16.5, 110'16+ and 110'16.
    """
    tidied = tidy(text).translate(_APOSTROPHES)
    sign, body = split_sign(tidied)
    if "'" in body or "-" in body:
        value = _parse_fraction(body, text, instrument)
        return -value if sign < 0 and value else value
    if instrument.price_format is PriceFormat.FRACTIONAL:
        _refuse_grouping(body, text)
    return parse_number(text)


def _divide(price: Decimal, tick_size: Decimal) -> tuple[int, Decimal]:
    """Floor division: the ticks at or below `price`, and what is left."""
    if not bounded(price) or not bounded(tick_size) or tick_size <= 0:
        raise ValueError("A price and its tick must be ordinary numbers, the tick above zero.")
    ticks, rest = EXACT.divmod(price, tick_size)
    if rest < 0:
        return int(ticks) - 1, EXACT.add(rest, tick_size)
    return int(ticks), rest


def _magnitude(price: Decimal, instrument: Instrument) -> str:
    if not price.is_finite() or price.adjusted() > 20:  # the broker's nonsense, shown as it came
        return str(price)
    if instrument.price_format is PriceFormat.FRACTIONAL:
        return _fraction(price, instrument.tick_size)
    decimals = price_decimals(instrument.tick_size)
    needed = decimals_of(rounded(price, decimals + 2))
    return f"{rounded(price, max(decimals, needed)):f}"


def _fraction(price: Decimal, tick_size: Decimal) -> str:
    if on_tick(tick_size, _EIGHTH) and on_tick(price, _EIGHTH):
        whole, eighths = divmod(to_ticks(price, _EIGHTH), 8)
        return f"{whole}'{eighths}"
    if not (on_tick(tick_size, _EIGHTH_OF_32ND) and on_tick(price, tick_size)):
        return _decimal_32nds(price, tick_size)
    all_32nds, eighths = divmod(to_ticks(price, _EIGHTH_OF_32ND), 8)
    whole, part = divmod(all_32nds, 32)
    third = "" if on_tick(tick_size, _32ND) else _THIRD_DIGITS[eighths]
    return f"{whole}'{part:02}{third}"


def _decimal_32nds(price: Decimal, tick_size: Decimal) -> str:
    """What three digits cannot say: an average between ticks, 110'16.64, or an odd tick."""
    decimals = max(2, decimals_of(EXACT.multiply(tick_size, _THIRTY_TWO)))
    all_32nds = rounded(ROUNDING.multiply(price, _THIRTY_TWO), decimals)
    whole, part = EXACT.divmod(all_32nds, _THIRTY_TWO)
    digits, _, rest = plain(part).partition(".")
    return f"{whole:f}'{digits:0>2}" + (f".{rest}" if rest else "")


def _parse_fraction(body: str, typed: str, instrument: Instrument) -> Decimal:
    if instrument.price_format is not PriceFormat.FRACTIONAL:
        raise ValueError(f"{quoted(typed)} is no decimal price; write it as 6012.25.")
    match = _FRACTION.fullmatch(body.replace(" ", ""))
    if match is None:
        raise ValueError(f"{quoted(typed)} is no price; write it as 110'165 or 110.515625.")
    whole, digits, decimals = match.groups()
    if on_tick(instrument.tick_size, _EIGHTH):
        part = _eighths(digits + (decimals or ""), typed)
    else:
        part = _thirty_seconds(digits, decimals or "", typed)
    value = EXACT.add(Decimal(whole), part)
    if not bounded(value):
        raise ValueError(f"{quoted(typed)} has more digits than any price.")
    return value


def _eighths(digits: str, typed: str) -> Decimal:
    if len(digits) != 1 or digits > "7":
        raise ValueError(f"{quoted(typed)}: after the ' comes one digit, the eighths, 0 to 7.")
    return EXACT.multiply(Decimal(digits), _EIGHTH)


def _thirty_seconds(digits: str, decimals: str, typed: str) -> Decimal:
    if len(digits) < 2 or int(digits[:2]) > 31 or len(digits) > 3:
        raise ValueError(
            f"{quoted(typed)}: after the ' come two digits, the 32nds, 00 to 31, "
            "and at most one more for a part of a 32nd."
        )
    if len(digits) == 2:
        part = digits + (".5" if decimals == _HALF else decimals)
        return EXACT.divide(Decimal(part), _THIRTY_TWO)
    if decimals or digits[2] not in _THIRD_DIGITS:
        raise ValueError(
            f"{quoted(typed)}: the third digit is 0, 2, 5 or 7 for quarters of a 32nd "
            "(1, 3, 6, 8 for eighths)."
        )
    eighths = int(digits[:2]) * 8 + _THIRD_DIGITS.index(digits[2])
    return EXACT.multiply(Decimal(eighths), _EIGHTH_OF_32ND)


def _refuse_grouping(body: str, typed: str) -> None:
    """Refuse 110,165 and 110 165: where 32nds are quoted they may be meant as 110'165."""
    if ("," in body or " " in body) and "." not in body:
        raise ValueError(f"{quoted(typed)} is no price; write it as 110'165 or 110.515625.")
