"""Positions from fills, first in first out; one entity for each contract ever traded."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from bracketdesk.practice.book import Execution
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import sign
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Fill, FillPair, Position, TradeDate
from bracketdesk.wire.enums import Action


class Lot(NamedTuple):
    """Contracts of one fill that nothing has closed yet; price in ticks."""

    fill_id: int
    price: int
    quantity: int


class Booking(NamedTuple):
    """What a fill did to a position: the lots it closed, and the profit in dollars they brought.

    `profit` is None where it closed nothing.
    """

    closed: list[Lot]
    profit: Decimal | None


@dataclass(slots=True)
class _Traded:
    """Contracts bought or sold on one trade date; `value` is the sum of price x quantity, ticks."""

    quantity: int = 0
    value: int = 0


class Holding:
    """One contract's position."""

    def __init__(self, position_id: int, listed: Listed, trade_date: TradeDate) -> None:
        self._id = position_id
        self._listed = listed
        self._lots: deque[Lot] = deque()
        self._direction = 0
        self._start_day(trade_date)

    @property
    def id(self) -> int:
        """The position's id."""
        return self._id

    @property
    def listed(self) -> Listed:
        """Whose position it is."""
        return self._listed

    @property
    def net(self) -> int:
        """Signed contracts."""
        return self._direction * self._open

    def add(self, side: int, lot: Lot, trade_date: TradeDate) -> Booking:
        """Take in a fill; `side` is +1 for bought, -1 for sold."""
        if trade_date != self._trade_date:
            self._start_day(trade_date)
        fill_id, price, quantity = lot
        traded = self._bought if side > 0 else self._sold
        traded.quantity += quantity
        traded.value += price * quantity
        closed = self._close(quantity) if side == -self._direction else []
        profit = sum((price - lot.price) * -side * lot.quantity for lot in closed)
        if left := quantity - sum(lot.quantity for lot in closed):
            self._direction = side
            self._lots.append(Lot(fill_id, price, left))
        return Booking(closed, self._listed.price(profit) * self._point_value if closed else None)

    def entity(self, account_id: int, timestamp: datetime) -> Position:
        """Return the position as the wire has it; netPrice is absent when flat."""
        price = self._listed.price
        return Position(
            id=self._id,
            account_id=account_id,
            contract_id=self._listed.id,
            timestamp=timestamp,
            trade_date=self._trade_date,
            net_pos=self.net,
            net_price=self._listed.value(self._cost, self._open) if self._open else None,
            bought=self._bought.quantity,
            bought_value=price(self._bought.value),
            sold=self._sold.quantity,
            sold_value=price(self._sold.value),
            prev_pos=self._previous,
            prev_price=self._previous_price,
        )

    @property
    def _open(self) -> int:
        return sum(lot.quantity for lot in self._lots)

    @property
    def _cost(self) -> int:
        return sum(lot.price * lot.quantity for lot in self._lots)

    @property
    def _point_value(self) -> Decimal:
        return self._listed.specification.point_value

    def _close(self, quantity: int) -> list[Lot]:
        """Take up to `quantity` from the oldest lots; returns what was taken."""
        closed = []
        while quantity and self._lots:
            oldest = self._lots.popleft()
            taken = min(oldest.quantity, quantity)
            if oldest.quantity > taken:
                self._lots.appendleft(oldest._replace(quantity=oldest.quantity - taken))
            closed.append(oldest._replace(quantity=taken))
            quantity -= taken
        return closed

    def open_profit(self, price: int) -> Decimal:
        """Return the profit in dollars of closing everything at `price`, in ticks."""
        ticks = self._direction * (price * self._open - self._cost)
        return self._listed.price(ticks) * self._point_value

    def _start_day(self, trade_date: TradeDate) -> None:
        self._trade_date = trade_date
        self._previous = self.net
        self._previous_price = (
            self._listed.value(self._cost, self._open) if self._previous else None
        )
        self._bought, self._sold = _Traded(), _Traded()


class Positions:
    """Every position of the account."""

    def __init__(self, store: EntityStore, account_id: int) -> None:
        self._store = store
        self._account_id = account_id
        self._holdings: dict[int, Holding] = {}

    def net(self, contract_id: int) -> int:
        """Return signed contracts held."""
        holding = self._holdings.get(contract_id)
        return holding.net if holding else 0

    def holdings(self) -> list[Holding]:
        """Return every position that is not flat."""
        return [holding for holding in self._holdings.values() if holding.net]

    def clear(self) -> None:
        """Forget every position there ever was."""
        self._holdings.clear()

    def book(self, fill: Fill, listed: Listed, execution: Execution) -> Decimal | None:
        """Take in a fill: position, and a pair for each lot it closed; returns the profit."""
        if listed.id not in self._holdings:
            self._holdings[listed.id] = Holding(self._store.new_id(), listed, fill.trade_date)
        holding = self._holdings[listed.id]
        lot = Lot(fill.id, execution.price, execution.quantity)
        booking = holding.add(sign(fill.action), lot, fill.trade_date)
        self._store.put("position", holding.entity(self._account_id, fill.timestamp))
        for closed in booking.closed:
            self._pair(holding, closed, fill)
        return booking.profit

    def _pair(self, holding: Holding, closed: Lot, fill: Fill) -> None:
        """Tell that two fills closed one another, and how much of each is paired by now."""
        opening = holding.listed.price(closed.price)
        bought = fill.action is Action.BUY
        pair = FillPair(
            id=self._store.new_id(),
            position_id=holding.id,
            buy_fill_id=fill.id if bought else closed.fill_id,
            sell_fill_id=closed.fill_id if bought else fill.id,
            qty=closed.quantity,
            buy_price=fill.price if bought else opening,
            sell_price=opening if bought else fill.price,
            active=True,
        )
        self._store.put("fillPair", pair)
        for fill_id in (closed.fill_id, fill.id):
            paired = self._store.get("fill", fill_id)
            if isinstance(paired, Fill):
                count = paired.finally_paired + closed.quantity
                self._store.put("fill", msgspec.structs.replace(paired, finally_paired=count))
