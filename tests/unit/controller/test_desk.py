"""The whole way of one click through the desk, on fakes."""

from bracketdesk.domain.outcomes import OutcomeKind
from tests.support.clock import settle
from tests.unit.controller.builders import answer, draft, quote, strategy
from tests.unit.controller.stage import Stage


async def test_a_click_goes_out_once_and_is_accepted(stage: Stage) -> None:
    line = await stage.ready()
    line.quote(quote())
    check = stage.desk.check(draft())
    print(check)
    assert check.ticket is not None
    line.on_start = answer(strategy())
    assert stage.desk.submit(check.ticket)
    await settle()
    assert stage.desk.result.value is not None
    print(stage.desk.result.value, stage.starts)
    assert stage.desk.result.value.kind is OutcomeKind.ACCEPTED
    assert len(stage.starts) == 1
