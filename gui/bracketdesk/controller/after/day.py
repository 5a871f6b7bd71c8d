"""The account's day, all of it from the sync stream and never by polling (protocol.md 4.6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bracketdesk.controller.after.holdings import Holdings, side_of
from bracketdesk.controller.after.views import DayView, FillView
from bracketdesk.controller.ports import AccountState
from bracketdesk.controller.views import PositionView
from bracketdesk.domain.prices import format_money
from bracketdesk.wire.accounts import UserAccountAutoLiq
from bracketdesk.wire.entities import CashBalance, Fill, FillFee, TradeDate

FEES = (
    "clearing_fee",
    "exchange_fee",
    "nfa_fee",
    "brokerage_fee",
    "ip_fee",
    "commission",
    "order_routing_fee",
)


def fee_of(fee: FillFee | None) -> Decimal | None:
    """Return what a fill cost in all, None where it is not told."""
    if fee is None:
        return None
    parts = [getattr(fee, name) for name in FEES]
    return sum((part for part in parts if part is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class Traded:
    """What an account traded on the present trade date: newest fill first; sums by contract."""

    fills: tuple[FillView, ...]
    realised: Mapping[int, Decimal]
    fees: Mapping[int, Decimal]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing that comes later by itself."""
        return all(fill.instrument is not None for fill in self.fills)


NOTHING = Traded((), {}, {})


class Day:
    """Adds the present trade date up, once for each change of the account."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._key: tuple[object, ...] = ()
        self._traded = NOTHING

    def view(self, positions: Iterable[PositionView]) -> DayView | None:
        """Return the day, None where no account is chosen."""
        line, account = self._holdings.line, self._holdings.account
        if line is None or account is None:
            return None
        state, traded = line.state, self.traded()
        balance = _newest_balance(state, account.id)
        open_pnl = _open(positions)
        realised = balance.realized_pnl if balance else None
        fees = sum(traded.fees.values(), Decimal(0))
        margin = state.margins.get(account.id)
        room, text = _room(state.auto_liqs.get(account.id), realised, open_pnl, fees)
        return DayView(
            fills=traded.fills,
            contracts=sum(fill.quantity for fill in traded.fills),
            fees=fees,
            realised=realised,
            open_pnl=open_pnl,
            cash=balance.amount if balance else None,
            margin=margin.total_used_margin if margin else None,
            room=room,
            room_text=text,
        )

    def traded(self) -> Traded:
        """Return the day's fills and what they came to."""
        line, account = self._holdings.line, self._holdings.account
        if line is None or account is None:
            return NOTHING
        key = (line, account.id, line.state.changes)
        if key != self._key or not self._traded.whole:
            self._key, self._traded = key, self._add_up(line.state, account.id)
        return self._traded

    def _add_up(self, state: AccountState, account_id: int) -> Traded:
        fills = _fills_of(state, account_id, _day_of(state, account_id))
        fees: dict[int, Decimal] = defaultdict(Decimal)
        for fill in fills:
            if self._in_dollars(fill.contract_id):
                fees[fill.contract_id] += fee_of(state.fill_fees.get(fill.id)) or Decimal(0)
        newest = sorted(fills, key=lambda fill: (fill.timestamp, fill.id), reverse=True)
        shown = tuple(self._fill(state, fill) for fill in newest)
        return Traded(shown, self._realised(state, account_id), fees)

    def _realised(self, state: AccountState, account_id: int) -> dict[int, Decimal]:
        """Return what the fills of each contract that closed one another came to, in dollars."""
        sums: dict[int, Decimal] = defaultdict(Decimal)
        for pair in state.fill_pairs.values():
            position = state.positions.get(pair.position_id)
            if position is None or position.account_id != account_id:
                continue
            instrument = self._holdings.instrument(position.contract_id)
            if instrument is not None and instrument.in_dollars:
                gained = (pair.sell_price - pair.buy_price) * pair.qty
                sums[position.contract_id] += gained * instrument.value_per_point
        return sums

    def _in_dollars(self, contract_id: int) -> bool:
        """Whether a contract's money may be added up, its fees with it (protocol.md 10)."""
        instrument = self._holdings.instrument(contract_id)
        return instrument is None or instrument.in_dollars

    def _fill(self, state: AccountState, fill: Fill) -> FillView:
        fee = state.fill_fees.get(fill.id)
        return FillView(
            fill_id=fill.id,
            at=fill.timestamp,
            symbol=self._holdings.name(fill.contract_id),
            side=side_of(fill.action),
            quantity=fill.qty,
            price=fill.price,
            fee=fee_of(fee) if self._in_dollars(fill.contract_id) else None,
            instrument=self._holdings.instrument(fill.contract_id),
        )


def _fills_of(state: AccountState, account_id: int, day: TradeDate | None) -> list[Fill]:
    """Return an account's fills of one trade date; a fill's account is its order's."""
    found = []
    for fill in state.fills.values():
        order = state.orders.get(fill.order_id)
        if order and order.account_id == account_id and day in (None, fill.trade_date):
            found.append(fill)
    return found


def _newest_balance(state: AccountState, account_id: int) -> CashBalance | None:
    held = [b for b in state.cash_balances.values() if b.account_id == account_id]
    return max(held, key=lambda b: (_date(b.trade_date), b.timestamp), default=None)


def _day_of(state: AccountState, account_id: int) -> TradeDate | None:
    """Return the present trade date: the newest that a balance or a fill of the account names."""
    balance = _newest_balance(state, account_id)
    days = [balance.trade_date] if balance else []
    days += [fill.trade_date for fill in _fills_of(state, account_id, None)]
    return max(days, key=_date, default=None)


def _date(day: TradeDate) -> date:
    return date(day.year, day.month, day.day)


def _open(positions: Iterable[PositionView]) -> Decimal | None:
    """Return the open P&L of all positions, None where one's is not known."""
    open_ones = [position.open_pnl for position in positions if position.net]
    known = [amount for amount in open_ones if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(open_ones) else None


def _room(
    limits: UserAccountAutoLiq | None,
    realised: Decimal | None,
    open_pnl: Decimal | None,
    fees: Decimal,
) -> tuple[Decimal | None, str]:
    """Return what may still be lost before the first limit of the day, and at which it is.

    Whether the broker counts fees is not documented: they are counted, which leaves less.
    """
    if limits is None or realised is None or open_pnl is None:
        return None, ""
    now = realised + open_pnl - fees
    named = [
        (limits.daily_loss_liq_only, "closing only"),
        (limits.daily_loss_auto_liq, "everything is liquidated"),
    ]
    known = [(limit, what) for limit, what in named if limit]
    if not known:
        return None, ""
    limit, what = min(known, key=lambda one: one[0])
    return limit + now, f"to the daily loss of {format_money(limit)}, after which: {what}"
