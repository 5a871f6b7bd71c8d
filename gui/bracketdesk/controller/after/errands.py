"""The commands this app gives, each with how it is seen that it was done (protocol.md 4.2, 4.4)."""

from collections.abc import Callable
from decimal import Decimal

import msgspec

from bracketdesk.controller import words
from bracketdesk.controller.after.cover import FLAT
from bracketdesk.controller.after.errand import Errand, Reply, Seen
from bracketdesk.controller.after.holdings import Exit, Holdings, is_over, is_settled
from bracketdesk.controller.after.record import Record
from bracketdesk.controller.after.terms import holds, restated
from bracketdesk.controller.book import AT_WORK
from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.commands import reason_words
from bracketdesk.controller.strategies import may_run
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_price
from bracketdesk.wire.entities import Account, Command, Order
from bracketdesk.wire.enums import (
    Action,
    CommandStatus,
    ExecType,
    OrderType,
    OrdStatus,
    TimeInForce,
)
from bracketdesk.wire.messages import (
    CancelOrder,
    InterruptOrderStrategy,
    LiquidatePosition,
    Message,
    PlaceOco,
    PlaceOrder,
    RestrainedOrderVersion,
)

TAKEN = frozenset({CommandStatus.AT_EXECUTION, CommandStatus.REPLACED})
"""A report of these says that a change stands at the exchange."""


class Errands:
    """Makes them for the account it is given."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def cancel(self, account: Account, order: Order, what: str) -> Errand:
        """Cancel one order."""

        def write(uuid: str, ticket: str | None) -> Message:
            return CancelOrder(order_id=order.id, cl_ord_id=uuid or None, p_ticket=ticket)

        return Errand(
            act=Act.CANCEL,
            account=account,
            contract_id=order.contract_id or 0,
            target=order.id,
            sentence=what,
            write=write,
            seen=lambda reply: self._cancelled(order.id, reply),
            orders=(order.id,),
            pending="cancelling",
        )

    def move(self, account: Account, exit_: Exit, price: Decimal, what: str) -> Errand:
        """Give a working exit a whole new version at another price."""
        return Errand(
            act=Act.MODIFY,
            account=account,
            contract_id=exit_.order.contract_id or 0,
            target=exit_.order.id,
            sentence=what,
            write=lambda uuid, ticket: restated(exit_, price, uuid, ticket),
            seen=lambda reply: self._moved(exit_, price, reply),
            orders=(exit_.order.id,),
            pending="moving",
        )

    def interrupt(self, account: Account, strategy_id: int, contract_id: int, what: str) -> Errand:
        """Stop a strategy."""
        return Errand(
            act=Act.INTERRUPT,
            account=account,
            contract_id=contract_id,
            target=strategy_id,
            sentence=what,
            write=lambda _, ticket: InterruptOrderStrategy(
                order_strategy_id=strategy_id, p_ticket=ticket
            ),
            seen=lambda _: self._stopped(strategy_id),
        )

    def liquidate(
        self, account: Account, contract_id: int, what: str, still: Callable[[], str]
    ) -> Errand:
        """Have the broker cancel a contract's orders and close its position."""
        return Errand(
            act=Act.LIQUIDATE,
            account=account,
            contract_id=contract_id,
            target=contract_id,
            sentence=what,
            write=lambda _, ticket: LiquidatePosition(
                account_id=account.id, contract_id=contract_id, p_ticket=ticket
            ),
            seen=lambda _: None if still() else Seen(True, FLAT),
        )

    def market(
        self, account: Account, instrument: Instrument, action: Action, quantity: int, what: str
    ) -> Errand:
        """Close at the market by an order of its own."""

        def write(uuid: str, ticket: str | None) -> Message:
            return PlaceOrder(
                account_spec=account.name,
                account_id=account.id,
                symbol=instrument.symbol,
                action=action,
                order_qty=quantity,
                order_type=OrderType.MARKET,
                cl_ord_id=uuid or None,
                time_in_force=TimeInForce.DAY,
                p_ticket=ticket,
            )

        return Errand(
            act=Act.PLACE,
            account=account,
            contract_id=instrument.contract_id,
            target=instrument.contract_id,
            sentence=what,
            write=write,
            seen=lambda reply: self._placed(reply, filled=True),
        )

    def protect(
        self,
        account: Account,
        instrument: Instrument,
        action: Action,
        quantity: int,
        target: Decimal | None,
        stop: Decimal | None,
        time_in_force: TimeInForce,
        what: str,
    ) -> Errand:
        """Place a stop and a target of which each cancels the other, or one of them alone."""

        def write(uuid: str, ticket: str | None) -> Message:
            kind = OrderType.LIMIT if stop is None else OrderType.STOP
            order = PlaceOrder(
                account_spec=account.name,
                account_id=account.id,
                symbol=instrument.symbol,
                action=action,
                order_qty=quantity,
                order_type=kind,
                cl_ord_id=uuid or None,
                price=target if stop is None else None,
                stop_price=stop,
                time_in_force=time_in_force,
                p_ticket=ticket,
            )
            if stop is None or target is None:
                return order
            return _with_target(order, target, time_in_force)

        both = target is not None and stop is not None
        return Errand(
            act=Act.PLACE_OCO if both else Act.PLACE,
            account=account,
            contract_id=instrument.contract_id,
            target=instrument.contract_id,
            sentence=what,
            write=write,
            seen=lambda reply: self._placed(reply, filled=False),
            record_first=True,
        )

    # What the state shows
    def _cancelled(self, order_id: int, reply: Reply) -> Seen | None:
        order = self._holdings.order(order_id)
        if order is None:
            return None
        if order.ord_status == OrdStatus.FILLED:
            return Seen(False, f"too late, it had filled: {self._filled(order)}")
        if is_over(order):
            return Seen(True, self._end_of(order))
        return self._refused(reply)

    def _end_of(self, order: Order) -> str:
        status, filled = words.order_status(order.ord_status), self._filled(order)
        return f"{status}, {f'after {filled} had filled' if filled else 'nothing had filled'}"

    def _filled(self, order: Order) -> str:
        """Return "2 of 3", empty where nothing has filled."""
        terms = self._holdings.terms(order)
        filled = sum(fill.qty for fill in terms.fills) if terms else 0
        size = terms.version.order_qty if terms and terms.version else filled
        return f"{filled} of {size}" if filled else ""

    def _moved(self, exit_: Exit, price: Decimal, reply: Reply) -> Seen | None:
        """It counts once the broker reports it and the order works on at the new price."""
        order = self._holdings.order(exit_.order.id)
        terms, record = self._holdings.terms(order), self._holdings.record()
        if order is None or terms is None or record is None:
            return None
        if is_over(order):
            return Seen(False, f"too late, it is {words.order_status(order.ord_status)}")
        wanted = restated(exit_, price, None, None)
        command = self._command(reply, record)
        if holds(terms.version, wanted) and is_settled(order) and _reported(command, record):
            return Seen(True, f"it works at {format_price(price, exit_.instrument)}")
        return self._refused(reply)

    def _stopped(self, strategy_id: int) -> Seen | None:
        strategy = self._holdings.strategy(strategy_id)
        if strategy is None or may_run(strategy):
            return None
        return Seen(True, f"the strategy is {words.strategy_status(str(strategy.status))}")

    def _placed(self, reply: Reply, *, filled: bool) -> Seen | None:
        """Every order that was placed works, or (a market order) has filled."""
        orders = [self._holdings.order(number) for number in self._ids(reply)]
        if not orders or any(order is None for order in orders):
            return self._refused(reply)
        statuses = [order.ord_status for order in orders if order is not None]
        if OrdStatus.REJECTED in statuses:
            return self._refused(reply) or Seen(False, "the broker rejected it")
        wanted = {OrdStatus.FILLED} if filled else AT_WORK | {OrdStatus.FILLED, OrdStatus.CANCELED}
        if all(status in wanted for status in statuses):
            return Seen(True, "filled" if filled else "working")
        return None

    def _ids(self, reply: Reply) -> list[int]:
        answer = reply.answer
        if answer.order_id is not None:
            return [n for n in (answer.order_id, answer.oco_id) if n is not None]
        record = self._holdings.record()
        command = record.command(None, reply.uuid) if record else None
        if command is None:
            return []
        order = self._holdings.order(command.order_id)
        return [command.order_id, *([order.oco_id] if order and order.oco_id else [])]

    def _command(self, reply: Reply, record: Record) -> Command | None:
        return record.command(reply.answer.command_id, reply.uuid)

    def _refused(self, reply: Reply) -> Seen | None:
        """What the broker's reports have against it, None where they have nothing."""
        record = self._holdings.record()
        if record is None:
            return None
        command = self._command(reply, record)
        if command is None or not record.is_refused(command):
            return None
        report = record.refusal(command)
        said = f" (“{clean(report.text, 300)}”)" if report and report.text else ""
        why = reason_words(report.reject_reason) if report and report.reject_reason else ""
        return Seen(False, f"the broker refused it{f': {why}' if why else ''}{said}")


def _with_target(stop: PlaceOrder, target: Decimal, time_in_force: TimeInForce) -> PlaceOco:
    """Return a stop with its target as the other order; the stop is the order itself."""
    other = RestrainedOrderVersion(
        action=stop.action, order_type=OrderType.LIMIT, price=target, time_in_force=time_in_force
    )
    return PlaceOco(**msgspec.structs.asdict(stop), other=other)


def _reported(command: Command | None, record: Record) -> bool:
    """Whether the broker has reported that a change stands."""
    if command is None:
        return False
    executions = record.executions(command.id)
    reports = record.reports(command.id)
    by_exchange = any(e.exec_type == ExecType.REPLACED for e in executions)
    return by_exchange or any(r.command_status in TAKEN for r in reports)
