"""Which of two states of one entity is the later one, whatever order they arrived in.

Nothing on the wire numbers changes (protocol.md 3.8), so each kind is ordered by what its entities
carry themselves. An order or strategy that has ended never runs again, a command only gets on, a
fill only gets paired; otherwise the newer time holds. Where nothing tells (an order that works, is
being cancelled, works again, all with one time), the last heard holds.

Of versions, links, reports and contracts there is one state each: they need no rule.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bracketdesk.wire.accounts import MarginSnapshot
from bracketdesk.wire.entities import (
    Account,
    AccountRiskStatus,
    CashBalance,
    Command,
    Fill,
    Order,
    OrderStrategy,
    Position,
    TradeDate,
)
from bracketdesk.wire.enums import CommandStatus, OrdStatus, StrategyStatus

ENDED_ORDERS = frozenset(
    {
        OrdStatus.CANCELED,
        OrdStatus.COMPLETED,
        OrdStatus.EXPIRED,
        OrdStatus.FILLED,
        OrdStatus.REJECTED,
    }
)
ENDED_STRATEGIES = frozenset(
    {
        StrategyStatus.EXECUTION_FAILED,
        StrategyStatus.EXECUTION_FINISHED,
        StrategyStatus.EXECUTION_INTERRUPTED,
        StrategyStatus.NOT_ENOUGH_LIQUIDITY,
        StrategyStatus.STOPPED_BY_USER,
    }
)

_AT_THE_EXCHANGE = 3  # statuses nobody has heard of too: they neither begin nor end a command
_PROGRESS = {
    CommandStatus.PENDING: 0,
    CommandStatus.ON_HOLD: 1,
    CommandStatus.RISK_PASSED: 1,
    CommandStatus.PENDING_EXECUTION: 2,
    CommandStatus.EXECUTION_REJECTED: 4,
    CommandStatus.EXECUTION_STOPPED: 4,
    CommandStatus.REPLACED: 4,
    CommandStatus.RISK_REJECTED: 4,
}

Precedence = Callable[[Any], tuple[Any, ...]]


def _account(account: Account) -> tuple[datetime]:
    return (account.timestamp,)


def _risk_status(status: AccountRiskStatus) -> tuple[datetime] | tuple[()]:
    """Without a time nothing tells: a lock that was lifted may have none."""
    return (status.admin_timestamp,) if status.admin_timestamp else ()


def _cash_balance(cash: CashBalance) -> tuple[datetime, tuple[int, int, int]]:
    return cash.timestamp, _day(cash.trade_date)


def _margin(margin: MarginSnapshot) -> tuple[datetime]:
    return (margin.timestamp,)


def _order(order: Order) -> tuple[bool, datetime, bool]:
    status = order.ord_status
    return status in ENDED_ORDERS, order.timestamp, status is not OrdStatus.PENDING_NEW


def _command(command: Command) -> tuple[int, datetime]:
    progress = _PROGRESS.get(command.command_status, _AT_THE_EXCHANGE)
    return progress, command.timestamp


def _fill(fill: Fill) -> tuple[bool, int]:
    return not fill.active, fill.finally_paired


def _position(position: Position) -> tuple[datetime, tuple[int, int, int], int]:
    """Fills of one moment share its time; what was traded in a day only grows."""
    traded = position.bought + position.sold
    return position.timestamp, _day(position.trade_date), traded


def _strategy(strategy: OrderStrategy) -> tuple[bool, datetime]:
    return strategy.status in ENDED_STRATEGIES, strategy.timestamp


PRECEDENCE: dict[str, Precedence] = {
    "account": _account,
    "accountRiskStatus": _risk_status,
    "cashBalance": _cash_balance,
    "command": _command,
    "fill": _fill,
    "marginSnapshot": _margin,
    "order": _order,
    "orderStrategy": _strategy,
    "position": _position,
}
"""By entity type: of two states of one entity, the one with the greater value is the later."""


def overtaken(precedence: Precedence, new: object, known: object) -> bool:
    """Whether `new` is an earlier state than the `known` one, and only its message came later."""
    mine, theirs = precedence(new), precedence(known)
    return bool(mine and theirs) and mine < theirs


def _day(date: TradeDate) -> tuple[int, int, int]:
    return date.year, date.month, date.day
