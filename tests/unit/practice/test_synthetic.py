from collections.abc import Iterator
from datetime import date
from itertools import islice

import pytest

from bracketdesk.practice.families import LOOKS
from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.practice.products import PRODUCTS
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.synthetic import SyntheticMarket

LISTING = Listing(EntityStore(), date(2026, 11, 22))
FRONTS = [listed for listed in LISTING if listed.rank == 0]


def steps(listed: Listed, seed: int, number: int = 2000, since: float = 0.0) -> list[Step]:
    return list(islice(SyntheticMarket().feed(listed, seed, since), number))


def listed(product: str, rank: int = 0) -> Listed:
    return next(
        listed for listed in LISTING if (listed.specification.name, listed.rank) == (product, rank)
    )


def middles(feed: Iterator[Step], seconds: float) -> Iterator[tuple[float, float]]:
    """Yield the time and the middle of the quote, in ticks, at each step."""
    time = 0.0
    middle = 0.0
    for wait, tick in feed:
        time += wait
        if time > seconds:
            return
        if isinstance(tick, QuoteTick):
            middle = ((tick.bid or 0) + (tick.ask or 0)) / 2
        yield time, middle


def middle_at(feed: Iterator[Step], seconds: float) -> float:
    """Return the middle of the quote so many seconds later."""
    return list(middles(feed, seconds))[-1][1]


def test_the_same_seed_is_the_same_market_another_is_not() -> None:
    mes = listed("MES")
    assert steps(mes, 7) == steps(mes, 7)
    assert steps(mes, 7) != steps(mes, 8)
    assert steps(mes, 7) != steps(listed("ES"), 7)
    assert steps(mes, 7) != steps(mes, 7, since=1.0)


@pytest.mark.parametrize("listed", list(LISTING), ids=lambda listed: listed.name)
def test_every_market_is_sane(listed: Listed) -> None:
    best: QuoteTick | None = None
    for wait, tick in steps(listed, 3):
        assert wait >= 0
        if isinstance(tick, QuoteTick):
            assert type(tick.bid) is type(tick.ask) is int
            assert 0 < (tick.bid or 0) < (tick.ask or 0)
            assert min(tick.bid_size, tick.ask_size) >= 1
            best = tick
        else:
            assert best is not None
            assert type(tick.price) is int
            assert tick.size >= 1
            assert tick.price in (best.bid, best.ask)  # others trade at the quote too


def test_it_opens_at_once_at_the_product_s_level() -> None:
    for front in FRONTS:
        wait, tick = steps(front, 1, 1)[0]
        assert isinstance(tick, QuoteTick)
        assert wait == 0
        assert front.price(tick.bid or 0) == PRODUCTS[front.specification.name].level


@pytest.mark.parametrize("product", ["ES", "CL", "ZN"])
def test_later_months_stand_so_far_from_the_front_and_go_with_it(product: str) -> None:
    carry = LOOKS[product].carry
    for time in (0.0, 1800.0, 90_000.0):
        months = [
            middle_at(SyntheticMarket().feed(listed(product, rank), 5, time), 30)
            for rank in range(4)
        ]
        for rank, middle in enumerate(months):
            assert abs(middle - months[0] - rank * carry) <= 4


def test_later_months_are_calmer_and_thinner() -> None:
    front, later = steps(listed("ES"), 1), steps(listed("ES", 1), 1)
    assert sum(s.wait for s in later) > 3 * sum(s.wait for s in front)
    sizes = [
        sum(s.tick.bid_size for s in feed if isinstance(s.tick, QuoteTick))
        for feed in (front, later)
    ]
    assert sizes[0] > 3 * sizes[1]


@pytest.mark.parametrize("product", ["ES", "MES", "NQ", "MGC", "ZB"])
def test_who_wakes_later_stands_where_the_family_stands(product: str) -> None:
    """Within the crowds' noise: whoever was awake all the time is at most a few ticks away."""
    awake = dict.fromkeys((0.0, 600.0, 1500.0), 0.0)
    for time in awake:
        market = SyntheticMarket()
        awake[time] = middle_at(market.feed(listed(product), 5, time), 1800 - time)
    opening = middle_at(SyntheticMarket().feed(listed(product), 5, 1800.0), 0)
    assert all(abs(middle - opening) <= 4 for middle in awake.values())
    assert abs(opening - middle_at(SyntheticMarket().feed(listed(product), 5, 0.0), 0)) > 4


def test_nobody_is_moved_by_who_else_is_awake() -> None:
    alone = steps(listed("MES"), 4, 5000)
    market = SyntheticMarket()
    feeds = [market.feed(listed(name), 4, since) for name, since in (("ES", 0.0), ("NQ", 7e5))]
    mine, together = market.feed(listed("MES"), 4, 0.0), []
    for step in islice(mine, 5000):
        together.append(step)
        for feed in feeds:
            next(feed)
    assert together == alone


def test_one_source_may_play_several_seeds() -> None:
    market = SyntheticMarket()
    one, other = (islice(market.feed(listed("ES"), seed, 0.0), 500) for seed in (1, 2))
    assert list(one) == steps(listed("ES"), 1, 500)
    assert list(other) == steps(listed("ES"), 2, 500)


def test_sizes_mean_something() -> None:
    """The shorter queue is the one that the price goes to, more often than not."""
    towards = away = 0
    before: QuoteTick | None = None
    for _, tick in steps(listed("ES"), 1, 40_000):
        if isinstance(tick, TradeTick):
            continue
        if before and (tick.bid or 0) + (tick.ask or 0) != (before.bid or 0) + (before.ask or 0):
            up = (tick.bid or 0) + (tick.ask or 0) > (before.bid or 0) + (before.ask or 0)
            shorter = before.ask_size < before.bid_size
            towards, away = towards + (up == shorter), away + (up != shorter)
        before = tick
    assert towards > 1.1 * away
