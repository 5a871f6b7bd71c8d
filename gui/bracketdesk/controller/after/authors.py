"""Who gave a command, as far as the broker tells (protocol.md 4.3: senderId, userSessionId)."""

from enum import StrEnum

from bracketdesk.controller.after.commander import Commander
from bracketdesk.controller.after.holdings import Holdings
from bracketdesk.controller.ledger import Ledger
from bracketdesk.wire.entities import Command, Order, OrderStrategy
from bracketdesk.wire.enums import AdminAction, CommandType

STEPPED_IN = frozenset(
    {
        AdminAction.AGREED_ON_LIQUIDATION_BY_AUTO_LIQ,
        AdminAction.LIQUIDATE_IMMEDIATELY,
        AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY,
        AdminAction.AGREED_ON_LIQ_ONLY_MODE_BY_AUTO_LIQ,
        AdminAction.LOCK_TRADING_IMMEDIATELY,
    }
)
"""Risk statuses in which another user's command is the risk desk's (a reading; none is told)."""


class Author(StrEnum):
    """Whose hand it was."""

    APP = "this app"
    SESSION = "another session"
    USER = "another user"
    STRATEGY = "the strategy"  # what the broker does by itself for one that runs
    EXCHANGE = "the exchange"  # nobody's command stands behind it
    DESK = "the risk desk"
    UNTOLD = "not told"

    @property
    def foreign(self) -> bool:
        """Whether it was neither this app nor what follows by itself."""
        return self in (Author.SESSION, Author.USER, Author.DESK)


class Authors:
    """Learns which sessions are this app's from what carries a uuid of ours."""

    def __init__(self, holdings: Holdings, commander: Commander, ledger: Ledger) -> None:
        self._holdings = holdings
        self._commander = commander
        self._ledger = ledger
        self._sessions: set[int] = set()

    def left(self) -> None:
        """Forget the environment that was left."""
        self._sessions.clear()

    def learn(self, command: Command) -> None:
        """Take a session as ours whose command carries our uuid."""
        if command.user_session_id is not None and self._commander.sent(command.cl_ord_id):
            self._sessions.add(command.user_session_id)

    def learn_of(self, strategy: OrderStrategy) -> None:
        """Take a session as ours whose strategy carries our uuid."""
        if strategy.user_session_id is not None and self._ledger.find(strategy.uuid):
            self._sessions.add(strategy.user_session_id)

    def moved(self, order_id: int) -> bool:
        """Whether a click in this app moved an order, or took it away."""
        record = self._holdings.record()
        if record is None:
            return False
        last = (record.last(order_id, kind) for kind in (CommandType.MODIFY, CommandType.CANCEL))
        return any(c is not None and self._commander.sent(c.cl_ord_id) for c in last)

    def of_command(self, command: Command, order: Order | None) -> Author:
        """Return who gave a command."""
        if self._commander.sent(command.cl_ord_id):
            return Author.APP
        if order is not None and order.admin:
            return Author.DESK
        account = self._holdings.account
        user = account.user_id if account else None
        author = self._of(command.user_session_id, command.sender_id, user)
        by_itself = author in (Author.UNTOLD, Author.EXCHANGE)
        in_strategy = order is not None and self._holdings.strategy_of(order.id) is not None
        return Author.STRATEGY if by_itself and in_strategy else author

    def of_strategy(self, strategy: OrderStrategy) -> Author:
        """Return who started a strategy."""
        if self._ledger.find(strategy.uuid):
            return Author.APP
        account = self._holdings.account
        sender = strategy.sender_id or strategy.initiator_id
        return self._of(strategy.user_session_id, sender, account.user_id if account else None)

    def _risk_desk_acts(self) -> bool:
        """Whether the account's risk status says that the risk desk has stepped in."""
        line, account = self._holdings.line, self._holdings.account
        if line is None or account is None:
            return False
        status = line.state.risk_statuses.get(account.id)
        return status is not None and status.admin_action in STEPPED_IN

    def _of(self, session: int | None, sender: int | None, user: int | None) -> Author:
        if session is not None and session in self._sessions:
            return Author.APP
        if sender is not None and user is not None and sender != user:
            return Author.DESK if self._risk_desk_acts() else Author.USER
        if session is not None:
            return Author.SESSION
        return Author.EXCHANGE if sender is None else Author.UNTOLD
