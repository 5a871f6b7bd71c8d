"""Positions from fills, first in first out; one entity for each contract ever traded."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from bracketdesk.practice.book import Execution
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import sign
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Fill, Position, TradeDate


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
        self._lots: deque[Execution] = deque()
        self._direction = 0
        self._start_day(trade_date)

    @property
    def net(self) -> int:
        """Signed contracts."""
        return self._direction * self._open

    def add(self, side: int, execution: Execution, trade_date: TradeDate) -> None:
        """Take in a fill; `side` is +1 for bought, -1 for sold."""
        if trade_date != self._trade_date:
            self._start_day(trade_date)
        price, quantity = execution
        traded = self._bought if side > 0 else self._sold
        traded.quantity += quantity
        traded.value += price * quantity
        left = self._close(quantity) if side == -self._direction else quantity
        if left:
            self._direction = side
            self._lots.append(Execution(price, left))

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

    def _close(self, quantity: int) -> int:
        """Take `quantity` from the oldest lots; returns what they do not cover."""
        while quantity and self._lots:
            oldest = self._lots.popleft()
            if oldest.quantity > quantity:
                self._lots.appendleft(Execution(oldest.price, oldest.quantity - quantity))
                return 0
            quantity -= oldest.quantity
        return quantity

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

    def book(self, fill: Fill, listed: Listed, execution: Execution) -> None:
        """Take in a fill and store the position."""
        if listed.id not in self._holdings:
            self._holdings[listed.id] = Holding(self._store.new_id(), listed, fill.trade_date)
        holding = self._holdings[listed.id]
        holding.add(sign(fill.action), execution, fill.trade_date)
        self._store.put("position", holding.entity(self._account_id, fill.timestamp))
