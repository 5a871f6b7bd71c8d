"""The commands a ticket needs: start, interrupt, cancel, liquidate (protocol.md 4)."""

import json
from typing import Any

import pytest
from tests.support.practice import Answer, Trader

from bracketdesk.practice.errors import DENIED
from bracketdesk.practice.exchange import Exchange

PARAMS: dict[str, Any] = {
    "entryVersion": {"orderQty": 1, "orderType": "Limit", "price": 6000, "timeInForce": "Day"},
    "brackets": [{"qty": 1, "profitTarget": 4, "stopLoss": -4, "trailingStop": False}],
}


def ticket(exchange: Exchange, **changes: object) -> dict[str, object]:
    """A resting one-lot that is accepted as it stands."""
    return {
        "accountId": exchange.account.id,
        "accountSpec": exchange.account.name,
        "symbol": "MESZ6",
        "orderStrategyTypeId": 2,
        "action": "Buy",
        "params": json.dumps(PARAMS),
        "uuid": "00000000-0000-4000-8000-000000000002",
        "isAutomated": False,
        **changes,
    }


async def test_start_and_interrupt_on_rest(trader: Trader, exchange: Exchange) -> None:
    started = await trader.post("/orderStrategy/startorderstrategy", ticket(exchange))
    strategy = started.body["orderStrategy"]
    assert strategy["status"] == "ActiveStrategy"
    assert strategy["params"] == json.dumps(PARAMS)
    body = {"orderStrategyId": strategy["id"]}
    stopped = await trader.post("/orderStrategy/interruptorderstrategy", body)
    assert stopped.body["orderStrategy"]["status"] == "StoppedByUser"


async def test_start_on_the_socket_in_mixed_case(trader: Trader, exchange: Exchange) -> None:
    socket = await trader.authorised()
    socket.contract = None  # it knows one spelling
    started = await socket.call("orderStrategy/startOrderStrategy", ticket(exchange))
    assert started.body["orderStrategy"]["uuid"] == ticket(exchange)["uuid"]


async def test_bad_params_are_an_error_text_with_200(trader: Trader, exchange: Exchange) -> None:
    for params in (PARAMS, None, "{", "[]", "x" * 9000):
        answer = await trader.post(
            "/orderStrategy/startorderstrategy", ticket(exchange, params=params)
        )
        assert answer.status == 200
        assert answer.body["errorText"] == "Invalid or missed parameters"


async def test_an_unknown_contract_has_its_reason(trader: Trader, exchange: Exchange) -> None:
    answer = await trader.post("/orderStrategy/startorderstrategy", ticket(exchange, symbol="XX"))
    assert answer.body["failureReason"] == "InvalidContract"


@pytest.mark.parametrize(
    "changes", [{"symbol": 5}, {"action": 1}, {"orderStrategyTypeId": "two"}, {"accountId": "one"}]
)
async def test_wrong_types_are_400(
    trader: Trader, exchange: Exchange, changes: dict[str, object]
) -> None:
    answer = await trader.post("/orderStrategy/startorderstrategy", ticket(exchange, **changes))
    assert answer.status == 400


async def test_cancel_the_entry(trader: Trader, exchange: Exchange) -> None:
    await trader.post("/orderStrategy/startorderstrategy", ticket(exchange))
    (order,) = (await trader.get("/order/list")).body
    answer = await trader.post("/order/cancelorder", {"orderId": order["id"]})
    assert answer.body["commandId"]
    assert (await trader.get("/order/item", id=order["id"])).body["ordStatus"] == "Canceled"


async def test_cancel_of_an_unknown_order_is_404(trader: Trader) -> None:
    assert (await trader.post("/order/cancelorder", {"orderId": 1})).status == 404


async def test_liquidate(trader: Trader, exchange: Exchange) -> None:
    market = {"orderQty": 1, "orderType": "Market", "timeInForce": "Day"}
    params = json.dumps(PARAMS | {"entryVersion": market})
    await trader.post("/orderStrategy/startorderstrategy", ticket(exchange, params=params))
    (position,) = (await trader.get("/position/list")).body
    assert position["netPos"] == 1
    body = {"accountId": exchange.account.id, "contractId": position["contractId"], "admin": False}
    answer = await trader.post("/order/liquidateposition", body)
    assert answer.body["orderId"]
    assert (await trader.get("/position/item", id=position["id"])).body["netPos"] == 0


async def test_liquidating_as_administrator_is_denied(trader: Trader, exchange: Exchange) -> None:
    body = {"accountId": exchange.account.id, "contractId": 1, "admin": True}
    assert await trader.post("/order/liquidateposition", body) == Answer(401, DENIED)


async def test_a_contract_rolls(trader: Trader) -> None:
    later = (await trader.get("/contract/find", name="MESH7")).body
    answer = await trader.post("/contract/rollcontract", {"name": "MESZ6", "forward": True})
    assert answer.body == {"contract": later}


async def test_fees_are_told_of_products_there_are(trader: Trader) -> None:
    product = (await trader.get("/product/find", name="MES")).body
    body = {"productIds": [product["id"], 999_999, -1]}
    answer = await trader.post("/contract/getproductfeeparams", body)
    assert [one["productId"] for one in answer.body["params"]] == [product["id"]]
