"""Order types and times in force, seen as entries of strategies whose exits lie far away."""

from datetime import timedelta

import pytest
from tests.support.trading import WEDNESDAY, Running, Stage

from bracketdesk.wire.entities import ExecutionReport
from bracketdesk.wire.enums import ExecType


def enter(
    stage: Stage, quantity: int = 1, side: str = "Buy", type: str = "Market", **entry: object
) -> Running:
    sign = 1 if side == "Buy" else -1
    bracket = {"qty": quantity, "profitTarget": 100 * sign, "stopLoss": -100 * sign}
    return stage.start(bracket, side=side, type=type, **entry)


def state(running: Running) -> tuple[str, list[tuple[int, str]]]:
    """The entry's status and fills."""
    entry = running.entry
    return str(entry.ord_status), running.stage.fills(entry.id)


class TestMarket:
    def test_takes_the_displayed_size_and_walks(self) -> None:
        stage = Stage()
        running = enter(stage, 15)
        assert state(running) == ("Filled", [(10, "6012.25"), (5, "6012.50")])

    def test_a_seller_walks_down(self) -> None:
        running = enter(Stage(), 11, side="Sell")
        assert state(running) == ("Filled", [(10, "6012.00"), (1, "6011.75")])

    def test_what_the_book_cannot_fill_waits_for_the_next_quote(self) -> None:
        stage = Stage()
        stage.quote("6012.00", "6012.25", 1, 1)
        running = enter(stage, 12)
        assert state(running)[0] == "Working"
        assert len(state(running)[1]) == 10
        stage.quote("6013.00", "6013.25", 1, 1)
        assert state(running)[0] == "Filled"
        assert state(running)[1][10:] == [(1, "6013.25"), (1, "6013.50")]

    def test_two_orders_cannot_take_the_same_size(self) -> None:
        stage = Stage()
        enter(stage, 10)
        assert state(enter(stage, 1)) == ("Filled", [(1, "6012.50")])


class TestLimit:
    def test_that_is_marketable_gets_the_quote_up_to_its_price(self) -> None:
        running = enter(Stage(), 25, type="Limit", price=6012.50)
        assert state(running) == ("Working", [(10, "6012.25"), (10, "6012.50")])

    def test_rests_until_the_opposite_quote_touches_it(self) -> None:
        stage = Stage()
        running = enter(stage, 3, type="Limit", price=6011.00)
        stage.quote("6011.00", "6011.25")
        assert state(running) == ("Working", [])
        stage.quote("6010.75", "6011.00", 10, 2)
        assert state(running) == ("Working", [(2, "6011.00")])
        stage.quote("6010.75", "6011.00", 10, 7)
        assert state(running) == ("Filled", [(2, "6011.00"), (1, "6011.00")])

    def test_crossed_it_gets_its_own_price(self) -> None:
        stage = Stage()
        running = enter(stage, 3, type="Limit", price=6011.00)
        stage.quote("6009.75", "6010.00")
        assert state(running) == ("Filled", [(3, "6011.00")])

    def test_a_sell_limit_likewise(self) -> None:
        stage = Stage()
        running = enter(stage, 3, side="Sell", type="Limit", price=6013.00)
        stage.quote("6012.75", "6013.00")
        assert state(running) == ("Working", [])
        stage.quote("6014.00", "6014.25")
        assert state(running) == ("Filled", [(3, "6013.00")])

    def test_the_same_quote_again_fills_nothing_more(self) -> None:
        stage = Stage()
        running = enter(stage, 3, type="Limit", price=6011.00)
        for _ in range(3):
            stage.quote("6010.75", "6011.00", 10, 1)
        assert state(running) == ("Working", [(1, "6011.00")])

    def test_a_trade_through_it_fills_up_to_the_size_where_the_quote_agrees(self) -> None:
        stage = Stage()
        running = enter(stage, 9, type="Limit", price=6011.00)
        stage.quote("6010.75", "6011.00", 10, 1)
        stage.trade("6011.00", 5)  # at the price, not through it
        assert state(running) == ("Working", [(1, "6011.00")])
        stage.trade("6010.75", 5)
        assert state(running) == ("Working", [(1, "6011.00"), (5, "6011.00")])

    def test_a_trade_through_it_fills_nothing_better_than_the_quote(self) -> None:
        stage = Stage()
        running = enter(stage, 1, type="Limit", price=6011.00)
        stage.trade("6010.00", 5)
        assert state(running) == ("Working", [])

    def test_one_trade_is_shared_by_the_orders_it_passed(self) -> None:
        stage = Stage()
        stage.quote("6011.75", "6012.00", 10, 1)
        first = enter(stage, 3, type="Limit", price=6012.00)
        second = enter(stage, 3, type="Limit", price=6012.00)
        stage.trade("6011.75", 3)
        assert state(first) == ("Filled", [(1, "6012.00"), (2, "6012.00")])
        assert state(second) == ("Working", [(1, "6012.00")])


class TestStop:
    def test_waits_for_its_price_then_takes_the_market(self) -> None:
        stage = Stage()
        running = enter(stage, 2, type="Stop", stopPrice=6014.00)
        stage.quote("6013.50", "6013.75")
        assert state(running) == ("Working", [])
        stage.quote("6013.75", "6014.00")
        assert state(running) == ("Filled", [(2, "6014.00")])

    def test_a_gap_fills_at_the_next_price(self) -> None:
        stage = Stage()
        running = enter(stage, 2, type="Stop", stopPrice=6014.00)
        stage.quote("6020.00", "6020.25")
        assert state(running) == ("Filled", [(2, "6020.25")])

    def test_a_sell_stop_waits_for_the_bid(self) -> None:
        stage = Stage()
        running = enter(stage, 2, side="Sell", type="Stop", stopPrice=6010.00)
        stage.quote("6010.25", "6010.50")
        assert state(running) == ("Working", [])
        stage.quote("6008.00", "6008.25")
        assert state(running) == ("Filled", [(2, "6008.00")])

    def test_a_trade_at_its_price_wakes_it_and_the_quote_fills_it(self) -> None:
        stage = Stage()
        running = enter(stage, 2, type="Stop", stopPrice=6014.00)
        stage.trade("6013.75")
        assert state(running) == ("Working", [])
        stage.trade("6014.00")
        assert state(running) == ("Filled", [(2, "6012.25")])

    def test_without_an_offer_it_waits_for_one(self) -> None:
        stage = Stage()
        running = enter(stage, 2, type="Stop", stopPrice=6014.00)
        stage.quote("6013.00", None)
        stage.trade("6014.00")
        assert state(running) == ("Working", [])
        stage.quote("6012.00", "6012.25")  # awake: it takes what comes, above its stop or not
        assert state(running) == ("Filled", [(2, "6012.25")])


class TestStopLimit:
    def test_is_a_limit_order_once_awake(self) -> None:
        stage = Stage()
        running = enter(stage, 12, type="StopLimit", stopPrice=6014.00, price=6014.25)
        stage.quote("6013.75", "6014.00", 10, 5)
        assert state(running) == ("Working", [(5, "6014.00"), (5, "6014.25")])
        stage.quote("6014.25", "6014.50")
        stage.quote("6013.75", "6014.00")
        assert state(running)[1][2:] == [(2, "6014.25")]

    def test_a_gap_beyond_its_limit_fills_nothing(self) -> None:
        stage = Stage()
        running = enter(stage, 1, type="StopLimit", stopPrice=6014.00, price=6014.25)
        stage.quote("6020.00", "6020.25")
        assert state(running) == ("Working", [])
        stage.quote("6014.00", "6014.25")
        assert state(running) == ("Filled", [(1, "6014.25")])


class TestMarketIfTouched:
    def test_waits_below_for_a_buyer_then_takes_the_market(self) -> None:
        stage = Stage()
        running = enter(stage, 12, type="MIT", price=6010.00)
        stage.quote("6010.00", "6010.25")
        assert state(running) == ("Working", [])
        stage.quote("6009.75", "6010.00")
        assert state(running) == ("Filled", [(10, "6010.00"), (2, "6010.25")])

    def test_a_seller_waits_above(self) -> None:
        stage = Stage()
        running = enter(stage, 1, side="Sell", type="MIT", price=6014.00)
        stage.trade("6013.75")
        assert state(running) == ("Working", [])
        stage.trade("6014.00")
        assert state(running) == ("Filled", [(1, "6012.00")])


class TestTrailingStop:
    def test_a_buyer_follows_the_offer_down_and_is_filled_on_the_way_up(self) -> None:
        stage = Stage()
        running = enter(stage, 1, type="TrailingStop", pegDifference=2)
        version = stage.version(running.entry.id)
        assert (str(version.stop_price), str(version.peg_difference)) == ("6014.25", "2.00")
        stage.quote("6009.75", "6010.00")
        assert str(stage.version(running.entry.id).stop_price) == "6012.00"
        stage.quote("6011.00", "6011.25")
        assert str(stage.version(running.entry.id).stop_price) == "6012.00"
        stage.quote("6012.00", "6012.25")
        assert state(running) == ("Filled", [(1, "6012.25")])

    def test_a_seller_follows_the_bid_up(self) -> None:
        stage = Stage()
        running = enter(stage, 1, side="Sell", type="TrailingStop", pegDifference=2)
        stage.quote("6020.00", "6020.25")
        assert str(stage.version(running.entry.id).stop_price) == "6018.00"
        stage.quote("6017.50", "6017.75")
        assert state(running) == ("Filled", [(1, "6017.50")])


class TestTimeInForce:
    def test_ioc_takes_what_is_there_and_cancels_the_rest(self) -> None:
        running = enter(Stage(), 15, type="Limit", price=6012.25, timeInForce="IOC")
        assert state(running) == ("Canceled", [(10, "6012.25")])
        assert running.terms("Limit") == [(10, "6112.25", "Working")]

    def test_ioc_without_a_fill_ends_the_strategy(self) -> None:
        running = enter(Stage(), 1, type="Limit", price=6011, timeInForce="IOC")
        assert state(running) == ("Canceled", [])
        assert running.status == "NotEnoughLiquidity"

    def test_fok_is_all_or_nothing(self) -> None:
        stage = Stage()
        assert state(enter(stage, 11, type="Limit", price=6012.25, timeInForce="FOK")) == (
            "Canceled",
            [],
        )
        running = enter(stage, 10, type="Limit", price=6012.25, timeInForce="FOK")
        assert state(running) == ("Filled", [(10, "6012.25")])

    def test_fok_on_a_stop_waits_for_its_price(self) -> None:
        stage = Stage()
        running = enter(stage, 1, type="Stop", stopPrice=6014, timeInForce="FOK")
        assert state(running) == ("Working", [])
        stage.quote("6014.00", "6014.25")
        assert state(running) == ("Filled", [(1, "6014.25")])

    async def test_day_ends_with_the_session(self) -> None:
        stage = Stage()
        running = enter(stage, 1, type="Limit", price=6011)
        await stage.clock.advance(7 * 3600 - 1)
        stage.quote("6012.25", "6012.50")
        assert state(running) == ("Working", [])
        await stage.clock.advance(1)
        stage.quote("6010.75", "6011.00")  # too late by now
        assert state(running) == ("Expired", [])
        assert running.status == "ExecutionFinished"

    async def test_gtc_stays(self) -> None:
        stage = Stage()
        running = enter(stage, 1, type="Limit", price=6011, timeInForce="GTC")
        await stage.clock.advance(10 * 24 * 3600)
        stage.quote("6010.75", "6011.00")
        assert state(running) == ("Filled", [(1, "6011.00")])

    async def test_gtd_ends_at_its_time(self) -> None:
        stage = Stage()
        until = WEDNESDAY + timedelta(minutes=5)
        running = enter(
            stage, 1, type="Limit", price=6011, timeInForce="GTD", expireTime=until.isoformat()
        )
        assert stage.version(running.entry.id).expire_time == until
        await stage.clock.advance(299)
        stage.quote("6012.25", "6012.50")
        assert state(running)[0] == "Working"
        await stage.clock.advance(1)
        stage.quote("6010.75", "6011.00")
        assert state(running) == ("Expired", [])

    async def test_day_exits_end_with_the_session_too(self) -> None:
        stage = Stage()
        running = enter(stage)
        await stage.clock.advance(7 * 3600)
        stage.quote("6012.25", "6012.50")
        assert {status for _, _, status in running.terms("Stop")} == {"Expired"}
        assert running.status == "ExecutionInterrupted"
        assert stage.net == 1

    @pytest.mark.parametrize(("entry", "exits"), [("IOC", "Day"), ("FOK", "Day"), ("GTC", "GTC")])
    def test_exits_last_as_their_entry_does(self, entry: str, exits: str) -> None:
        stage = Stage()
        running = enter(stage, timeInForce=entry)
        for order in running.exits("Stop") + running.exits("Limit"):
            assert str(stage.version(order.id).time_in_force) == exits


def test_reports_count_and_average_the_fills() -> None:
    stage = Stage()
    running = enter(stage, 13)
    trades = [
        r
        for r in stage.all("executionReport", ExecutionReport)
        if r.exec_type is ExecType.TRADE and r.order_id == running.entry.id
    ]
    assert [(r.last_qty, str(r.last_px), r.cum_qty, str(r.avg_px)) for r in trades] == [
        (10, "6012.25", 10, "6012.25"),
        (3, "6012.50", 13, "6012.30769231"),
    ]
    assert [str(r.ord_status) for r in trades] == ["Working", "Filled"]
