"""What is told of commands and orders: the entities' shapes, written into the store."""

from datetime import datetime
from decimal import Decimal

import msgspec

from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.book import Execution
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import TRAILING, LiveOrder, Origin, Terms, Ties
from bracketdesk.practice.roster import Roster
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.trading_day import trade_date
from bracketdesk.wire.entities import (
    Command,
    CommandReport,
    ExecutionReport,
    Fill,
    Order,
    OrderVersion,
)
from bracketdesk.wire.enums import (
    CommandStatus,
    CommandType,
    ExecType,
    FailureReason,
    OrdStatus,
    TimeInForce,
)


class Reports:
    """Writes one entity a call; which calls follow one another is the ledger's."""

    def __init__(self, store: EntityStore, roster: Roster, agenda: Agenda, account_id: int) -> None:
        self._store = store
        self._roster = roster
        self._agenda = agenda
        self._account_id = account_id

    def order(
        self, order_id: int, listed: Listed, terms: Terms, ties: Ties, status: OrdStatus
    ) -> Order:
        """Begin an order."""
        order = Order(
            id=order_id,
            account_id=self._account_id,
            contract_id=listed.id,
            timestamp=self._now(),
            action=terms.action,
            ord_status=status,
            parent_id=ties.parent,
            oco_id=ties.twin,
            linked_id=ties.twin,
        )
        self._store.put("order", order)
        return order

    def status(self, order: LiveOrder, status: OrdStatus) -> None:
        """Say how an order stands now."""
        if status is not order.status:
            order.entity = msgspec.structs.replace(order.entity, ord_status=status)
            self._store.put("order", order.entity)
        if not order.alive:
            self._roster.bury(order)

    def version(self, order: LiveOrder) -> None:
        """Say what an order's terms are from now on."""
        terms, price = order.terms, order.listed.price
        trailing = terms.trail if terms.type in TRAILING else None
        version = OrderVersion(
            id=self._store.new_id(),
            order_id=order.id,
            order_qty=terms.quantity,
            order_type=terms.type,
            # GUESS: no source says where an MIT's price stands.
            price=_points(order, terms.touch if terms.limit is None else terms.limit),
            stop_price=_points(order, terms.stop),
            limit_if_touched_price=None if terms.limit is None else _points(order, terms.touch),
            max_show=terms.max_show,
            peg_difference=price(trailing.distance) if trailing else None,
            time_in_force=terms.time_in_force,
            expire_time=terms.expires if terms.time_in_force is TimeInForce.GTD else None,
            text=terms.text,
        )
        self._store.put("orderVersion", version)

    def new_command(
        self, order_id: int, kind: CommandType, status: CommandStatus, origin: Origin
    ) -> Command:
        """Begin a command."""
        command = Command(
            id=self._store.new_id(),
            order_id=order_id,
            timestamp=self._now(),
            command_type=kind,
            command_status=status,
            cl_ord_id=origin.cl_ord_id,
            sender_id=origin.user_id,
            user_session_id=origin.session_id,
            custom_tag50=origin.custom_tag50,
            is_automated=origin.is_automated,
        )
        self._store.put("command", command)
        return command

    def move_command(
        self,
        command: Command,
        status: CommandStatus,
        then: OrdStatus,
        reason: FailureReason | None = None,
        text: str | None = None,
    ) -> None:
        """Say how far a command has come, with a report of its own."""
        if status is not command.command_status:
            self._store.put("command", msgspec.structs.replace(command, command_status=status))
        report = CommandReport(
            id=self._store.new_id(),
            command_id=command.id,
            timestamp=self._now(),
            command_status=status,
            reject_reason=reason,
            text=text,
            ord_status=then,
        )
        self._store.put("commandReport", report)

    def execution(
        self,
        order: LiveOrder,
        command: Command,
        kind: ExecType,
        status: OrdStatus,
        execution: Execution | None = None,
        reason: FailureReason | None = None,
        text: str | None = None,
    ) -> None:
        """Say what the exchange reports of an order."""
        report_id, now = self._store.new_id(), self._now()
        report = ExecutionReport(
            id=report_id,
            command_id=command.id,
            name=str(report_id),
            account_id=self._account_id,
            contract_id=order.listed.id,
            timestamp=now,
            trade_date=trade_date(now),
            order_id=order.id,
            exec_type=kind,
            action=order.terms.action,
            ord_status=status,
            cum_qty=order.filled,
            avg_px=order.listed.value(order.cost, order.filled) if order.filled else None,
            last_qty=execution.quantity if execution else None,
            last_px=_points(order, execution.price) if execution else None,
            reject_reason=reason,
            text=text,
        )
        self._store.put("executionReport", report)

    def fill(self, order: LiveOrder, execution: Execution) -> Fill:
        """Say what an order traded."""
        now = self._now()
        fill = Fill(
            id=self._store.new_id(),
            order_id=order.id,
            contract_id=order.listed.id,
            timestamp=now,
            trade_date=trade_date(now),
            action=order.terms.action,
            qty=execution.quantity,
            price=order.listed.price(execution.price),
        )
        self._store.put("fill", fill)
        return fill

    def _now(self) -> datetime:
        return self._agenda.stamp()


def _points(order: LiveOrder, ticks: int | None) -> Decimal | None:
    return None if ticks is None else order.listed.price(ticks)
