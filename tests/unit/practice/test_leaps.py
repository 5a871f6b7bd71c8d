"""Markets that leap from where their sources have them."""

import pytest
from tests.support.trading import Stage

from bracketdesk.practice.leaps import LOWEST, Leaps
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, TradeTick


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def listed(stage: Stage) -> Listed:
    return stage.listed


def test_quotes_and_trades_leap_alike_and_leaps_add_up(listed: Listed) -> None:
    leaps = Leaps()
    leaps.leap(listed, 5)
    leaps.leap(listed, -2)
    assert leaps.after(listed, QuoteTick(100, 1, 101, 2)) == QuoteTick(103, 1, 104, 2)
    assert leaps.after(listed, TradeTick(100, 7)) == TradeTick(103, 7)
    assert leaps.after(listed, QuoteTick(None, 0, 101, 2)) == QuoteTick(None, 0, 104, 2)


def test_no_market_falls_to_zero(listed: Listed) -> None:
    leaps = Leaps()
    leaps.leap(listed, -1000)
    assert leaps.after(listed, TradeTick(100, 1)) == TradeTick(LOWEST, 1)


def test_a_market_that_settles_stands_where_its_source_has_it(listed: Listed) -> None:
    leaps = Leaps()
    leaps.leap(listed, 5)
    leaps.settle(listed)
    assert leaps.after(listed, TradeTick(100, 1)) == TradeTick(100, 1)
    leaps.settle(listed)  # once more


def test_the_contracts_of_an_underlying_leap_together(stage: Stage, listed: Listed) -> None:
    leaps = Leaps()
    leaps.leap(listed, 5)
    listing = stage.exchange.levers.listing
    for name, gone in (("ESZ6", 5), ("MESH7", 5), ("MNQZ6", 0)):
        other = listing.find(name)
        assert other is not None
        assert leaps.after(other, TradeTick(100, 1)) == TradeTick(100 + gone, 1)


def test_a_stop_that_is_leapt_over_fills_at_the_next_price(stage: Stage) -> None:
    order_id = stage.order("Stop", "Sell", stopPrice="6010.00")
    stage.exchange.levers.playback.leap(stage.listed.id, -20)
    assert stage.fills(order_id) == [(1, "6007.00")]
    quote = stage.exchange.quote(stage.listed.id)
    assert quote is not None
    assert str(quote.entries["Trade"].price) == "6007.00"


def test_a_market_that_sleeps_leaps_nowhere(stage: Stage) -> None:
    other = stage.exchange.find_contract("MNQZ6")
    assert other is not None
    stage.exchange.levers.playback.leap(other.id, 5)
    assert stage.exchange.quote(other.id) is None
