from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.support.sample_views import AT, finished, leg, loose, running, waiting

from bracketdesk.controller.views import LegRole, LevelView, Pnl
from bracketdesk.domain.ticket import Side
from bracketdesk.ui.row_model import Row
from bracketdesk.ui.strategy_rows import (
    AGE,
    DOLLARS,
    FILLED,
    NAME,
    PLANNED,
    POINTS,
    PRICE,
    SIDE,
    STATUS,
    R,
    aged,
    key_of,
    loose_row,
    strategy_row,
)


def said(row: Row) -> str:
    """What a row says, from left to right."""
    return " ".join(cell.text for cell in row.cells if cell.text)


def tone(row: Row, column: int) -> str:
    return row.cells[column].pieces[-1].tone


def below(row: Row, *names: str) -> Row:
    """The row found by what its first cell says, level by level."""
    for name in names:
        row = next(child for child in row.children if child.cells[NAME].text == name)
    return row


def test_a_strategy_is_a_tree_of_entry_and_levels_and_their_legs() -> None:
    row = strategy_row(running())
    assert said(row) == "MESZ6 ▲ Buy 3 running left 3 · stops for 3 – – –"
    assert [said(child) for child in row.children] == [
        "entry ▲ Buy 3 filled 3 @ 6012.50",
        "level 1 qty 1 – – –",
        "level 2 qty 1 – – –",
        "level 3 qty 1 – – –",
    ]
    assert [said(child) for child in below(row, "level 2").children] == [
        "target ▼ Sell 1 working 6020.50",
        "stop ▼ Sell 1 working 6008.50",
    ]


def test_a_part_fill_says_how_much_in_the_instruments_own_prices() -> None:
    row = strategy_row(waiting())
    assert said(row).startswith("ZNZ6 ▼ Sell 5 running left 2 · stops for 1")
    assert below(row, "entry").cells[FILLED].text == "2/5 @ 110'165"
    assert below(row, "level 1", "stop").cells[PRICE].text == "110'240"
    assert below(row, "level 2").cells[STATUS].text == "planned: target 0'080, stop 0'080"


def test_exits_stand_on_the_other_side() -> None:
    assert below(strategy_row(running()), "level 1", "stop").cells[SIDE].text == "▼ Sell 1"
    assert below(strategy_row(waiting()), "level 1", "stop").cells[SIDE].text == "▲ Buy 1"


def test_fewer_stops_than_contracts_are_a_warning() -> None:
    assert tone(strategy_row(waiting()), PRICE) == "warning"
    assert tone(strategy_row(running()), PRICE) == "text"


def test_a_strategys_own_is_told_and_not_what_others_did_to_the_contract() -> None:
    flipped = replace(running(), position=-64, stops_working=90)
    row = strategy_row(flipped)
    assert row.cells[PRICE].text == "left 3 · stops for 3"
    assert row.cells[PRICE].tooltip.endswith("The contract: position −64, stops for 90")
    assert strategy_row(replace(flipped, stops=2)).cells[PRICE].pieces[-1].tone == "warning"


def test_the_contracts_is_named_as_such_where_the_strategys_own_is_not_known() -> None:
    row = strategy_row(replace(running(), left=None, stops_working=2))
    assert (row.cells[PRICE].text, tone(row, PRICE)) == ("contract +3 · stops for 2", "warning")


def test_history_has_nothing_left_unless_the_contract_has_a_position() -> None:
    over = replace(finished(), left=1)
    assert "left" not in said(strategy_row(over))
    assert "left" not in said(strategy_row(replace(over, left=0, position=5)))
    assert "left 1" in said(strategy_row(replace(over, position=5)))


def test_side_differs_by_word_shape_and_colour() -> None:
    buy = strategy_row(running()).cells[SIDE]
    sell = strategy_row(replace(running(), side=Side.SELL)).cells[SIDE]
    assert (buy.text, buy.pieces[0].tone) == ("▲ Buy 3", "buy")
    assert (sell.text, sell.pieces[0].tone) == ("▼ Sell 3", "sell")


def test_what_is_planned_stands_beside_what_is_held_and_says_where_it_differs() -> None:
    def planned(held: str, differs: bool) -> tuple[str, str]:
        stop = replace(leg(LegRole.STOP, "working", held), planned=Decimal("6008.50"))
        level = LevelView(1, 1, (replace(stop, differs=differs),))
        row = below(strategy_row(replace(running(), levels=(level,))), "level 1", "stop")
        return row.cells[PLANNED].text, tone(row, PLANNED)

    assert planned("6008.25", differs=True) == ("≠ 6008.50", "warning")
    assert planned("6009.25", differs=False) == ("6008.50", "secondary")  # it trails


def test_gains_and_losses_carry_their_signs_for_the_whole_and_each_level() -> None:
    level = LevelView(1, 1, (), pnl=Pnl(Decimal("-60"), Decimal("-4"), Decimal(-1)))
    pnl = Pnl(Decimal("26.25"), Decimal("1.75"), Decimal("0.4375"))
    row = strategy_row(replace(running(), levels=(level,), pnl=pnl))
    assert [row.cells[c].text for c in (DOLLARS, POINTS, R)] == ["+$26.25", "+1.75", "+0.4R"]
    assert {tone(row, column) for column in (DOLLARS, POINTS, R)} == {"gain"}
    lost = below(row, "level 1")
    assert [lost.cells[c].text for c in (DOLLARS, POINTS, R)] == ["−$60", "−4.00", "−1.0R"]
    assert {tone(lost, column) for column in (DOLLARS, POINTS, R)} == {"loss"}


def test_what_is_not_known_of_a_gain_is_a_dash() -> None:
    row = strategy_row(replace(running(), pnl=Pnl(Decimal("5"))))
    assert [row.cells[c].text for c in (DOLLARS, POINTS, R)] == ["+$5", "–", "–"]


def test_another_programs_strategy_is_marked_as_theirs_and_says_whose() -> None:
    row = strategy_row(replace(running(), ours=False, whose="the firm's risk desk"))
    assert row.cells[NAME].text == "MESZ6 theirs"
    assert row.cells[NAME].tooltip.endswith("the firm's risk desk")
    untold = strategy_row(replace(running(), ours=False))
    assert untold.cells[NAME].tooltip.endswith("another program's")


def test_interrupted_is_explained() -> None:
    row = strategy_row(replace(finished(), status="interrupted"))
    assert row.cells[STATUS].text == "interrupted"
    assert "“Cancel entry”" in row.cells[STATUS].tooltip
    assert "“Cancel entry”" not in strategy_row(running()).cells[STATUS].tooltip


def test_a_loose_order_says_whose_it_is() -> None:
    row = loose_row(loose())
    assert said(row) == "MESZ6 stop theirs ▼ Sell 2 working 6005.50"
    assert "placed by another program" in row.cells[NAME].tooltip
    ours = loose_row(loose(ours=True))
    assert ours.cells[NAME].text == "MESZ6 stop"
    assert "placed by this app" in ours.cells[NAME].tooltip


def test_strategies_and_orders_never_share_a_key() -> None:
    assert key_of(running(77)) != key_of(loose(77))
    assert {key_of(loose()), key_of(running())} == {loose_row(loose()).key, 9912}


def test_failure_and_difference_stand_first_and_in_the_name() -> None:
    view = replace(running(), failure="no\nmargin", difference="level 1: stop at 6008.25")
    row = strategy_row(view)
    assert said(row.children[0]) == "failed: no margin"
    assert said(row.children[1]) == "differs from the ticket: level 1: stop at 6008.25"
    assert row.cells[NAME].text == "MESZ6 differs"


def test_what_is_worth_knowing_is_a_row_and_no_alarm() -> None:
    row = strategy_row(replace(running(), note="all exits are good for the day only"))
    assert said(row.children[0]) == "to know: all exits are good for the day only"
    assert row.cells[NAME].text == "MESZ6"


@pytest.mark.parametrize(
    ("status", "expected"),
    [("failed: not enough liquidity", "loss"), ("running", "secondary"), ("rejected", "loss")],
)
def test_a_status_is_a_pill_and_a_bad_one_is_coloured_too(status: str, expected: str) -> None:
    (pill,) = strategy_row(replace(running(), status=status)).cells[STATUS].pieces
    assert (pill.text, pill.tone, pill.pill) == (status, expected, True)


def test_what_was_asked_and_is_not_answered_stands_in_the_status() -> None:
    stop = replace(leg(LegRole.STOP, "working", "6009"), pending="moving")
    row = below(strategy_row(replace(running(), levels=(LevelView(1, 1, (stop,)),))), "level 1")
    assert row.children[0].cells[STATUS].text == "moving …"
    assert tone(row.children[0], STATUS) == "warning"


def test_a_trailing_stop_says_so_and_why_it_cannot_be_moved() -> None:
    stop = replace(leg(LegRole.STOP, "working", "6009"), trailing=True, fixed="It trails.")
    row = below(strategy_row(replace(running(), levels=(LevelView(1, 1, (stop,)),))), "level 1")
    status = row.children[0].cells[STATUS]
    assert (status.text, status.tooltip) == ("trailing", "It trails.")


def test_a_market_entry_that_waits_has_no_price() -> None:
    entry = replace(leg(LegRole.ENTRY, "being placed", quantity=3), type="Market")
    row = strategy_row(replace(running(), entry=entry, position=0, stops_working=0))
    assert said(below(row, "entry")) == "entry ▲ Buy 3 being placed market"


def test_a_strategy_without_an_entry_yet_has_no_row_for_it() -> None:
    names = [
        child.cells[NAME].text for child in strategy_row(replace(running(), entry=None)).children
    ]
    assert names == ["level 1", "level 2", "level 3"]


def test_orders_of_no_level_have_a_row_each_without_a_side() -> None:
    other = replace(leg(LegRole.OTHER, "working", "6001.25"), type="MIT")
    row = strategy_row(replace(running(), others=(other,)))
    assert said(row.children[-1]) == "MIT 1 working 6001.25"


def test_the_age_is_counted_to_the_time_given() -> None:
    row = strategy_row(running())
    assert aged(row, AT, AT + timedelta(seconds=245)).cells[AGE].text == "4:05"
    again = aged(row, AT, AT + timedelta(seconds=246))
    assert again.cells[:AGE] == row.cells[:AGE]


@pytest.mark.parametrize(
    ("side", "price", "tone"),
    [
        (Side.BUY, "6008.50", "loss"),
        (Side.BUY, "6013.00", "gain"),
        (Side.BUY, "6012.50", "secondary"),
        (Side.SELL, "6008.50", "gain"),
        (Side.SELL, "6013.00", "loss"),
    ],
)
def test_a_filled_exit_is_as_green_as_what_it_came_to(side: Side, price: str, tone: str) -> None:
    stop = leg(LegRole.STOP, "filled", price, filled=1)
    view = replace(running(), side=side, levels=(LevelView(1, 1, (stop,)),))
    entry, first = strategy_row(view).children
    (pill,) = first.children[0].cells[STATUS].pieces
    assert (pill.text, pill.tone) == ("filled", tone)
    assert entry.cells[STATUS].pieces[0].tone == "gain"
    unknown = replace(view, entry=None)
    assert strategy_row(unknown).children[0].children[0].cells[STATUS].pieces[0].tone == "secondary"


def test_what_is_over_since_nobody_knows_when_has_no_age() -> None:
    assert aged(strategy_row(running()), AT, None).cells[AGE].text == "–"
