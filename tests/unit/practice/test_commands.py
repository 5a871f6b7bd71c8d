"""The lives of commands: each step in its time, and whatever happens to the order meanwhile."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.support.trading import BRACKET, TRADER, WEDNESDAY, Stage

from bracketdesk.practice.delays import LONGEST, SeededDelays
from bracketdesk.wire.entities import Command, Order
from bracketdesk.wire.enums import CommandStatus, FailureReason, OrdStatus

STEP = 0.01
LATER = (WEDNESDAY + timedelta(seconds=60)).isoformat()


class EvenDelays:
    """Every step takes as long."""

    def next(self) -> float:
        return STEP


@pytest.fixture
def slow() -> Stage:
    return Stage(delays=EvenDelays())


def steps(stage: Stage, command_id: int | None) -> list[str]:
    """How far a command came, and how its order stood then."""
    return [f"{r.command_status} {r.ord_status}" for r in stage.reports(command_id)]


def new_of(stage: Stage, order_id: int) -> Command:
    (command,) = [c for c in stage.all("command", Command) if c.order_id == order_id]
    return command


class TestNew:
    def test_is_checked_and_then_stands_at_the_exchange(self, slow: Stage) -> None:
        order_id = slow.order("Limit", price="6011.00")
        command = new_of(slow, order_id)
        assert (slow.status(order_id), command.command_status) == (
            OrdStatus.PENDING_NEW,
            CommandStatus.PENDING,
        )
        slow.wait(STEP)
        assert slow.status(order_id) is OrdStatus.PENDING_NEW
        slow.wait(STEP)
        assert slow.status(order_id) is OrdStatus.WORKING
        assert steps(slow, command.id) == ["RiskPassed PendingNew", "AtExecution Working"]

    def test_does_not_trade_on_its_way(self, slow: Stage) -> None:
        order_id = slow.order("Market")
        slow.quote("6010.00", "6010.25")
        assert slow.fills(order_id) == []
        slow.wait(2 * STEP)
        assert slow.fills(order_id) == [(1, "6010.25")]

    def test_says_whose_it_is(self, slow: Stage) -> None:
        order_id = slow.order("Market", clOrdId="mine", customTag50="tag", isAutomated=False)
        command = new_of(slow, order_id)
        assert (command.sender_id, command.user_session_id) == (TRADER.user_id, TRADER.session_id)
        assert (command.cl_ord_id, command.custom_tag50, command.is_automated) == (
            "mine",
            "tag",
            False,
        )

    def test_waits_for_its_time_where_it_has_one(self, slow: Stage) -> None:
        order_id = slow.order("Market", activationTime=LATER)
        slow.wait(59)
        assert new_of(slow, order_id).command_status is CommandStatus.ON_HOLD
        assert slow.fills(order_id) == []
        slow.wait(2)
        assert slow.fills(order_id) == [(1, "6012.25")]

    def test_a_time_that_is_over_is_now(self, slow: Stage) -> None:
        order_id = slow.order("Market", activationTime=WEDNESDAY.isoformat())
        slow.wait(2 * STEP)
        assert len(slow.fills(order_id)) == 1

    def test_a_day_order_ends_with_the_day_wherever_it_is(self, slow: Stage) -> None:
        tomorrow = (WEDNESDAY + timedelta(hours=20)).isoformat()
        working = slow.order("Limit", price="6000.00")
        on_its_way = slow.order("Limit", price="6000.00", activationTime=tomorrow)
        slow.wait(8 * 3600)
        assert {slow.status(working), slow.status(on_its_way)} == {OrdStatus.EXPIRED}
        slow.wait(24 * 3600)
        assert slow.status(on_its_way) is OrdStatus.EXPIRED


class TestCancel:
    def test_is_pending_and_then_done(self, slow: Stage) -> None:
        order_id = slow.order("Limit", price="6011.00")
        slow.wait(1)
        command_id = slow.cancel(order_id).command_id
        assert slow.status(order_id) is OrdStatus.PENDING_CANCEL
        slow.wait(STEP)
        assert slow.status(order_id) is OrdStatus.CANCELED
        assert steps(slow, command_id) == ["AtExecution Canceled"]

    def test_of_an_order_that_fills_meanwhile_is_too_late(self, slow: Stage) -> None:
        order_id = slow.order("Limit", price="6011.00")
        slow.wait(1)
        command_id = slow.cancel(order_id).command_id
        slow.quote("6010.00", "6010.25")
        assert slow.fills(order_id) == [(1, "6011.00")]
        slow.wait(STEP)
        (report,) = slow.reports(command_id)
        assert (report.command_status, report.reject_reason) == (
            CommandStatus.EXECUTION_REJECTED,
            FailureReason.TOO_LATE,
        )
        assert slow.status(order_id) is OrdStatus.FILLED

    def test_of_an_order_that_fills_in_part_meanwhile_takes_the_rest(self, slow: Stage) -> None:
        order_id = slow.order("Limit", quantity=3, price="6011.00")
        slow.wait(1)
        slow.cancel(order_id)
        slow.quote("6010.75", "6011.00", 1, 1)
        assert slow.status(order_id) is OrdStatus.PENDING_CANCEL
        assert slow.fills(order_id) == [(1, "6011.00")]
        slow.wait(STEP)
        assert slow.status(order_id) is OrdStatus.CANCELED

    @pytest.mark.parametrize("first", ["new", "cancel", "modify"])
    def test_while_another_command_is_pending_is_refused(self, slow: Stage, first: str) -> None:
        order_id = slow.order("Limit", price="6011.00")
        if first != "new":
            slow.wait(1)
        if first == "cancel":
            slow.cancel(order_id)
        if first == "modify":
            slow.modify(order_id, 1, "Limit", price="6010.00")
        for answer in (
            slow.cancel(order_id),
            slow.modify(order_id, 1, "Limit", price="6009.00"),
        ):
            assert answer.failure_reason is FailureReason.ANOTHER_COMMAND_PENDING
            assert answer.command_id is None
        slow.wait(1)
        expected = OrdStatus.CANCELED if first == "cancel" else OrdStatus.WORKING
        assert slow.status(order_id) is expected

    def test_may_wait_for_its_time(self, slow: Stage) -> None:
        order_id = slow.order("Limit", price="6011.00")
        slow.wait(1)
        command_id = slow.cancel(order_id, activationTime=LATER).command_id
        assert slow.reports(command_id)[0].command_status is CommandStatus.ON_HOLD
        slow.wait(60)
        assert slow.status(order_id) is OrdStatus.CANCELED


class TestModify:
    def test_counts_when_the_exchange_says_so(self, slow: Stage) -> None:
        order_id = slow.order("Limit", price="6011.00")
        slow.wait(1)
        command_id = slow.modify(order_id, 2, "Limit", price="6010.50").command_id
        assert slow.status(order_id) is OrdStatus.PENDING_REPLACE
        assert slow.version(order_id).price == Decimal("6011.00")
        slow.wait(2 * STEP)
        assert slow.status(order_id) is OrdStatus.WORKING
        assert (slow.version(order_id).price, slow.version(order_id).order_qty) == (
            Decimal("6010.50"),
            2,
        )
        assert steps(slow, command_id) == ["RiskPassed PendingReplace", "AtExecution Working"]

    def test_the_old_terms_trade_meanwhile(self, slow: Stage) -> None:
        order_id = slow.order("Limit", price="6011.00")
        slow.wait(1)
        command_id = slow.modify(order_id, 1, "Limit", price="6000.00").command_id
        slow.quote("6010.75", "6011.00")
        assert slow.fills(order_id) == [(1, "6011.00")]
        slow.wait(2 * STEP)
        assert slow.reports(command_id)[-1].reject_reason is FailureReason.TOO_LATE

    def test_a_price_that_has_become_marketable_gets_the_quote(self, slow: Stage) -> None:
        order_id = slow.order("Limit", price="6011.00")
        slow.wait(1)
        slow.modify(order_id, 1, "Limit", price="6013.00")
        slow.wait(2 * STEP)
        assert slow.fills(order_id) == [(1, "6012.25")]

    def test_a_stop_beyond_the_market_is_refused_by_the_exchange(self, slow: Stage) -> None:
        order_id = slow.order("Stop", "Sell", stopPrice="6008.00")
        slow.wait(1)
        command_id = slow.modify(order_id, 1, "Stop", stopPrice="6014.00").command_id
        slow.wait(2 * STEP)
        report = slow.reports(command_id)[-1]
        assert (report.reject_reason, report.ord_status) == (
            FailureReason.INVALID_PRICE,
            OrdStatus.WORKING,
        )
        assert slow.version(order_id).stop_price == Decimal("6008.00")
        assert slow.status(order_id) is OrdStatus.WORKING

    def test_what_a_twin_traded_meanwhile_is_not_given_again(self, slow: Stage) -> None:
        limit = slow.fields("Limit", "Sell", price="6016.00")
        answer = slow.oco(limit, slow.fields("Stop", "Sell", stopPrice="6008.00"), quantity=3)
        assert answer.oco_id is not None
        slow.wait(1)
        slow.modify(answer.oco_id, 3, "Stop", stopPrice="6009.00")
        slow.quote("6016.00", "6016.25", 1)
        slow.wait(1)
        version = slow.version(answer.oco_id)
        assert (version.order_qty, version.stop_price) == (2, Decimal("6009.00"))

    def test_a_stop_trails_on_meanwhile(self, slow: Stage) -> None:
        order_id = slow.order("TrailingStop", "Sell", 2, pegDifference="2.00")
        slow.wait(1)
        slow.modify(order_id, 1, "TrailingStop")
        slow.quote("6020.00", "6020.25")
        slow.wait(1)
        version = slow.version(order_id)
        assert (version.order_qty, version.stop_price) == (1, Decimal("6018.00"))

    def test_no_more_than_what_is_filled_already_is_too_late(self, slow: Stage) -> None:
        order_id = slow.order("Limit", quantity=5, price="6012.25")
        slow.quote("6012.00", "6012.25", 10, 3)
        slow.wait(1)
        assert sum(quantity for quantity, _ in slow.fills(order_id)) == 3
        command_id = slow.modify(order_id, 3, "Limit", price="6012.25").command_id
        slow.wait(1)
        assert slow.reports(command_id)[-1].reject_reason is FailureReason.TOO_LATE

    def test_a_quantity_that_risk_refuses_leaves_the_order(self, slow: Stage) -> None:
        order_id = slow.order("Limit", price="6011.00")
        slow.wait(1)
        command_id = slow.modify(order_id, 101, "Limit", price="6011.00").command_id
        slow.wait(1)
        report = slow.reports(command_id)[-1]
        assert (report.command_status, report.reject_reason) == (
            CommandStatus.RISK_REJECTED,
            FailureReason.MAX_ORDER_QTY_LIMIT_REACHED,
        )
        assert slow.version(order_id).order_qty == 1
        assert slow.status(order_id) is OrdStatus.WORKING


class TestByItself:
    def test_liquidation_goes_before_whatever_is_pending(self, slow: Stage) -> None:
        order_id = slow.order("Limit", price="6011.00")
        slow.wait(1)
        command_id = slow.modify(order_id, 1, "Limit", price="6010.00").command_id
        slow.liquidate()
        assert slow.status(order_id) is OrdStatus.CANCELED
        slow.wait(1)
        assert slow.reports(command_id)[-1].reject_reason is FailureReason.TOO_LATE
        assert slow.status(order_id) is OrdStatus.CANCELED

    def test_an_order_on_its_way_can_be_liquidated(self, slow: Stage) -> None:
        order_id = slow.order("Market")
        slow.liquidate()
        slow.wait(1)
        assert slow.status(order_id) is OrdStatus.CANCELED
        assert slow.net == 0

    def test_exits_come_a_moment_after_the_fill(self, slow: Stage) -> None:
        running = slow.start(BRACKET)
        slow.wait(2 * STEP)
        assert slow.net == 1
        assert {o.ord_status for o in running.orders[1:]} == {OrdStatus.PENDING_NEW}
        slow.wait(2 * STEP)
        assert {o.ord_status for o in running.orders[1:]} == {OrdStatus.WORKING}

    def test_a_twin_gives_way_at_once(self, slow: Stage) -> None:
        running = slow.start(BRACKET)
        slow.wait(1)
        slow.quote("6016.25", "6016.50")
        statuses = sorted(str(o.ord_status) for o in running.orders[1:])
        assert statuses == ["Canceled", "Filled"]
        assert running.status == "ActiveStrategy"  # it lags behind
        slow.wait(STEP)
        assert running.status == "ExecutionFinished"

    def test_stopped_on_its_way_a_strategy_leaves_nothing(self, slow: Stage) -> None:
        running = slow.start(BRACKET)
        slow.wait(2 * STEP)
        slow.interrupt(running.id)
        slow.wait(1)
        assert all(o.ord_status not in ("Working", "PendingNew") for o in running.orders)
        assert running.status == "StoppedByUser"


def test_the_same_seed_gives_the_same_small_delays() -> None:
    one, same, other = SeededDelays(1), SeededDelays(1), SeededDelays(2)
    first = [one.next() for _ in range(200)]
    assert first == [same.next() for _ in range(200)]
    assert first != [other.next() for _ in range(200)]
    assert all(0 < seconds <= LONGEST for seconds in first)


def test_whatever_the_pace_the_end_is_the_same() -> None:
    """A story without races ends alike at once and with small delays."""
    ends = []
    for delays in (None, EvenDelays(), SeededDelays(7)):
        stage = Stage(delays=delays)
        running = stage.start(BRACKET | {"qty": 2}, BRACKET)
        stage.wait(1)
        stage.modify(running.exits("Stop")[0].id, 2, "Stop", stopPrice="6010.00")
        stage.wait(1)
        stage.quote("6016.25", "6016.50")
        stage.wait(1)
        orders = [(o.action, o.ord_status) for o in stage.all("order", Order)]
        ends.append((orders, stage.net, running.status))
    assert ends[0] == ends[1] == ends[2]
