"""Look-ups over REST: accounts, contracts, instruments, strategies (protocol.md 2, 4.6)."""

import re

import msgspec

from bracketdesk.broker import endpoints, reading
from bracketdesk.broker.loss import REFUSING
from bracketdesk.broker.refusals import judge, shown, words
from bracketdesk.broker.rest import Rest
from bracketdesk.domain.instrument import Instrument, PriceFormat, product_of
from bracketdesk.domain.problems import TokenRefused, UnknownContract, UserFacingError
from bracketdesk.wire import codec
from bracketdesk.wire.entities import (
    Account,
    Contract,
    ContractMaturity,
    OrderStrategy,
    Product,
)
from bracketdesk.wire.library import Currency

SUGGESTIONS = 12
_CODE = re.compile(r"[A-Za-z]{3,8}")


class Catalogue:
    """Every method raises UserFacingError where there is no answer to be had."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._currencies: dict[int, str] = {}

    async def accounts(self) -> dict[int, Account]:
        """The user's accounts by id; raises TokenRefused where the token is no good."""
        delivery = await self._rest.get(endpoints.ACCOUNTS)
        if delivery.status in REFUSING:
            raise TokenRefused(
                f"{self._rest.host} does not let this sign-in read accounts ({delivery.status}): "
                "another session took over, or the API key's permissions are closed."
                + shown(words(delivery.body))
            )
        judge(delivery, self._rest.host, "the accounts")
        try:
            rows = codec.decode(delivery.body, list[msgspec.Raw])
        except ValueError:
            rows = []
        accounts, _ = reading.read_each(rows, Account)
        if not accounts:
            raise UserFacingError(f"{self._rest.host} shows no account for this user.")
        return {account.id: account for account in accounts}

    async def suggest(self, text: str) -> tuple[str, ...]:
        """Names of contracts that begin with `text`, as the broker orders them."""
        rows = await self._rest.read(
            endpoints.CONTRACT_SUGGEST, list[msgspec.Raw], "the suggestions", t=text, l=SUGGESTIONS
        )
        found, _ = reading.read_each(rows, Contract)
        return tuple(contract.name for contract in found)

    async def contract(self, contract_id: int) -> Contract:
        """One contract by id."""
        return await self._rest.read(
            endpoints.CONTRACT_ITEM, Contract, f"contract {contract_id}", id=contract_id
        )

    async def strategies(self) -> tuple[OrderStrategy, ...]:
        """orderStrategy/list, which may be truncated (protocol.md 1.7); unreadable left out."""
        rows = await self._rest.read(
            endpoints.STRATEGIES, list[msgspec.Raw], "the list of strategies"
        )
        found, _ = reading.read_each(rows, OrderStrategy)
        return tuple(found)

    async def instrument(self, symbol: str) -> Instrument:
        """Contract, maturity and product in one; the expiry is unknown without a maturity."""
        contract = await self._find(symbol)
        maturity = await self._maturity(contract)
        product = await self._product(contract, maturity)
        return Instrument(
            symbol=contract.name,
            tick_size=product.tick_size,
            value_per_point=product.value_per_point,
            contract_id=contract.id,
            product=product.name,
            description=product.description,
            price_format=_price_format(product),
            expires=maturity.expiration_date.date() if maturity else None,
            currency=await self._currency(product),
        )

    async def _find(self, symbol: str) -> Contract:
        missing = UnknownContract(f"The broker knows no contract named {symbol}.")
        delivery = await self._rest.get(endpoints.CONTRACT_FIND, name=symbol)
        if delivery.status == 404:
            raise missing
        judge(delivery, self._rest.host, f"the contract {symbol}")
        try:
            return codec.decode(delivery.body, Contract, strict=False)
        except ValueError:  # null, {} or nothing
            raise missing from None

    async def _maturity(self, contract: Contract) -> ContractMaturity | None:
        delivery = await self._rest.get(endpoints.MATURITY_ITEM, id=contract.contract_maturity_id)
        if delivery.status != 200:
            return None
        try:
            return codec.decode(delivery.body, ContractMaturity, strict=False)
        except ValueError:
            return None

    async def _currency(self, product: Product) -> str:
        """The code of a product's currency, asked for once; empty where it is not told."""
        known = self._currencies.get(product.currency_id)
        if known is not None:
            return known
        delivery = await self._rest.get(endpoints.CURRENCY_ITEM, id=product.currency_id)
        if delivery.status is None or delivery.status >= 500:
            judge(delivery, self._rest.host, f"the currency of {product.name}")
        try:
            name = codec.decode(delivery.body, Currency).name
        except ValueError:  # refused, in plain text, or nothing
            return ""
        code = name.upper() if _CODE.fullmatch(name) else ""
        self._currencies[product.currency_id] = code
        return code

    async def _product(self, contract: Contract, maturity: ContractMaturity | None) -> Product:
        what = f"the product of {contract.name}"
        if maturity is not None:
            return await self._rest.read(
                endpoints.PRODUCT_ITEM, Product, what, id=maturity.product_id
            )
        name = product_of(contract.name)
        if not name:
            raise UserFacingError(f"{self._rest.host} does not tell {what}.")
        return await self._rest.read(endpoints.PRODUCT_FIND, Product, what, name=name)


def _price_format(product: Product) -> PriceFormat:
    fractional = product.price_format_type == PriceFormat.FRACTIONAL.value
    return PriceFormat.FRACTIONAL if fractional else PriceFormat.DECIMAL
