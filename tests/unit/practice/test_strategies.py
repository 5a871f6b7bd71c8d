from typing import Any

import pytest
from tests.support.trading import Stage

from bracketdesk.wire.entities import Command, OrderStrategy, OrderStrategyLink, OrderVersion
from bracketdesk.wire.enums import CommandType


def level(
    qty: int, target: float | None = None, stop: float | None = None, **more: object
) -> dict[str, Any]:
    exits = {"profitTarget": target, "stopLoss": stop}
    return {"qty": qty, "trailingStop": False} | {k: v for k, v in exits.items() if v} | more


class TestExits:
    def test_each_level_gets_its_pair_at_the_fill_price_plus_delta(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -4), level(2, 8, -4))
        assert running.terms("Limit") == [(1, "6016.25", "Working"), (2, "6020.25", "Working")]
        assert running.terms("Stop") == [(1, "6008.25", "Working"), (2, "6008.25", "Working")]
        assert stage.net == 3

    def test_a_seller_s_deltas_point_the_other_way(self) -> None:
        stage = Stage()
        running = stage.start(level(1, -30, 15), side="Sell")
        assert running.terms("Limit") == [(1, "5982.00", "Working")]
        assert running.terms("Stop") == [(1, "6027.00", "Working")]
        assert stage.net == -1

    def test_they_come_from_the_fill_not_from_the_limit(self) -> None:
        running = Stage().start(level(1, 4, -4), type="Limit", price=6013.00)
        assert running.terms("Limit") == [(1, "6016.25", "Working")]

    def test_partial_fills_fill_the_levels_in_order(self) -> None:
        stage = Stage()
        stage.quote("6010.75", "6012.25")
        running = stage.start(level(2, 4, -4), level(3, 8, -4), type="Limit", price=6011.00)
        assert running.exits("Limit") == []
        stage.quote("6010.75", "6011.00", 10, 1)
        assert running.terms("Limit") == [(1, "6015.00", "Working")]
        stage.quote("6010.75", "6011.00", 10, 3)
        assert [(q, p) for q, p, _ in running.terms("Limit")] == [
            (1, "6015.00"),
            (1, "6015.00"),
            (2, "6019.00"),
        ]
        stage.quote("6010.75", "6011.00", 10, 2)
        assert [(q, p) for q, p, _ in running.terms("Stop")] == [
            (1, "6007.00"),
            (1, "6007.00"),
            (2, "6007.00"),
            (1, "6007.00"),
        ]

    def test_a_walked_entry_has_a_pair_for_each_price(self) -> None:
        stage = Stage()
        stage.quote("6012.00", "6012.25", 10, 2)
        running = stage.start(level(3, 4, -4), level(1, 8, -4))
        assert [(q, p) for q, p, _ in running.terms("Limit")] == [
            (2, "6016.25"),
            (1, "6016.50"),
            (1, "6020.50"),
        ]

    def test_relatives_name_each_other(self) -> None:
        running = Stage().start(level(1, 4, -4))
        (target,), (stop,) = running.exits("Limit"), running.exits("Stop")
        assert (target.oco_id, target.linked_id, target.parent_id) == (
            stop.id,
            stop.id,
            running.entry.id,
        )
        assert (stop.oco_id, stop.linked_id, stop.parent_id) == (
            target.id,
            target.id,
            running.entry.id,
        )
        assert (running.entry.oco_id, running.entry.parent_id) == (None, None)
        assert {str(target.action), str(stop.action)} == {"Sell"}

    def test_an_only_exit_has_no_twin(self) -> None:
        running = Stage().start(level(1, 4), level(1, None, -4))
        assert [o.oco_id for o in running.orders] == [None, None, None]
        assert running.terms("Limit") == [(1, "6016.25", "Working")]
        assert running.terms("Stop") == [(1, "6008.25", "Working")]

    def test_every_order_is_linked_with_a_label(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -4), level(1, 8, -4))
        links = stage.all("orderStrategyLink", OrderStrategyLink)
        assert {link.order_id for link in links} == {order.id for order in running.orders}
        assert [link.label for link in links] == [
            "entry",
            "stop 1",
            "target 1",
            "stop 2",
            "target 2",
        ]

    def test_the_strategy_comes_before_its_orders_and_they_before_their_fills(self) -> None:
        stage = Stage()
        stage.start(level(1, 4, -4))
        kinds = [kind for kind, _, _ in stage.events]
        assert kinds.index("orderStrategy") < kinds.index("order") < kinds.index("fill")
        assert kinds.index("fill") < kinds.index("position")
        assert kinds.count("order") == 7  # three created, three accepted, one filled

    def test_what_an_entry_gets_beyond_its_levels_has_no_exits(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -4), type="Limit", price=6011)
        stage.modify(running.entry.id, 2, "Limit", price="6011.00")
        stage.quote("6010.75", "6011.00")
        stage.quote("6015.00", "6015.25")
        assert running.terms("Limit") == [(1, "6015.00", "Filled")]
        assert (stage.net, running.status) == (1, "ExecutionFinished")


class TestTwins:
    def test_a_filled_target_cancels_its_stop(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -4), level(1, 8, -4))
        stage.quote("6016.25", "6016.50")
        assert [s for _, _, s in running.terms("Limit")] == ["Filled", "Working"]
        assert [s for _, _, s in running.terms("Stop")] == ["Canceled", "Working"]
        assert stage.net == 1

    def test_a_filled_stop_cancels_its_target(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -4))
        stage.quote("6008.00", "6008.25")
        assert [s for _, _, s in running.terms("Limit")] == ["Canceled"]
        assert stage.fills(running.exits("Stop")[0].id) == [(1, "6008.00")]

    def test_a_partly_filled_target_shrinks_its_stop(self) -> None:
        stage = Stage()
        running = stage.start(level(3, 4, -4))
        stage.quote("6016.25", "6016.50", 1)
        assert running.terms("Limit") == [(3, "6016.25", "Working")]
        assert running.terms("Stop") == [(2, "6008.25", "Working")]
        stage.quote("6008.00", "6008.25")
        assert running.terms("Limit") == [(3, "6016.25", "Canceled")]
        assert running.terms("Stop") == [(2, "6008.25", "Filled")]
        assert (stage.net, running.status) == (0, "ExecutionFinished")

    def test_a_shrunk_stop_was_modified_by_a_command(self) -> None:
        stage = Stage()
        running = stage.start(level(3, 4, -4))
        (stop,) = running.exits("Stop")
        stage.quote("6016.25", "6016.50", 1)
        commands = [c.command_type for c in stage.all("command", Command) if c.order_id == stop.id]
        assert commands == [CommandType.NEW, CommandType.MODIFY]

    def test_both_may_be_filled_in_part(self) -> None:
        stage = Stage()
        stage.quote("6012.00", "6012.25", 10, 30)
        running = stage.start(level(30, 4, -4))
        stage.quote("6016.25", "6016.50", 4)
        stage.quote("6008.00", "6008.25", 2)  # ten levels of two, then nothing
        assert running.terms("Limit") == [(10, "6016.25", "Working")]
        assert running.terms("Stop") == [(26, "6008.25", "Working")]
        stage.quote("6016.25", "6016.50", 3)  # the woken stop is at the market, and comes first
        assert stage.net == 0

    def test_a_cancelled_exit_leaves_its_twin_at_work(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -4))
        stage.cancel(running.exits("Limit")[0].id)
        assert [s for _, _, s in running.terms("Stop")] == ["Working"]
        stage.quote("6008.00", "6008.25")
        assert running.status == "ExecutionFinished"


class TestTrailing:
    def test_a_trailing_stop_has_its_own_type_and_offset(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 8, -4, trailingStop=True))
        (stop,) = running.exits("TrailingStop")
        assert str(stage.version(stop.id).peg_difference) == "4.00"
        assert str(stage.version(stop.id).stop_price) == "6008.25"

    def test_it_trails_at_once_and_never_loosens(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 40, -4, trailingStop=True))
        seen = []
        for bid in ("6012.25", "6012.50", "6014.00", "6011.00", "6014.25"):
            stage.quote(bid, str(float(bid) + 0.25))
            seen += [price for _, price, _ in running.terms("TrailingStop")]
        assert seen == ["6008.25", "6008.50", "6010.00", "6010.00", "6010.25"]
        stage.quote("6010.25", "6010.50")
        assert stage.fills(running.exits("TrailingStop")[0].id) == [(1, "6010.25")]

    def test_a_seller_s_stop_trails_down(self) -> None:
        stage = Stage()
        running = stage.start(level(1, -40, 4, trailingStop=True), side="Sell")
        stage.quote("6009.75", "6010.00")
        assert running.terms("TrailingStop") == [(1, "6014.00", "Working")]
        stage.quote("6013.75", "6014.00")
        assert running.terms("TrailingStop") == [(1, "6014.00", "Filled")]

    def test_an_auto_trail_waits_for_its_trigger_and_moves_in_steps(self) -> None:
        stage = Stage()
        trail = {"stopLoss": 3, "trigger": 6, "freq": 1}
        running = stage.start(level(1, None, -4, autoTrail=trail))  # filled at 6012.25
        seen = []
        for bid in ("6018.00", "6018.25", "6019.00", "6019.25", "6018.50", "6021.00"):
            stage.quote(bid, str(float(bid) + 0.25))
            seen += [price for _, price, _ in running.terms("Stop")]
        assert seen == ["6008.25", "6015.25", "6015.25", "6016.25", "6016.25", "6017.25"]

    def test_an_auto_trail_wider_than_the_stop_never_loosens_it(self) -> None:
        stage = Stage()
        trail = {"stopLoss": 20, "trigger": 1, "freq": 0.25}
        running = stage.start(level(1, None, -4, autoTrail=trail))
        stage.quote("6020.00", "6020.25")
        assert running.terms("Stop") == [(1, "6008.25", "Working")]
        stage.quote("6030.00", "6030.25")
        assert running.terms("Stop") == [(1, "6010.00", "Working")]

    def test_a_seller_s_auto_trail(self) -> None:
        stage = Stage()
        trail = {"stopLoss": 3, "trigger": 6, "freq": 1}
        running = stage.start(level(1, None, 4, autoTrail=trail), side="Sell")  # at 6012.00
        stage.quote("6005.75", "6006.00")
        assert running.terms("Stop") == [(1, "6009.00", "Working")]
        stage.quote("6008.75", "6009.00")
        assert running.terms("Stop") == [(1, "6009.00", "Filled")]

    def test_each_move_is_a_new_version(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 40, -4, trailingStop=True))
        (stop,) = running.exits("TrailingStop")
        stage.quote("6014.00", "6014.25")
        versions = [v for v in stage.all("orderVersion", OrderVersion) if v.order_id == stop.id]
        assert [str(v.stop_price) for v in versions] == ["6008.25", "6010.00"]

    def test_a_woken_stop_trails_no_more(self) -> None:
        stage = Stage()
        stage.quote("6012.00", "6012.25", 10, 25)
        running = stage.start(level(25, 400, -4, trailingStop=True))
        stage.quote("6008.25", "6008.50", 1)  # ten levels of one
        stage.quote("6020.00", "6020.25", 1)
        assert stage.net == 5
        assert running.terms("TrailingStop") == [(25, "6008.25", "Working")]


class TestStatus:
    def test_finished_when_every_exit_is_done(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -4), level(1, 8, -4))
        stage.quote("6016.25", "6016.50")
        assert running.status == "ActiveStrategy"
        stage.quote("6008.00", "6008.25")
        assert running.status == "ExecutionFinished"
        assert stage.net == 0

    def test_active_while_the_entry_works_even_if_all_exits_so_far_are_done(self) -> None:
        stage = Stage()
        stage.quote("6011.75", "6012.25")
        running = stage.start(level(2, 4, -4), type="Limit", price=6012.00)
        stage.quote("6011.75", "6012.00", 10, 1)
        stage.quote("6016.00", "6016.25")
        assert stage.net == 0
        assert running.status == "ActiveStrategy"

    def test_active_while_a_level_still_waits_for_its_exits(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -0.25), level(1, 4, -4))  # the first stop trades at once
        assert [s for _, _, s in running.terms("Stop")] == ["Filled", "Working"]
        told = [e.status for _, _, e in stage.events if isinstance(e, OrderStrategy)]
        assert told == ["ActiveStrategy"]

    def test_a_cancelled_entry_without_a_fill_was_interrupted(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -4), type="Limit", price=6010)
        stage.cancel(running.entry.id)
        assert running.status == "ExecutionInterrupted"
        assert len(running.orders) == 1

    def test_a_cancelled_entry_keeps_exits_for_what_it_got(self) -> None:
        stage = Stage()
        running = stage.start(level(4, 4, -4), type="Limit", price=6011)
        stage.quote("6010.75", "6011.00", 10, 3)
        stage.cancel(running.entry.id)
        assert running.status == "ActiveStrategy"
        assert running.terms("Stop") == [(3, "6007.00", "Working")]
        stage.quote("6015.00", "6015.25")
        assert running.status == "ExecutionFinished"

    def test_liquidation_interrupts(self) -> None:
        stage = Stage()
        running = stage.start(level(2, 4, -4))
        stage.liquidate()
        assert running.status == "ExecutionInterrupted"
        assert stage.net == 0

    def test_every_exit_cancelled_by_hand_leaves_an_interrupted_strategy(self) -> None:
        stage = Stage()
        running = stage.start(level(1, 4, -4))
        for order in running.exits("Limit") + running.exits("Stop"):
            stage.cancel(order.id)
        assert (running.status, stage.net) == ("ExecutionInterrupted", 1)

    def test_stopped_by_the_user_leaves_nothing_at_work(self) -> None:
        stage = Stage()
        running = stage.start(level(4, 4, -4), type="Limit", price=6011)
        stage.quote("6010.75", "6011.00", 10, 3)
        answer = stage.interrupt(running.id)
        assert answer.order_strategy == running.entity
        assert running.status == "StoppedByUser"
        assert {str(order.ord_status) for order in running.orders} == {"Canceled"}
        assert stage.net == 3

    def test_an_exit_below_zero_fails_the_strategy_and_says_why(self) -> None:
        stage = Stage()
        running = stage.start(level(1, -7000, 4), side="Sell")
        assert running.status == "ExecutionFailed"
        assert running.entity.failure_message
        assert [s for _, _, s in running.terms("Limit")] == ["Rejected"]
        assert [s for _, _, s in running.terms("Stop")] == ["Working"]
        stage.quote("6015.75", "6016.00")
        assert (running.status, stage.net) == ("ExecutionFailed", 0)

    def test_each_status_is_told_once(self) -> None:
        stage = Stage()
        stage.start(level(1, 4, -4))
        stage.quote("6016.25", "6016.50")
        told = [e.status for _, _, e in stage.events if isinstance(e, OrderStrategy)]
        assert told == ["ActiveStrategy", "ExecutionFinished"]


@pytest.mark.parametrize("side", ["Buy", "Sell"])
def test_exits_beyond_the_market_at_once_trade_at_the_quote(side: str) -> None:
    """A target one tick away where the spread is one tick: nothing is given away for free."""
    sign = 1 if side == "Buy" else -1
    stage = Stage()
    running = stage.start(level(1, 0.25 * sign, -0.25 * sign), side=side)
    assert running.status == "ExecutionFinished"  # the stop stood at the quote: it went first
    assert [s for _, _, s in running.terms("Stop")] == ["Filled"]
    assert stage.net == 0
