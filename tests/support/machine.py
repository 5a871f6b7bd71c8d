"""The contract as a machine may play with it: schemathesis against a practice exchange.

Made from the contract alone: what it must answer, what may be sent, which answers name what others
ask for, and words that mean something to an exchange.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from tests.support.loopback import NAME, PASSWORD, Loopback
from tests.support.surface import (
    MASTERS,
    Document,
    Operation,
    components_in,
    operations,
    reachable,
)

from bracketdesk.wire.entities import Order
from bracketdesk.wire.enums import OrdStatus

JSON = "application/json"

Words = Mapping[str, Sequence[object]]


def playable(document: Document, examples: Mapping[str, Sequence[Document]]) -> Document:
    """Return the contract with exact answers, open requests, links and examples by path.

    Unknown fields of a request are ignored; null is as good as absent (GUESS: the contract does not
    say nullable, and clients that write null for nothing are common).
    """
    document = deepcopy(document)
    schemas = document["components"]["schemas"]
    asked = set(reachable(schemas, {one.request for one in operations(document) if one.request}))
    for name, schema in schemas.items():
        if name in asked:
            _let_null_be_absence(schema)
        elif "properties" in schema:
            schema["additionalProperties"] = False
    for name, link in links(document):
        _reply_of(document, name).setdefault("links", {})[_title(link)] = link
    for path, bodies in examples.items():
        named = {str(number): {"value": body} for number, body in enumerate(bodies)}
        document["paths"][path]["post"]["requestBody"]["content"][JSON]["examples"] = named
    return document


def links(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield, with the path that answers, how its answer names something another call is about."""
    every = list(operations(document))
    for source in every:
        for entity, pointer in _named_in(document, source):
            for target in every:
                if link := _link(document, target, entity, f"$response.body#/{pointer}"):
                    yield source.path, {"operationId": target.definition["operationId"], **link}


def words(loopback: Loopback) -> Words:
    """Return by the fields' names what an exchange understands, for a machine to try."""
    account, store = loopback.exchange.account, loopback.exchange.store
    names = ["MESZ6", "MESH7", "ESZ6", "CLF7", "ZNZ6"]
    found = [loopback.exchange.find_contract(name) for name in names]
    return {
        "symbol": [*names],
        "name": [*names, "MES", "USD", "CME"],
        "t": ["M", "ES", "U"],
        "l": [1, 5],
        "accountId": [account.id],
        "accountSpec": [account.name],
        "contractId": [one.id for one in found if one],
        "productIds": [one.id for one in store.all("product")[:5]],
        "orderStrategyTypeId": [2],
        "orderId": _resting(loopback),
        "orderStrategyId": [one.id for one in store.all("orderStrategy")],
        "orderType": ["Limit", "Limit", "Market", "Stop", "StopLimit", "MIT", "TrailingStop"],
        "timeInForce": ["Day", "GTC", "GTD", "IOC"],
        "maxShow": [1],
        "activationTime": ["2026-11-18T15:00:00Z", "2026-11-18T15:30:00Z"],
        "orderQty": [1, 2, 3],
        "price": [5990, 6011, 6012.25],
        "stopPrice": [6013, 6020, 5990.5],
        "pegDifference": [1, 2.5],
        "expireTime": ["2026-11-18T16:00:00Z", "2026-11-20T21:00:00Z"],
        "params": [json.dumps(_params(*one)) for one in BUYS + SELLS],
    }


def start_some(loopback: Loopback) -> None:
    """Start a few strategies and orders, so that there is something to ask for from the first."""
    known = words(loopback)
    where = {"accountId": known["accountId"][0], "symbol": "MESZ6", "action": "Buy"}
    for params in known["params"][: len(BUYS)]:
        body = where | {"orderStrategyTypeId": 2, "params": params}
        _accepted(loopback, "/orderStrategy/startorderstrategy", body, "orderStrategy")
    for _ in range(RESTING):
        body = where | LOW | {"symbol": QUIET, "orderQty": 1}
        _accepted(loopback, "/order/placeorder", body, "orderId")


RESTING = 8
"""Orders far from the market, for a machine to modify and cancel."""

QUIET = "MESM7"
LOW = {"orderType": "Limit", "price": 5990, "timeInForce": "Day"}


def sensible(loopback: Loopback) -> dict[str, list[Document]]:
    """Return by path what `start_some` leaves to be carried out, whatever comes of the others."""
    known = words(loopback)
    account, contract = known["accountId"][0], known["contractId"][0]
    first, second, *_ = _resting(loopback)
    lower = LOW | {"price": 5989.75}
    bought = lower | {"accountId": account, "symbol": "MESZ6", "action": "Buy", "orderQty": 1}
    sold = {"orderType": "Limit", "price": 6030, "action": "Sell"}
    checked = {"contractId": contract, "action": "Buy", "orderQty": 1, "orderType": "Market"}
    start = {"symbol": "MESZ6", "orderStrategyTypeId": 2, "action": "Buy"}
    return {
        "/auth/accesstokenrequest": [{"name": NAME, "password": PASSWORD}],
        "/contract/rollcontract": [{"name": "MESZ6", "forward": True}],
        "/orderStrategy/startorderstrategy": [
            start | {"accountId": account, "params": known["params"][0]}
        ],
        "/order/placeorder": [bought, bought | {"orderType": "Market"}],
        "/order/placeoco": [bought | {"other": sold}],
        "/order/placeoso": [bought | {"bracket1": sold}],
        "/order/modifyorder": [lower | {"orderId": first, "orderQty": 2}],
        "/order/cancelorder": [{"orderId": second}],
        "/order/dryrun": [{"accountId": account, "orders": [checked]}],
        "/orderStrategy/interruptorderstrategy": [
            {"orderStrategyId": known["orderStrategyId"][-1]}
        ],
        "/order/liquidateposition": [
            {"accountId": account, "contractId": contract, "admin": False}
        ],
    }


def _accepted(loopback: Loopback, path: str, body: Document, sign: str) -> None:
    answer = loopback.call(loopback.trader.post(path, body))
    if sign not in answer.body:
        raise AssertionError(f"not accepted: {answer}")
    loopback.advance(1)


def _resting(loopback: Loopback) -> list[int]:
    """Return the working orders of the contract that no word names."""
    contract = loopback.exchange.find_contract(QUIET)
    return [
        one.id
        for one in loopback.exchange.store.all("order")
        if isinstance(one, Order) and contract and one.contract_id == contract.id
        if one.ord_status is OrdStatus.WORKING
    ]


Entry = tuple[int, dict[str, object], list[dict[str, object]]]

BUYS: list[Entry] = [
    (1, {"orderType": "Market"}, [{"qty": 1, "profitTarget": 4, "stopLoss": -4}]),
    (2, {"orderType": "Limit", "price": 6005}, [{"qty": 2, "profitTarget": 4, "stopLoss": -4}]),
    (
        3,
        {"orderType": "Market"},
        [{"qty": 1, "profitTarget": 1}, {"qty": 2, "stopLoss": -1, "trailingStop": True}],
    ),
    (1, {"orderType": "Stop", "stopPrice": 6100}, [{"qty": 1, "profitTarget": 4, "stopLoss": -4}]),
]
SELLS: list[Entry] = [
    (2, {"orderType": "Market"}, [{"qty": 2, "profitTarget": -4, "stopLoss": 4}]),
    (1, {"orderType": "Limit", "price": 6020}, [{"qty": 1, "profitTarget": -4, "stopLoss": 4}]),
]
"""Quantity, entry and brackets of starts that are taken while the market stands near its level."""


def _params(
    quantity: int, entry: dict[str, object], brackets: list[dict[str, object]]
) -> dict[str, object]:
    whole = {"orderQty": quantity, "timeInForce": "Day"} | entry
    return {"entryVersion": whole, "brackets": [{"trailingStop": False} | b for b in brackets]}


def _let_null_be_absence(schema: Document) -> None:
    for name, kind in schema["properties"].items():
        if name not in schema.get("required", []):
            schema["properties"][name] = {"nullable": True, "allOf": [kind]}


def _named_in(document: Document, source: Operation) -> Iterator[tuple[str, str]]:
    """Yield the entities an answer names, each with the place of its id in the answer."""
    schema = source.reply
    if schema.get("type") == "array":
        yield source.entity, "0/id"
        return
    if source.name in {"item", "find"}:
        yield source.entity, "id"
        return
    (component,) = [*components_in(schema)] or [""]
    properties = document["components"]["schemas"].get(component, {}).get("properties", {})
    for name, kind in properties.items():
        if "$ref" in kind:
            yield name, f"{name}/id"
        elif name in ORDERS:
            yield "order", name
        elif name.endswith("Id"):
            yield name.removesuffix("Id"), name


ORDERS = {"ocoId", "oso1Id", "oso2Id"}
"""Fields that name an order by what it is for."""


def _link(document: Document, target: Operation, entity: str, id: str) -> Document | None:
    """Return how `target` takes an entity's id, None where it does not."""
    if target.entity == entity and target.name in {"item", "items"}:
        return {"parameters": {target.name.replace("item", "id"): id}}
    if target.name in {"deps", "ldeps"} and MASTERS[target.entity] == entity:
        return {"parameters": {"masterid" if target.name == "deps" else "masterids": id}}
    if target.request:
        fields = document["components"]["schemas"][target.request]["properties"]
        if f"{entity}Id" in fields:
            return {"requestBody": {f"{entity}Id": id}}
        for several in (f"{entity}s", f"{entity}Ids"):
            if several in fields:
                return {"requestBody": {several: [id]}}
    return None


def _reply_of(document: Document, path: str) -> Document:
    (operation,) = document["paths"][path].values()
    reply: Document = operation["responses"]["200"]
    return reply


def _title(link: Document) -> str:
    given = link.get("parameters") or link["requestBody"]
    ((name, pointer),) = given.items()
    place = str(pointer).rpartition("#/")[2].strip("']").replace("/", ".")
    return f"{link['operationId']} by {name} from {place}"
