"""The generic queries, the same on REST and on the socket (protocol.md 2)."""

from urllib.parse import urlencode

import pytest
from tests.support.practice import Answer, Trader, dump
from tests.support.trading import TRADER

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.lookups import SHAPES
from bracketdesk.wire.entities import ENTITY_TYPES

NOTHING_YET = {"fillPair"}
"""Kinds of which there is none while a position is only opened."""


def start(exchange: Exchange) -> int:
    """Start a strategy whose entry fills at once; return its id."""
    params = (
        '{"entryVersion":{"orderQty":2,"orderType":"Market","timeInForce":"Day"},'
        '"brackets":[{"qty":2,"profitTarget":4,"stopLoss":-4,"trailingStop":false}]}'
    )
    answer = exchange.orders.start(
        {
            "accountId": exchange.account.id,
            "accountSpec": exchange.account.name,
            "symbol": "MESZ6",
            "orderStrategyTypeId": 2,
            "action": "Buy",
            "params": params,
            "uuid": "00000000-0000-4000-8000-000000000001",
            "isAutomated": False,
        },
        TRADER,
    )
    assert answer.order_strategy is not None, answer
    return answer.order_strategy.id


def test_every_entity_can_be_asked_for() -> None:
    assert SHAPES.keys() == ENTITY_TYPES.keys() - {"contractGroup"}  # comes with a snapshot alone


async def test_contract_maturity_and_product_by_name_and_id(trader: Trader) -> None:
    contract = (await trader.get("/contract/find", name="MESZ6")).body
    maturity = (await trader.get("/contractMaturity/item", id=contract["contractMaturityId"])).body
    product = (await trader.get("/product/item", id=maturity["productId"])).body
    assert product["name"] == "MES"
    assert (await trader.get("/product/find", name="MES")).body == product
    assert (await trader.get("/contract/item", id=contract["id"])).body == contract
    months = (await trader.get("/contractMaturity/deps", masterid=product["id"])).body
    assert maturity in months


async def test_suggestions_are_as_many_as_asked_for(trader: Trader) -> None:
    names = [one["name"] for one in (await trader.get("/contract/suggest", t="mes", l=2)).body]
    assert names[0] == "MESZ6"
    assert len(names) == 2
    products = (await trader.get("/product/suggest", t="m2", l=5)).body
    assert [product["name"] for product in products] == ["M2K"]


async def test_items_leave_out_what_there_is_not(trader: Trader) -> None:
    contract = (await trader.get("/contract/find", name="MESZ6")).body
    ids = f"{contract['id']},99999999"
    assert (await trader.get("/contract/items", ids=ids)).body == [contract]
    assert (await trader.post("/contract/items", {"ids": [contract["id"]]})).body == [contract]


@pytest.mark.parametrize("path", ["/contract/find", "/product/find", "/account/find"])
async def test_finding_nothing_is_404(trader: Trader, path: str) -> None:
    assert (await trader.get(path, name="NOTHING")).status == 404


@pytest.mark.parametrize("path", ["/order/item", "/contract/item", "/orderStrategy/item"])
async def test_an_unknown_id_is_404(trader: Trader, path: str) -> None:
    assert (await trader.get(path, id=2**63 - 1)).status == 404


@pytest.mark.parametrize("path", ["/position/find", "/executionReport/find"])
async def test_what_has_no_such_name_is_never_found(trader: Trader, path: str) -> None:
    for name in ("", "None", "MESZ6"):
        assert (await trader.get(path, name=name)).status == 404


async def test_an_execution_report_is_found_by_its_name(trader: Trader, exchange: Exchange) -> None:
    start(exchange)
    (first, *_) = (await trader.get("/executionReport/list")).body
    assert (await trader.get("/executionReport/find", name=first["name"])).body == first
    suggested = (await trader.get("/executionReport/suggest", t=first["name"], l=1)).body
    assert suggested == [first]


async def test_what_shares_its_masters_id_is_found_by_it(
    trader: Trader, exchange: Exchange
) -> None:
    account = exchange.account.id
    for kind in ("accountRiskStatus", "userAccountAutoLiq"):
        (found,) = (await trader.get(f"/{kind}/deps", masterid=account)).body
        assert found["id"] == account
    product = (await trader.get("/product/find", name="MES")).body
    (hours,) = (await trader.get("/productSession/deps", masterid=product["id"])).body
    assert hours["startTime"] == {"hour": 17, "minute": 0}


@pytest.mark.parametrize("ids", [[("ids", 1), ("ids", 2)], [("ids", "1,2")]])
async def test_ids_may_be_written_both_ways(trader: Trader, ids: list[tuple[str, str]]) -> None:
    exchanges = (await trader.request("GET", "/exchange/items", params=ids)).body
    assert [one["name"] for one in exchanges] == ["CME", "CBOT"]
    socket = await trader.authorised()
    assert (await socket.call("exchange/items", query=urlencode(ids))).body == exchanges


async def test_the_longest_list_of_suggestions_is_what_was_asked_for(trader: Trader) -> None:
    for most in (0, -5, -(2**31)):
        for kind in ("contract", "product"):
            assert (await trader.get(f"/{kind}/suggest", t="M", l=most)).body == []


@pytest.mark.parametrize("path", ["/contract/list", "/contractMaturity/list"])
async def test_some_have_no_list(trader: Trader, path: str) -> None:
    assert (await trader.get(path)).status == 404


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/order/item", {}),
        ("/order/item", {"id": "five"}),
        ("/order/items", {"ids": "1,two"}),
        ("/order/items", {"ids": ""}),
        ("/order/deps", {"masterid": ""}),
        ("/contract/suggest", {"l": "5"}),
        ("/contract/suggest", {"t": "ES"}),
        ("/contract/suggest", {"t": "ES", "l": str(2**31)}),
        ("/order/item", {"id": str(2**63)}),
        ("/order/item", {"id": "5.0"}),
        ("/order/deps", {"masterid": "1e3"}),
        ("/order/item", {"id": "9" * 5000}),
        ("/order/items", {"ids": f"1,{2**63}"}),
        ("/order/items", {"ids": "1_0"}),
        ("/order/items", {"ids": "\u0661"}),
        ("/contract/suggest", {"t": "ES", "l": "many"}),
        ("/contract/find", {}),
    ],
)
async def test_a_query_that_does_not_say_enough_is_400(
    trader: Trader, path: str, query: dict[str, str]
) -> None:
    answer = await trader.get(path, **query)
    assert answer.status == 400
    assert answer.body.startswith("Malformed request")


async def test_a_strategy_and_everything_below_it(trader: Trader, exchange: Exchange) -> None:
    strategy_id = start(exchange)
    strategy = (await trader.get("/orderStrategy/item", id=strategy_id)).body
    assert (await trader.get("/orderStrategy/list")).body == [strategy]
    links = (await trader.get("/orderStrategyLink/deps", masterid=strategy_id)).body
    assert links == (await trader.get("/orderStrategyLink/list")).body
    orders = [(await trader.get("/order/item", id=link["orderId"])).body for link in links]
    assert [order["action"] for order in orders] == ["Buy", "Sell", "Sell"]
    ids = ",".join(str(order["id"]) for order in orders)
    versions = (await trader.get("/orderVersion/ldeps", masterids=ids)).body
    assert sorted(one["orderType"] for one in versions) == ["Limit", "Market", "Stop"]
    (fill,) = (await trader.get("/fill/deps", masterid=orders[0]["id"])).body
    assert (await trader.get("/fill/item", id=fill["id"])).body == fill
    (position,) = (await trader.get("/position/list")).body
    assert position["netPos"] == 2


async def test_every_list_is_as_the_contract_has_it(trader: Trader, exchange: Exchange) -> None:
    start(exchange)
    for kind, shape in SHAPES.items():
        if shape.listed:
            answer = await trader.get(f"/{kind}/list")
            assert answer.status == 200
            assert answer.body or kind in NOTHING_YET, kind


async def test_the_socket_answers_as_rest_does(trader: Trader, exchange: Exchange) -> None:
    start(exchange)
    account = exchange.account.id
    socket = await trader.authorised()
    for endpoint, query in (
        ("account/list", {}),
        ("contract/find", {"name": "MESZ6"}),
        ("contract/suggest", {"t": "ES", "l": 3}),
        ("position/deps", {"masterid": account}),
        ("order/item", {"id": 1}),
        ("order/items", {"ids": "1,x"}),
    ):
        rest = await trader.get(f"/{endpoint}", **query)
        line = "&".join(f"{name}={value}" for name, value in query.items())
        assert await socket.call(endpoint, query=line) == rest
        assert await socket.call(endpoint, dump(query)) == (
            rest if query != {"ids": "1,x"} else Answer(400, rest.body)
        )
