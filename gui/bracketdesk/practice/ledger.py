"""Writes what happens to an order into the store, in the order a broker tells it."""

from datetime import datetime
from decimal import Decimal

import msgspec

from bracketdesk.practice.book import Execution
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import LiveOrder, Owner, Terms, Ties
from bracketdesk.practice.positions import Positions
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.trading_day import trade_date
from bracketdesk.wire.clock import Clock
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
    OrderType,
    OrdStatus,
    TimeInForce,
)


class Ledger:
    """The one writer of orders, versions, commands, reports, fills and positions."""

    def __init__(self, store: EntityStore, clock: Clock, account_id: int) -> None:
        self._store = store
        self._clock = clock
        self._account_id = account_id
        self.positions = Positions(store, account_id)

    def open(
        self, order_id: int, listed: Listed, terms: Terms, ties: Ties, owner: Owner | None
    ) -> LiveOrder:
        """Record a new order as PendingNew with its terms and its New command."""
        entity = self._entity(order_id, listed, terms, ties)
        order = LiveOrder(entity, listed, terms, self._store.new_id(), owner)
        self._store.put("order", entity)
        self._version(order)
        self._command(order, order.command_id, CommandType.NEW, CommandStatus.PENDING)
        return order

    def accept(self, order: LiveOrder) -> None:
        """Record that the order passed the checks and works."""
        self._report(order.command_id, CommandStatus.RISK_PASSED, OrdStatus.PENDING_NEW)
        self._at_execution(order, order.command_id, CommandType.NEW, OrdStatus.WORKING)
        self._execution(order, order.command_id, ExecType.NEW, OrdStatus.WORKING)
        self._set_status(order, OrdStatus.WORKING)

    def reject(self, order: LiveOrder, reason: FailureReason, text: str) -> None:
        """Record that the order was refused after it was sent."""
        status = CommandStatus.EXECUTION_REJECTED
        self._command(order, order.command_id, CommandType.NEW, status)
        self._report(order.command_id, status, OrdStatus.REJECTED, reason, text)
        self._execution(order, order.command_id, ExecType.REJECTED, OrdStatus.REJECTED, text=text)
        self._set_status(order, OrdStatus.REJECTED)

    def trade(self, order: LiveOrder, execution: Execution) -> None:
        """Record a fill: report, fill, order, position."""
        order.filled += execution.quantity
        order.cost += execution.price * execution.quantity
        status = OrdStatus.WORKING if order.remaining else OrdStatus.FILLED
        self._execution(order, order.command_id, ExecType.TRADE, status, execution)
        fill = self._fill(order, execution)
        self._store.put("fill", fill)
        self._set_status(order, status)
        self.positions.book(fill, order.listed, execution)

    def amend(self, order: LiveOrder, terms: Terms) -> None:
        """Record new terms of a working order: command, version."""
        order.terms = terms
        command_id = self._store.new_id()
        self._at_execution(order, command_id, CommandType.MODIFY, OrdStatus.WORKING)
        self._version(order)
        self._execution(order, command_id, ExecType.REPLACED, OrdStatus.WORKING)

    def cancel(self, order: LiveOrder) -> int:
        """Record a cancellation that was asked for; returns the command's id."""
        command_id = self._store.new_id()
        self._at_execution(order, command_id, CommandType.CANCEL, OrdStatus.CANCELED)
        self._execution(order, command_id, ExecType.CANCELED, OrdStatus.CANCELED)
        self._set_status(order, OrdStatus.CANCELED)
        return command_id

    def lapse(self, order: LiveOrder) -> None:
        """Record that the rest of an IOC or FOK order is cancelled by its own terms."""
        self._execution(order, order.command_id, ExecType.CANCELED, OrdStatus.CANCELED)
        self._set_status(order, OrdStatus.CANCELED)

    def expire(self, order: LiveOrder) -> None:
        """Record that the order's time is over."""
        self._execution(order, order.command_id, ExecType.EXPIRED, OrdStatus.EXPIRED)
        self._set_status(order, OrdStatus.EXPIRED)

    def _entity(self, order_id: int, listed: Listed, terms: Terms, ties: Ties) -> Order:
        return Order(
            id=order_id,
            account_id=self._account_id,
            contract_id=listed.id,
            timestamp=self._now(),
            action=terms.action,
            ord_status=OrdStatus.PENDING_NEW,
            parent_id=ties.parent,
            oco_id=ties.twin,
            linked_id=ties.twin,
        )

    def _set_status(self, order: LiveOrder, status: OrdStatus) -> None:
        order.entity = msgspec.structs.replace(order.entity, ord_status=status)
        self._store.put("order", order.entity)

    def _version(self, order: LiveOrder) -> None:
        terms, listed = order.terms, order.listed
        trailing = terms.type is OrderType.TRAILING_STOP and terms.trail
        version = OrderVersion(
            id=self._store.new_id(),
            order_id=order.id,
            order_qty=terms.quantity,
            order_type=terms.type,
            price=_price(listed, terms.limit),
            stop_price=_price(listed, terms.stop),
            peg_difference=listed.price(trailing.distance) if trailing else None,
            time_in_force=terms.time_in_force,
            expire_time=terms.expires if terms.time_in_force is TimeInForce.GTD else None,
        )
        self._store.put("orderVersion", version)

    def _at_execution(
        self, order: LiveOrder, command_id: int, kind: CommandType, then: OrdStatus
    ) -> None:
        self._command(order, command_id, kind, CommandStatus.AT_EXECUTION)
        self._report(command_id, CommandStatus.AT_EXECUTION, then)

    def _command(
        self, order: LiveOrder, command_id: int, kind: CommandType, status: CommandStatus
    ) -> None:
        command = Command(
            id=command_id,
            order_id=order.id,
            timestamp=self._now(),
            command_type=kind,
            command_status=status,
        )
        self._store.put("command", command)

    def _report(
        self,
        command_id: int,
        status: CommandStatus,
        then: OrdStatus,
        reason: FailureReason | None = None,
        text: str | None = None,
    ) -> None:
        report = CommandReport(
            id=self._store.new_id(),
            command_id=command_id,
            timestamp=self._now(),
            command_status=status,
            ord_status=then,
            reject_reason=reason,
            text=text,
        )
        self._store.put("commandReport", report)

    def _execution(
        self,
        order: LiveOrder,
        command_id: int,
        kind: ExecType,
        status: OrdStatus,
        execution: Execution | None = None,
        text: str | None = None,
    ) -> None:
        report_id, now = self._store.new_id(), self._now()
        report = ExecutionReport(
            id=report_id,
            command_id=command_id,
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
            last_px=order.listed.price(execution.price) if execution else None,
            text=text,
        )
        self._store.put("executionReport", report)

    def _fill(self, order: LiveOrder, execution: Execution) -> Fill:
        now = self._now()
        return Fill(
            id=self._store.new_id(),
            order_id=order.id,
            contract_id=order.listed.id,
            timestamp=now,
            trade_date=trade_date(now),
            action=order.terms.action,
            qty=execution.quantity,
            price=order.listed.price(execution.price),
        )

    def _now(self) -> datetime:
        return self._clock.now()


def _price(listed: Listed, ticks: int | None) -> Decimal | None:
    return None if ticks is None else listed.price(ticks)
