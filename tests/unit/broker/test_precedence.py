"""Of two states of one entity, which is the later."""

from typing import Any

import msgspec
import pytest

from bracketdesk.broker.precedence import PRECEDENCE, overtaken
from bracketdesk.wire.entities import ENTITY_TYPES

EARLY, LATE = "2026-11-22T15:00:00.000Z", "2026-11-22T15:00:00.001Z"
DAY, NEXT_DAY = {"year": 2026, "month": 11, "day": 30}, {"year": 2026, "month": 12, "day": 1}
Json = dict[str, Any]

ANY: dict[str, Json] = {
    "account": {
        **{"name": "A", "userId": 1, "accountType": "Customer", "clearingHouseId": 1},
        **{"riskCategoryId": 1, "autoLiqProfileId": 1, "marginAccountType": "Speculator"},
        **{"legalStatus": "Individual", "timestamp": EARLY},
    },
    "accountRiskStatus": {"adminTimestamp": EARLY},
    "cashBalance": {
        **{"accountId": 1, "timestamp": EARLY, "tradeDate": DAY, "currencyId": 1, "amount": 1},
    },
    "command": {
        **{"orderId": 1, "timestamp": EARLY, "commandType": "New", "commandStatus": "Pending"},
    },
    "fill": {
        **{"orderId": 1, "contractId": 1, "timestamp": EARLY, "tradeDate": DAY, "action": "Buy"},
        **{"qty": 2, "price": 1, "active": True, "finallyPaired": 0},
    },
    "marginSnapshot": {"id": 1, "timestamp": EARLY, "riskTimePeriodId": 1, "initialMargin": 1}
    | {"maintenanceMargin": 1, "totalUsedMargin": 1, "fullInitialMargin": 1},
    "order": {"accountId": 1, "timestamp": EARLY, "action": "Buy", "ordStatus": "Working"},
    "orderStrategy": {
        **{"accountId": 1, "timestamp": EARLY, "contractId": 1, "orderStrategyTypeId": 2},
        **{"action": "Buy", "status": "ActiveStrategy"},
    },
    "position": {
        **{"accountId": 1, "contractId": 1, "timestamp": EARLY, "tradeDate": DAY, "netPos": 1},
        **{"bought": 1, "boughtValue": 1, "sold": 0, "soldValue": 0, "prevPos": 0},
    },
}


def is_overtaken(kind: str, new: Json, known: Json) -> bool:
    def entity(changes: Json) -> object:
        return msgspec.convert({"id": 1, **ANY[kind], **changes}, ENTITY_TYPES[kind])

    return overtaken(PRECEDENCE[kind], entity(new), entity(known))


def test_every_kind_that_changes_has_its_rule() -> None:
    assert PRECEDENCE.keys() == ANY.keys()


@pytest.mark.parametrize(
    ("kind", "earlier", "later"),
    [
        ("account", {}, {"timestamp": LATE}),
        ("accountRiskStatus", {}, {"adminTimestamp": LATE}),
        ("cashBalance", {}, {"timestamp": LATE}),
        ("cashBalance", {}, {"tradeDate": NEXT_DAY}),
        ("command", {}, {"commandStatus": "RiskPassed"}),
        ("command", {"commandStatus": "RiskPassed"}, {"commandStatus": "PendingExecution"}),
        ("command", {"commandStatus": "PendingExecution"}, {"commandStatus": "AtExecution"}),
        ("command", {"commandStatus": "AtExecution"}, {"commandStatus": "ExecutionRejected"}),
        ("command", {"commandStatus": "Pending", "timestamp": LATE}, {"commandStatus": "Replaced"}),
        ("command", {"commandStatus": "Pending"}, {"commandStatus": "NeverHeardOf"}),
        ("fill", {}, {"finallyPaired": 1}),
        ("fill", {"finallyPaired": 2}, {"active": False}),
        ("marginSnapshot", {}, {"timestamp": LATE}),
        ("order", {"ordStatus": "PendingNew"}, {"ordStatus": "Working"}),
        ("order", {"ordStatus": "Working"}, {"ordStatus": "PendingCancel", "timestamp": LATE}),
        ("order", {"ordStatus": "Working", "timestamp": LATE}, {"ordStatus": "Filled"}),
        ("order", {"ordStatus": "NeverHeardOf"}, {"ordStatus": "Rejected"}),
        ("orderStrategy", {}, {"status": "StoppedByUser"}),
        ("orderStrategy", {"timestamp": LATE}, {"status": "ExecutionFinished"}),
        ("orderStrategy", {"status": "NeverHeardOf"}, {"status": "ExecutionFailed"}),
        ("position", {}, {"timestamp": LATE}),
        ("position", {}, {"tradeDate": NEXT_DAY}),
        ("position", {}, {"sold": 1}),
        ("position", {"sold": 7}, {"bought": 1, "timestamp": LATE}),
    ],
)
def test_the_later_state_overtakes_the_earlier(kind: str, earlier: Json, later: Json) -> None:
    assert is_overtaken(kind, earlier, later)
    assert not is_overtaken(kind, later, earlier)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("order", {"ordStatus": "Working"}, {"ordStatus": "PendingCancel"}),
        ("order", {"ordStatus": "Working"}, {"ordStatus": "Suspended"}),
        ("order", {"ordStatus": "Working"}, {"ordStatus": "NeverHeardOf"}),
        ("order", {"ordStatus": "Canceled"}, {"ordStatus": "Filled"}),
        ("orderStrategy", {}, {"status": "InactiveStrategy"}),
        ("command", {"commandStatus": "AtExecution"}, {"commandStatus": "NeverHeardOf"}),
        ("cashBalance", {}, {"amount": 2}),
        ("accountRiskStatus", {}, {"adminTimestamp": None}),
        ("accountRiskStatus", {"adminTimestamp": None}, {"userTriggeredLiqOnly": True}),
    ],
)
def test_nothing_tells(kind: str, one: Json, other: Json) -> None:
    assert not is_overtaken(kind, one, other)
    assert not is_overtaken(kind, other, one)


def test_a_time_without_its_zone_is_utc() -> None:
    assert is_overtaken("order", {"timestamp": EARLY.removesuffix("Z")}, {"timestamp": LATE})
