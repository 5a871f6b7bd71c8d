"""An order's whole life as the store tells it, in the order it is told."""

from tests.support.trading import BRACKET, Stage

from bracketdesk.wire.entities import (
    Command,
    CommandReport,
    Entity,
    ExecutionReport,
    Fill,
    Order,
    OrderVersion,
    Position,
)
from bracketdesk.wire.enums import EventType


def told(stage: Stage, order_id: int) -> list[str]:
    """What was told of one order, each event in a few words."""
    commands = {c.id for c in stage.all("command", Command) if c.order_id == order_id}
    return [
        f"{event} {words}"
        for _, event, entity in stage.events
        if (words := _words(entity, order_id, commands))
    ]


def _words(entity: Entity, order_id: int, commands: set[int]) -> str:
    match entity:
        case Order(id=id) if id == order_id:
            return f"order {entity.ord_status}"
        case OrderVersion(order_id=id) if id == order_id:
            return f"version {entity.order_qty} {entity.order_type} {entity.price}"
        case Command(order_id=id) if id == order_id:
            return f"command {entity.command_type} {entity.command_status}"
        case CommandReport(command_id=id) if id in commands:
            return f"report {entity.command_status} {entity.ord_status}"
        case ExecutionReport(order_id=id) if id == order_id:
            return f"execution {entity.exec_type} {entity.ord_status}"
        case Fill(order_id=id) if id == order_id:
            return f"fill {entity.qty}"
        case Position():
            return f"position {entity.net_pos}"
    return ""


NEW = [
    "Created order PendingNew",
    "Created command New Pending",
    "Created version 3 Limit 6011.00",
    "Updated command New RiskPassed",
    "Created report RiskPassed PendingNew",
    "Updated command New AtExecution",
    "Created report AtExecution Working",
    "Created execution New Working",
    "Updated order Working",
]


def test_placed_filled_in_parts() -> None:
    stage = Stage()
    running = stage.start(BRACKET | {"qty": 3}, type="Limit", price=6011)
    assert told(stage, running.entry.id) == NEW
    stage.quote("6010.75", "6011.00", 10, 2)
    stage.quote("6010.75", "6011.00", 10, 1)
    assert told(stage, running.entry.id)[len(NEW) :] == [
        "Created execution Trade Working",
        "Created fill 2",
        "Created position 2",
        "Created execution Trade Filled",
        "Created fill 1",
        "Updated order Filled",
        "Updated position 3",
    ]


def test_placed_and_cancelled() -> None:
    stage = Stage()
    running = stage.start(BRACKET | {"qty": 3}, type="Limit", price=6011)
    stage.cancel(running.entry.id)
    assert told(stage, running.entry.id)[len(NEW) :] == [
        "Created command Cancel Pending",
        "Updated order PendingCancel",
        "Updated command Cancel AtExecution",
        "Created report AtExecution Canceled",
        "Created execution Canceled Canceled",
        "Updated order Canceled",
    ]


def test_an_order_that_ends_by_its_own_terms_has_no_cancel_command() -> None:
    stage = Stage()
    running = stage.start(BRACKET | {"qty": 3}, type="Limit", price=6011, timeInForce="IOC")
    assert told(stage, running.entry.id)[len(NEW) :] == [
        "Created execution Canceled Canceled",
        "Updated order Canceled",
    ]


def test_resized_by_its_twin() -> None:
    stage = Stage()
    running = stage.start(BRACKET | {"qty": 3})
    (target,) = running.exits("Limit")
    before = len(told(stage, target.id))
    stage.quote("6008.25", "6008.50", 0)
    stage.trade("6008.00")
    stage.quote("6008.25", None, 1)  # the stop walks its ten levels: three contracts
    assert [line for line in told(stage, target.id)[before:] if "position" not in line] == [
        "Created command Modify AtExecution",
        "Created report AtExecution Working",
        "Created version 2 Limit 6016.25",
        "Created execution Replaced Working",
        "Created command Modify AtExecution",
        "Created report AtExecution Working",
        "Created version 1 Limit 6016.25",
        "Created execution Replaced Working",
        "Created command Cancel Pending",
        "Updated command Cancel AtExecution",
        "Created report AtExecution Canceled",
        "Created execution Canceled Canceled",
        "Updated order Canceled",
    ]


def test_refused_after_it_was_sent() -> None:
    stage = Stage()
    running = stage.start({"qty": 1, "profitTarget": -7000, "stopLoss": 4}, side="Sell")
    (target,) = running.exits("Limit")
    assert [line for line in told(stage, target.id) if "position" not in line] == [
        "Created order PendingNew",
        "Created command New Pending",
        "Created version 1 Limit -988.00",
        "Updated command New RiskPassed",
        "Created report RiskPassed PendingNew",
        "Updated command New ExecutionRejected",
        "Created report ExecutionRejected Rejected",
        "Created execution Rejected Rejected",
        "Updated order Rejected",
    ]
    (report,) = [
        r for r in stage.all("commandReport", CommandReport) if r.reject_reason is not None
    ]
    assert report.text == "Price must be above zero"


def test_nothing_is_ever_deleted() -> None:
    stage = Stage()
    stage.start(BRACKET)
    stage.liquidate()
    assert {event for _, event, _ in stage.events} == {EventType.CREATED, EventType.UPDATED}
