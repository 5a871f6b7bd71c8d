"""What the scripted server knows unless a test says otherwise: one account, one contract."""

import itertools
from collections.abc import Iterator
from typing import Any

NAME = "trader"
PASSWORD = "correct horse"
USER_ID = 77
ACCOUNT_ID = 1001
ACCOUNT_NAME = "DEMO1234"
CONTRACT_ID = 4001
CONTRACT_NAME = "MESZ6"
MATURITY_ID = 3001
PRODUCT_ID = 2001
NOW = "2026-11-22T15:00:00.000Z"

Json = dict[str, Any]

PLURALS = {
    "account": "accounts",
    "accountRiskStatus": "accountRiskStatuses",
    "cashBalance": "cashBalances",
    "contract": "contracts",
    "contractMaturity": "contractMaturities",
    "currency": "currencies",
    "product": "products",
    "order": "orders",
    "orderVersion": "orderVersions",
    "fill": "fills",
    "position": "positions",
    "command": "commands",
    "commandReport": "commandReports",
    "executionReport": "executionReports",
    "orderStrategy": "orderStrategies",
    "orderStrategyLink": "orderStrategyLinks",
}
"""The snapshot's field of each entity type (protocol.md 3.7)."""

ACCOUNT: Json = {
    "id": ACCOUNT_ID,
    "name": ACCOUNT_NAME,
    "userId": USER_ID,
    "accountType": "Customer",
    "clearingHouseId": 2,
    "riskCategoryId": 3,
    "autoLiqProfileId": 4,
    "marginAccountType": "Speculator",
    "legalStatus": "Individual",
    "timestamp": NOW,
}

CURRENCY: Json = {"id": 1, "name": "USD", "symbol": "$"}

PRODUCT: Json = {
    "id": PRODUCT_ID,
    "name": "MES",
    "currencyId": 1,
    "productType": "Futures",
    "description": "Micro E-mini S&P 500",
    "exchangeId": 1,
    "contractGroupId": 1,
    "status": "Verified",
    "valuePerPoint": 5.0,
    "priceFormatType": "Decimal",
    "priceFormat": 2,
    "tickSize": 0.25,
}

MATURITY: Json = {
    "id": MATURITY_ID,
    "productId": PRODUCT_ID,
    "expirationMonth": 202612,
    "expirationDate": "2026-12-18T14:30:00.000Z",
    "isFront": True,
}

CONTRACT: Json = {
    "id": CONTRACT_ID,
    "name": CONTRACT_NAME,
    "contractMaturityId": MATURITY_ID,
}


class World:
    """Entities by type and id; a socket's snapshot is made of them."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[int, Json]] = {kind: {} for kind in PLURALS}
        self._numbers: Iterator[int] = itertools.count(9912)
        for kind, entity in (
            ("account", ACCOUNT),
            ("currency", CURRENCY),
            ("product", PRODUCT),
            ("contractMaturity", MATURITY),
            ("contract", CONTRACT),
        ):
            self.put(kind, entity)

    def put(self, kind: str, entity: Json) -> None:
        self._tables[kind][entity["id"]] = entity

    def remove(self, kind: str, number: int) -> None:
        self._tables[kind].pop(number, None)

    def apply(self, kind: str, entity: Json, event: str) -> None:
        """Do what a props event tells; what the snapshot has no place for is left out."""
        if kind not in self._tables:
            return
        if event == "Deleted":
            self.remove(kind, entity["id"])
        elif "id" in entity:
            self.put(kind, entity)

    def get(self, kind: str, number: int) -> Json | None:
        return self._tables[kind].get(number)

    def all(self, kind: str) -> list[Json]:
        return list(self._tables[kind].values())

    def named(self, kind: str, name: str) -> Json | None:
        return next((e for e in self.all(kind) if e["name"] == name), None)

    def next_id(self) -> int:
        return next(self._numbers)

    def snapshot(self, kinds: list[str] | None = None) -> Json:
        """Every collection of these types, of all types where None is named."""
        return {PLURALS[k]: self.all(k) for k in PLURALS if kinds is None or k in kinds}

    def strategy(self, start: Json) -> Json:
        """Return the strategy that a start's body asks for, running, and keep it."""
        strategy = {
            "id": self.next_id(),
            "accountId": start["accountId"],
            "timestamp": NOW,
            "contractId": CONTRACT_ID,
            "orderStrategyTypeId": start["orderStrategyTypeId"],
            "action": start["action"],
            "params": start["params"],
            "uuid": start["uuid"],
            "status": "ActiveStrategy",
        }
        self.put("orderStrategy", strategy)
        return strategy
