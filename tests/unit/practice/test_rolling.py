"""From a contract to the one after it (protocol.md 4.6)."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bracketdesk.practice.arguments import Roll
from bracketdesk.practice.listing import Listing
from bracketdesk.practice.products import PRODUCTS
from bracketdesk.practice.rolling import NO_FURTHER, NO_SUCH, Rolls
from bracketdesk.practice.store import EntityStore

TODAY = date(2026, 11, 22)


def rolls() -> tuple[Rolls, Listing]:
    store = EntityStore()
    listing = Listing(store, TODAY)
    return Rolls(store), listing


def rolled(name: str, forward: bool = True, if_expired: bool | None = None) -> str | None:
    answer = rolls()[0].roll(Roll(name=name, forward=forward, if_expired=if_expired))
    assert (answer.contract is None) != (answer.error_text is None)
    return answer.contract.name if answer.contract else answer.error_text


@pytest.mark.parametrize(
    ("name", "forward", "if_expired", "expected"),
    [
        ("MESZ6", True, None, "MESH7"),
        ("MESH7", False, False, "MESZ6"),
        ("MESZ6", True, True, "MESZ6"),  # it still trades
        ("MESU7", True, None, NO_FURTHER),
        ("MESZ6", False, None, NO_FURTHER),
        ("MESU6", True, True, "MESZ6"),  # expired
        ("MESU6", True, False, "MESZ6"),
        ("MESH2", True, True, "MESZ6"),  # four years ago
        ("MESU6", False, None, NO_FURTHER),
        ("MESZ26", True, None, "MESH7"),
        ("CLZ6", True, None, "CLF7"),
        ("CLF7", True, None, "CLG7"),
        ("6EZ6", True, None, "6EH7"),
        ("M2KZ6", True, None, "M2KH7"),
        ("MES", True, None, "MESZ6"),
        ("MES", False, None, NO_FURTHER),
        ("MESZ9", True, None, NO_SUCH),  # not on the list yet
        ("MESF7", True, None, NO_SUCH),  # no month of its
        ("XYZZ6", True, None, NO_SUCH),
        ("", True, None, NO_SUCH),
        ("Z6", True, None, NO_SUCH),
        ("MESZ\u0661", True, None, NO_SUCH),
    ],
)
def test_where_a_contract_rolls_to(
    name: str, forward: bool, if_expired: bool | None, expected: str
) -> None:
    assert rolled(name, forward, if_expired) == expected


@given(st.sampled_from(sorted(PRODUCTS)))
def test_there_and_back_again(product: str) -> None:
    _, listing = rolls()
    names = [one.name for one in listing if one.product.name == product]
    assert len(names) > 1
    for earlier, later in pairwise(names):
        assert rolled(earlier) == later
        assert rolled(later, forward=False) == earlier


@given(st.text(max_size=8), st.booleans(), st.booleans())
def test_no_name_is_more_than_not_found(name: str, forward: bool, if_expired: bool) -> None:
    assert rolled(name, forward, if_expired)
