"""Watches the day's loss, as a firm does: first nothing but closing, then everything is closed."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from bracketdesk.practice.money import Money
from bracketdesk.practice.risk import AccountLimits
from bracketdesk.practice.trading_day import trade_date
from bracketdesk.wire.entity import TradeDate
from bracketdesk.wire.enums import AdminAction

CLOSING_ONLY = AdminAction.AGREED_ON_LIQ_ONLY_MODE_BY_AUTO_LIQ
LIQUIDATED = AdminAction.AGREED_ON_LIQUIDATION_BY_AUTO_LIQ
OURS = (CLOSING_ONLY, LIQUIDATED)


class LossWatch:
    """Acts through `restrict` and `liquidate`; each trade date begins anew with what the account
    is worth then.
    """

    def __init__(
        self,
        money: Money,
        limits: AccountLimits,
        standing: Callable[[], AdminAction],
        restrict: Callable[[AdminAction], None],
        liquidate: Callable[[], None],
    ) -> None:
        self._money = money
        self._limits = limits
        self._standing = standing
        self._restrict = restrict
        self._liquidate = liquidate
        self._day: TradeDate | None = None
        self._began = Decimal(0)

    def forget(self) -> None:
        """Begin the day anew with what the account is worth at the next look."""
        self._day = None

    def look(self, now: datetime) -> None:
        """Compare the day's loss with its limits."""
        standing, day = self._standing(), trade_date(now)
        if day != self._day:
            self._day, self._began = day, self._money.worth
            if standing in OURS:
                self._restrict(AdminAction.NORMAL)
                standing = AdminAction.NORMAL
        loss = self._began - self._money.worth
        if loss >= self._limits.loss_liquidated and standing in (AdminAction.NORMAL, CLOSING_ONLY):
            self._restrict(LIQUIDATED)
            self._liquidate()
        elif loss >= self._limits.loss_closing_only and standing is AdminAction.NORMAL:
            self._restrict(CLOSING_ONLY)
