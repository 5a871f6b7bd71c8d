"""What happens to an order, told in the order a broker tells it."""

from decimal import Decimal

from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.book import Execution
from bracketdesk.practice.cash import Cash
from bracketdesk.practice.fees import CHARGES, fill_fee
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import LiveOrder, Origin, Owner, Terms, Ties
from bracketdesk.practice.positions import Positions
from bracketdesk.practice.reports import Reports
from bracketdesk.practice.roster import Roster
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Command
from bracketdesk.wire.enums import (
    CommandStatus,
    CommandType,
    ExecType,
    FailureReason,
    OrdStatus,
)

ITSELF = Origin()
"""Nobody's session: the exchange or the strategy did it by itself."""


class Ledger:
    """The one writer of orders, versions, commands, reports, fills, positions and cash."""

    def __init__(self, store: EntityStore, roster: Roster, agenda: Agenda, account_id: int) -> None:
        self._store = store
        self._roster = roster
        self._reports = Reports(store, roster, agenda, account_id)
        self.positions = Positions(store, account_id)
        self.cash = Cash(store, account_id, agenda.now())

    # New
    def open(
        self,
        order_id: int,
        listed: Listed,
        terms: Terms,
        ties: Ties,
        owner: Owner | None,
        origin: Origin,
        *,
        suspended: bool = False,
    ) -> LiveOrder:
        """Record a new order with its terms and its New command; `suspended` until its parent
        has traded.
        """
        status = OrdStatus.SUSPENDED if suspended else OrdStatus.PENDING_NEW
        step = CommandStatus.ON_HOLD if suspended else CommandStatus.PENDING
        entity = self._reports.order(order_id, listed, terms, ties, status)
        command = self._reports.new_command(order_id, CommandType.NEW, step, origin)
        order = LiveOrder(entity, listed, terms, command, owner)
        self._roster.enter(order)
        self._reports.version(order)
        return order

    def release(self, order: LiveOrder) -> None:
        """Record that a suspended order goes to the exchange."""
        self._move(order, order.command, CommandStatus.PENDING, OrdStatus.PENDING_NEW)

    def hold(self, order: LiveOrder, command: Command) -> None:
        """Record that a command waits for its time."""
        self._reports.move_command(command, CommandStatus.ON_HOLD, order.status)

    def pass_risk(self, order: LiveOrder, command: Command) -> None:
        """Record that a command passed the checks before trading."""
        self._reports.move_command(command, CommandStatus.RISK_PASSED, order.status)

    def accept(self, order: LiveOrder) -> None:
        """Record that the order is at the exchange and works."""
        status = OrdStatus.WORKING
        self._reports.move_command(order.command, CommandStatus.AT_EXECUTION, status)
        self._reports.execution(order, order.command, ExecType.NEW, status)
        self._reports.status(order, status)

    def reject(self, order: LiveOrder, reason: FailureReason, text: str) -> None:
        """Record that the exchange refused the order."""
        status, step = OrdStatus.REJECTED, CommandStatus.EXECUTION_REJECTED
        order.refusal = text
        self._reports.move_command(order.command, step, status, reason, text)
        self._reports.execution(order, order.command, ExecType.REJECTED, status, None, reason, text)
        self._reports.status(order, status)

    # Commands about an order
    def ask(self, order: LiveOrder, kind: CommandType, origin: Origin) -> Command:
        """Record that a change or the end of an order was asked for, and is under way."""
        command = self._reports.new_command(order.id, kind, CommandStatus.PENDING, origin)
        order.pending = command
        cancels = kind is CommandType.CANCEL
        status = OrdStatus.PENDING_CANCEL if cancels else OrdStatus.PENDING_REPLACE
        if order.status is OrdStatus.WORKING:
            self._reports.status(order, status)
        return command

    def replace(self, order: LiveOrder, command: Command, terms: Terms) -> None:
        """Record that new terms were taken."""
        order.pending, order.terms = None, terms
        self._reports.move_command(command, CommandStatus.AT_EXECUTION, OrdStatus.WORKING)
        self._reports.version(order)
        self._reports.execution(order, command, ExecType.REPLACED, OrdStatus.WORKING)
        self._settle(order)

    def refuse(
        self,
        order: LiveOrder,
        command: Command,
        step: CommandStatus,
        reason: FailureReason,
        text: str,
    ) -> None:
        """Record that a command was refused; the order stays as it is."""
        order.pending = None
        self._settle(order)
        self._reports.move_command(command, step, order.status, reason, text)

    def drop(self, order: LiveOrder, command: Command) -> None:
        """Let an order work on as it was; of the command nobody ever hears again."""
        if order.pending is command:
            order.pending = None
            self._settle(order)

    def cancel(self, order: LiveOrder, command: Command) -> None:
        """Record that an order was cancelled, as a command asked."""
        order.pending = None
        status = OrdStatus.CANCELED
        self._reports.move_command(command, CommandStatus.AT_EXECUTION, status)
        self._reports.execution(order, command, ExecType.CANCELED, status)
        self._reports.status(order, status)

    # By itself
    def amend(self, order: LiveOrder, terms: Terms) -> None:
        """Record new terms that a strategy or the exchange set by itself, at once."""
        order.terms = terms
        if order.working:
            step = CommandStatus.AT_EXECUTION
            command = self._reports.new_command(order.id, CommandType.MODIFY, step, ITSELF)
            self._reports.move_command(command, step, order.status)
            self._reports.version(order)
            self._reports.execution(order, command, ExecType.REPLACED, order.status)
        else:  # it has not been at the exchange yet
            self._reports.version(order)

    def take_back(self, order: LiveOrder, origin: Origin = ITSELF) -> None:
        """Record that an order is cancelled at once: its twin traded, or its parent is gone."""
        step = CommandStatus.PENDING
        command = self._reports.new_command(order.id, CommandType.CANCEL, step, origin)
        self.cancel(order, command)

    def trade(self, order: LiveOrder, execution: Execution) -> None:
        """Record a fill: report, fill, order, position, what it cost, and cash."""
        order.filled += execution.quantity
        order.cost += execution.price * execution.quantity
        whole = order.filled == order.terms.quantity
        status = OrdStatus.FILLED if whole else order.status
        told = OrdStatus.FILLED if whole else OrdStatus.WORKING
        self._reports.execution(order, order.command, ExecType.TRADE, told, execution)
        fill = self._reports.fill(order, execution)
        self._reports.status(order, status)
        profit = self.positions.book(fill, order.listed, execution)
        product = order.listed.specification.name
        self._store.put("fillFee", fill_fee(fill.id, product, fill.qty))
        fees = CHARGES[product].total * fill.qty
        self.cash.book(profit or Decimal(0), fees, fill.timestamp)

    def lapse(self, order: LiveOrder) -> None:
        """Record that the rest of an IOC or FOK order is cancelled by its own terms."""
        self._end(order, ExecType.CANCELED, OrdStatus.CANCELED)

    def expire(self, order: LiveOrder) -> None:
        """Record that the order's time is over."""
        self._end(order, ExecType.EXPIRED, OrdStatus.EXPIRED)

    def _end(self, order: LiveOrder, kind: ExecType, status: OrdStatus) -> None:
        self._reports.execution(order, order.command, kind, status)
        self._reports.status(order, status)

    def _move(
        self, order: LiveOrder, command: Command, step: CommandStatus, status: OrdStatus
    ) -> None:
        self._reports.move_command(command, step, status)
        self._reports.status(order, status)

    def _settle(self, order: LiveOrder) -> None:
        """Let an order that a command had made pending work on."""
        if order.working:
            self._reports.status(order, OrdStatus.WORKING)
