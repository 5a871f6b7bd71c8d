"""Whose quotes are kept: every contract's with a position or an order, for exits move there too."""

from tests.support.clock import settle
from tests.support.fake_line import FakeLine
from tests.unit.controller.after.life import filled
from tests.unit.controller.builders import MES, MNQ, order, position, version
from tests.unit.controller.stage import Stage

from bracketdesk.domain.session import Environment
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

HELD = position(2, "20000", MNQ.contract_id, number=2)


async def with_two(stage: Stage) -> FakeLine:
    """The ticket is in MESZ6; positions are there and in MNQZ6."""
    line = await filled(stage)
    line.change(HELD)
    await stage.clock.advance(0.2)
    return line


async def test_of_a_position_beside_the_tickets(stage: Stage) -> None:
    line = await with_two(stage)
    assert line.also_watched == (MNQ.symbol,), "the ticket's own comes anyway"


async def test_of_an_order_without_a_position(stage: Stage) -> None:
    line = await stage.ready()
    resting = order(8001, Action.BUY, contract_id=MNQ.contract_id)
    line.change(resting, version(8002, 8001, OrderType.LIMIT, price="19900.00"))
    await stage.clock.advance(0.2)
    assert line.also_watched == (MNQ.symbol,)


async def test_of_exits_that_wait_for_their_entry(stage: Stage) -> None:
    line = await stage.ready()
    waiting = order(8001, Action.SELL, OrdStatus.SUSPENDED, contract_id=MNQ.contract_id)
    line.change(waiting, version(8002, 8001, OrderType.STOP, stop="19900.00"))
    await stage.clock.advance(0.2)
    assert line.also_watched == (MNQ.symbol,)


async def test_no_more_once_nothing_is_open(stage: Stage) -> None:
    line = await with_two(stage)
    line.change(position(0, None, MNQ.contract_id, number=2))
    await stage.clock.advance(0.2)
    assert line.also_watched == ()


async def test_of_what_the_ticket_leaves(stage: Stage) -> None:
    line = await with_two(stage)
    stage.desk.choose_symbol(MNQ.symbol)
    await settle(40)
    await stage.clock.advance(0.2)
    assert line.also_watched == (MES.symbol,)


async def test_a_new_line_is_asked_for_the_same(stage: Stage) -> None:
    before = await with_two(stage)
    before.go_down()
    line = await stage.open(Environment.PRACTICE)
    await stage.clock.advance(0.2)
    assert line is not before
    assert line.also_watched == (MNQ.symbol,)


async def test_one_that_cannot_be_looked_up_keeps_none_of_the_others_out(stage: Stage) -> None:
    line = await with_two(stage)
    line.change(position(1, None, contract_id=700, number=3))
    await stage.clock.advance(0.2)
    line.change(position(0, None, MES.contract_id))
    stage.desk.choose_symbol(MNQ.symbol)
    await settle(40)
    line.change(order(8001, Action.BUY))
    await stage.clock.advance(0.2)
    assert line.also_watched == (MES.symbol,)
