"""What happened while the app was away: told once, from the broker's own times."""

from datetime import datetime, timedelta

import msgspec
from tests.support.fake_line import FakeLine
from tests.unit.controller.builders import (
    ACCOUNT_ID,
    AT,
    MES,
    account,
    fill,
    filled_strategy,
    order,
    position,
    strategy,
)
from tests.unit.controller.stage import Stage

from bracketdesk.controller.away import NOBODY, OPENING
from bracketdesk.domain.session import Environment
from bracketdesk.wire.entities import Command, Contract, ExecutionReport
from bracketdesk.wire.enums import Action, CommandStatus, CommandType, ExecType, OrdStatus

LATER = AT + timedelta(hours=2)


def cancel(number: int, order_id: int, sender: int | None, automated: bool = False) -> Command:
    return Command(
        id=number,
        order_id=order_id,
        timestamp=LATER,
        command_type=CommandType.CANCEL,
        command_status=CommandStatus.AT_EXECUTION,
        sender_id=sender,
        is_automated=automated,
    )


def cancelled(number: int, order_id: int, at: datetime) -> ExecutionReport:
    return ExecutionReport(
        id=number,
        command_id=1,
        name="report",
        account_id=ACCOUNT_ID,
        contract_id=MES.contract_id,
        timestamp=at,
        order_id=order_id,
        exec_type=ExecType.CANCELED,
        action=Action.SELL,
    )


async def demo(stage: Stage) -> FakeLine:
    stage.ports.secrets.tokens["demo", "demo.example"] = stage.ports.gateway.tokens
    stage.state.put(Contract(id=MES.contract_id, name=MES.symbol, contract_maturity_id=1))
    return await stage.open(Environment.DEMO)


async def seen_once(stage: Stage) -> None:
    """A run that saw a filled strategy, and its end."""
    stage.state.put(*filled_strategy())
    await demo(stage)
    assert rows(stage) == []
    await stage.restart()
    stage.state.put(*filled_strategy())


def rows(stage: Stage) -> list[tuple[str, str, str]]:
    return [
        (row.what.removeprefix(f"{OPENING}: "), row.outcome, row.detail)
        for row in stage.desk.activity.value
        if row.what.startswith(OPENING)
    ]


async def test_the_first_run_has_nothing_to_tell(stage: Stage) -> None:
    stage.state.put(*filled_strategy())
    await demo(stage)
    assert rows(stage) == []
    assert OPENING not in stage.desk.notice.value


async def test_nothing_happened(stage: Stage) -> None:
    await seen_once(stage)
    await demo(stage)
    assert rows(stage) == []
    assert OPENING not in stage.desk.notice.value


async def test_fills_exits_and_cancels_are_told_with_who_did_them(stage: Stage) -> None:
    await seen_once(stage)
    out = msgspec.structs.replace(fill(70, 1010, "6016.50", action=Action.SELL), timestamp=LATER)
    stage.state.put(
        out,
        order(1010, Action.SELL, OrdStatus.FILLED, twin=1011),
        order(1011, Action.SELL, OrdStatus.CANCELED, twin=1010),
        order(1020, Action.SELL, OrdStatus.CANCELED, twin=1021),
        order(1021, Action.SELL, OrdStatus.CANCELED, twin=1020),
        cancelled(71, 1011, LATER + timedelta(seconds=1)),
        cancel(72, 1020, sender=7),
        cancel(73, 1021, sender=8, automated=True),
        position(2),
    )
    await demo(stage)
    assert rows(stage) == [
        ("Sell MESZ6, order 1011", "cancelled", f"stop of strategy 9912 · {NOBODY}"),
        ("Sell MESZ6, order 1020", "cancelled", "target of strategy 9912 · by your own user"),
        ("Sell MESZ6, order 1021", "cancelled", "stop of strategy 9912 · by user 8, automated"),
        ("Sell 1 MESZ6 @ 6016.5", "filled", "target of strategy 9912"),
    ]
    assert stage.desk.notice.value == (
        "While the app was away: 3 cancelled, 1 filled. Now: 2 long in MESZ6."
    )


async def test_a_start_by_another_and_an_order_of_the_administration(stage: Stage) -> None:
    await seen_once(stage)
    admin = msgspec.structs.replace(
        order(80, Action.SELL, OrdStatus.REJECTED), timestamp=LATER, admin=True
    )
    started = msgspec.structs.replace(strategy(99), timestamp=LATER + timedelta(seconds=1))
    stage.state.put(admin, started)
    stage.state.accounts[43] = account("OTHER", 43)
    await demo(stage)
    assert rows(stage) == [
        ("strategy 99 of MESZ6", "started", "now running"),
        (
            "Sell MESZ6, order 80",
            "rejected",
            "DEMO1234 · order 80 · by the broker's administration",
        ),
    ]
