from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import MES, MNQ, position, quote
from tests.unit.controller.stage import Stage

from bracketdesk.controller.positions import open_pnl
from bracketdesk.controller.quotes import quote_view

QUOTE = quote_view(quote("6014.00", "6014.25"), 0.0)


@pytest.mark.parametrize(
    ("net", "average", "dollars"),
    [
        (3, "6012.50", "22.50"),  # a long meets the bid
        (-3, "6012.50", "-26.25"),  # a short the ask
        (2, "6012.375", "16.250"),
    ],
)
def test_open_pnl(net: int, average: str, dollars: str) -> None:
    assert open_pnl(net, Decimal(average), QUOTE, MES) == Decimal(dollars)


def test_pnl_is_not_known_without_its_parts() -> None:
    average = Decimal(6000)
    assert open_pnl(1, average, None, MES) is None
    assert open_pnl(1, average, QUOTE, None) is None
    assert open_pnl(1, average, QUOTE, MNQ) is None
    assert open_pnl(1, None, QUOTE, MES) is None
    assert open_pnl(1, average, replace(QUOTE, bid=None), MES) is None
    assert open_pnl(-1, average, replace(QUOTE, ask=None), MES) is None
    assert open_pnl(1, average, QUOTE, replace(MES, currency="JPY")) is None


async def test_positions_follow_state_and_quote(stage: Stage) -> None:
    line = await stage.ready()
    line.change(position(2, "6010.00"), position(-1, "20000", MNQ.contract_id, number=2))
    await stage.clock.advance(0.1)
    views = stage.desk.positions.value
    assert [(view.symbol, view.net, view.open_pnl) for view in views] == [
        ("MESZ6", 2, None),
        ("MNQZ6", -1, None),
    ]
    assert views[1].instrument == MNQ
    line.quote(quote("6012.00", "6012.25"))
    await stage.clock.advance(0.1)
    assert stage.desk.positions.value[0].open_pnl == Decimal(20)
    assert stage.desk.positions.value[1].open_pnl is None
    line.change(position(0, None))
    await stage.clock.advance(0.1)
    assert [view.symbol for view in stage.desk.positions.value] == ["MNQZ6"]


async def test_another_accounts_positions_are_not_shown(stage: Stage) -> None:
    line = await stage.ready()
    line.change(msgspec.structs.replace(position(5), account_id=1))
    await stage.clock.advance(0.1)
    assert stage.desk.positions.value == ()


async def test_leaving_forgets_positions(stage: Stage) -> None:
    line = await stage.ready()
    line.change(position(2))
    await stage.clock.advance(0.1)
    assert stage.desk.positions.value
    stage.desk.sign_out()
    await settle(30)
    assert stage.desk.positions.value == ()
