"""The live state: a snapshot, then every event."""

import json
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.scripted_world import ACCOUNT, ACCOUNT_ID, CONTRACT, CONTRACT_ID, NOW

from bracketdesk.broker.live import KINDS, LiveState
from bracketdesk.broker.reading import read
from bracketdesk.wire.entities import Account
from bracketdesk.wire.enums import OrdStatus

ORDER = {"accountId": ACCOUNT_ID, "timestamp": NOW, "action": "Buy", "ordStatus": "Working"}
LINK = {"orderStrategyId": 1, "orderId": 2, "label": "entry"}
KNOWN = {ACCOUNT_ID: read(json.dumps(ACCOUNT).encode(), Account)}


def snapshot(**collections: object) -> bytes:
    return json.dumps({"users": [], "accounts": [ACCOUNT], **collections}).encode()


def event(kind: str, entity: object, happened: str = "Updated") -> bytes:
    return json.dumps({"entityType": kind, "eventType": happened, "entity": entity}).encode()


def order(number: int, **changes: object) -> dict[str, Any]:
    return {"id": number, **ORDER, **changes}


@pytest.fixture
def state() -> LiveState:
    state = LiveState()
    assert state.load(snapshot(), {})
    return state


def test_begins_unsynchronised_and_empty() -> None:
    state = LiveState()
    assert not state.synchronised
    assert not state.accounts


def test_a_snapshot_fills_every_table() -> None:
    state = LiveState()
    fill = {
        "id": 6,
        "orderId": 2,
        "contractId": CONTRACT_ID,
        "timestamp": NOW,
        "tradeDate": {"year": 2026, "month": 11, "day": 22},
        "action": "Buy",
        "qty": 3,
        "price": 6012.5,
    }
    collections = {
        "contracts": [CONTRACT],
        "orders": [order(2)],
        "orderVersions": [{"id": 3, "orderId": 2, "orderQty": 1, "orderType": "Limit"}],
        "fills": [fill],
        "positions": [
            {
                "id": 7,
                "accountId": ACCOUNT_ID,
                "contractId": CONTRACT_ID,
                "timestamp": NOW,
                "tradeDate": fill["tradeDate"],
                "netPos": 3,
                "bought": 3,
                "boughtValue": 18037.5,
                "sold": 0,
                "soldValue": 0,
                "prevPos": 0,
            }
        ],
        "orderStrategies": [
            {
                "id": 4,
                "accountId": ACCOUNT_ID,
                "timestamp": NOW,
                "contractId": CONTRACT_ID,
                "orderStrategyTypeId": 2,
                "action": "Buy",
                "status": "ActiveStrategy",
            }
        ],
        "orderStrategyLinks": [{"id": 5, **LINK}],
        "currencies": [{"id": 1}],
    }
    assert state.load(snapshot(**collections), {})
    assert state.synchronised
    tables = (
        state.accounts,
        state.contracts,
        state.orders,
        state.versions,
        state.fills,
        state.positions,
        state.strategies,
        state.links,
    )
    assert [list(table) for table in tables] == [
        [ACCOUNT_ID],
        [CONTRACT_ID],
        [2],
        [3],
        [6],
        [7],
        [4],
        [5],
    ]
    assert len(tables) == len(KINDS)


@pytest.mark.parametrize("body", [b"{}", b'{"accounts":[],"orders":[]}', b'{"currencies":[{}]}'])
def test_a_snapshot_without_an_entity_changes_nothing(state: LiveState, body: bytes) -> None:
    state.await_snapshot()
    assert not state.load(body, KNOWN)
    assert not state.synchronised
    assert list(state.accounts) == [ACCOUNT_ID]


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"{"])
def test_a_snapshot_of_garbage_is_a_value_error(state: LiveState, body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what kind of garbage is msgspec's business
        state.load(body, KNOWN)


def test_the_readable_part_of_a_snapshot_counts(
    state: LiveState, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert state.load(snapshot(orders=[{"id": 1}, order(2), {"id": 3}], fills=7), {})
    assert list(state.orders) == [2]
    assert len(caplog.records) == 2


def test_accounts_known_otherwise_stay(state: LiveState) -> None:
    assert state.load(json.dumps({"orders": [order(1)]}).encode(), KNOWN)
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


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["Created", "Updated", "Deleted"]),
        st.lists(st.tuples(st.integers(1, 4), st.sampled_from("abc")), min_size=1, max_size=3),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(early=EVENTS, held=st.sets(st.integers(1, 4)), late=EVENTS)
def test_the_last_write_wins(
    early: list[tuple[str, list[tuple[int, str]]]],
    held: set[int],
    late: list[tuple[str, list[tuple[int, str]]]],
) -> None:
    """Against a plain dict: snapshot first, then all events in the order they came."""
    state = LiveState()
    expected = dict.fromkeys(held, "snapshot")
    links = [{"id": n, **LINK, "label": "snapshot"} for n in held]
    for happened, entities in early:
        state.apply(_links(happened, entities))
    state.load(snapshot(orderStrategyLinks=links), {})
    for happened, entities in late:
        state.apply(_links(happened, entities))
    for happened, entities in (*early, *late):
        for number, label in entities:
            if happened == "Deleted":
                expected.pop(number, None)
            else:
                expected[number] = label
    assert {number: link.label for number, link in state.links.items()} == expected


def _links(happened: str, entities: list[tuple[int, str]]) -> bytes:
    rows = [{"id": number, **LINK, "label": label} for number, label in entities]
    return event("orderStrategyLink", rows[0] if len(rows) == 1 else rows, happened)
