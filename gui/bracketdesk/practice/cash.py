"""The account's cash, changed by every profit or loss that fills realise (protocol.md 4.6)."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from bracketdesk.practice.listing import US_DOLLAR
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.trading_day import trade_date
from bracketdesk.wire.entities import CashBalance, TradeDate
from bracketdesk.wire.messages import Message

OPENING_BALANCE = Decimal("50000.00")

NOTHING = Decimal("0.00")


class CashSnapshot(Message, frozen=True, kw_only=True):
    """Reply to cashBalance/getcashbalancesnapshot, in dollars.

    What depends on open positions is absent where one of them has no price.
    """

    error_text: str | None = None
    total_cash_value: Decimal | None = None
    realized_pnl: Decimal | None = msgspec.field(default=None, name="realizedPnL")
    week_realized_pnl: Decimal | None = msgspec.field(default=None, name="weekRealizedPnL")
    open_pnl: Decimal | None = msgspec.field(default=None, name="openPnL")
    total_pnl: Decimal | None = msgspec.field(default=None, name="totalPnL")
    net_liq: Decimal | None = None
    initial_margin: Decimal | None = None
    maintenance_margin: Decimal | None = None


class Cash:
    """One balance in dollars; day and week begin anew with the first fill in them.

    GUESS: whether realizedPnL is told before or after fees is in no source; here before.
    """

    def __init__(self, store: EntityStore, account_id: int, now: datetime) -> None:
        self._store = store
        self._id = store.new_id()
        self._account_id = account_id
        self.open(now)

    def open(self, now: datetime) -> None:
        """Begin, or begin anew, with the opening balance."""
        self.balance = CashBalance(
            id=self._id,
            account_id=self._account_id,
            timestamp=now,
            trade_date=trade_date(now),
            currency_id=US_DOLLAR,
            amount=OPENING_BALANCE,
            realized_pnl=NOTHING,
            week_realized_pnl=NOTHING,
            amount_sod=OPENING_BALANCE,
        )
        self._store.put("cashBalance", self.balance)

    def book(self, profit: Decimal, fees: Decimal, now: datetime) -> None:
        """Add a profit, or a loss below zero, and take fees, in dollars."""
        before, day = self.balance, trade_date(now)
        same_day = day == before.trade_date
        today = before.realized_pnl if same_day else None
        week = before.week_realized_pnl if _week(day) == _week(before.trade_date) else None
        self.balance = msgspec.structs.replace(
            before,
            timestamp=now,
            trade_date=day,
            amount=before.amount + profit - fees,
            amount_sod=before.amount_sod if same_day else before.amount,
            realized_pnl=(today or NOTHING) + profit,
            week_realized_pnl=(week or NOTHING) + profit,
        )
        self._store.put("cashBalance", self.balance)

    def snapshot(self, open_profit: Decimal | None, margin: Decimal) -> CashSnapshot:
        """Return the balance with the profit of open positions, None where it is not known, and
        what they bind.
        """
        balance = self.balance
        realised = balance.realized_pnl or NOTHING
        snapshot = CashSnapshot(
            total_cash_value=balance.amount,
            realized_pnl=realised,
            week_realized_pnl=balance.week_realized_pnl,
            initial_margin=margin,
            maintenance_margin=margin,
        )
        if open_profit is None:
            return snapshot
        return msgspec.structs.replace(
            snapshot,
            open_pnl=open_profit,
            total_pnl=realised + open_profit,
            net_liq=balance.amount + open_profit,
        )


def _week(day: TradeDate) -> tuple[int, int]:
    return date(day.year, day.month, day.day).isocalendar()[:2]
