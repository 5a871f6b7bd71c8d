"""What an order does to the position that is there already."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bracketdesk.domain.exposure import ADDS, OPPOSES, exposure
from bracketdesk.domain.ticket import Side


@pytest.mark.parametrize(
    ("net", "side", "quantity", "said"),
    [
        (2, Side.BUY, 3, f"You are long 2 MESZ6: this adds 3, making 5. {ADDS}"),
        (-2, Side.SELL, 1, f"You are short 2 MESZ6: this adds 1, making 3. {ADDS}"),
        (5, Side.SELL, 3, f"You are long 5 MESZ6: this reduces it by 3, leaving 2. {OPPOSES}"),
        (3, Side.SELL, 3, f"You are long 3 MESZ6: this closes it. {OPPOSES}"),
        (2, Side.SELL, 3, f"You are long 2 MESZ6: this flips it to short 1. {OPPOSES}"),
        (-1, Side.BUY, 1001, f"You are short 1 MESZ6: this flips it to long 1,000. {OPPOSES}"),
        (0, Side.BUY, 3, ""),
    ],
)
def test_it_is_said_plainly(net: int, side: Side, quantity: int, said: str) -> None:
    assert exposure(net, side, quantity, "MESZ6") == said


@given(net=some.integers(-50, 50), side=some.sampled_from(Side), quantity=some.integers(1, 50))
def test_every_position_is_said_and_by_one_word(net: int, side: Side, quantity: int) -> None:
    said = exposure(net, side, quantity, "X")
    words = [word for word in ("adds", "reduces", "closes", "flips") if f"this {word} " in said]
    assert len(words) == bool(net)
    after = net + side.sign * quantity
    assert (words == ["flips"]) is (net * after < 0)
    assert (words == ["closes"]) is (net != 0 and after == 0)
    assert (words == ["adds"]) is (abs(after) > abs(net) and net * after > 0)
