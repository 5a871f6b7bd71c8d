"""The exchange's door: what it accepts, what it refuses and in which words."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.contract import load_contract
from tests.support.trading import BRACKET, Stage, params

from bracketdesk.practice.errors import Refused
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Order
from bracketdesk.wire.enums import StrategyStatus


class TestStart:
    def test_the_reply_has_the_strategy_with_its_uuid_and_params(self) -> None:
        stage = Stage()
        request = stage.body(customTag50="mine")
        answer = stage.send(request)
        strategy = answer.order_strategy
        assert strategy is not None
        assert strategy.status is StrategyStatus.ACTIVE
        assert (strategy.uuid, strategy.params) == (request["uuid"], request["params"])
        assert strategy.custom_tag50 == "mine"
        assert strategy.contract_id == stage.contract.id
        assert answer.failure_reason is None
        assert answer.error_text is None

    def test_the_reply_is_the_strategy_before_its_entry_met_the_market(self) -> None:
        stage = Stage()
        text = params({"orderType": "Limit", "price": 6000, "timeInForce": "IOC"})
        strategy = stage.send(stage.body(params=text)).order_strategy
        assert strategy is not None
        assert strategy.status is StrategyStatus.ACTIVE
        (stored,) = stage.exchange.store.all("orderStrategy")
        assert stored != strategy

    def test_what_the_contract_does_not_know_is_not_answered(self, broker_data: Path) -> None:
        stage = Stage()
        contract = load_contract(broker_data)
        path = "/orderStrategy/startorderstrategy"
        for request in (stage.body(), stage.body(symbol="NOPE"), stage.body(params=None)):
            contract.check_reply(path, codec.decode(codec.encode(stage.send(request)), object))

    def test_every_entity_is_as_the_contract_has_it(self, broker_data: Path) -> None:
        stage = Stage()
        contract = load_contract(broker_data)
        stage.start(BRACKET)
        stage.start(BRACKET | {"stopLoss": -8, "trailingStop": True})
        stage.quote("6016.25", "6016.50")
        stage.liquidate()
        for kind, _, entity in stage.events:
            name = kind[0].upper() + kind[1:]
            contract.check_schema(name, codec.decode(codec.encode(entity), object))

    def test_the_same_uuid_runs_again(self) -> None:
        stage = Stage()
        stage.send(stage.body())
        stage.send(stage.body())
        assert stage.net == 2

    def test_unknown_fields_are_ignored_everywhere(self) -> None:
        stage = Stage()
        text = params({"orderId": 0, "symbol": "x"}, BRACKET | {"colour": "red"})
        assert stage.send(stage.body(params=text, colour="red")).error_text is None

    def test_null_counts_as_absent(self) -> None:
        stage = Stage()
        text = params({"price": None, "expireTime": None}, BRACKET | {"autoTrail": None})
        assert stage.send(stage.body(params=text)).error_text is None

    def test_the_account_s_name_may_be_left_out(self) -> None:
        stage = Stage()
        assert stage.send(stage.body(accountSpec=None)).error_text is None

    def test_automated_orders_are_taken(self) -> None:
        stage = Stage()
        assert stage.send(stage.body(isAutomated=True)).error_text is None

    @pytest.mark.parametrize(
        "changes",
        [
            {"symbol": None},
            {"symbol": 7},
            {"symbol": "M" * 65},
            {"action": "Hold"},
            {"action": None},
            {"orderStrategyTypeId": "2"},
            {"accountId": "12"},
            {"uuid": "u" * 65},
            {"isAutomated": "no"},
        ],
    )
    def test_a_malformed_body_is_a_plain_400(self, changes: dict[str, object]) -> None:
        stage = Stage()
        with pytest.raises(Refused) as refused:
            stage.send(stage.body(**changes))
        assert refused.value.status == 400
        assert stage.events == []


class TestContracts:
    def test_are_found_and_suggested(self) -> None:
        exchange = Stage().exchange
        found = exchange.find_contract("ESZ6")
        assert found is not None
        assert found.name == "ESZ6"
        assert exchange.find_contract("ES") is None
        assert [c.name for c in exchange.suggest("es", 1)] == ["ESZ6"]

    def test_the_account_is_the_user_s(self) -> None:
        exchange = Stage().exchange
        assert exchange.account.user_id == exchange.user_id
        assert exchange.store.get("account", exchange.account.id) == exchange.account


async def test_an_expiry_needs_no_quote_while_the_exchange_runs() -> None:

    stage = Stage()
    task = asyncio.create_task(stage.exchange.run())
    until = (stage.clock.now() + timedelta(seconds=60)).isoformat()
    running = stage.start(BRACKET, type="Limit", price=6000, timeInForce="GTD", expireTime=until)
    await stage.clock.advance(59)
    assert str(running.entry.ord_status) == "Working"
    await stage.clock.advance(1)
    assert str(running.entry.ord_status) == "Expired"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_orders_that_end_together_share_one_alarm() -> None:
    stage = Stage()
    task = asyncio.create_task(stage.exchange.run())
    for _ in range(20):
        stage.start(BRACKET, type="Limit", price=6000)
    await stage.clock.advance(1)
    assert stage.clock.sleepers == 1
    await stage.clock.advance(7 * 3600)
    assert {str(order.ord_status) for order in stage.all("order", Order)} == {"Expired"}
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
