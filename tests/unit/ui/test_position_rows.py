from dataclasses import replace
from decimal import Decimal

import pytest
from tests.support.sample_cover import LONG, SHORT, alarming, cover, fill
from tests.support.zones import system_zone

from bracketdesk.controller.views import PositionView
from bracketdesk.domain.ticket import Side
from bracketdesk.ui.position_rows import (
    HEADERS,
    NUMBERS,
    PROTECTION,
    fill_row,
    position_row,
)

UNPRICED = PositionView(3, "CLF7", 1, None)


def texts(view: PositionView) -> list[str]:
    return [cell.text for cell in position_row(view).cells[:6]]


def test_net_and_money_carry_their_sign() -> None:
    assert texts(LONG) == ["MESZ6", "+4", "6012.50", "+$11.25", "−$60", "$3.10"]
    assert texts(SHORT) == ["ZNZ6", "−2", "110'165", "−$1,031.25", "–", "–"]


def test_what_is_not_known_is_a_dash() -> None:
    assert texts(UNPRICED) == ["CLF7", "+1", "–", "–", "–", "–"]
    assert position_row(UNPRICED).cells[PROTECTION].text == "–"


def test_numbers_stand_right() -> None:
    row = position_row(LONG)
    assert len(row.cells) == len(HEADERS)
    assert tuple(at for at, cell in enumerate(row.cells) if cell.right) == NUMBERS


@pytest.mark.parametrize(
    ("amount", "text", "tone"),
    [("11.25", "+$11.25", "gain"), ("-60", "−$60", "loss"), ("0", "$0", "text")],
)
def test_money_is_coloured_by_its_sign(amount: str, text: str, tone: str) -> None:
    value = Decimal(amount)
    row = position_row(PositionView(1, "MESZ6", 1, None, value))
    assert (row.cells[3].text, row.cells[3].pieces[0].tone) == (text, tone)


def test_the_meter_is_told_by_mark_word_and_tone() -> None:
    calm = position_row(LONG, cover(4, 4)).cells[PROTECTION]
    alarm = position_row(LONG, alarming(cover(4, 1))).cells[PROTECTION]
    assert calm.text == "■ covered position 4 long · stops working for 4"
    assert alarm.text == "▲ 3 unprotected position 4 long · stops working for 1"
    assert [calm.pieces[0].tone, alarm.pieces[0].tone] == ["gain", "loss"]
    assert alarm.tooltip.startswith("Alarm: MESZ6")


def test_a_fill_says_when_what_and_at_which_price() -> None:
    with system_zone("UTC"):
        row = fill_row(fill(1, Side.SELL, 1_200))
    assert [cell.text for cell in row.cells] == [
        "10:02:12",
        "MESZ6",
        "▼ Sell",
        "1,200",
        "6012.50",
        "$0.62",
    ]
    assert fill_row(replace(fill(1), fee=None, instrument=None)).cells[-1].text == "–"
