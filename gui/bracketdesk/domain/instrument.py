"""What is traded: tick, value of a point, and how its prices are written."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

DOLLARS = "USD"

# MESZ6: product, month letter, one or two digits of the year.
_CONTRACT_NAME = re.compile(r"(?P<product>.+?)[FGHJKMNQUVXZ]\d{1,2}")


def product_of(symbol: str) -> str:
    """Return the product in a contract's name, MES of MESZ6, empty where it has another form."""
    named = _CONTRACT_NAME.fullmatch(symbol)
    return named["product"] if named else ""


class PriceFormat(Enum):
    """How a price is written: 6012.25, or 110'165 in 32nds."""

    DECIMAL = "Decimal"
    FRACTIONAL = "Fractional"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A contract with what its product fixes.

    `tick_size` in points; `value_per_point` in the product's currency for one contract, `currency`
    being its code, empty where the broker does not tell; `contract_id` is 0 where the broker has
    not been asked (a ticket file on its own).
    """

    symbol: str
    tick_size: Decimal
    value_per_point: Decimal
    contract_id: int = 0
    product: str = ""
    description: str = ""
    price_format: PriceFormat = PriceFormat.DECIMAL
    expires: date | None = None
    currency: str = DOLLARS

    @property
    def in_dollars(self) -> bool:
        """Whether its money is dollars, which is what this app adds up and compares."""
        return self.currency == DOLLARS

    @property
    def other_money(self) -> str:
        """Why its money is no dollars, as the rest of a sentence, empty where it is."""
        if self.in_dollars:
            return ""
        if self.currency:
            return f"{self.symbol} is in {self.currency}, not in dollars"
        return f"the broker does not tell the currency of {self.symbol}"

    @property
    def tick_value(self) -> Decimal:
        """What one tick of one contract is worth in its currency."""
        return self.tick_size * self.value_per_point
