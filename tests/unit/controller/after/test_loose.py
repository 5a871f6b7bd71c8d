"""Orders of no strategy: whose they are, and how many of them are shown."""

from datetime import timedelta

import msgspec
import pytest
from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.unit.controller.after.life import command
from tests.unit.controller.builders import AT, MES, order, position, quote, version
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.loose import NEWEST
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import TimeInForce
from bracketdesk.wire.enums import Action, CommandType, OrderType, OrdStatus

STOP, TARGET = 7001, 7002


async def with_our_pair(stage: Stage) -> FakeLine:
    """Exits of this app for an open position; the broker names us in the stop's command only."""
    line = await stage.ready()
    line.change(position(1))
    line.quote(quote())
    await stage.clock.advance(0.1)
    stage.desk.after.protect(
        MES.contract_id, (LevelDraft("1", "16", "12"),), Units.TICKS, TimeInForce.GTC
    )
    await settle()
    (sent,) = line.acted(Act.PLACE_OCO)
    line.change(
        order(STOP, Action.SELL, twin=TARGET),
        version(7011, STOP, OrderType.STOP, stop="6009.50"),
        command(7021, STOP, CommandType.NEW, name=str(sent["clOrdId"])),
        order(TARGET, Action.SELL, OrdStatus.SUSPENDED, twin=STOP),
        version(7012, TARGET, OrderType.LIMIT, price="6016.50"),
        command(7022, TARGET, CommandType.NEW),
    )
    await stage.clock.advance(0.5)
    return line


async def test_both_of_our_pair_are_ours(stage: Stage) -> None:
    await with_our_pair(stage)
    shown = {view.leg.order_id: view.ours for view in stage.desk.after.loose.value}
    assert shown == {STOP: True, TARGET: True}
    assert stage.desk.after.ask_flatten(MES.contract_id).warning == ""


@pytest.mark.parametrize("status", [OrdStatus.WORKING, OrdStatus.PENDING_NEW])
async def test_a_pair_of_another_program_is_not(stage: Stage, status: OrdStatus) -> None:
    line = await with_our_pair(stage)
    line.change(
        order(8001, Action.SELL, status, twin=8002),
        command(8021, 8001, CommandType.NEW, name="theirs"),
        order(8002, Action.SELL, status, twin=8001),
    )
    await stage.clock.advance(0.5)
    assert {v.leg.order_id for v in stage.desk.after.loose.value if not v.ours} == {8001, 8002}
    warning = stage.desk.after.ask_flatten(MES.contract_id).warning
    assert warning == "2 orders of other programs in MESZ6 will be cancelled."


async def test_every_open_one_is_shown_and_the_newest_of_the_others(stage: Stage) -> None:
    line = await stage.ready()
    ended = [order(9000 + n, Action.SELL, OrdStatus.CANCELED) for n in range(NEWEST + 2)]
    old = msgspec.structs.replace(order(8001, Action.SELL), timestamp=AT - timedelta(days=9))
    line.change(old, *ended)
    await stage.clock.advance(0.5)
    shown = [view.leg.order_id for view in stage.desk.after.loose.value]
    assert shown == [*range(9000 + NEWEST + 1, 9001, -1), 8001]
