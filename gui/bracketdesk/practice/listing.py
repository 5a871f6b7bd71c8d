"""The contracts on offer on a day: names, ids, months, expiries."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from bracketdesk.practice import library
from bracketdesk.practice.products import MONTH_CODES, PRODUCTS, Specification
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Contract, ContractMaturity, Product
from bracketdesk.wire.enums import PriceFormatType, ProductStatus, ProductType

MONTHS_LISTED = 4

LAST_TRADE = time(21, 0, tzinfo=UTC)
"""The hour of every expiry: the end of the practice session in winter time, an approximation."""

US_DOLLAR = library.US_DOLLAR


@dataclass(frozen=True, slots=True)
class Listed:
    """One contract with what its product fixes; `rank` 0 is the front month."""

    contract: Contract
    maturity: ContractMaturity
    product: Product
    specification: Specification
    rank: int
    last_day: date

    @property
    def id(self) -> int:
        """The contract's id."""
        return self.contract.id

    @property
    def name(self) -> str:
        """The contract's name, as MESZ6."""
        return self.contract.name

    def price(self, ticks: int) -> Decimal:
        """Return the price of so many whole ticks, in points."""
        return ticks * self.specification.tick

    def value(self, ticks: int, quantity: int) -> Decimal:
        """Return the average price of `quantity` contracts that cost `ticks` together."""
        if ticks % quantity == 0:
            return self.price(ticks // quantity)
        return (self.price(ticks) / quantity).quantize(Decimal("1E-8"))


def to_ticks(price: Decimal, tick: Decimal) -> int | None:
    """Return `price` in whole ticks, None where it lies between two of them."""
    if not price.is_finite() or abs(price) > 10**9:
        return None
    ticks = int(price // tick)
    return ticks if ticks * tick == price else None


class Listing:
    """The contracts listed on `today`: each product's front month and the next ones.

    The front month is the first that has not stopped trading, as isFront of protocol.md 4.6; the
    list stands for as long as the exchange runs.
    """

    def __init__(self, store: EntityStore, today: date) -> None:
        library.furnish(store)
        listed = [
            contract
            for specification in PRODUCTS.values()
            for contract in _contracts(specification, store, today)
        ]
        self._by_id = {contract.id: contract for contract in listed}
        self._by_name = {contract.name: contract for contract in listed}

    def __iter__(self) -> Iterator[Listed]:
        return iter(self._by_id.values())

    def get(self, contract_id: int) -> Listed | None:
        """Return the contract with this id."""
        return self._by_id.get(contract_id)

    def find(self, name: str) -> Listed | None:
        """Return the contract with this exact name."""
        return self._by_name.get(name)

    def suggest(self, text: str, limit: int) -> list[Listed]:
        """Return contracts whose names begin with `text`, near months first."""
        start = text.strip().upper()
        matches = [listed for listed in self if listed.name.startswith(start)]
        return sorted(matches, key=lambda listed: listed.rank)[: max(limit, 0)]


def _contracts(specification: Specification, store: EntityStore, today: date) -> list[Listed]:
    product = _product(specification, store.new_id)
    store.put("product", product)
    store.put("productSession", library.hours_of(product))
    months = itertools.islice(_months(specification, today), MONTHS_LISTED)
    listed = [
        _listed(specification, product, rank, month, today, store.new_id)
        for rank, month in enumerate(months)
    ]
    for one in listed:
        store.put("contractMaturity", one.maturity)
        store.put("contract", one.contract)
    return listed


def _months(specification: Specification, today: date) -> Iterator[tuple[int, int]]:
    """Yield the product's (year, month) pairs whose contracts still trade on `today`."""
    for year in itertools.count(today.year):
        for month, code in enumerate(MONTH_CODES, start=1):
            listed = code in specification.family.months
            if listed and specification.family.expiry(year, month) >= today:
                yield year, month


def _product(specification: Specification, new_id: Callable[[], int]) -> Product:
    return Product(
        id=new_id(),
        name=specification.name,
        currency_id=US_DOLLAR,
        product_type=ProductType.FUTURES,
        description=specification.description,
        exchange_id=library.EXCHANGES[specification.family.exchange],
        contract_group_id=library.group_of(specification.family),
        status=ProductStatus.READY_TO_TRADE,
        months=specification.family.months,
        value_per_point=specification.point_value,
        price_format_type=PriceFormatType(specification.price_format_type),
        price_format=specification.price_format,
        tick_size=specification.tick,
    )


def _listed(
    specification: Specification,
    product: Product,
    rank: int,
    month: tuple[int, int],
    today: date,
    new_id: Callable[[], int],
) -> Listed:
    last_day = specification.family.expiry(*month)
    maturity = ContractMaturity(
        id=new_id(),
        product_id=product.id,
        expiration_month=month[0] * 100 + month[1],  # YYYYMM: above S26's minimum either way
        expiration_date=datetime.combine(last_day, LAST_TRADE),
        is_front=rank == 0,
    )
    name = f"{specification.name}{MONTH_CODES[month[1] - 1]}{month[0] % 10}"
    contract = Contract(
        id=new_id(),
        name=name,
        contract_maturity_id=maturity.id,
        timestamp=datetime.combine(today, time(tzinfo=UTC)),
    )
    return Listed(contract, maturity, product, specification, rank, last_day)
