"""A disk that takes its time: a start leaves soon after its click, or never."""

import asyncio

import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import answer, draft, penalty, strategy, ticket
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import result

from bracketdesk.controller.submission import FRESH, LINE_CHANGED, TOO_SLOW
from bracketdesk.controller.views import Connection
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import IllegalMove, UserFacingError
from bracketdesk.domain.session import Environment

NOT_SENT, RECORDED = OutcomeKind.NOT_SENT, OutcomeKind.RECORDED


@pytest.fixture
def disk(stage: Stage) -> asyncio.Event:
    """Set it, and the disk has taken what it was given."""
    slow = stage.ports.journal.slow = asyncio.Event()
    return slow


def moves(stage: Stage) -> list[OutcomeKind]:
    return [kind for _, kind in stage.ports.journal.moves]


async def test_while_the_disk_is_slow_it_is_said_and_nothing_leaves(
    stage: Stage, disk: asyncio.Event
) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy())
    assert stage.desk.submit(ticket())
    await settle()
    assert result(stage).pending
    await stage.clock.advance(FRESH - 0.1)
    assert line.starts == []
    disk.set()
    await settle()
    assert len(line.starts) == 1
    assert result(stage).kind is OutcomeKind.ACCEPTED


async def test_what_is_recorded_too_late_is_not_sent_then_or_ever(
    stage: Stage, disk: asyncio.Event
) -> None:
    line = await stage.ready()
    assert stage.desk.submit(ticket())
    await stage.clock.advance(FRESH + 0.1)
    assert (result(stage).kind, result(stage).cause) == (NOT_SENT, TOO_SLOW)
    assert stage.desk.check(draft()).blocked == ""  # another click may have more luck
    await stage.clock.advance(8 * 3600)
    disk.set()
    await settle()
    assert line.starts == []
    assert moves(stage) == [RECORDED, NOT_SENT]
    row, *_ = stage.desk.activity.value
    assert (row.outcome, row.detail) == (str(NOT_SENT), TOO_SLOW)
    await stage.restart()
    await stage.open()
    assert stage.desk.lock.value is None


async def test_a_machine_that_slept_meanwhile_sends_nothing(
    stage: Stage, disk: asyncio.Event
) -> None:
    line = await stage.ready()
    assert stage.desk.submit(ticket())
    await settle()
    stage.clock.jump(3600)
    disk.set()
    await settle()
    assert line.starts == []
    assert result(stage).cause == TOO_SLOW
    assert moves(stage) == [RECORDED, NOT_SENT]


async def test_another_line_than_it_was_clicked_for_gets_nothing(
    stage: Stage, disk: asyncio.Event
) -> None:
    line = await stage.ready()
    assert stage.desk.submit(ticket())
    await settle()
    line.go_down()
    await settle()
    disk.set()
    await settle()
    assert line.starts == []
    assert result(stage).cause == LINE_CHANGED
    assert moves(stage) == [RECORDED, NOT_SENT]


async def test_nor_does_the_line_that_came_in_its_place(stage: Stage, disk: asyncio.Event) -> None:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    line = await stage.ready()
    assert stage.desk.submit(ticket())
    await settle()
    other = await stage.open(Environment.DEMO)
    assert stage.desk.session.value.connection is Connection.CONNECTED
    disk.set()
    await settle()
    assert line.starts == other.starts == []
    assert result(stage).cause == LINE_CHANGED


@pytest.mark.parametrize("trouble", [UserFacingError("The disk is full."), IllegalMove("again")])
async def test_a_slow_disk_that_fails_after_all_changes_nothing(
    stage: Stage, disk: asyncio.Event, trouble: Exception
) -> None:
    line = await stage.ready()
    assert stage.desk.submit(ticket())
    await stage.clock.advance(FRESH + 0.1)
    stage.ports.journal.record_trouble = trouble
    disk.set()
    await settle()
    assert line.starts == []
    assert result(stage).cause == TOO_SLOW
    assert stage.desk.notice.value == ""
    assert moves(stage) == []


async def test_a_penalty_outlasts_a_click_that_was_too_slow(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = penalty(ticket="ticket-1", seconds=5)
    stage.desk.submit(ticket())
    await stage.clock.advance(6)
    disk = stage.ports.journal.slow = asyncio.Event()
    stage.desk.submit(ticket())
    await stage.clock.advance(FRESH + 0.1)
    disk.set()
    await settle()
    line.on_start = answer(strategy())
    stage.desk.submit(ticket())
    await settle()
    assert [b'"p-ticket":"ticket-1"' in body for body, _ in line.starts] == [False, True]
    assert result(stage).kind is OutcomeKind.ACCEPTED
