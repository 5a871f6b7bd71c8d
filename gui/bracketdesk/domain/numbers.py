"""Exact decimals and the numbers a person types. No float, no rounding unless asked for."""

import re
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)

from bracketdesk.domain.texts import quoted

EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Raises rather than rounds; wide enough for any product of bounded numbers."""

ROUNDING = Context(prec=100, rounding=ROUND_HALF_UP, traps=[InvalidOperation])

MINUS = "\N{MINUS SIGN}"
_LONGEST = 40
_WHOLE_DIGITS = 12
_DECIMALS = 12
_MINUSES = str.maketrans({MINUS: "-", "\N{EN DASH}": "-", "\N{FULLWIDTH HYPHEN-MINUS}": "-"})
_SPACES = str.maketrans(
    {"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " "}
)

_PLAIN = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_COMMA_GROUPS = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?")
_SPACE_GROUPS = re.compile(r"[1-9][0-9]{0,2}( [0-9]{3})+(\.[0-9]*)?")
_DECIMAL_COMMA = re.compile(r"[0-9]*,[0-9]+")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def bounded(value: Decimal) -> bool:
    """Whether `value` is a number of at most twelve digits before and after the point."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):  # infinite or not a number
        return False
    return exponent >= -_DECIMALS and value.adjusted() < _WHOLE_DIGITS


def plain(value: Decimal) -> str:
    """Return the shortest exact digits, without exponent or negative nought: `12.5`, `-4`."""
    return format(EXACT.add(EXACT.normalize(value), 0), "f")


def decimals_of(value: Decimal) -> int:
    """Return how many decimals `value` needs: 0.25 has 2, 0.10 has 1, 5 has 0."""
    exponent = EXACT.normalize(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return `value` rounded half up, with exactly this many decimals."""
    return ROUNDING.quantize(value, Decimal(1).scaleb(-decimals))


def tidy(text: str) -> str:
    """Return typed text with one kind of minus and space, stripped; ValueError where absurd."""
    if len(text) > _LONGEST:
        raise ValueError(f"{quoted(text)} is too long for a number.")
    return text.translate(_MINUSES).translate(_SPACES).strip()


def parse_number(text: str) -> Decimal:
    """Read a decimal number as a person types it; ValueError with a sentence.

    Thousands may be set off by commas or spaces. A decimal comma is read where it can be nothing
    else and refused where it could also set off thousands.
    """
    tidied = tidy(text)
    sign, digits = split_sign(tidied)
    value = Decimal(_digits(digits, text))
    if not bounded(value):
        raise ValueError(f"{quoted(text)} has more digits than any price.")
    return -value if sign < 0 and value else value


def split_sign(text: str) -> tuple[int, str]:
    """Return the sign, +1 or -1, and what follows it."""
    if text.startswith("-"):
        return -1, text[1:].lstrip()
    return 1, text.removeprefix("+").lstrip()


def parse_whole(text: str, noun: str = "") -> int:
    """Read a whole number as a person types it, of `noun` if given; ValueError with a sentence."""
    value = parse_number(text)
    if value != value.to_integral_value() or abs(value) >= 10**9:
        raise ValueError(f"{quoted(text)} is no whole number{f' of {noun}' if noun else ''}.")
    return int(value)


def _digits(digits: str, typed: str) -> str:
    if _AMBIGUOUS.fullmatch(digits):
        raise ValueError(
            f"{quoted(typed)} could mean {digits.replace(',', '')} or "
            f"{digits.replace(',', '.')}: write it without the comma."
        )
    if _PLAIN.fullmatch(digits):
        return digits
    if _COMMA_GROUPS.fullmatch(digits):
        return digits.replace(",", "")
    if _SPACE_GROUPS.fullmatch(digits):
        return digits.replace(" ", "")
    if _DECIMAL_COMMA.fullmatch(digits):
        return digits.replace(",", ".")
    if not digits:
        raise ValueError("A number is missing.")
    raise ValueError(f"{quoted(typed)} is no number.")
