"""user/syncrequest: the snapshot and the changes after it agree (protocol.md 3.7)."""

from typing import Any

import pytest
from tests.support.practice import SocketClient, Trader
from tests.unit.practice.test_lookups import NOTHING_YET, start

from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.sync import COLLECTIONS
from bracketdesk.wire import codec
from bracketdesk.wire.entities import ENTITY_TYPES

REQUIRED = {"users", "contractGroups"}


async def sync(trader: Trader, **body: object) -> tuple[SocketClient, dict[str, Any]]:
    """Open a socket and ask for a snapshot."""
    socket = await trader.authorised()
    answer = await socket.call("user/syncrequest", body)
    assert answer.status == 200
    return socket, answer.body


async def test_without_entity_types_nothing_comes(trader: Trader, exchange: Exchange) -> None:
    socket, snapshot = await sync(trader, splitResponses=False, accounts=[exchange.account.id])
    assert snapshot.keys() == REQUIRED
    assert snapshot["users"] == (await trader.get("/user/list")).body
    assert snapshot["users"][0]["id"] == exchange.user_id
    assert {one["name"] for one in snapshot["contractGroups"]} >= {"Equity Indices", "Energy"}
    start(exchange)
    await socket.call("auth/me")
    assert not socket.events


async def test_named_entity_types_come_now_and_later(trader: Trader, exchange: Exchange) -> None:
    kinds = ["account", "order", "contractMaturity", "orderStrategy", "cashBalance"]
    socket, snapshot = await sync(trader, splitResponses=False, entityTypes=kinds)
    assert snapshot.keys() == REQUIRED | {
        "accounts",
        "orders",
        "contractMaturities",
        "orderStrategies",
        "cashBalances",
    }
    assert snapshot["accounts"][0]["id"] == exchange.account.id
    assert snapshot["orders"] == []
    start(exchange)
    await socket.call("auth/me")
    changed = [codec.decode_plain(event.data) for event in socket.events]
    assert {change["entityType"] for change in changed} == {"order", "orderStrategy", "cashBalance"}
    assert {change["eventType"] for change in changed} == {"Created", "Updated"}


async def test_the_old_style_brings_everything(trader: Trader, exchange: Exchange) -> None:
    start(exchange)
    _, snapshot = await sync(trader, users=[exchange.user_id])
    assert snapshot.keys() == set(COLLECTIONS.values())
    assert len(snapshot) == 31
    told = {kind for kind, name in COLLECTIONS.items() if snapshot[name]}
    assert told == (COLLECTIONS.keys() & ENTITY_TYPES.keys()) - NOTHING_YET


async def test_a_foreign_account_brings_nothing_of_ours(trader: Trader, exchange: Exchange) -> None:
    start(exchange)
    kinds = ["account", "order", "product"]
    socket, snapshot = await sync(trader, accounts=[1], entityTypes=kinds)
    assert snapshot.keys() == REQUIRED | {"products"}
    start(exchange)
    await socket.call("auth/me")
    assert not socket.events
    _, snapshot = await sync(trader, users=[1])
    assert "orders" not in snapshot


async def test_users_and_entity_types_do_not_go_together(
    trader: Trader, exchange: Exchange
) -> None:
    socket = await trader.authorised()
    body = {"users": [exchange.user_id], "entityTypes": ["order"]}
    assert (await socket.call("user/syncrequest", body)).status == 400


@pytest.mark.parametrize("body", ["{", "[]", ""])
async def test_a_malformed_request_is_400(trader: Trader, body: str) -> None:
    socket = await trader.authorised()
    answer = await socket.call("user/syncrequest", body or "null")
    assert answer.status == 400


@pytest.mark.parametrize(
    "body",
    [
        {"users": "all"},
        {"entityTypes": [1]},
        {"accounts": [2**63]},
        {"cutoffTimestamp": "yesterday"},
        {"shardingExpression": "mod"},
    ],
)
async def test_a_wrong_type_has_its_violation_and_brings_nothing(
    trader: Trader, exchange: Exchange, body: dict[str, object]
) -> None:
    socket, answer = await sync(trader, **body)
    (violation,) = answer["violations"]
    assert violation["constraint"] == next(iter(body))
    start(exchange)
    await socket.call("auth/me")
    assert not socket.events


async def test_split_responses_share_the_number(trader: Trader) -> None:
    socket, first = await sync(trader, splitResponses=True, entityTypes=["account", "product"])
    assert first.keys() == REQUIRED
    second = await socket.answer(socket.last_id)
    third = await socket.answer(socket.last_id)
    assert second.body.keys() == REQUIRED | {"accounts"}
    assert third.body.keys() == REQUIRED | {"products"}


async def test_snapshot_and_changes_add_up(trader: Trader, exchange: Exchange) -> None:
    """Whatever the moment of the snapshot, nothing is missing and nothing is told twice."""
    watchers: list[tuple[SocketClient, dict[str, Any]]] = []
    for _ in range(4):
        watchers.append(await sync(trader, users=[exchange.user_id]))
        start(exchange)
    for socket, snapshot in watchers:
        await socket.call("auth/me")
        state = {order["id"]: order for order in snapshot["orders"]}
        for event in socket.events:
            change = codec.decode_plain(event.data)
            if change["entityType"] == "order":
                created = change["eventType"] == "Created"
                assert created == (change["entity"]["id"] not in state)
                state[change["entity"]["id"]] = change["entity"]
        assert list(state.values()) == (await trader.get("/order/list")).body


async def test_asked_again_the_new_filter_counts_and_nothing_comes_twice(
    trader: Trader, exchange: Exchange
) -> None:
    socket, _ = await sync(trader, users=[exchange.user_id])
    body = {"entityTypes": ["orderStrategy"]}
    assert (await socket.call("user/syncrequest", body)).status == 200
    start(exchange)
    await socket.call("auth/me")
    changes = [codec.decode_plain(event.data) for event in socket.events]
    assert {change["entityType"] for change in changes} == {"orderStrategy"}
    assert sum(change["eventType"] == "Created" for change in changes) == 1


async def test_two_clients_hear_the_same(trader: Trader, exchange: Exchange) -> None:
    one, _ = await sync(trader, users=[exchange.user_id])
    two, _ = await sync(trader, users=[exchange.user_id])
    start(exchange)
    await one.call("auth/me")
    await two.call("auth/me")
    assert one.events == two.events
    assert one.events
