"""What lies in the way of orders: one refusal, taken once; rations; changes that are held."""

import pytest
from tests.support.trading import BRACKET, Stage

from bracketdesk.practice.agenda import Work
from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.orders import LiveOrder
from bracketdesk.practice.snags import Refusal, Snags, Spot, is_entry
from bracketdesk.wire.entities import Command
from bracketdesk.wire.enums import FailureReason, OrdStatus

WHY = Refusal(FailureReason.NO_QUOTE, "No quote")


def test_a_refusal_is_taken_once_and_by_its_spot_alone() -> None:
    snags, caught = Snags(), []
    snags.lay(Spot.CANCEL, WHY, lambda: caught.append(1))
    snags.check(Spot.CHANGE)
    with pytest.raises(Rejected, match="No quote"):
        snags.check(Spot.CANCEL)
    snags.check(Spot.CANCEL)
    assert caught == [1]


def test_what_is_cleared_lets_everything_pass() -> None:
    snags = Snags()
    snags.lay(Spot.START, WHY, lambda: None)
    snags.clear()
    snags.check(Spot.START)


@pytest.mark.parametrize(
    ("spot", "status", "failure"),
    [
        (Spot.ENTRY, "ExecutionFailed", "The entry was rejected: No quote"),
        (Spot.STOP, "ExecutionFailed", "An exit was rejected: No quote"),
    ],
)
def test_a_strategy_tells_why_its_order_was_refused(spot: Spot, status: str, failure: str) -> None:
    stage = Stage()
    stage.exchange.levers.snags.lay(spot, WHY, lambda: None)
    strategy = stage.start(BRACKET)
    assert (strategy.status, strategy.entity.failure_message) == (status, failure)


def test_an_order_by_itself_is_neither_entry_nor_stop() -> None:
    stage = Stage()
    for spot in (Spot.ENTRY, Spot.STOP):
        stage.exchange.levers.snags.lay(spot, WHY, lambda: None)
        order_id = stage.order("Stop", "Buy", stopPrice="6020.00")
        assert stage.status(order_id) is OrdStatus.WORKING


def test_a_rationed_entry_fills_no_further_until_it_is_lifted() -> None:
    stage = Stage()
    levers = stage.exchange.levers

    def ration(order: LiveOrder) -> None:
        if is_entry(order):
            order.ration = 2

    leave = levers.roster.listen(ration)
    strategy = stage.start(BRACKET | {"qty": 5})
    leave()
    stage.quote("6012.00", "6012.25", ask_size=50)
    assert stage.fills(strategy.entry.id) == [(2, "6012.25")]
    assert stage.net == 2
    order = levers.roster.order(strategy.entry.id)
    assert order is not None
    levers.floor.lift(order)
    assert stage.net == 5


def test_a_ration_is_no_reason_to_fill_an_all_or_nothing_order_in_part() -> None:
    stage = Stage()
    leave = stage.exchange.levers.roster.listen(lambda order: setattr(order, "ration", 1))
    strategy = stage.start(BRACKET | {"qty": 3}, timeInForce="FOK")
    leave()
    assert stage.net == 0
    assert strategy.status == "NotEnoughLiquidity"


def test_a_change_that_is_held_goes_on_only_by_its_holder() -> None:
    stage = Stage()
    held: list[Work] = []

    def hold(order: LiveOrder, command: Command, work: Work) -> bool:
        held.append(work)
        return True

    order_id = stage.order("Limit", "Buy", price="6000.00")
    stage.exchange.levers.snags.hold = hold
    assert stage.modify(order_id, 1, "Limit", price="6001.00").command_id
    assert stage.status(order_id) is OrdStatus.PENDING_REPLACE
    assert str(stage.version(order_id).price) == "6000.00"
    held[0]()
    assert str(stage.version(order_id).price) == "6001.00"
