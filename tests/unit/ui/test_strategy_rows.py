from dataclasses import replace
from decimal import Decimal

import pytest
from tests.support.sample_views import finished, leg, running, waiting

from bracketdesk.controller.views import LegRole, LevelView
from bracketdesk.domain.ticket import Side
from bracketdesk.ui.row_model import Row
from bracketdesk.ui.strategy_rows import NAME, ORDERS, price_text, signed, strategy_row


def said(row: Row) -> tuple[str, str]:
    return row.cells[NAME].text, row.cells[ORDERS].text


def test_a_filled_strategy_says_entry_position_and_stops() -> None:
    row = strategy_row(running())
    assert said(row) == (
        "MESZ6 ▲ Buy 3 running",
        "entry filled 3 @ 6012.50 position +3 · stops working for 3",
    )
    assert said(row.children[1]) == (
        "level 2 · 1",
        "target 6020.50 working stop 6008.50 working",
    )


def test_a_part_fill_says_how_much_in_the_instruments_own_prices() -> None:
    row = strategy_row(waiting())
    assert said(row) == (
        "ZNZ6 ▼ Sell 5 running",
        "entry 2 of 5 @ 110'165 working position −2 · stops working for 1",
    )
    assert said(row.children[0])[1] == "target 110'080 working stop 110'240 working"
    assert said(row.children[1]) == ("level 2 · 3", "planned: target 0'080, stop 0'080")


def test_fewer_stops_than_contracts_are_a_warning() -> None:
    tones = {p.text: p.tone for p in strategy_row(waiting()).cells[ORDERS].pieces}
    assert tones["1"] == "warning"
    tones = {p.text: p.tone for p in strategy_row(running()).cells[ORDERS].pieces}
    assert tones["3"] == "text"


def test_history_says_no_position() -> None:
    assert "position" not in said(strategy_row(finished()))[1]


def test_side_differs_by_word_shape_and_colour() -> None:
    buy = strategy_row(running()).cells[NAME].pieces[1]
    sell = strategy_row(replace(running(), side=Side.SELL)).cells[NAME].pieces[1]
    assert (buy.text, buy.tone) == ("▲ Buy 3", "buy")
    assert (sell.text, sell.tone) == ("▼ Sell 3", "sell")


def test_another_programs_strategy_is_marked() -> None:
    head = said(strategy_row(replace(running(), ours=False)))[0]
    assert head.endswith("another program's")


def test_failure_and_difference_stand_first_and_in_the_name() -> None:
    view = replace(running(), failure="no\nmargin", difference="level 1: stop at 6008.25")
    row = strategy_row(view)
    assert said(row.children[0]) == ("failed", "no margin")
    assert said(row.children[1]) == ("differs from the ticket", "level 1: stop at 6008.25")
    assert said(row)[0].endswith("differs")


def test_statuses_are_pills() -> None:
    pills = [p.text for p in strategy_row(running()).children[0].cells[ORDERS].pieces if p.pill]
    assert pills == ["working", "working"]


@pytest.mark.parametrize(
    ("status", "tone"),
    [("failed: not enough liquidity", "loss"), ("running", "secondary"), ("rejected", "loss")],
)
def test_a_bad_status_is_coloured_too(status: str, tone: str) -> None:
    pills = [
        p for p in strategy_row(replace(running(), status=status)).cells[NAME].pieces if p.pill
    ]
    assert (pills[0].text, pills[0].tone) == (status, tone)


def test_a_trailing_stop_says_so() -> None:
    stop = replace(leg(LegRole.STOP, "working", "6009"), trailing=True)
    row = strategy_row(replace(running(), levels=(LevelView(1, 1, (stop,)),)))
    assert said(row.children[0])[1] == "stop 6009.00 working, trailing"


def test_a_market_entry_that_waits_has_no_price() -> None:
    entry = replace(leg(LegRole.ENTRY, "being placed", quantity=3), type="Market")
    row = strategy_row(replace(running(), entry=entry, position=0, stops_working=0))
    assert said(row)[1].startswith("entry 3 at market being placed position 0")


def test_a_strategy_without_an_entry_yet_says_so() -> None:
    assert said(strategy_row(replace(running(), entry=None)))[1].startswith("no entry")


def test_orders_of_no_level_have_a_row() -> None:
    other = replace(leg(LegRole.OTHER, "working", "6001.25"), type="MIT")
    row = strategy_row(replace(running(), others=(other,)))
    assert said(row.children[-1]) == ("other orders", "MIT 6001.25 working")


def test_a_price_without_its_instrument_is_exact() -> None:
    assert price_text(Decimal("110.515625"), None) == "110.515625"
    assert price_text(Decimal("1E+1"), None) == "10"


def test_contracts_carry_their_sign() -> None:
    assert [signed(n) for n in (3, -2, 0)] == ["+3", "−2", "0"]
