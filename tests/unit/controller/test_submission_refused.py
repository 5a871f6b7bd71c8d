"""Clicks that send nothing, and what a click does to what was said before it."""

from tests.support.clock import settle
from tests.unit.controller.builders import answer, strategy, ticket
from tests.unit.controller.stage import Stage
from tests.unit.controller.steps import hold, result

from bracketdesk.domain.outcomes import OutcomeKind

NOT_SENT, ACCEPTED = OutcomeKind.NOT_SENT, OutcomeKind.ACCEPTED


async def test_what_was_confirmed_and_is_not_sent_replaces_the_result_of_the_last_order(
    stage: Stage,
) -> None:
    (await stage.ready()).on_start = answer(strategy())
    assert stage.desk.submit(ticket())
    await settle()
    assert result(stage).kind is ACCEPTED
    stage.desk.refuse("Buy 2 MESZ6 at market.", "The line is down: reconnecting")
    said = result(stage)
    assert (said.kind, said.headline, said.uuid) == (NOT_SENT, "Not sent", "")
    assert (said.sentence, said.cause) == (
        "Buy 2 MESZ6 at market.",
        "The line is down: reconnecting.",
    )
    assert len(stage.starts) == len(stage.ports.journal.entries) == 1


async def test_what_was_said_before_an_order_goes_with_the_next(stage: Stage) -> None:
    await stage.ready()
    stage.desk.notice.set("Flatten MESZ6: flat, and no order was open.")
    assert not stage.desk.submit(ticket(account="DEMO9"))
    assert stage.desk.notice.value, "nothing went"
    assert stage.desk.submit(ticket())
    await settle()
    assert stage.desk.notice.value == ""


async def test_while_one_is_being_sent_another_is_refused_beside_its_result(stage: Stage) -> None:
    await stage.ready()
    held = hold(stage)
    assert stage.desk.submit(ticket())
    await settle()
    stage.desk.refuse("Buy 2 MESZ6 at market.", "Sending …")
    assert result(stage).pending
    assert "still being sent" in stage.desk.notice.value
    held.set_result(answer(strategy()))
    await settle()
