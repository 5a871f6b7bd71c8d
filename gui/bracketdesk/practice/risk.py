"""What the practice account may do: the checks before a strategy starts (protocol.md 6.4, 8)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bracketdesk.practice import matching
from bracketdesk.practice.book import Side
from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import LiveOrder, Terms, sign
from bracketdesk.practice.plan import BAD_PARAMS, StartRequest
from bracketdesk.wire.entities import Account
from bracketdesk.wire.enums import Action, FailureReason, OrderType
from bracketdesk.wire.messages import MULTI_BRACKET

QUOTED_TYPES = (OrderType.MARKET, OrderType.TRAILING_STOP)
"""Entries that need a price to be known (protocol.md 6.4)."""


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """Contracts in one order (100 is the broker's default), and held plus ordered on one side."""

    order_quantity: int = 100
    position: int = 150


class Risk:
    """The account's rules; `session_open` false refuses every order."""

    def __init__(self, account: Account, today: Callable[[], date], limits: AccountLimits) -> None:
        self.session_open = True
        self._account = account
        self._today = today
        self._limits = limits

    def check_access(self, account_id: int | None, account_spec: str | None) -> None:
        """Refuse another account; without accountId none is meant (protocol.md 4.2)."""
        if account_id != self._account.id or account_spec not in (None, self._account.name):
            raise Rejected(FailureReason.UNKNOWN_REASON, "Access is denied")

    def check_kind(self, request: StartRequest) -> None:
        """Refuse every strategy but the multi-bracket, the only one offered."""
        if request.order_strategy_type_id != MULTI_BRACKET:
            raise Rejected(FailureReason.UNSUPPORTED, "Strategy type is not supported")

    def check_contract(self, listed: Listed | None) -> Listed:
        """Return the contract; refuse an unknown or expired one."""
        if listed is None or self._today() > listed.last_day:
            raise Rejected(FailureReason.INVALID_CONTRACT, "Invalid contract")
        return listed

    def check_session(self) -> None:
        """Refuse where the session is closed."""
        if not self.session_open:
            raise Rejected(FailureReason.SESSION_CLOSED, "Session is closed")

    def check_size(
        self, quantity: int, action: Action, net: int, working: Iterable[LiveOrder]
    ) -> None:
        """Refuse too large an order, or one that could lead to too large a position."""
        if quantity > self._limits.order_quantity:
            raise Rejected(
                FailureReason.MAX_ORDER_QTY_LIMIT_REACHED,
                "Maximum order quantity has been reached",
            )
        entries = sum(
            order.remaining
            for order in working
            if order.terms.action is action and order.entity.parent_id is None
        )
        if net * sign(action) + entries + quantity > self._limits.position:
            raise Rejected(
                FailureReason.MAX_POS_LIMIT_REACHED, "Maximum position limit has been reached"
            )

    def check_quote(self, kind: OrderType, side: Side) -> None:
        """Refuse what needs a price where there is none."""
        if kind in QUOTED_TYPES and side.price is None:
            raise Rejected(FailureReason.NO_QUOTE, "No quote available")

    def check_expiry(self, terms: Terms, now: datetime) -> None:
        """Refuse an order whose time is over. GUESS: no source tells how."""
        if terms.expires is not None and terms.expires <= now:
            raise Rejected(None, BAD_PARAMS)

    def check_stop(self, terms: Terms, side: Side) -> None:
        """Refuse a stop entry that the quote has passed already. GUESS: no source tells."""
        stops = terms.type in (OrderType.STOP, OrderType.STOP_LIMIT)
        if stops and matching.wakes(terms, side.price):
            raise Rejected(FailureReason.INVALID_PRICE, "Price is on the wrong side")
