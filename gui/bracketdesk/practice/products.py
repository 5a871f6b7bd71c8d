"""The products on offer, with their true ticks and values, and the months each is traded in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bracketdesk.practice import expiry

MONTH_CODES = "FGHJKMNQUVXZ"
"""January to December, as contract names spell them."""

QUARTERS = "HMUZ"
EVEN_MONTHS = "GJMQVZ"


@dataclass(frozen=True, slots=True)
class Family:
    """Products that expire alike: `months` in codes, `expiry` from year and month."""

    exchange: str
    months: str
    expiry: Callable[[int, int], date]


@dataclass(frozen=True, slots=True)
class Specification:
    """What the exchange fixes for a product, and how its practice market looks.

    `tick` in points, `point_value` in dollars; `price_format` counts decimals, or names the
    denominator of a fraction (its coding is undocumented, protocol.md 4.6). The practice market
    opens at `level` points with about `depth` contracts at its best prices.
    """

    name: str
    description: str
    family: Family
    tick: Decimal
    point_value: Decimal
    price_format: int
    level: Decimal
    depth: int
    price_format_type: str = "Decimal"


INDEX = Family("CME", QUARTERS, expiry.third_friday)
DOW = Family("CBOT", QUARTERS, expiry.third_friday)
METAL = Family("COMEX", EVEN_MONTHS, expiry.third_last_business_day)
OIL = Family("NYMEX", MONTH_CODES, expiry.crude_oil)
MICRO_OIL = Family("NYMEX", MONTH_CODES, expiry.micro_crude_oil)
RATES = Family("CBOT", QUARTERS, expiry.eighth_last_business_day)
CURRENCY = Family("CME", QUARTERS, expiry.two_days_before_third_wednesday)

D = Decimal

PRODUCTS = {
    specification.name: specification
    for specification in (
        Specification("ES", "E-mini S&P 500", INDEX, D("0.25"), D(50), 2, D(6012), 24),
        Specification("MES", "Micro E-mini S&P 500", INDEX, D("0.25"), D(5), 2, D(6012), 30),
        Specification("NQ", "E-mini NASDAQ 100", INDEX, D("0.25"), D(20), 2, D(21500), 5),
        Specification("MNQ", "Micro E-mini NASDAQ 100", INDEX, D("0.25"), D(2), 2, D(21500), 9),
        Specification("YM", "E-mini Dow", DOW, D(1), D(5), 0, D(44000), 6),
        Specification("MYM", "Micro E-mini Dow", DOW, D(1), D("0.5"), 0, D(44000), 10),
        Specification("RTY", "E-mini Russell 2000", INDEX, D("0.1"), D(50), 1, D(2300), 8),
        Specification("M2K", "Micro E-mini Russell 2000", INDEX, D("0.1"), D(5), 1, D(2300), 12),
        Specification("GC", "Gold", METAL, D("0.1"), D(100), 1, D(2650), 6),
        Specification("MGC", "Micro Gold", METAL, D("0.1"), D(10), 1, D(2650), 14),
        Specification("CL", "Crude Oil", OIL, D("0.01"), D(1000), 2, D(70), 12),
        Specification("MCL", "Micro Crude Oil", MICRO_OIL, D("0.01"), D(100), 2, D(70), 18),
        Specification(
            "ZN", "10-Year T-Note", RATES, D("0.015625"), D(1000), 64, D("110.5"), 600, "Fractional"
        ),
        Specification(
            "ZB", "30-Year T-Bond", RATES, D("0.03125"), D(1000), 32, D("117.5"), 120, "Fractional"
        ),
        Specification("6E", "Euro FX", CURRENCY, D("0.00005"), D(125000), 5, D("1.055"), 30),
    )
}
"""By name; prices as of late 2024, for the look of it alone."""
