"""Numbers of positions and orders as people read them; a gain or loss carries its sign."""

from decimal import Decimal

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import MINUS, plain, rounded
from bracketdesk.domain.prices import format_money, format_points, format_price


def signed(number: int) -> str:
    """Return +3, −2 or 0."""
    return f"{_sign(number)}{abs(number)}"


def price_text(price: Decimal, instrument: Instrument | None) -> str:
    """Return a price as its instrument is written, or exactly where that is not known."""
    return format_price(price, instrument) if instrument else plain(price)


def gain_money(amount: Decimal) -> str:
    """Return a gain or loss in dollars: +$11.25, −$60, $0."""
    return f"+{format_money(amount)}" if amount > 0 else format_money(amount)


def gain_points(points: Decimal, instrument: Instrument | None) -> str:
    """Return a gain or loss in points: +4.00, −0'165."""
    size = format_points(points, instrument) if instrument else plain(points.copy_abs())
    return f"{_sign(points)}{size}"


def gain_r(r: Decimal) -> str:
    """Return a gain or loss in units of what was risked: +1.0R."""
    size = rounded(r.copy_abs(), 1)
    return f"{_sign(r) if size else ''}{size:f}R"


def tone_of(amount: Decimal) -> str:
    """Return the tone of a gain or a loss."""
    return "gain" if amount > 0 else "loss" if amount < 0 else "text"


def _sign(number: int | Decimal) -> str:
    return "+" if number > 0 else MINUS if number < 0 else ""
