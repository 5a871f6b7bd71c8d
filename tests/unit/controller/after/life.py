"""What the tests of life after the fill play with: a filled strategy, and the broker's reports."""

import msgspec
from tests.support.fake_line import FakeLine
from tests.unit.controller.builders import AT, filled_strategy, position, quote
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import ProcedureView
from bracketdesk.wire.entities import Command, CommandReport, ExecutionReport
from bracketdesk.wire.enums import (
    Action,
    CommandStatus,
    CommandType,
    ExecType,
    FailureReason,
    OrdStatus,
)

STOPS = (1011, 1021, 1031)
TARGETS = (1010, 1020)


async def filled(stage: Stage, bid: str = "6012.25", ask: str = "6012.50") -> FakeLine:
    """A Buy 3 at 6012.50 with stops at 6008.50 and targets at 6016.50 and 6020.50."""
    line = await stage.ready()
    line.change(*filled_strategy())
    line.quote(quote(bid, ask))
    await stage.clock.advance(0.1)
    return line


def command(
    number: int,
    order_id: int,
    kind: CommandType = CommandType.MODIFY,
    status: CommandStatus = CommandStatus.AT_EXECUTION,
    name: str | None = None,
    sender: int | None = None,
    session: int | None = None,
) -> Command:
    return Command(
        id=number,
        order_id=order_id,
        timestamp=AT,
        command_type=kind,
        command_status=status,
        cl_ord_id=name,
        sender_id=sender,
        user_session_id=session,
    )


def report(
    number: int,
    command_id: int,
    status: CommandStatus = CommandStatus.AT_EXECUTION,
    reason: FailureReason | None = None,
    text: str | None = None,
) -> CommandReport:
    return CommandReport(
        id=number,
        command_id=command_id,
        timestamp=AT,
        command_status=status,
        reject_reason=reason,
        text=text,
    )


def execution(
    number: int, command_id: int, order_id: int, kind: ExecType = ExecType.REPLACED
) -> ExecutionReport:
    return ExecutionReport(
        id=number,
        command_id=command_id,
        name="x",
        account_id=42,
        contract_id=500,
        timestamp=AT,
        order_id=order_id,
        exec_type=kind,
        action=Action.SELL,
    )


def status_of(line: FakeLine, order_id: int, status: OrdStatus) -> None:
    """Bring an order in another state."""
    line.change(msgspec.structs.replace(line.state.orders[order_id], ord_status=status))


def go_flat(line: FakeLine, net: int = 0) -> None:
    """Every order of the strategy ended, and this position."""
    for number in (*STOPS, *TARGETS):
        status_of(line, number, OrdStatus.CANCELED)
    line.change(position(net))


def procedure(stage: Stage) -> ProcedureView:
    """The newest, as it is shown."""
    return stage.desk.after.procedures.value[0]


def take(stage: Stage, words: str) -> None:
    """Press the offer that says this."""
    view = procedure(stage)
    (offer,) = [offer for offer in view.offers if words in offer.text]
    stage.desk.after.take_offer(view.number, offer.key)
