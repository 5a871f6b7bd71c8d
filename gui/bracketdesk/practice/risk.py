"""What the practice account may do: the checks before an order is taken (protocol.md 6.4, 8)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import LiveOrder, Terms, sign
from bracketdesk.practice.trading_day import in_session
from bracketdesk.wire.entities import Account, AccountRiskStatus
from bracketdesk.wire.enums import Action, AdminAction, FailureReason

LIQUIDATION_ONLY = (FailureReason.LIQUIDATION_ONLY, "Account is set to liquidation only")
LOCKED = (FailureReason.TRADING_LOCKED, "Trading is locked")
NO_MARGIN = (FailureReason.UNKNOWN_REASON, "Insufficient margin")
OUTSIDE = (FailureReason.INVALID_PRICE, "Price outside limits set")

NO_ENTRIES = {
    AdminAction.LIQUIDATE_ONLY_MODE_IMMEDIATELY: LIQUIDATION_ONLY,
    AdminAction.AGREED_ON_LIQ_ONLY_MODE_BY_AUTO_LIQ: LIQUIDATION_ONLY,
    AdminAction.AGREED_ON_LIQUIDATION_BY_AUTO_LIQ: LIQUIDATION_ONLY,
    AdminAction.LIQUIDATE_IMMEDIATELY: LIQUIDATION_ONLY,
    AdminAction.LOCK_TRADING_IMMEDIATELY: LOCKED,
}
"""What entries are refused for; the reasons' meanings are a working reading (protocol.md 8)."""

ONLY_CLOSING = tuple(action for action, why in NO_ENTRIES.items() if why is LIQUIDATION_ONLY)


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """Contracts in one order (100 is the broker's default), held plus ordered in one contract, and
    over all; how many months behind the front one may be traded; on how many of its last days a
    contract may only be closed; the day's loss, fees and open positions included, in dollars, at
    which only closing is allowed, and at which everything is liquidated; and how far from the
    market a price may be, as a share of it.
    """

    order_quantity: int = 100
    position: int = 150
    all_positions: int = 300
    back_months: int = 2
    last_days: int = 1
    loss_closing_only: Decimal = Decimal(5000)
    loss_liquidated: Decimal = Decimal(6000)
    band: Decimal = Decimal("0.1")


class Risk:
    """The account's rules; every check raises Rejected.

    `always_open` keeps the exchange's usual hours out of it; `session_open` false refuses every
    order all the same.
    """

    def __init__(
        self,
        account: Account,
        today: Callable[[], date],
        limits: AccountLimits,
        *,
        always_open: bool = True,
    ) -> None:
        self.session_open = True
        self.admin_action = AdminAction.NORMAL
        self.limits = limits
        self._account = account
        self._today = today
        self.always_open = always_open

    def status(self, now: datetime) -> AccountRiskStatus:
        """Return what the wire tells of risk management."""
        return AccountRiskStatus(
            id=self._account.id,
            admin_action=self.admin_action,
            admin_timestamp=now,
            liquidate_only=now if self.admin_action in ONLY_CLOSING else None,
            user_triggered_liq_only=False,
        )

    def is_open(self, now: datetime) -> bool:
        """Whether orders trade."""
        return self.session_open and (self.always_open or in_session(now))

    def check_entries(self) -> None:
        """Refuse where risk management lets the account enter no more."""
        if refusal := NO_ENTRIES.get(self.admin_action):
            raise Rejected(*refusal)

    def check_access(self, account_id: int | None, account_spec: str | None) -> None:
        """Refuse another account; without accountId none is meant (protocol.md 4.2)."""
        if account_id != self._account.id or account_spec not in (None, self._account.name):
            raise Rejected(FailureReason.UNKNOWN_REASON, "Access is denied")

    def check_contract(self, listed: Listed | None) -> Listed:
        """Return the contract; refuse an unknown or expired one."""
        if listed is None or self._today() > listed.last_day:
            raise Rejected(FailureReason.INVALID_CONTRACT, "Invalid contract")
        return listed

    def check_month(self, listed: Listed) -> None:
        """Refuse to enter a contract that is too far out, or about to expire."""
        if listed.rank > self.limits.back_months:
            raise Rejected(FailureReason.BACK_MONTH_PROHIBITED, "Back month is prohibited")
        if (listed.last_day - self._today()).days < self.limits.last_days:
            raise Rejected(
                FailureReason.LIQUIDATION_ONLY_BEFORE_EXPIRATION,
                "Contract is about to expire: liquidation only",
            )

    def check_session(self, now: datetime) -> None:
        """Refuse where the session is closed."""
        if not self.is_open(now):
            raise Rejected(FailureReason.SESSION_CLOSED, "Session is closed")

    def check_size(
        self, quantity: int, action: Action, net: int, alive: Iterable[LiveOrder]
    ) -> None:
        """Refuse too large an order, or one that could lead to too large a position."""
        if quantity > self.limits.order_quantity:
            raise Rejected(
                FailureReason.MAX_ORDER_QTY_LIMIT_REACHED,
                "Maximum order quantity has been reached",
            )
        entries = sum(
            order.remaining
            for order in alive
            if order.terms.action is action and order.entity.parent_id is None
        )
        if net * sign(action) + entries + quantity > self.limits.position:
            raise Rejected(
                FailureReason.MAX_POS_LIMIT_REACHED, "Maximum position limit has been reached"
            )

    def check_total(self, contracts: int) -> None:
        """Refuse where all contracts together would become too many."""
        if contracts > self.limits.all_positions:
            raise Rejected(
                FailureReason.MAX_TOTAL_POS_LIMIT_REACHED,
                "Maximum total position limit has been reached",
            )

    def check_margin(self, required: Decimal, worth: Decimal) -> None:
        """Refuse what the account cannot bind. GUESS: no reason of its own is known (8)."""
        if required > worth:
            raise Rejected(*NO_MARGIN)

    def check_band(self, terms: Terms, market: int | None) -> None:
        """Refuse a price too far from the market; its width is a guess."""
        if market is None:
            return
        room = int(market * self.limits.band)
        for price in (terms.limit, terms.stop, terms.touch):
            if price is not None and abs(price - market) > room:
                raise Rejected(*OUTSIDE)
