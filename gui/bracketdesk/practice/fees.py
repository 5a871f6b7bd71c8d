"""What a fill costs and what a contract binds: the charges and margins of the practice account.

In dollars for one contract and one side, near to what brokers asked for in 2024; a training ground
needs the size of them, not the cent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bracketdesk.practice.listing import US_DOLLAR
from bracketdesk.wire.entities import FillFee, Product
from bracketdesk.wire.messages import ProductFeeParams

D = Decimal


@dataclass(frozen=True, slots=True)
class Charges:
    """What each takes of one contract and side; `day` and `full` are the margins."""

    exchange: Decimal
    clearing: Decimal
    nfa: Decimal
    commission: Decimal
    day: Decimal
    full: Decimal

    @property
    def total(self) -> Decimal:
        """All that a fill of one contract costs."""
        return self.exchange + self.clearing + self.nfa + self.commission


def _mini(exchange: str, full: int, day: int = 500) -> Charges:
    return Charges(D(exchange), D("0.19"), D("0.02"), D("1.29"), D(day), D(full))


def _micro(exchange: str, full: int, day: int = 50) -> Charges:
    return Charges(D(exchange), D("0.09"), D("0.02"), D("0.39"), D(day), D(full))


CHARGES: Mapping[str, Charges] = {
    "ES": _mini("1.38", 15400),
    "MES": _micro("0.35", 1540),
    "NQ": _mini("1.38", 21000, 1000),
    "MNQ": _micro("0.35", 2100, 100),
    "YM": _mini("1.38", 10500),
    "MYM": _micro("0.35", 1050),
    "RTY": _mini("1.38", 7200),
    "M2K": _micro("0.35", 720),
    "GC": _mini("1.60", 12000, 1000),
    "MGC": _micro("0.60", 1200, 100),
    "CL": _mini("1.50", 6200, 1000),
    "MCL": _micro("0.50", 620, 100),
    "ZN": _mini("0.80", 1900),
    "ZB": _mini("0.87", 3900),
    "6E": _mini("1.60", 2500),
}
"""By product."""


def fill_fee(fill_id: int, product: str, contracts: int) -> FillFee:
    """Return what a fill cost; its id is the fill's (protocol.md 4.3)."""
    charges = CHARGES[product]
    return FillFee(
        id=fill_id,
        clearing_fee=charges.clearing * contracts,
        clearing_currency_id=US_DOLLAR,
        exchange_fee=charges.exchange * contracts,
        exchange_currency_id=US_DOLLAR,
        nfa_fee=charges.nfa * contracts,
        nfa_currency_id=US_DOLLAR,
        commission=charges.commission * contracts,
        commission_currency_id=US_DOLLAR,
    )


def fee_params(product: Product) -> ProductFeeParams:
    """Return what one contract of a product costs a side, and the margins it needs."""
    charges = CHARGES[product.name]
    return ProductFeeParams(
        product_id=product.id,
        clearing_fee=charges.clearing,
        clearing_currency_id=US_DOLLAR,
        exchange_fee=charges.exchange,
        exchange_currency_id=US_DOLLAR,
        nfa_fee=charges.nfa,
        nfa_currency_id=US_DOLLAR,
        commission=charges.commission,
        commission_currency_id=US_DOLLAR,
        day_margin=charges.day,
        night_margin=charges.full,
    )
