from decimal import Decimal

import pytest
from tests.unit.domain.samples import MES, ZF

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
