"""The desk as a whole: settings, the error sink, and leaving in order."""

import asyncio
import logging
from dataclasses import replace

import pytest
from tests.support.clock import settle
from tests.unit.controller.builders import ACCOUNT, answer, position, strategy, ticket
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import kind, unknown

from bracketdesk.controller import mirror, reconcile
from bracketdesk.controller.after.commander import Commander
from bracketdesk.controller.after.day import Day
from bracketdesk.controller.after.history import History
from bracketdesk.controller.mirror import Mirror
from bracketdesk.controller.reconcile import Reconciler
from bracketdesk.controller.sightings import Sightings
from bracketdesk.controller.strategies import Seen, strategy_view
from bracketdesk.controller.submission import Submission
from bracketdesk.controller.verdict import accepted
from bracketdesk.controller.views import StrategyView
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Theme
from bracketdesk.wire.entities import OrderStrategy


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
    (record,) = errors(caplog)
    assert record.exc_info is not None
    assert stage.desk.notice.value == (
        "Something went wrong in the app (suggest: KeyError); the log has the details."
    )


@pytest.mark.expects_errors
async def test_a_strategy_that_cannot_be_taken_is_not_found_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def take(found: OrderStrategy, cause: str) -> Outcome:
        if found.id == 1:
            raise TypeError
        return accepted(found, cause)

    monkeypatch.setattr(reconcile, "accepted", take)
    await unknown(stage)
    stage.desk.choose_symbol("MNQZ6")
    await settle()
    assert stage.desk.submit(ticket(symbol="MNQZ6"))
    await settle(20)
    first, second = (str(start["uuid"]) for start in stage.starts)
    stage.line.change(
        strategy(1, uuid=first), strategy(2, uuid=second, contract_id=600), position(3)
    )
    await stage.clock.advance(30)
    assert (kind(stage, 0), kind(stage, 1)) == (OutcomeKind.UNKNOWN, OutcomeKind.ACCEPTED)
    assert {view.id for view in stage.desk.strategies.value} == {1, 2}
    assert [view.net for view in stage.desk.positions.value] == [3]
    assert [r.getMessage() for r in errors(caplog)] == ["The task “take strategy 1” failed"]


@pytest.mark.expects_errors
async def test_a_strategy_that_cannot_be_shown_is_missing_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def view_of(seen: Seen) -> StrategyView:
        if seen.strategy.id == 1:
            raise TypeError
        return strategy_view(seen)

    monkeypatch.setattr(mirror, "strategy_view", view_of)
    line = await stage.ready()
    for net in (3, 2):
        line.change(strategy(1), strategy(2), position(net))
        await stage.clock.advance(1)
        assert [view.id for view in stage.desk.strategies.value] == [2]
        assert [view.net for view in stage.desk.positions.value] == [net]
    assert [r.getMessage() for r in errors(caplog)] == ["The task “show strategy 1” failed"]


@pytest.mark.expects_errors
@pytest.mark.parametrize(
    ("part", "work"),
    [
        (Reconciler, "state_changed"),
        (Submission, "state_changed"),
        (Mirror, "look"),
        (Commander, "look"),
        (Day, "traded"),
        (History, "look"),
        (Sightings, "line_up"),
    ],
)
async def test_a_part_that_fails_leaves_the_account_in_sight(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, part: type, work: str
) -> None:
    def fail(*_: object) -> None:
        raise TypeError

    monkeypatch.setattr(part, work, fail)
    line = await stage.ready()
    line.change(strategy(), position(3))
    await stage.clock.advance(1)
    assert stage.desk.session.value.account == ACCOUNT
    assert [view.net for view in stage.desk.positions.value] == [3]
    assert [view.id for view in stage.desk.strategies.value] == [9912] or part is Mirror
    assert [view.net for view in stage.desk.after.covers.value] == [3]
    assert "Something went wrong in the app" in stage.desk.notice.value
    await stage.desk.close()
    assert stage.ports.journal.closed


def errors(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno == logging.ERROR]
