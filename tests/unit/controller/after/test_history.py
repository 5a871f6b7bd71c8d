"""Who did what, as far as the broker says; and an alarm for a stop that somebody else cancelled."""

from datetime import timedelta

import pytest
from msgspec.structs import replace as replace_all
from tests.support.clock import settle
from tests.unit.controller.after.life import (
    STOPS,
    TARGETS,
    command,
    execution,
    filled,
    report,
    status_of,
)
from tests.unit.controller.builders import ACCOUNT_ID, AT, fill, position
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import HistoryLine
from bracketdesk.domain.instruction import Act
from bracketdesk.wire.entities import AccountRiskStatus
from bracketdesk.wire.enums import (
    Action,
    AdminAction,
    CommandStatus,
    CommandType,
    FailureReason,
    OrdStatus,
    StrategyStatus,
)

USER = 7


def newest(stage: Stage) -> HistoryLine:
    lines = [line for line in stage.desk.after.history.value if "filled" not in line.what]
    return lines[0]


def alarms(stage: Stage) -> list[str]:
    return [alarm.text for alarm in stage.desk.alarms.value]


async def test_this_app_by_the_name_its_command_carries(stage: Stage) -> None:
    line = await filled(stage)
    stage.desk.after.cancel_order(TARGETS[0])
    await settle()
    name = line.acted(Act.CANCEL)[0]["clOrdId"]
    line.change(command(1, TARGETS[0], CommandType.CANCEL, name=name, sender=USER, session=5))
    status_of(line, TARGETS[0], OrdStatus.CANCELED)
    await stage.clock.advance(0.2)
    assert (newest(stage).what, newest(stage).author) == (
        "target of 1 in MESZ6 cancelled",
        "this app",
    )
    # and by the session that is learned from it
    line.change(command(2, TARGETS[1], CommandType.MODIFY, sender=USER, session=5))
    await stage.clock.advance(0.2)
    assert newest(stage).author == "this app"


@pytest.mark.parametrize(
    ("sender", "session", "author"),
    [
        (USER, 99, "another session"),
        (8, 99, "another user"),
        (8, None, "another user"),
        (None, None, "the strategy"),
        (USER, None, "the strategy"),
    ],
)
async def test_others_as_far_as_is_told(
    stage: Stage, sender: int | None, session: int | None, author: str
) -> None:
    line = await filled(stage)
    line.change(command(1, STOPS[0], CommandType.CANCEL, sender=sender, session=session))
    status_of(line, STOPS[0], OrdStatus.CANCELED)
    await stage.clock.advance(0.2)
    assert newest(stage).author == author
    told = [text for text in alarms(stage) if "cancelled your stop" in text]
    foreign = author in ("another session", "another user")
    assert len(told) == foreign
    if foreign:
        assert told[0] == f"{author.capitalize()} cancelled your stop of 1 in MESZ6 at 15:00:00."


async def test_the_risk_desk_where_the_accounts_status_says_it_stepped_in(stage: Stage) -> None:
    line = await filled(stage)
    action = AdminAction.AGREED_ON_LIQUIDATION_BY_AUTO_LIQ
    line.change(AccountRiskStatus(id=ACCOUNT_ID, admin_action=action))
    line.change(command(1, STOPS[0], CommandType.CANCEL, sender=8))
    status_of(line, STOPS[0], OrdStatus.CANCELED)
    await stage.clock.advance(0.2)
    assert newest(stage).author == "the risk desk"
    assert any(text.startswith("The risk desk cancelled your stop") for text in alarms(stage))


async def test_what_was_there_before_is_no_alarm(stage: Stage) -> None:
    line = await stage.ready()
    line.change(command(1, STOPS[0], CommandType.CANCEL, sender=USER, session=99))
    await filled(stage)
    status_of(line, STOPS[0], OrdStatus.CANCELED)
    await stage.clock.advance(0.2)
    assert not any("cancelled your stop" in text for text in alarms(stage))


async def test_a_cancel_that_was_refused_is_no_alarm(stage: Stage) -> None:
    line = await filled(stage)
    line.change(
        command(1, STOPS[0], CommandType.CANCEL, CommandStatus.EXECUTION_REJECTED, None, USER, 99),
        report(2, 1, CommandStatus.EXECUTION_REJECTED, FailureReason.TOO_LATE),
    )
    await stage.clock.advance(0.2)
    assert newest(stage).what.startswith("stop of 1 in MESZ6 not cancelled: Too late")
    assert not any("cancelled your stop" in text for text in alarms(stage))


async def test_a_change_says_where_it_is_now_once_reported(stage: Stage) -> None:
    line = await filled(stage)
    line.change(command(1, STOPS[0], sender=USER, session=99))
    await stage.clock.advance(0.2)
    assert newest(stage).what == "stop of 1 in MESZ6 changed, not reported yet"
    line.change(execution(2, 1, STOPS[0]))
    await stage.clock.advance(0.2)
    assert newest(stage).what == "stop of 1 in MESZ6 changed, now 1 at 6008.50"


async def test_fills_are_lines_of_the_exchange(stage: Stage) -> None:
    await filled(stage)
    (line,) = stage.desk.after.history.value
    assert (line.what, line.author) == ("entry of 3 in MESZ6 filled 3 at 6012.50", "the exchange")
    assert line.strategy_id == 9912


async def test_a_fill_is_a_gain_or_a_loss_by_what_it_closed(stage: Stage) -> None:
    line = await filled(stage)
    line.change(
        fill(9001, TARGETS[0], "6016.50", 1, Action.SELL),
        fill(9002, STOPS[1], "6008.50", 1, Action.SELL),
        fill(9003, STOPS[2], "6012.50", 1, Action.SELL),
    )
    await stage.clock.advance(0.1)
    tones = {told.order_id: told.tone for told in stage.desk.after.history.value}
    wanted = {1000: "accepted", TARGETS[0]: "gain", STOPS[1]: "loss", STOPS[2]: ""}
    assert {number: tones[number] for number in wanted} == wanted


async def test_a_strategy_ends_with_its_last_exit(stage: Stage) -> None:
    line = await filled(stage)
    (view,) = stage.desk.strategies.value
    assert view.ended is None
    exits = [fill(9001 + at, stop, "6008.50", 1, Action.SELL) for at, stop in enumerate(STOPS)]
    later = replace_all(exits[-1], timestamp=AT + timedelta(minutes=4))
    kept = replace_all(line.state.strategies[9912], status=StrategyStatus.EXECUTION_FINISHED)
    line.change(*exits[:2], later, position(0), kept)
    for number in STOPS:
        status_of(line, number, OrdStatus.FILLED)
    await stage.clock.advance(0.2)
    (view,) = stage.desk.strategies.value
    assert (view.running, view.ended) == (False, AT + timedelta(minutes=4))
