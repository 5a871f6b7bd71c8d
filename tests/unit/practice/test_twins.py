"""Pairs whose legs the trader changed: what one trades the other may not, all the same."""

import pytest
from tests.support.trading import Stage

PAIR = (
    Stage.fields("Limit", "Sell", price="6014.00"),
    Stage.fields("Stop", "Sell", stopPrice="6008.00"),
)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def pair(stage: Stage, quantity: int) -> tuple[int, int]:
    answer = stage.oco(*PAIR, quantity=quantity)
    assert answer.order_id is not None
    assert answer.oco_id is not None
    return answer.order_id, answer.oco_id


def test_a_leg_made_larger_leaves_its_twin_nothing_below_zero(stage: Stage) -> None:
    limit, stop = pair(stage, 1)
    stage.modify(limit, 3, "Limit", price="6014.00")
    stage.quote("6014.00", "6014.25", 2)
    assert stage.fills(limit) == [(2, "6014.00")]
    assert (stage.status(limit), stage.status(stop)) == ("Working", "Canceled")
    assert stage.version(stop).order_qty == 1


def test_a_leg_made_smaller_cancels_its_twin_once_it_is_filled(stage: Stage) -> None:
    limit, stop = pair(stage, 3)
    stage.modify(limit, 1, "Limit", price="6014.00")
    stage.quote("6014.00", "6014.25")
    assert (stage.status(limit), stage.status(stop)) == ("Filled", "Canceled")


def test_a_leg_made_smaller_is_not_made_larger_again(stage: Stage) -> None:
    limit, stop = pair(stage, 4)
    stage.modify(stop, 1, "Stop", stopPrice="6008.00")
    stage.quote("6014.00", "6014.25", 1)
    assert stage.fills(limit) == [(1, "6014.00")]
    assert stage.version(stop).order_qty == 1
