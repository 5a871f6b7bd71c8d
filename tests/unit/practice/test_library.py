"""What products refer to is there, and stays as it is."""

from datetime import date

from bracketdesk.practice.library import GROUPS, furnish, group_of
from bracketdesk.practice.listing import Listing
from bracketdesk.practice.products import PRODUCTS
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Product
from bracketdesk.wire.library import ProductSession


def test_every_product_points_at_what_there_is() -> None:
    store = EntityStore()
    Listing(store, date(2026, 11, 22))
    products = [one for one in store.all("product") if isinstance(one, Product)]
    assert len(products) == len(PRODUCTS)
    for product in products:
        assert store.get("currency", product.currency_id)
        assert store.get("exchange", product.exchange_id)
        assert store.get("contractGroup", product.contract_group_id)
        assert store.get("productSession", product.id)


def test_the_names_are_the_fields_own() -> None:
    store = EntityStore()
    furnish(store)
    names = {kind: [str(getattr(one, "name", "")) for one in store.all(kind)] for kind in KINDS}
    assert names["currency"] == ["USD"]
    assert names["exchange"] == ["CME", "CBOT", "COMEX", "NYMEX"]
    assert names["contractGroup"] == list(GROUPS)


KINDS = ("currency", "exchange", "contractGroup")


def test_every_family_is_in_one_group() -> None:
    families = {specification.family for specification in PRODUCTS.values()}
    for family in families:
        assert sum(family in members for members in GROUPS.values()) == 1
        assert 1 <= group_of(family) <= len(GROUPS)


def test_a_day_opens_before_it_trades_and_rests_for_an_hour() -> None:
    store = EntityStore()
    Listing(store, date(2026, 11, 22))
    for hours in store.all("productSession"):
        assert isinstance(hours, ProductSession)
        opens, starts, stops = (
            60 * time.hour + time.minute
            for time in (hours.open_time, hours.start_time, hours.stop_time)
        )
        assert opens < starts
        assert starts - stops == 60
