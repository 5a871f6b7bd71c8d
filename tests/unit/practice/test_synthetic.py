from datetime import date
from itertools import islice

import pytest

from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.practice.products import PRODUCTS
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.synthetic import SyntheticMarket

LISTING = Listing(EntityStore(), date(2026, 11, 22))
FRONTS = [listed for listed in LISTING if listed.rank == 0]


def steps(listed: Listed, seed: int, number: int = 20_000) -> list[Step]:
    return list(islice(SyntheticMarket().feed(listed, seed), number))


def front(product: str) -> Listed:
    return next(listed for listed in FRONTS if listed.specification.name == product)


def test_the_same_seed_is_the_same_market_another_is_not() -> None:
    mes = front("MES")
    assert steps(mes, 7, 2000) == steps(mes, 7, 2000)
    assert steps(mes, 7, 2000) != steps(mes, 8, 2000)
    assert steps(mes, 7, 2000) != steps(front("ES"), 7, 2000)


@pytest.mark.parametrize("listed", FRONTS, ids=lambda listed: listed.name)
def test_every_market_is_sane(listed: Listed) -> None:
    best: QuoteTick | None = None
    for wait, tick in steps(listed, 3, 5000):
        assert wait >= 0
        if isinstance(tick, QuoteTick):
            assert tick.bid is not None
            assert tick.ask is not None
            assert 0 < tick.bid < tick.ask
            assert min(tick.bid_size, tick.ask_size) >= 1
            best = tick
        else:
            assert best is not None
            assert tick.size >= 1
            assert tick.price in (best.bid, best.ask)  # others trade at the quote too
    assert {type(tick.bid) for _, tick in steps(listed, 3, 50) if isinstance(tick, QuoteTick)} == {
        int
    }


def test_it_opens_at_once_at_the_product_s_level() -> None:
    for listed in FRONTS:
        wait, tick = steps(listed, 1, 1)[0]
        assert isinstance(tick, QuoteTick)
        assert wait == 0
        assert listed.price(tick.bid or 0) == PRODUCTS[listed.specification.name].level


def test_the_next_month_is_another_price() -> None:
    first, second = (c for c in LISTING if c.product.name == "ES" and c.rank < 2)
    assert steps(first, 1, 1) != steps(second, 1, 1)


def test_a_trade_that_uses_up_a_queue_moves_the_price() -> None:
    market = steps(front("NQ"), 1)
    moved = 0
    for before, trade, after in zip(market, market[1:], market[2:], strict=False):
        if not (isinstance(before.tick, QuoteTick) and isinstance(trade.tick, TradeTick)):
            continue
        assert isinstance(after.tick, QuoteTick)
        if trade.tick.price == before.tick.ask and trade.tick.size == before.tick.ask_size:
            moved += 1
            assert (after.tick.ask or 0) > (before.tick.ask or 0)
    assert moved > 50


def test_there_are_quiet_spells_bursts_and_wide_spreads() -> None:
    market = steps(front("MES"), 1)
    waits = [wait for wait, _ in market if wait]
    calm = [sum(waits[i : i + 50]) / 50 for i in range(0, len(waits) - 50, 50)]
    assert max(calm) > 8 * min(calm)
    spreads = {t.ask - t.bid for _, t in market if isinstance(t, QuoteTick) and t.ask and t.bid}
    assert {1, 2} <= spreads


def test_it_goes_somewhere_both_ways() -> None:
    bids = [t.bid or 0 for _, t in steps(front("MES"), 4, 40_000) if isinstance(t, QuoteTick)]
    assert max(bids) - min(bids) > 40
    assert max(bids) > bids[0] > min(bids)
