import pytest

from bracketdesk.practice.families import LOOKS
from bracketdesk.practice.products import PRODUCTS

MICROS = {"MES": "ES", "MNQ": "NQ", "MYM": "YM", "M2K": "RTY", "MGC": "GC", "MCL": "CL"}


def test_every_product_has_a_look() -> None:
    assert LOOKS.keys() == PRODUCTS.keys()


@pytest.mark.parametrize("micro", MICROS)
def test_a_micro_goes_as_its_big_brother(micro: str) -> None:
    mine, its = LOOKS[micro], LOOKS[MICROS[micro]]
    assert (mine.family, mine.underlying) == (its.family, its.underlying)
    assert (mine.swing, mine.shared, mine.own) == (its.swing, its.shared, its.own)
    assert mine.carry == its.carry
    assert PRODUCTS[micro].tick == PRODUCTS[MICROS[micro]].tick
    assert PRODUCTS[micro].level == PRODUCTS[MICROS[micro]].level


def test_families_are_as_in_life() -> None:
    families: dict[str, set[str]] = {}
    for product, look in LOOKS.items():
        families.setdefault(look.family, set()).add(product)
    assert sorted(map(sorted, families.values())) == [
        ["6E"],
        ["CL", "MCL"],
        ["ES", "M2K", "MES", "MNQ", "MYM", "NQ", "RTY", "YM"],
        ["GC", "MGC"],
        ["ZB", "ZN"],
    ]


def test_the_parts_of_a_way_make_about_a_whole_one() -> None:
    for look in LOOKS.values():
        assert 0.95 < look.shared**2 + look.own**2 < 1.1
