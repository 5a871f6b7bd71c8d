from decimal import Decimal

import pytest
from tests.unit.domain.samples import MES, NIY, UNTOLD, ZF

from bracketdesk.domain.instrument import product_of


def test_tick_values() -> None:
    assert MES.tick_value == Decimal("1.25")
    assert ZF.tick_value == Decimal("7.8125")


@pytest.mark.parametrize(
    ("symbol", "product"),
    [("MESZ6", "MES"), ("ZNZ26", "ZN"), ("6EH7", "6E"), ("MES", ""), ("MESZ6-MESH7", "MESZ6-MES")],
)
def test_the_product_in_a_contracts_name(symbol: str, product: str) -> None:
    assert product_of(symbol) == product


def test_money_is_dollars_or_says_why_it_is_not() -> None:
    assert (MES.in_dollars, MES.other_money) == (True, "")
    assert (NIY.in_dollars, NIY.other_money) == (False, "NIYZ6 is in JPY, not in dollars")
    told = "the broker does not tell the currency of XXXZ6"
    assert (UNTOLD.in_dollars, UNTOLD.other_money) == (False, told)
