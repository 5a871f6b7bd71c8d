"""A disk that takes its time: what takes away does not wait for it, what places does not go."""

import asyncio

from tests.support.clock import settle
from tests.unit.controller.after.life import TARGETS, filled, status_of
from tests.unit.controller.after.test_protecting import held, protect
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.commander import EXIT_WAITS, FRESH, TOO_LATE
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.wire.enums import OrdStatus


def instructed(stage: Stage) -> list[OutcomeKind | None]:
    known = stage.ports.journal.clicks.values()
    return [click.outcome.kind if click.outcome else None for click in known]


async def test_a_cancel_goes_without_a_record_that_takes_too_long(stage: Stage) -> None:
    line = await filled(stage)
    disk = stage.ports.journal.slow = asyncio.Event()
    stage.desk.after.cancel_order(TARGETS[0])
    await stage.clock.advance(EXIT_WAITS - 0.1)
    assert line.acted(Act.CANCEL) == []
    await stage.clock.advance(0.2)
    assert [body["orderId"] for body in line.acted(Act.CANCEL)] == [TARGETS[0]]
    assert "The journal is slow" in stage.desk.notice.value
    status_of(line, TARGETS[0], OrdStatus.CANCELED)
    await stage.clock.advance(1)
    disk.set()
    await settle(20)
    assert len(line.acted(Act.CANCEL)) == 1
    assert instructed(stage) == [OutcomeKind.ACCEPTED]  # written after all, in its order


async def test_what_places_an_order_is_not_sent_then_or_ever(stage: Stage) -> None:
    line = await held(stage)
    disk = stage.ports.journal.slow = asyncio.Event()
    assert protect(stage)
    await stage.clock.advance(FRESH + 0.1)
    assert "could not be recorded" in stage.desk.after.procedures.value[0].steps[0].text
    disk.set()
    await settle(20)
    assert line.acts == []
    assert instructed(stage) == [OutcomeKind.NOT_SENT]


async def test_after_a_sleep_of_the_machine_nothing_goes(stage: Stage) -> None:
    line = await filled(stage)
    disk = stage.ports.journal.slow = asyncio.Event()
    stage.desk.after.cancel_order(TARGETS[0])
    await settle()
    stage.clock.jump(3600)
    disk.set()
    await settle(20)
    assert line.acts == []
    assert instructed(stage) == [OutcomeKind.NOT_SENT]
    assert TOO_LATE in stage.desk.activity.value[0].detail
