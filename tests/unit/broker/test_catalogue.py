"""Look-ups over REST."""

from datetime import date
from decimal import Decimal

import aiohttp
import pytest
from tests.support.clock import ManualClock
from tests.support.scripted import ScriptedServer
from tests.support.scripted_steps import Answer, Raw, Step, Text
from tests.support.scripted_world import (
    ACCOUNT,
    ACCOUNT_ID,
    CONTRACT,
    CONTRACT_ID,
    MATURITY,
    PRODUCT,
)

from bracketdesk.broker.catalogue import Catalogue
from bracketdesk.broker.rest import Rest
from bracketdesk.domain.instrument import Instrument, PriceFormat
from bracketdesk.domain.problems import TokenRefused, UnknownContract, UserFacingError

START = {
    "accountId": ACCOUNT_ID,
    "orderStrategyTypeId": 2,
    "action": "Buy",
    "params": "{}",
    "uuid": "u-1",
}
MES = Instrument(
    symbol="MESZ6",
    tick_size=Decimal("0.25"),
    value_per_point=Decimal(5),
    contract_id=CONTRACT_ID,
    product="MES",
    description="Micro E-mini S&P 500",
    price_format=PriceFormat.DECIMAL,
    expires=date(2026, 12, 18),
)


@pytest.fixture
def catalogue(
    server: ScriptedServer, session: aiohttp.ClientSession, clock: ManualClock
) -> Catalogue:
    return Catalogue(Rest(session, server.hosts.rest, clock, server.issue()))


async def test_an_instrument_is_contract_maturity_and_product(catalogue: Catalogue) -> None:
    assert await catalogue.instrument("MESZ6") == MES


async def test_a_symbol_is_sent_as_a_query_should_be(
    server: ScriptedServer, catalogue: Catalogue
) -> None:
    with pytest.raises(UserFacingError, match="knows no contract named A&B=1 é"):
        await catalogue.instrument("A&B=1 é")
    assert server.requests("contract/find")[0].query == "name=A%26B%3D1+%C3%A9"


@pytest.mark.parametrize("step", [Text("Not found", 404), Raw(b""), Raw(b"null"), Answer({})])
async def test_an_unknown_contract_is_named(
    server: ScriptedServer, catalogue: Catalogue, step: Step
) -> None:
    server.on("contract/find", step)
    with pytest.raises(UnknownContract, match=r"^The broker knows no contract named XX\.$"):
        await catalogue.instrument("XX")


@pytest.mark.parametrize("step", [Text("no", 404), Raw(b"null"), Raw(b"{}")])
async def test_without_a_maturity_the_expiry_is_unknown(
    server: ScriptedServer, catalogue: Catalogue, step: Step
) -> None:
    server.on("contractMaturity/item", step)
    instrument = await catalogue.instrument("MESZ6")
    assert instrument.expires is None
    assert instrument.tick_size == Decimal("0.25")
    assert server.requests("product/find")[0].query == "name=MES"


async def test_without_a_maturity_a_strange_name_has_no_product(
    server: ScriptedServer, catalogue: Catalogue
) -> None:
    server.on("contract/find", Answer({**CONTRACT, "name": "SPREAD"}))
    server.on("contractMaturity/item", Text("no", 404))
    with pytest.raises(UserFacingError, match="does not tell the product of SPREAD"):
        await catalogue.instrument("SPREAD")


async def test_fractional_prices(server: ScriptedServer, catalogue: Catalogue) -> None:
    bond = {**PRODUCT, "priceFormatType": "Fractional", "tickSize": 0.015625, "valuePerPoint": 1000}
    server.on("product/item", Answer(bond))
    instrument = await catalogue.instrument("MESZ6")
    assert instrument.price_format is PriceFormat.FRACTIONAL
    assert instrument.tick_value == Decimal("15.625")


@pytest.mark.parametrize("text", ["0.00005", "5e-05", "0.0078125", "1", "0.1"])
async def test_tick_sizes_are_exact(
    server: ScriptedServer, catalogue: Catalogue, text: str
) -> None:
    product = (
        '{"id":1,"name":"X","currencyId":1,"productType":"Futures","description":"","exchangeId":1,'
        '"contractGroupId":1,"status":"Verified","valuePerPoint":1,"priceFormatType":"Decimal",'
        f'"priceFormat":2,"tickSize":{text}}}'
    )
    server.on("product/item", Raw(product.encode()))
    assert (await catalogue.instrument("MESZ6")).tick_size == Decimal(text)


async def test_an_expiry_without_seconds(server: ScriptedServer, catalogue: Catalogue) -> None:
    server.on("contractMaturity/item", Answer({**MATURITY, "expirationDate": "2026-12-18T14:30Z"}))
    assert (await catalogue.instrument("MESZ6")).expires == date(2026, 12, 18)


async def test_the_server_having_no_access_is_no_unknown_contract(
    server: ScriptedServer, catalogue: Catalogue
) -> None:
    server.on("contract/find", Text("Access is denied", 401))
    with pytest.raises(UserFacingError, match=r"\(401\)"):
        await catalogue.instrument("MESZ6")


async def test_suggestions(server: ScriptedServer, catalogue: Catalogue) -> None:
    server.world.put("contract", {**CONTRACT, "id": 9, "name": "MESH7"})
    assert await catalogue.suggest("mes") == ("MESZ6", "MESH7")
    assert await catalogue.suggest("CL") == ()
    assert server.requests("contract/suggest")[0].query == "t=mes&l=12"


async def test_the_readable_part_of_suggestions_counts(
    server: ScriptedServer, catalogue: Catalogue
) -> None:
    server.on("contract/suggest", Answer([{"id": 8, "name": "MESZ5"}, CONTRACT]))
    assert await catalogue.suggest("mes") == ("MESZ6",)


async def test_one_contract(catalogue: Catalogue) -> None:
    assert (await catalogue.contract(CONTRACT_ID)).name == "MESZ6"
    with pytest.raises(UserFacingError, match="does not know contract 5"):
        await catalogue.contract(5)


async def test_strategies_leave_out_what_cannot_be_read(
    server: ScriptedServer, catalogue: Catalogue
) -> None:
    started = server.world.strategy(START)
    server.on("orderStrategy/list", Answer([{"id": 1}, started]))
    (strategy,) = await catalogue.strategies()
    assert strategy.uuid == "u-1"


async def test_accounts_by_id(server: ScriptedServer, catalogue: Catalogue) -> None:
    server.on("account/list", Answer([{"id": 1}, ACCOUNT]))
    accounts = await catalogue.accounts()
    assert [account.name for account in accounts.values()] == ["DEMO1234"]
    assert list(accounts) == [ACCOUNT_ID]


@pytest.mark.parametrize("step", [Answer([]), Raw(b"{}"), Answer([{"id": 1}])])
async def test_no_account_is_said_so(
    server: ScriptedServer, catalogue: Catalogue, step: Step
) -> None:
    server.on("account/list", step)
    with pytest.raises(UserFacingError, match="shows no account for this user"):
        await catalogue.accounts()


@pytest.mark.parametrize("status", [401, 403, 408])
async def test_a_token_that_is_no_good(
    server: ScriptedServer, catalogue: Catalogue, status: int
) -> None:
    server.on("account/list", Text("Access is denied", status))
    with pytest.raises(TokenRefused, match="API key's permissions are closed"):
        await catalogue.accounts()
    assert len(server.requests("account/list")) == 1


@pytest.mark.parametrize(
    ("step", "currency"),
    [
        (Answer({"id": 1, "name": "JPY", "symbol": "Y"}), "JPY"),
        (Answer({"id": 1, "name": "usd"}), "USD"),
        (Answer({"id": 1, "name": "$ \u202e"}), ""),
        (Raw(b"{}"), ""),
        (Text("Access is denied", 401), ""),
        (Text("Not found", 404), ""),
    ],
)
async def test_the_currency_is_known_only_as_the_broker_tells_it(
    server: ScriptedServer, catalogue: Catalogue, step: Step, currency: str
) -> None:
    server.on("currency/item", step)
    assert (await catalogue.instrument("MESZ6")).currency == currency
    assert server.requests("currency/item")[0].query == "id=1"


async def test_a_currency_is_asked_for_once(server: ScriptedServer, catalogue: Catalogue) -> None:
    for _ in range(2):
        assert (await catalogue.instrument("MESZ6")).in_dollars
    assert len(server.requests("currency/item")) == 1
