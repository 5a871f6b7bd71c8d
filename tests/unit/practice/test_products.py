from decimal import Decimal

import pytest

from bracketdesk.practice.products import MONTH_CODES, PRODUCTS

TICKS_AND_VALUES = {
    "ES": ("0.25", "50"),
    "MES": ("0.25", "5"),
    "NQ": ("0.25", "20"),
    "MNQ": ("0.25", "2"),
    "YM": ("1", "5"),
    "MYM": ("1", "0.5"),
    "RTY": ("0.1", "50"),
    "M2K": ("0.1", "5"),
    "GC": ("0.1", "100"),
    "MGC": ("0.1", "10"),
    "CL": ("0.01", "1000"),
    "MCL": ("0.01", "100"),
    "ZN": ("0.015625", "1000"),
    "ZB": ("0.03125", "1000"),
    "6E": ("0.00005", "125000"),
}


def test_the_products_are_there() -> None:
    assert set(TICKS_AND_VALUES) <= set(PRODUCTS)


@pytest.mark.parametrize("name", TICKS_AND_VALUES)
def test_true_ticks_and_values(name: str) -> None:
    tick, value = TICKS_AND_VALUES[name]
    assert str(PRODUCTS[name].tick) == tick
    assert PRODUCTS[name].point_value == Decimal(value)


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_market_opens_on_a_tick_and_months_are_months(name: str) -> None:
    product = PRODUCTS[name]
    assert product.level % product.tick == 0
    assert product.depth > 0
    assert set(product.family.months) <= set(MONTH_CODES)


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_fraction_is_what_it_is_called(name: str) -> None:
    product = PRODUCTS[name]
    if product.price_format_type == "Fractional":
        assert product.tick * product.price_format == 1
    else:
        assert product.tick == round(product.tick, product.price_format)
    assert (product.price_format_type == "Fractional") == (name in ("ZN", "ZB"))
