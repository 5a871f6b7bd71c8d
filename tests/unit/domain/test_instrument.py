from decimal import Decimal

from tests.unit.domain.samples import MES, ZF


def test_tick_values() -> None:
    assert MES.tick_value == Decimal("1.25")
    assert ZF.tick_value == Decimal("7.8125")
