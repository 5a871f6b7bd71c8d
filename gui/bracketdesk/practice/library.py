"""What products refer to: currencies, exchanges, contract groups and trading hours."""

from bracketdesk.practice import products
from bracketdesk.practice.products import Family
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Product
from bracketdesk.wire.entity import TradeTime
from bracketdesk.wire.library import ContractGroup, Currency, Exchange, ProductSession

US_DOLLAR = 1
EXCHANGES = {"CME": 1, "CBOT": 2, "COMEX": 3, "NYMEX": 4}

GROUPS: dict[str, tuple[Family, ...]] = {
    "Equity Indices": (products.INDEX, products.DOW),
    "Metals": (products.METAL,),
    "Energy": (products.OIL, products.MICRO_OIL),
    "Interest Rates": (products.RATES,),
    "Currencies": (products.CURRENCY,),
}
"""By name in the order of their ids; the broker's own names are not published."""


def furnish(store: EntityStore) -> None:
    """Put what stands for as long as the exchange runs."""
    store.put("currency", Currency(id=US_DOLLAR, name="USD", symbol="$"))
    for name, number in EXCHANGES.items():
        store.put("exchange", Exchange(id=number, name=name))
    for number, name in enumerate(GROUPS, start=1):
        store.put("contractGroup", ContractGroup(id=number, name=name))


def group_of(family: Family) -> int:
    """Return the id of the contract group that a product of this family is in."""
    return next(n for n, members in enumerate(GROUPS.values(), start=1) if family in members)


def hours_of(product: Product) -> ProductSession:
    """Return the product's trading hours.

    GUESS: the usual ones of the four exchanges' electronic market, in Chicago's time; no source
    tells the zone of a ProductSession, nor its holidays. Orders are taken from `open` on, and trade
    from `start` to `stop`; between two days the market rests for an hour.
    """
    return ProductSession(
        id=product.id,
        open_time=TradeTime(hour=16, minute=45),
        start_time=TradeTime(hour=17, minute=0),
        stop_time=TradeTime(hour=16, minute=0),
        close_time=TradeTime(hour=16, minute=0),
        sunday_open_time=TradeTime(hour=16, minute=0),
        all_day=False,
    )
