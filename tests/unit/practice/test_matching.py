import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.practice.matching import followed, wakes
from bracketdesk.practice.orders import Terms, Trail
from bracketdesk.wire.enums import Action, OrderType

BUY, SELL = Action.BUY, Action.SELL


@pytest.mark.parametrize(
    ("action", "kind", "price", "awake"),
    [
        (BUY, OrderType.STOP, 99, False),
        (BUY, OrderType.STOP, 100, True),
        (BUY, OrderType.STOP, 101, True),
        (SELL, OrderType.STOP, 101, False),
        (SELL, OrderType.STOP, 100, True),
        (SELL, OrderType.TRAILING_STOP, 99, True),
        (BUY, OrderType.STOP_LIMIT, 100, True),
        (BUY, OrderType.MIT, 101, False),
        (BUY, OrderType.MIT, 100, True),
        (SELL, OrderType.MIT, 99, False),
        (SELL, OrderType.MIT, 101, True),
        (BUY, OrderType.STOP, None, False),
    ],
)
def test_where_an_order_wakes(
    action: Action, kind: OrderType, price: int | None, awake: bool
) -> None:
    if kind is OrderType.MIT:
        assert wakes(Terms(action, 1, kind, touch=100), price) is awake
    else:
        assert wakes(Terms(action, 1, kind, stop=100), price) is awake


@given(
    st.sampled_from([BUY, SELL]),
    st.integers(1, 30),
    st.integers(1, 10),
    st.lists(st.integers(-60, 60), max_size=20),
)
def test_a_trail_never_loosens_keeps_its_distance_and_moves_in_steps(
    action: Action, distance: int, step: int, moves: list[int]
) -> None:
    direction = 1 if action is SELL else -1  # where profit lies for what the stop protects
    start = 1000
    stop = start - direction * distance
    trail = Trail(start, distance, step)
    best = start
    for move in moves:
        price = start + move
        best = max(best * direction, price * direction) * direction
        moved = followed(Terms(action, 1, OrderType.STOP, stop=stop, trail=trail), price)
        if moved is not None:
            assert (moved - stop) * direction > 0
            assert (moved - stop) % step == 0
            stop = moved
        behind = (best - stop) * direction
        assert distance <= behind < distance + step


def test_without_a_quote_a_trail_waits() -> None:
    terms = Terms(SELL, 1, OrderType.STOP, stop=90, trail=Trail(100, 10))
    assert followed(terms, None) is None
    assert followed(Terms(SELL, 1, OrderType.STOP, stop=90), 200) is None
