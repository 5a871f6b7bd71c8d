"""Single orders: every type and time in force a person can enter, pairs, and what waits."""

from decimal import Decimal

import pytest
from tests.support.trading import BRACKET, Stage

from bracketdesk.practice.errors import Refused
from bracketdesk.wire.entities import Order, OrderVersion
from bracketdesk.wire.enums import AdminAction, FailureReason, OrdStatus

LIMIT, STOP = {"price": "6016.00"}, {"stopPrice": "6008.00"}


def refused(stage: Stage, type: str, side: str = "Buy", quantity: int = 1, **fields: object) -> str:
    """The reason why an order is not taken; nothing of it is told."""
    before = len(stage.events)
    answer = stage.place(type, side, quantity, **fields)
    assert answer.order_id is None
    assert answer.failure_text
    assert len(stage.events) == before
    return str(answer.failure_reason)


def order_of(stage: Stage, order_id: int) -> Order:
    return next(order for order in stage.all("order", Order) if order.id == order_id)


class TestTypes:
    def test_market(self) -> None:
        stage = Stage()
        assert stage.fills(stage.order("Market", "Sell", 2)) == [(2, "6012.00")]

    def test_limit(self) -> None:
        stage = Stage()
        order_id = stage.order("Limit", price="6011.00", maxShow=1, text="a note")
        version = stage.version(order_id)
        assert (version.price, version.max_show, version.text) == (
            Decimal("6011.00"),
            1,
            "a note",
        )
        stage.quote("6010.75", "6011.00")
        assert stage.fills(order_id) == [(1, "6011.00")]

    def test_stop_and_stop_limit(self) -> None:
        stage = Stage()
        stop = stage.order("Stop", stopPrice="6014.00")
        limited = stage.order("StopLimit", stopPrice="6014.00", price="6014.00")
        stage.quote("6014.75", "6015.00")
        assert stage.fills(stop) == [(1, "6015.00")]
        assert stage.fills(limited) == []
        stage.quote("6013.75", "6014.00")
        assert stage.fills(limited) == [(1, "6014.00")]

    def test_market_if_touched(self) -> None:
        stage = Stage()
        order_id = stage.order("MIT", price="6011.00")
        assert stage.version(order_id).price == Decimal("6011.00")
        stage.quote("6010.25", "6010.50")
        assert stage.fills(order_id) == [(1, "6010.50")]

    def test_limit_if_touched_is_a_limit_order_once_it_is_touched(self) -> None:
        stage = Stage()
        order_id = stage.order("LimitIfTouched", price="6010.00", limitIfTouchedPrice="6011.00")
        version = stage.version(order_id)
        assert (version.price, version.limit_if_touched_price) == (
            Decimal("6010.00"),
            Decimal("6011.00"),
        )
        stage.quote("6010.75", "6011.00")
        assert stage.fills(order_id) == []
        stage.quote("6011.75", "6012.00")
        stage.quote("6009.75", "6010.00")
        assert stage.fills(order_id) == [(1, "6010.00")]

    def test_a_trailing_stop_by_its_distance(self) -> None:
        stage = Stage()
        order_id = stage.order("TrailingStop", "Sell", pegDifference="2.00")
        assert stage.version(order_id).stop_price == Decimal("6010.00")
        stage.quote("6015.00", "6015.25")
        version = stage.version(order_id)
        assert (version.stop_price, version.peg_difference) == (Decimal("6013.00"), Decimal(2))
        stage.quote("6013.00", "6013.25")
        assert stage.fills(order_id) == [(1, "6013.00")]

    def test_a_trailing_stop_by_its_price(self) -> None:
        stage = Stage()
        order_id = stage.order("TrailingStop", "Sell", stopPrice="6009.00")
        assert stage.version(order_id).peg_difference == Decimal(3)
        stage.quote("6013.00", "6013.25")
        assert stage.version(order_id).stop_price == Decimal("6010.00")

    def test_a_trailing_stop_by_both(self) -> None:
        stage = Stage()
        order_id = stage.order("TrailingStop", "Buy", stopPrice="6018.00", pegDifference="4.00")
        stage.quote("6012.75", "6013.00")
        assert stage.version(order_id).stop_price == Decimal("6017.00")
        stage.quote("6012.25", "6012.50")
        assert stage.version(order_id).stop_price == Decimal("6016.50")

    def test_a_trailing_stop_limit_takes_its_limit_along(self) -> None:
        stage = Stage()
        order_id = stage.order("TrailingStopLimit", "Sell", pegDifference="2", price="6009.50")
        stage.quote("6014.00", "6014.25")
        version = stage.version(order_id)
        assert (version.stop_price, version.price) == (Decimal("6012.00"), Decimal("6011.50"))
        stage.quote("6011.00", "6011.25")
        assert stage.fills(order_id) == []
        stage.quote("6011.50", "6011.75")
        assert stage.fills(order_id) == [(1, "6011.50")]

    @pytest.mark.parametrize("kind", ["QTS", "MarketLimit", "MarketWithProtection", "Hopeful"])
    def test_what_a_person_cannot_enter_is_not_supported(self, kind: str) -> None:
        assert refused(Stage(), kind) == "Unsupported"


class TestTimeInForce:
    def test_day_is_what_is_left_out(self) -> None:
        stage = Stage()
        assert stage.version(stage.order("Limit", price="6000.00")).time_in_force == "Day"

    @pytest.mark.parametrize("kind", ["Day", "GTC", "IOC", "FOK"])
    def test_is_kept(self, kind: str) -> None:
        stage = Stage()
        order_id = stage.order("Limit", price="6000.00", timeInForce=kind)
        assert stage.version(order_id).time_in_force == kind
        expected = OrdStatus.WORKING if kind in ("Day", "GTC") else OrdStatus.CANCELED
        assert stage.status(order_id) is expected

    def test_gtd_ends_at_its_time(self) -> None:
        stage = Stage()
        order_id = stage.order(
            "Limit", price="6000.00", timeInForce="GTD", expireTime="2026-11-18T15:10:00Z"
        )
        stage.wait(599)
        assert stage.status(order_id) is OrdStatus.WORKING
        stage.wait(1)
        assert stage.status(order_id) is OrdStatus.EXPIRED

    @pytest.mark.parametrize("fields", [{}, {"expireTime": "2026-11-18T15:00:00Z"}])
    def test_gtd_without_a_time_to_come_is_refused(self, fields: dict[str, str]) -> None:
        answer = Stage().place("Limit", "Buy", 1, price="6000.00", timeInForce="GTD", **fields)
        assert answer.failure_reason is FailureReason.OTHER_EXECUTION_RELATED

    def test_an_unknown_one_is_not_supported(self) -> None:
        assert refused(Stage(), "Market", timeInForce="Forever") == "Unsupported"


class TestRefusals:
    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            ("Limit", {}),
            ("Limit", {"stopPrice": "6000.00"}),
            ("Stop", {"price": "6020.00"}),  # as a published sample has it (protocol.md 4.4)
            ("StopLimit", {"stopPrice": "6020.00"}),
            ("MIT", {}),
            ("LimitIfTouched", {"price": "6000.00"}),
            ("TrailingStop", {}),
            ("TrailingStopLimit", {"pegDifference": "2"}),
            ("Limit", {"price": "6000.10"}),
            ("Limit", {"price": "0"}),
            ("Stop", {"stopPrice": "6010.00"}),  # the market has passed it
            ("TrailingStop", {"stopPrice": "6010.00"}),
        ],
    )
    def test_a_price_that_is_missing_or_wrong(self, kind: str, fields: dict[str, str]) -> None:
        answer = Stage().place(kind, "Buy", 1, **fields)
        assert answer.failure_reason is FailureReason.INVALID_PRICE

    @pytest.mark.parametrize("kind", ["Market", "TrailingStop"])
    def test_without_a_quote(self, kind: str) -> None:
        stage = Stage(opening=None)
        assert refused(stage, kind, pegDifference="2") == "NoQuote"

    def test_size_session_and_liquidation_only(self) -> None:
        stage = Stage()
        assert refused(stage, "Market", quantity=101) == "MaxOrderQtyLimitReached"
        stage.exchange.close_session()
        assert refused(stage, "Market") == "SessionClosed"

    def test_what_only_reduces_is_let_through_where_nothing_else_is(self) -> None:
        stage = Stage()
        stage.order("Market", quantity=3)
        stage.exchange.restrict(AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY)
        assert refused(stage, "Market") == "LiquidationOnly"
        assert refused(stage, "Market", "Sell", 4) == "LiquidationOnly"
        stage.order("Market", "Sell", 3)
        assert stage.net == 0

    def test_no_side(self) -> None:
        """Neither of the order itself nor of what comes with it."""
        stage = Stage()
        nobody = stage.fields("Limit", "Hold", **LIMIT)
        with pytest.raises(Refused, match="400 Invalid action: Hold"):
            stage.place("Market", "Hold", 1)
        with pytest.raises(Refused, match="400 Invalid action: Hold"):
            stage.oco(stage.fields("Limit", "Sell", **LIMIT), nobody)
        with pytest.raises(Refused, match="400 Invalid action: Hold"):
            stage.oso(stage.fields("Market"), nobody)
        assert stage.events == []


class TestOco:
    def test_what_one_trades_the_other_may_not(self) -> None:
        stage = Stage()
        answer = stage.oco(
            stage.fields("Limit", "Sell", **LIMIT), stage.fields("Stop", "Sell", **STOP), 3
        )
        assert answer.order_id is not None
        assert answer.oco_id is not None
        target, stop = (order_of(stage, number) for number in (answer.order_id, answer.oco_id))
        assert (target.oco_id, stop.oco_id) == (stop.id, target.id)
        assert (target.linked_id, stop.linked_id) == (stop.id, target.id)
        stage.quote("6016.00", "6016.25", 1)
        assert stage.version(stop.id).order_qty == 2
        stage.quote("6016.00", "6016.25", 2)
        assert stage.status(target.id) is OrdStatus.FILLED
        assert stage.status(stop.id) is OrdStatus.CANCELED

    def test_one_refused_is_both_refused(self) -> None:
        stage = Stage()
        answer = stage.oco(stage.fields("Limit", "Sell", **LIMIT), stage.fields("Stop", "Sell"))
        assert (answer.order_id, answer.failure_reason) == (None, FailureReason.INVALID_PRICE)
        assert stage.events == []

    def test_one_cancelled_leaves_the_other(self) -> None:
        stage = Stage()
        answer = stage.oco(
            stage.fields("Limit", "Sell", **LIMIT), stage.fields("Stop", "Sell", **STOP)
        )
        assert answer.order_id is not None
        assert answer.oco_id is not None
        stage.cancel(answer.order_id)
        assert stage.status(answer.oco_id) is OrdStatus.WORKING


class TestOso:
    def exits(self, stage: Stage) -> list[dict[str, object]]:
        return [stage.fields("Limit", "Sell", **LIMIT), stage.fields("Stop", "Sell", **STOP)]

    def test_exits_are_suspended_until_the_entry_trades(self) -> None:
        stage = Stage()
        answer = stage.oso(stage.fields("Limit", price="6011.00"), *self.exits(stage), quantity=3)
        ids = (answer.oso1_id or 0, answer.oso2_id or 0)
        assert {stage.status(number) for number in ids} == {OrdStatus.SUSPENDED}
        assert {order_of(stage, number).parent_id for number in ids} == {answer.order_id}
        stage.quote("6010.75", "6011.00", 10, 2)
        assert {stage.status(number) for number in ids} == {OrdStatus.WORKING}
        assert {stage.version(number).order_qty for number in ids} == {2}
        stage.quote("6010.75", "6011.00", 10, 3)
        assert {stage.version(number).order_qty for number in ids} == {3}
        stage.quote("6007.75", "6008.00")
        assert stage.status(ids[0]) is OrdStatus.CANCELED
        assert stage.net == 0

    def test_one_exit_alone(self) -> None:
        stage = Stage()
        answer = stage.oso(stage.fields("Market"), stage.fields("Stop", "Sell", **STOP))
        assert answer.oso2_id is None
        assert stage.status(answer.oso1_id or 0) is OrdStatus.WORKING
        assert order_of(stage, answer.oso1_id or 0).oco_id is None

    def test_an_entry_that_never_trades_takes_its_exits_along(self) -> None:
        stage = Stage()
        answer = stage.oso(stage.fields("Limit", price="6000.00"), *self.exits(stage))
        stage.cancel(answer.order_id or 0)
        statuses = {o.ord_status for o in stage.all("order", Order)}
        assert statuses == {OrdStatus.CANCELED}

    def test_an_entry_cancelled_in_part_leaves_exits_for_what_it_got(self) -> None:
        stage = Stage()
        answer = stage.oso(stage.fields("Limit", price="6011.00"), *self.exits(stage), quantity=3)
        stage.quote("6010.75", "6011.00", 10, 1)
        stage.cancel(answer.order_id or 0)
        assert stage.version(answer.oso1_id or 0).order_qty == 1
        assert stage.status(answer.oso2_id or 0) is OrdStatus.WORKING

    def test_a_suspended_exit_may_be_changed_and_cancelled(self) -> None:
        stage = Stage()
        answer = stage.oso(stage.fields("Limit", price="6011.00"), *self.exits(stage))
        stage.modify(answer.oso2_id or 0, 1, "Stop", stopPrice="6007.00")
        assert stage.status(answer.oso2_id or 0) is OrdStatus.SUSPENDED
        assert stage.version(answer.oso2_id or 0).stop_price == Decimal("6007.00")
        stage.cancel(answer.oso1_id or 0)
        stage.quote("6010.75", "6011.00")
        assert stage.status(answer.oso1_id or 0) is OrdStatus.CANCELED
        assert stage.status(answer.oso2_id or 0) is OrdStatus.WORKING


class TestModify:
    def test_what_is_left_out_falls_back_to_day_and_is_refused_for_others(self) -> None:
        stage = Stage()
        order_id = stage.order("Limit", price="6000.00", timeInForce="GTC")
        answer = stage.modify(order_id, 1, "Limit", price="6001.00")
        assert answer.failure_reason is FailureReason.UNSUPPORTED
        answer = stage.modify(order_id, 1, "Limit", price="6001.00", timeInForce="GTC")
        assert answer.command_id is not None
        assert stage.version(order_id).price == Decimal("6001.00")

    def test_another_type_is_refused(self) -> None:
        stage = Stage()
        order_id = stage.order("Limit", price="6000.00")
        answer = stage.modify(order_id, 1, "Stop", stopPrice="6020.00")
        assert answer.failure_reason is FailureReason.UNSUPPORTED

    def test_of_a_trailing_stop_only_the_quantity_changes(self) -> None:
        stage = Stage()
        order_id = stage.order("TrailingStop", "Sell", quantity=3, pegDifference="2.00")
        answer = stage.modify(order_id, 2, "TrailingStop", stopPrice="6011.00", pegDifference="2")
        assert answer.failure_reason is FailureReason.TRAILING_STOP_NON_ORDER_QTY_MODIFY
        stage.modify(order_id, 2, "TrailingStop", stopPrice="6010.00", pegDifference="2")
        assert stage.version(order_id).order_qty == 2
        stage.modify(order_id, 1, "TrailingStop")
        stage.quote("6013.00", "6013.25")
        version = stage.version(order_id)
        assert (version.order_qty, version.stop_price) == (1, Decimal("6011.00"))

    def test_a_strategy_s_stop_is_moved_and_goes_on_trailing(self) -> None:
        stage = Stage()
        trail = {"stopLoss": 2, "trigger": 4, "freq": 0.25}
        running = stage.start({"qty": 1, "stopLoss": -4, "autoTrail": trail})
        (stop,) = running.exits("Stop")
        stage.modify(stop.id, 1, "Stop", stopPrice="6010.00")
        assert stage.version(stop.id).stop_price == Decimal("6010.00")
        stage.quote("6016.25", "6016.50")
        assert stage.version(stop.id).stop_price == Decimal("6014.25")

    def test_a_finished_order_is_too_late_and_an_unknown_one_a_404(self) -> None:
        stage = Stage()
        order_id = stage.order("Market")
        answer = stage.modify(order_id, 1, "Market")
        assert answer.failure_reason is FailureReason.TOO_LATE
        with pytest.raises(Refused):
            stage.modify(1, 1, "Market")

    def test_the_versions_of_an_order_are_all_kept(self) -> None:
        stage = Stage()
        order_id = stage.order("Limit", price="6000.00")
        for price in ("6001.00", "6002.00"):
            stage.modify(order_id, 1, "Limit", price=price)
        prices = [str(v.price) for v in stage.all("orderVersion", OrderVersion)]
        assert prices == ["6000.00", "6001.00", "6002.00"]


def test_positions_are_liquidated_by_their_ids() -> None:
    stage = Stage()
    stage.start(BRACKET | {"qty": 2})
    assert stage.liquidate_all() == {}
    assert stage.net == 0
    assert all(o.ord_status is not OrdStatus.WORKING for o in stage.all("order", Order))


def test_a_strategy_s_commands_have_no_grammar() -> None:
    stage = Stage()
    running = stage.start(BRACKET)
    answer = stage.exchange.orders.modify_strategy(running.id)
    assert answer.failure_reason is FailureReason.UNSUPPORTED
    with pytest.raises(Refused):
        stage.exchange.orders.modify_strategy(1)
