"""Which contract a product alone means."""

from dataclasses import replace
from datetime import date

import pytest
from tests.support.fake_line import FakeLine
from tests.unit.controller.builders import MES
from tests.unit.controller.stage import Stage

from bracketdesk.controller.front_month import find_contract, near_first
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import UserFacingError

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("names", "product", "found"),
    [
        (("MNQH7", "MNQZ6", "MNQM7"), "MNQ", ["MNQZ6", "MNQH7", "MNQM7"]),
        (("NQZ6", "NQH7"), "N", []),
        (("ESZ6", "ESZ6 C6000", "ESTXZ6"), "ES", ["ESZ6"]),
        (("CLV6", "CLX6", "CLF7"), "CL", ["CLX6", "CLF7"]),
        (("ZNZ26", "ZNH27"), "ZN", ["ZNZ26", "ZNH27"]),
        (("ESZ9", "ESH0", "ESU6"), "ES", ["ESZ9", "ESH0"]),
        (("6EZ6",), "6E", ["6EZ6"]),
    ],
)
def test_the_nearest_month_comes_first(
    names: tuple[str, ...], product: str, found: list[str]
) -> None:
    assert near_first(names, product, TODAY) == found


async def line_with(stage: Stage, *instruments: Instrument) -> FakeLine:
    line = await stage.open()
    line.names = tuple(each.symbol for each in instruments)
    line.instruments = {each.symbol: each for each in instruments}
    return line


async def test_one_that_has_expired_is_passed_over(stage: Stage) -> None:
    ended = replace(MES, expires=date(2026, 12, 18))  # and suggested all the same
    later = replace(MES, symbol="MESH7", expires=date(2027, 3, 19))
    line = await line_with(stage, ended, later)
    assert (await find_contract(line, "MES", date(2026, 12, 18))).symbol == "MESZ6"
    assert (await find_contract(line, "MES", date(2026, 12, 21))).symbol == "MESH7"


async def test_what_is_no_product_either_is_not_known(stage: Stage) -> None:
    line = await line_with(stage, MES)
    with pytest.raises(UserFacingError, match="knows no contract"):
        await find_contract(line, "ME", TODAY)
