"""What a command's effect is told by: nothing that only looks like it."""

import pytest
from tests.support.clock import settle
from tests.support.fakes import PRACTICE_HOSTS
from tests.unit.controller.after.life import (
    STOPS,
    command,
    execution,
    filled,
    procedure,
    report,
)
from tests.unit.controller.builders import MES, order, version
from tests.unit.controller.stage import Stage

from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.wire.entities import Entity
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

STOP = STOPS[0]
REPORTED = (command(1, STOP), report(2, 1), execution(3, 1, STOP))
UNKNOWN = OutcomeKind.UNKNOWN


def outcome(stage: Stage) -> OutcomeKind | None:
    """What the journal has of the one command that was given."""
    (uuid,) = stage.ports.journal.clicks
    return stage.ports.journal.kind(uuid)


@pytest.mark.parametrize(
    "held",
    [
        version(5000, STOP, OrderType.STOP, stop="6009.25"),
        version(5000, STOP, OrderType.STOP, stop="6009.50", quantity=2),
    ],
    ids=["price", "quantity"],
)
async def test_a_move_reported_with_another_version_is_not_done(stage: Stage, held: Entity) -> None:
    line = await filled(stage)
    stage.desk.after.move((STOP,), "6009.50")
    await settle()
    line.change(*REPORTED, held)
    await stage.clock.advance(11)
    assert outcome(stage) is UNKNOWN


async def test_a_move_that_is_still_being_made_is_not_done(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.move((STOP,), "6009.50")
    await settle()
    line.change(
        *REPORTED,
        version(5000, STOP, OrderType.STOP, stop="6009.50"),
        order(STOP, Action.SELL, OrdStatus.PENDING_REPLACE, twin=1010, parent=1000),
    )
    await stage.clock.advance(1)
    assert stage.desk.notice.value.endswith("asked …")
    line.change(order(STOP, Action.SELL, twin=1010, parent=1000))
    await stage.clock.advance(1)
    assert stage.desk.notice.value.endswith("it works at 6009.50.")


async def test_another_command_does_not_take_a_penaltys_ticket(stage: Stage) -> None:
    line = await filled(stage)
    line.on_act[Act.MODIFY] = Delivery(True, 200, b'{"p-ticket":"abc","p-time":5}')
    stage.desk.after.move((STOP,), "+1")
    await stage.clock.advance(6)
    stage.desk.after.move((STOP,), "+2")
    await settle()
    assert ["p-ticket" in body for body in line.acted(Act.MODIFY)] == [False, False]


async def test_in_a_freeze_what_did_not_leave_keeps_its_try(stage: Stage) -> None:
    line = await filled(stage)
    stage.ports.gateway.freeze(PRACTICE_HOSTS, 3600)
    line.listener.frozen(3600)
    line.on_act[Act.LIQUIDATE] = Delivery(left=False, detail="The connection is down.")
    for _ in range(2):
        stage.desk.after.flatten(MES.contract_id)
        await stage.clock.advance(1)
    assert len(line.acted(Act.LIQUIDATE)) == 2
    assert "The connection is down" in procedure(stage).truth
