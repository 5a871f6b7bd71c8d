"""An environment is left while something is under way: the next one answers for nothing of it."""

from collections.abc import Callable

import pytest
from tests.support.clock import settle
from tests.support.fake_line import FakeLine, FakeState
from tests.unit.controller.after.life import STOPS, filled, go_flat, take
from tests.unit.controller.builders import MES, account, filled_strategy, position
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.face import After
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import TimeInForce

BLIND = "the line is down: what is open cannot be seen."
UNSEEN = "the line is down, so what became of it cannot be seen."


async def leave(stage: Stage, *, flat: bool = True) -> FakeLine:
    """Open Demo, where the same account is flat, or holds the same."""
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    stage.state = FakeState(accounts={42: account()})
    if not flat:
        stage.state.put(*filled_strategy())
    line = await stage.open(Environment.DEMO)
    await stage.clock.advance(11)
    return line


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize(
    ("click", "told"),
    [
        (lambda after: after.flatten(500), BLIND),
        (lambda after: after.flatten_all(), BLIND),
        (lambda after: after.reverse(500), BLIND),
        (lambda after: after.cancel_level(9912, 1), BLIND),
        (lambda after: after.cancel_order(STOPS[2]), UNSEEN),
        (lambda after: after.interrupt(9912), BLIND),
        (lambda after: after.move((STOPS[0],), "+1"), UNSEEN),
        (lambda after: after.move(STOPS, "+1"), "not all moved, see the steps."),
    ],
)
async def test_what_became_of_a_click_is_not_known(
    stage: Stage, click: Callable[[After], None], told: str, flat: bool
) -> None:
    await filled(stage)
    click(stage.desk.after)
    await settle()
    line = await leave(stage, flat=flat)
    assert stage.desk.notice.value.endswith(told)
    (uuid,) = stage.ports.journal.clicks
    assert stage.ports.journal.kind(uuid) is OutcomeKind.UNKNOWN
    assert line.acts == [], "nothing of it goes there"
    assert stage.desk.after.prefill.value is None


async def test_what_exits_cover_is_not_known(stage: Stage) -> None:
    line = await stage.ready()
    line.change(position(1))
    await stage.clock.advance(0.1)
    rows = (LevelDraft("1", "16", "12"),)
    assert stage.desk.after.protect(MES.contract_id, rows, Units.TICKS, TimeInForce.GTC)
    await settle()
    await leave(stage)
    said = "Exits for 1 MESZ6: the line is down: what is covered cannot be seen."
    assert stage.desk.notice.value == said


async def test_no_order_left_open_is_cancelled_elsewhere(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.flatten(MES.contract_id)
    await settle()
    line.change(position(0))
    await stage.clock.advance(11)
    line.on_act[Act.CANCEL] = Delivery(True, detail="No answer.")
    take(stage, "Cancel the open orders")
    await settle()
    other = await leave(stage, flat=False)
    go_flat(other)
    await stage.clock.advance(30)
    assert len(line.acted(Act.CANCEL)) == 1
    assert other.acts == []
    assert stage.desk.notice.value.endswith(BLIND)
