from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.support.fake_desk import FakeDesk
from tests.support.sample_views import MES, ZN
from tests.support.screen import found

from bracketdesk.controller.views import PositionView
from bracketdesk.ui.positions_tab import EMPTY, PositionsTab, position_row, signed_money

LONG = PositionView(1, "MESZ6", 3, Decimal("6012.5"), Decimal("11.25"), MES)
SHORT = PositionView(2, "ZNZ6", -2, Decimal("110.515625"), Decimal("-1031.25"), ZN)
UNPRICED = PositionView(3, "CLF7", 1, None)


def texts(view: PositionView) -> list[str]:
    return [cell.text for cell in position_row(view).cells[:4]]


def test_net_and_money_carry_their_sign() -> None:
    assert texts(LONG) == ["MESZ6", "+3", "6012.50", "+$11.25"]
    assert texts(SHORT) == ["ZNZ6", "−2", "110'165", "−$1,031.25"]


def test_what_is_not_known_is_a_dash() -> None:
    assert texts(UNPRICED) == ["CLF7", "+1", "–", "–"]


def test_numbers_stand_right() -> None:
    assert [cell.right for cell in position_row(LONG).cells[:4]] == [False, True, True, True]


@pytest.mark.parametrize(
    ("amount", "text", "tone"),
    [("11.25", "+$11.25", "gain"), ("-60", "−$60", "loss"), ("0", "$0", "text")],
)
def test_money_is_coloured_by_its_sign(amount: str, text: str, tone: str) -> None:
    value = Decimal(amount)
    assert signed_money(value) == text
    row = position_row(PositionView(1, "MESZ6", 1, None, value))
    assert row.cells[3].pieces[0].tone == tone


async def test_a_flat_account_teaches(qtbot: QtBot) -> None:
    desk = FakeDesk()
    tab = PositionsTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    empty = found(tab, QLabel, "positionsViewEmpty")
    assert (empty.isVisible(), empty.text()) == (True, EMPTY)
    desk.positions.set((LONG, SHORT))
    assert tab.view.isVisible()
    assert tab.view.rows.index(1, 1).data() == "−2"
    desk.positions.set(())
    assert empty.isVisible()
