"""Two queues: whatever they are told a contract is worth, the book is a book."""

from collections.abc import Callable
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.practice.crowd import Crowd
from bracketdesk.practice.market import QuoteTick, Step, TradeTick


def crowd(
    fair_value: Callable[[float], float],
    *,
    seed: str = "x",
    depth: int = 20,
    spread: int = 1,
    pace: float = 10.0,
    time: float = 0.0,
) -> Crowd:
    return Crowd(seed, fair_value, lambda _: pace, depth=depth, spread=spread, time=time)


def check(steps: list[Step]) -> None:
    """The laws of a book: two sides, apart, above zero, in whole ticks, trades at the quote."""
    best: QuoteTick | None = None
    for wait, tick in steps:
        assert wait >= 0
        if isinstance(tick, QuoteTick):
            assert type(tick.bid) is type(tick.ask) is int
            assert 0 < (tick.bid or 0) < (tick.ask or 0)
            assert min(tick.bid_size, tick.ask_size) >= 1
            best = tick
        else:
            assert best is not None
            assert (tick.price, True) in (
                (best.bid, tick.size <= best.bid_size),
                (best.ask, tick.size <= best.ask_size),
            )
            assert tick.size >= 1


def spreads(steps: list[Step]) -> list[int]:
    quotes = [tick for _, tick in steps if isinstance(tick, QuoteTick)]
    return [(tick.ask or 0) - (tick.bid or 0) for tick in quotes]


@given(
    st.lists(st.floats(-1000, 1000), min_size=1, max_size=20),
    st.integers(1, 700),
    st.integers(1, 4),
    st.text(max_size=3),
)
def test_whatever_the_fair_value_does_the_book_is_a_book(
    values: list[float], depth: int, spread: int, seed: str
) -> None:
    book = crowd(
        lambda time: values[int(time) % len(values)], depth=depth, spread=spread, seed=seed
    )
    check(list(islice(book.steps(), 300)))


@pytest.mark.parametrize("spread", [1, 2])
def test_it_opens_around_the_fair_value_of_its_time(spread: int) -> None:
    book = crowd(lambda time: 1000.0 + time, spread=spread, time=60.0)
    wait, tick = next(book.steps())
    assert wait == 0
    assert isinstance(tick, QuoteTick)
    assert tick.ask == (tick.bid or 0) + spread
    assert abs(((tick.bid or 0) + (tick.ask or 0)) / 2 - 1060) <= 0.5


def test_the_same_seed_is_the_same_crowd() -> None:
    once, again = (list(islice(crowd(float, seed="a").steps(), 500)) for _ in range(2))
    assert once == again
    assert once != list(islice(crowd(float, seed="b").steps(), 500))


@pytest.mark.parametrize(("depth", "spread"), [(5, 2), (24, 1), (600, 1)])
def test_it_is_never_far_from_the_fair_value_for_long(depth: int, spread: int) -> None:
    """Also when that goes two ticks a second, up and down."""
    book = crowd(lambda t: 1000 + abs(t % 200 - 100) * 2, depth=depth, spread=spread)
    time, far, total = 0.0, 0.0, 0.0
    last: QuoteTick | None = None
    for wait, tick in islice(book.steps(), 10_000):
        time += wait
        if isinstance(tick, QuoteTick):
            last = tick
        assert last is not None
        middle = ((last.bid or 0) + (last.ask or 0)) / 2
        far += wait * (abs(middle - (1000 + abs(time % 200 - 100) * 2)) > 2.5)
        total += wait
    assert far / total < 0.02


def test_at_rest_a_deep_queue_hardly_moves_a_thin_one_does() -> None:
    moves = {}
    for depth in (600, 20, 4):
        quotes = [
            (tick.bid, tick.ask)
            for _, tick in islice(crowd(lambda _: 1000.5, depth=depth).steps(), 20_000)
            if isinstance(tick, QuoteTick)
        ]
        moves[depth] = sum(a != b for a, b in pairwise(quotes))
    assert moves[600] < moves[20] < moves[4]


@pytest.mark.parametrize(("spread", "usual"), [(1, {1}), (3, {2, 3})])
def test_the_spread_is_the_usual_one_most_of_the_time(spread: int, usual: set[int]) -> None:
    widths = spreads(list(islice(crowd(lambda _: 1000.0, spread=spread).steps(), 20_000)))
    assert sum(width in usual for width in widths) > 0.8 * len(widths)
    assert max(widths) > spread


def test_a_wide_one_narrows_at_once() -> None:
    """A fair value that leaps leaves a hole, for less than the time of a few events."""
    book = crowd(lambda time: 1000.0 if time < 5 else 1100.0)
    time, wide = 0.0, 0.0
    for wait, tick in islice(book.steps(), 2000):
        wide += wait * (time > 5 and spread_of(tick) > 3)
        time += wait
    assert wide < 0.5


def spread_of(tick: QuoteTick | TradeTick) -> int:
    return (tick.ask or 0) - (tick.bid or 0) if isinstance(tick, QuoteTick) else 0


def test_a_trade_that_uses_up_a_queue_moves_the_price() -> None:
    market = list(islice(crowd(lambda _: 1000.0, depth=5).steps(), 20_000))
    moved = 0
    for before, trade, after in zip(market, market[1:], market[2:], strict=False):
        if not (isinstance(before.tick, QuoteTick) and isinstance(trade.tick, TradeTick)):
            continue
        assert isinstance(after.tick, QuoteTick)
        assert after.wait == 0
        if trade.tick.price == before.tick.ask and trade.tick.size == before.tick.ask_size:
            moved += 1
            assert (after.tick.ask or 0) > (before.tick.ask or 0)
    assert moved > 50


def test_a_busy_crowd_does_more_in_a_second() -> None:
    lengths = {
        pace: sum(wait for wait, _ in islice(crowd(lambda _: 1000.0, pace=pace).steps(), 3000))
        for pace in (1.0, 10.0)
    }
    assert lengths[1.0] > 5 * lengths[10.0]
