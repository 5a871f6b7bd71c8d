from decimal import Decimal

import pytest
from tests.support.sample_views import MES, ZN

from bracketdesk.ui.figures import (
    gain_money,
    gain_points,
    gain_r,
    price_text,
    signed,
    tone_of,
)


def test_a_price_without_its_instrument_is_exact() -> None:
    assert price_text(Decimal("110.515625"), None) == "110.515625"
    assert price_text(Decimal("1E+1"), None) == "10"
    assert price_text(Decimal("110.515625"), ZN) == "110'165"


def test_contracts_carry_their_sign() -> None:
    assert [signed(n) for n in (3, -2, 0)] == ["+3", "−2", "0"]


@pytest.mark.parametrize(
    ("amount", "money", "points", "r", "tone"),
    [
        ("11.25", "+$11.25", "+11.25", "+11.3R", "gain"),
        ("-60", "−$60", "−60.00", "−60.0R", "loss"),
        ("0", "$0", "0.00", "0.0R", "text"),
    ],
)
def test_gains_carry_their_sign(amount: str, money: str, points: str, r: str, tone: str) -> None:
    value = Decimal(amount)
    assert (gain_money(value), gain_points(value, MES), gain_r(value)) == (money, points, r)
    assert tone_of(value) == tone


def test_points_are_written_as_the_instrument_is() -> None:
    assert gain_points(Decimal("-0.515625"), ZN) == "−0'165"
    assert gain_points(Decimal("-0.5"), None) == "−0.5"


def test_an_r_that_rounds_to_nothing_has_no_sign() -> None:
    assert gain_r(Decimal("-0.04")) == "0.0R"
