"""The desk as a whole: settings, the error sink, and leaving in order."""

import asyncio
import logging
from dataclasses import replace

import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import answer, strategy, ticket
from tests.unit.controller.stage import Stage

from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Theme


async def test_settings_are_taken_and_kept_once(stage: Stage) -> None:
    dark = replace(stage.desk.settings.value, theme=Theme.DARK)
    stage.desk.change_settings(dark)
    stage.desk.change_settings(dark)
    assert stage.desk.settings.value == stage.ports.settings.kept == dark
    assert stage.ports.settings.saves == 1


async def test_leaving_closes_line_exchange_and_journal_in_order(stage: Stage) -> None:
    line = await stage.ready()
    ends: list[str] = []
    line.ends = stage.ports.practice.ends = stage.ports.journal.ends = ends
    await stage.desk.close()
    assert ends == ["line", "exchange", "journal"]
    assert len(asyncio.all_tasks()) == 1


async def test_leaving_waits_until_an_outcome_is_on_the_disk(stage: Stage) -> None:
    line = await stage.ready()
    line.on_start = answer(strategy())
    stage.ports.journal.gate.clear()
    stage.desk.submit(ticket())
    await settle()
    leaving = asyncio.create_task(stage.desk.close())
    await settle(30)
    assert not leaving.done()
    stage.ports.journal.gate.set()
    await leaving
    assert [kind for _, kind in stage.ports.journal.moves] == [
        OutcomeKind.RECORDED,
        OutcomeKind.ACCEPTED,
    ]


async def test_leaving_while_a_start_is_under_way_leaves_it_recorded(stage: Stage) -> None:
    line = await stage.ready()

    async def never(_: bytes) -> Delivery:
        await asyncio.Event().wait()
        raise AssertionError

    line.on_start = never
    stage.desk.submit(ticket())
    await settle()
    await stage.desk.close()
    assert [kind for _, kind in stage.ports.journal.moves] == [OutcomeKind.RECORDED]


async def test_leaving_while_connecting(stage: Stage) -> None:
    stage.ports.gateway.gate.clear()
    stage.desk.open_environment(Environment.PRACTICE)
    await settle()
    await stage.desk.close()
    assert stage.ports.gateway.cancelled == 1
    assert not stage.ports.practice.running
    assert stage.ports.journal.closed


async def test_leaving_before_anything_was_opened(stage: Stage) -> None:
    await stage.desk.close()
    assert stage.ports.journal.closed
    assert stage.ports.practice.stops == 0


@pytest.mark.expects_errors
async def test_a_defect_is_logged_with_its_traceback_and_said_without_its_text(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    line = await stage.ready()
    line.defect = KeyError("a secret")
    stage.desk.suggest("MES", lambda _: None)
    await settle()
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert stage.desk.notice.value == (
        "Something went wrong in the app (suggest: KeyError); the log has the details."
    )
