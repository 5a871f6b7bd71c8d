from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.practice.listing import Listing, to_ticks
from bracketdesk.practice.products import PRODUCTS
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Contract, ContractMaturity, Product

TODAY = date(2026, 11, 22)


def names(today: date, product: str) -> list[str]:
    return [c.name for c in Listing(EntityStore(), today) if c.product.name == product]


@pytest.mark.parametrize(
    ("today", "product", "expected"),
    [
        (TODAY, "MES", ["MESZ6", "MESH7", "MESM7", "MESU7"]),
        (date(2026, 12, 16), "ES", ["ESZ6", "ESH7", "ESM7", "ESU7"]),  # expires in two days
        (date(2026, 12, 18), "ES", ["ESZ6", "ESH7", "ESM7", "ESU7"]),  # the last day
        (date(2026, 12, 19), "ES", ["ESH7", "ESM7", "ESU7", "ESZ7"]),
        (TODAY, "GC", ["GCZ6", "GCG7", "GCJ7", "GCM7"]),
        (TODAY, "CL", ["CLF7", "CLG7", "CLH7", "CLJ7"]),
        (date(2026, 12, 31), "CL", ["CLG7", "CLH7", "CLJ7", "CLK7"]),
        (date(2029, 12, 31), "6E", ["6EH0", "6EM0", "6EU0", "6EZ0"]),
    ],
)
def test_the_months_listed(today: date, product: str, expected: list[str]) -> None:
    assert names(today, product) == expected


def test_the_entities_of_a_contract_hang_together() -> None:
    store = EntityStore()
    listed = Listing(store, TODAY).find("ZNZ6")
    assert listed is not None
    contract = store.get("contract", listed.id)
    assert isinstance(contract, Contract)
    maturity = store.get("contractMaturity", contract.contract_maturity_id)
    assert isinstance(maturity, ContractMaturity)
    assert maturity.expiration_month == 202612
    assert maturity.expiration_date == datetime(2026, 12, 22, 21, tzinfo=UTC)
    assert maturity.is_front
    product = store.get("product", maturity.product_id)
    assert isinstance(product, Product)
    assert (product.name, product.tick_size) == ("ZN", Decimal("0.015625"))
    assert (product.price_format_type, product.value_per_point) == ("Fractional", Decimal(1000))


def test_one_front_month_for_each_product() -> None:
    store = EntityStore()
    Listing(store, TODAY)
    fronts = [m for m in store.all("contractMaturity") if isinstance(m, ContractMaturity)]
    front_products = [m.product_id for m in fronts if m.is_front]
    assert len(front_products) == len(set(front_products)) == len(PRODUCTS)


def test_suggestions_begin_with_the_text_and_near_months_come_first() -> None:
    listing = Listing(EntityStore(), TODAY)
    assert [c.name for c in listing.suggest("mes", 2)] == ["MESZ6", "MESH7"]
    assert [c.name for c in listing.suggest("M", 6)] == [
        "MESZ6",
        "MNQZ6",
        "MYMZ6",
        "M2KZ6",
        "MGCZ6",
        "MCLF7",
    ]
    assert [c.name for c in listing.suggest(" ESH ", 10)] == ["ESH7"]
    assert listing.suggest("XYZ", 10) == []
    assert listing.suggest("ES", -1) == []


def test_a_contract_is_found_by_its_exact_name_alone() -> None:
    listing = Listing(EntityStore(), TODAY)
    assert listing.find("ESU6") is None  # expired
    assert listing.find("ES") is None
    found = listing.find("ESZ6")
    assert found is not None
    assert listing.get(found.id) is found
    assert listing.get(1) is None


@given(st.sampled_from(sorted(PRODUCTS)), st.integers(-(10**7), 10**7))
def test_ticks_and_prices_are_one(name: str, ticks: int) -> None:
    tick = PRODUCTS[name].tick
    assert to_ticks(ticks * tick, tick) == ticks
    assert to_ticks(ticks * tick + tick / 2, tick) is None


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1E+999999", "1E-999999", "0.2500000000001"])
def test_what_is_no_price_is_on_no_tick(text: str) -> None:
    assert to_ticks(Decimal(text), Decimal("0.25")) is None


def test_an_average_off_the_tick_keeps_eight_decimals() -> None:
    listed = Listing(EntityStore(), TODAY).find("MESZ6")
    assert listed is not None
    assert str(listed.value(4 * 6012 * 3, 3)) == "6012.00"
    assert str(listed.value(4 * 6012 * 3 + 1, 3)) == "6012.08333333"
