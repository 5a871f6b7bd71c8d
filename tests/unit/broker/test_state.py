"""The live state: a snapshot, then every event. In any order: test_state_order.py."""

import json
import logging
from typing import Any

import pytest
from tests.support.scripted_world import ACCOUNT, ACCOUNT_ID, CONTRACT, CONTRACT_ID, NOW

from bracketdesk.broker.state import KINDS, LiveState
from bracketdesk.domain.session import Difference
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Account
from bracketdesk.wire.enums import OrdStatus

ORDER = {"accountId": ACCOUNT_ID, "timestamp": NOW, "action": "Buy", "ordStatus": "Working"}
DAY = {"year": 2026, "month": 11, "day": 22}
TRADED = {"accountId": ACCOUNT_ID, "contractId": CONTRACT_ID, "timestamp": NOW, "tradeDate": DAY}
COLLECTIONS: dict[str, list[dict[str, Any]]] = {
    "accountRiskStatuses": [{"id": ACCOUNT_ID, "adminAction": "Normal", "minNetLiq": 1.5}],
    "cashBalances": [
        {"id": 8, "accountId": ACCOUNT_ID, "timestamp": NOW, "tradeDate": DAY}
        | {"currencyId": 1, "amount": 50000.25, "realizedPnL": -12.5, "amountSOD": 50000}
    ],
    "contracts": [CONTRACT],
    "orders": [{"id": 2, **ORDER}],
    "orderVersions": [{"id": 3, "orderId": 2, "orderQty": 1, "orderType": "Limit"}],
    "commands": [
        {"id": 9, "orderId": 2, "timestamp": NOW}
        | {"commandType": "New", "commandStatus": "AtExecution"}
    ],
    "commandReports": [{"id": 10, "commandId": 9, "timestamp": NOW, "commandStatus": "RiskPassed"}],
    "executionReports": [
        {"id": 11, "commandId": 9, "name": "x", "orderId": 2, "execType": "Trade", **TRADED}
        | {"action": "Buy"}
    ],
    "fills": [{"id": 6, "orderId": 2, "action": "Buy", "qty": 3, "price": 6012.5, **TRADED}],
    "fillFees": [{"id": 6, "exchangeFee": 0.35, "exchangeCurrencyId": 1}],
    "fillPairs": [
        {"id": 12, "positionId": 7, "buyFillId": 6, "sellFillId": 13, "qty": 1, "active": True}
        | {"buyPrice": 6012.5, "sellPrice": 6013}
    ],
    "marginSnapshots": [
        {"id": ACCOUNT_ID, "timestamp": NOW, "riskTimePeriodId": 1, "initialMargin": 100}
        | {"maintenanceMargin": 100, "totalUsedMargin": 100, "fullInitialMargin": 100}
    ],
    "userAccountAutoLiqs": [{"id": ACCOUNT_ID, "dailyLossAutoLiq": 2000}],
    "positions": [
        {"id": 7, "netPos": 3, "bought": 3, "boughtValue": 18037.5, "sold": 0, "soldValue": 0}
        | {"prevPos": 0, **TRADED}
    ],
    "orderStrategies": [
        {"id": 4, "accountId": ACCOUNT_ID, "timestamp": NOW, "contractId": CONTRACT_ID}
        | {"orderStrategyTypeId": 2, "action": "Buy", "status": "ActiveStrategy"}
    ],
    "orderStrategyLinks": [{"id": 5, "orderStrategyId": 1, "orderId": 2, "label": "entry"}],
}
KNOWN = {ACCOUNT_ID: codec.decode(json.dumps(ACCOUNT).encode(), Account)}


def snapshot(**collections: object) -> bytes:
    return json.dumps({"users": [], "accounts": [ACCOUNT], **collections}).encode()


def event(kind: str, entity: object, happened: str = "Updated") -> bytes:
    return json.dumps({"entityType": kind, "eventType": happened, "entity": entity}).encode()


def order(number: int, **changes: object) -> dict[str, Any]:
    return {"id": number, **ORDER, **changes}


@pytest.fixture
def state() -> LiveState:
    state = LiveState()
    state.load(snapshot(), {})
    return state


def test_begins_unsynchronised_and_empty() -> None:
    state = LiveState()
    assert not state.synchronised
    assert not state.accounts


def test_a_snapshot_fills_every_table() -> None:
    state = LiveState()
    assert state.load(snapshot(**COLLECTIONS, currencies=[{"id": 1}]), {}) == ()
    assert state.synchronised
    tables = (
        state.accounts,
        state.risk_statuses,
        state.cash_balances,
        state.contracts,
        state.orders,
        state.versions,
        state.commands,
        state.command_reports,
        state.execution_reports,
        state.fills,
        state.fill_fees,
        state.fill_pairs,
        state.positions,
        state.margins,
        state.auto_liqs,
        state.strategies,
        state.links,
    )
    numbers = [ACCOUNT_ID, ACCOUNT_ID, 8, CONTRACT_ID, 2, 3, 9, 10, 11, 6, 6, 12, 7]
    numbers += [ACCOUNT_ID, ACCOUNT_ID, 4, 5]
    assert [list(table) for table in tables] == [[number] for number in numbers]
    assert len(tables) == len(KINDS)


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"accounts":[],"orders":[]}',
        b'{"currencies":[{}]}',
        b'{"contracts":[{"id":1,"name":"MESZ6","contractMaturityId":1}]}',
    ],
)
def test_a_snapshot_that_tells_of_no_account_changes_nothing(state: LiveState, body: bytes) -> None:
    state.await_snapshot()
    assert state.load(body, KNOWN) is None
    assert not state.synchronised
    assert not state.contracts
    assert list(state.accounts) == [ACCOUNT_ID]


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"{"])
def test_a_snapshot_of_garbage_is_a_value_error(state: LiveState, body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what kind of garbage is msgspec's business
        state.load(body, KNOWN)


def test_the_readable_part_of_a_snapshot_counts(
    state: LiveState, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    state.load(snapshot(orders=[{"id": 1}, order(2), {"id": 3}], fills=7), {})
    assert list(state.orders) == [2]
    assert len(caplog.records) == 2


def test_accounts_known_otherwise_stay(state: LiveState) -> None:
    assert state.load(json.dumps({"orders": [order(1)]}).encode(), KNOWN) is not None
    assert list(state.accounts) == [ACCOUNT_ID]


def test_a_new_snapshot_takes_the_place_of_everything(state: LiveState) -> None:
    state.apply(event("order", order(1), "Created"))
    state.await_snapshot()
    assert not state.synchronised
    assert list(state.orders) == [1]  # as last heard
    state.load(snapshot(orders=[order(2)]), {})
    assert list(state.orders) == [2]


def test_events_before_the_snapshot_come_after_it() -> None:
    state = LiveState()
    assert not state.apply(event("order", order(1, ordStatus="Filled")))
    assert not state.apply(event("order", order(9), "Created"))
    assert not state.apply(event("order", {"id": 2}, "Deleted"))
    assert not state.orders
    state.load(snapshot(orders=[order(1), order(2), order(3)]), {})
    assert list(state.orders) == [1, 3, 9]
    assert state.orders[1].ord_status is OrdStatus.FILLED
    assert state.apply(event("order", order(10)))


def test_created_for_a_known_id_is_an_update(state: LiveState) -> None:
    state.apply(event("order", order(1), "Created"))
    assert state.apply(event("order", order(1, ordStatus="Filled"), "Created"))
    assert [o.ord_status for o in state.orders.values()] == [OrdStatus.FILLED]


def test_updated_for_an_unknown_id_is_a_creation(state: LiveState) -> None:
    assert state.apply(event("order", order(1), "Updated"))
    assert list(state.orders) == [1]


def test_deleting_what_is_unknown_changes_nothing(state: LiveState) -> None:
    assert not state.apply(event("order", {"id": 5}, "Deleted"))


def test_one_event_may_carry_several(state: LiveState) -> None:
    assert state.apply(event("order", [order(1), order(2), order(3)], "Created"))
    assert state.apply(event("order", [{"id": 1}, order(3)], "Deleted"))
    assert list(state.orders) == [2]


def test_values_nobody_has_heard_of_are_kept_as_they_came(state: LiveState) -> None:
    assert state.apply(event("order", order(1, ordStatus="Snoozing"), "Replaced"))
    assert state.orders[1].ord_status == "Snoozing"


def test_tables_cannot_be_written_to(state: LiveState) -> None:
    with pytest.raises(TypeError):
        state.orders[1] = None  # type: ignore[index]


@pytest.mark.parametrize(
    "data",
    [
        event("marginSnapshot", {"id": 1}),
        event("order", {"id": 1}),
        event("order", 7),
        event("order", "x"),
        event("order", None, "Deleted"),
        b"{}",
        b"",
        b"[1]",
        b"\xff",
    ],
)
def test_what_cannot_be_used_is_ignored_with_one_line(
    state: LiveState, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        assert not state.apply(data)
    assert len(caplog.records) == (0 if b"Deleted" in data else 1)
    assert list(state.accounts) == [ACCOUNT_ID]


def test_the_readable_part_of_an_event_counts(state: LiveState) -> None:
    assert state.apply(event("order", [order(1), {"id": 2}]))
    assert list(state.orders) == [1]


def test_a_time_to_the_minute_is_one(state: LiveState) -> None:
    """ISO-8601 lets the seconds be left out; nothing promises more (protocol.md 2)."""
    assert state.apply(event("order", order(1, timestamp="2026-11-22T15:00Z")))


def test_a_whole_number_may_have_its_point(state: LiveState) -> None:
    """JSON knows no integers: 3.0 is one, and so it is to who writes all numbers alike."""
    assert state.apply(event("order", {**order(1), "id": 1.0, "contractId": 3.0}))
    assert state.orders[1].contract_id == 3
    assert state.apply(event("order", {"id": 1.0}, "Deleted"))


# What holds
def test_the_same_again_changes_nothing(state: LiveState) -> None:
    assert state.apply(event("order", order(1), "Created"))
    assert not state.apply(event("order", order(1), "Created"))


def test_a_finished_order_never_works_again(state: LiveState) -> None:
    state.apply(event("order", order(1, ordStatus="Filled")))
    assert not state.apply(event("order", order(1, ordStatus="Working")))
    assert state.orders[1].ord_status is OrdStatus.FILLED


def test_the_last_heard_holds_where_nothing_tells(state: LiveState) -> None:
    """A cancellation that was refused: the order works again, with the time it always had."""
    for status in ("Working", "PendingCancel", "Working"):
        assert state.apply(event("order", order(1, ordStatus=status)))
    assert state.orders[1].ord_status is OrdStatus.WORKING


def test_what_was_deleted_stays_so_until_a_snapshot(state: LiveState) -> None:
    state.apply(event("order", {"id": 1}, "Deleted"))
    assert not state.apply(event("order", order(1), "Created"))
    assert not state.orders
    state.load(snapshot(orders=[order(1)]), {})
    assert list(state.orders) == [1]


def test_a_snapshot_overrides_whatever_was_heard(state: LiveState) -> None:
    state.apply(event("order", order(1, ordStatus="Filled")))
    state.load(snapshot(orders=[order(1, ordStatus="Working")]), {})
    assert state.orders[1].ord_status is OrdStatus.WORKING


# Differences
def test_a_snapshot_after_a_gap_tells_what_is_otherwise(state: LiveState) -> None:
    state.load(snapshot(orders=[order(1), order(2), order(3)]), {})
    state.await_snapshot()
    changed = order(2, ordStatus="Filled")
    assert state.load(snapshot(orders=[order(1), changed, order(4)]), {}) == (
        Difference("order", 2, "changed"),
        Difference("order", 4, "new"),
        Difference("order", 3, "gone"),
    )


def test_nothing_happened_in_a_gap(state: LiveState) -> None:
    state.await_snapshot()
    assert state.load(snapshot(), KNOWN) == ()


def test_what_was_kept_aside_counts_into_the_differences(state: LiveState) -> None:
    state.await_snapshot()
    state.apply(event("order", order(1), "Created"))
    assert state.load(snapshot(), {}) == (Difference("order", 1, "new"),)
