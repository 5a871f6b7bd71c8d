"""The trading floor: working orders by contract, met with every quote, trade and moment."""

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bracketdesk.practice import matching
from bracketdesk.practice.book import Book, Execution
from bracketdesk.practice.ledger import Ledger
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, TradeTick
from bracketdesk.practice.orders import LiveOrder, Owner, Terms, Ties
from bracketdesk.wire.enums import FailureReason


class Floor:
    """Every live order; `on_expiry` is told each moment at which one will expire."""

    def __init__(self, ledger: Ledger, on_expiry: Callable[[datetime], None]) -> None:
        self._ledger = ledger
        self._on_expiry = on_expiry
        self._books: defaultdict[int, Book] = defaultdict(Book)
        self._orders: dict[int, LiveOrder] = {}
        self._working: defaultdict[int, dict[int, LiveOrder]] = defaultdict(dict)
        self._expiries: list[tuple[datetime, int]] = []

    def book(self, contract_id: int) -> Book:
        """Return what the contract's market offers now."""
        return self._books[contract_id]

    def order(self, order_id: int) -> LiveOrder | None:
        """Return an order, working or not."""
        return self._orders.get(order_id)

    def working(self, contract_id: int) -> tuple[LiveOrder, ...]:
        """Return the contract's working orders, oldest first."""
        return tuple(self._working[contract_id].values())

    def place(
        self, order_id: int, listed: Listed, terms: Terms, ties: Ties, owner: Owner | None
    ) -> LiveOrder:
        """Take an order in; it does not trade before `activate`."""
        order = self._ledger.open(order_id, listed, terms, ties, owner)
        self._orders[order.id] = order
        if not _priced(terms):
            self._ledger.reject(order, FailureReason.INVALID_PRICE, "Price must be above zero")
            return order
        self._ledger.accept(order)
        self._working[listed.id][order.id] = order
        if terms.expires is not None:
            heapq.heappush(self._expiries, (terms.expires, order.id))
            self._on_expiry(terms.expires)
        return order

    def activate(self, order: LiveOrder) -> None:
        """Let the order meet the book, the first time on its arrival."""
        if order.working:
            self._meet(order)

    def cancel(self, order: LiveOrder) -> int:
        """Cancel a working order; returns the command's id."""
        self._forget(order)
        command_id = self._ledger.cancel(order)
        self._tell_end(order)
        return command_id

    def resize(self, order: LiveOrder, quantity: int) -> None:
        """Change a working order's whole quantity."""
        self._ledger.amend(order, replace(order.terms, quantity=quantity))

    def hear(self, contract_id: int, tick: QuoteTick | TradeTick) -> None:
        """Take in what the market says."""
        if isinstance(tick, QuoteTick):
            self._books[contract_id].show(tick)
            for order in self.working(contract_id):
                self.activate(order)
                self._follow(order)
        else:
            self._hear_trade(contract_id, tick)

    def expire(self, now: datetime) -> None:
        """End every order whose time is over."""
        while self._expiries and self._expiries[0][0] <= now:
            order = self._orders[heapq.heappop(self._expiries)[1]]
            if order.working:
                self._forget(order)
                self._ledger.expire(order)
                self._tell_end(order)

    def _meet(self, order: LiveOrder) -> None:
        side = self._books[order.listed.id].against(order.terms.action)
        if matching.waits(order):
            if not matching.wakes(order.terms, side.price):
                return
            order.triggered = True
        for execution in matching.take(order, side):
            self._fill(order, execution)
        order.resting = True
        if order.working and order.immediate:
            self._forget(order)
            self._ledger.lapse(order)
            self._tell_end(order)

    def _hear_trade(self, contract_id: int, trade: TradeTick) -> None:
        left = trade.size
        for order in self.working(contract_id):
            if matching.waits(order):
                if matching.wakes(order.terms, trade.price):
                    order.triggered = True
                    self.activate(order)
                continue
            side = self._books[contract_id].against(order.terms.action)
            if execution := matching.passed(order, side, trade.price, left):
                left -= execution.quantity
                self._fill(order, execution)

    def _follow(self, order: LiveOrder) -> None:
        if not order.working or order.triggered or order.terms.trail is None:
            return
        price = self._books[order.listed.id].against(order.terms.action).price
        stop = matching.followed(order.terms, price)
        if stop is not None:
            self._ledger.amend(order, replace(order.terms, stop=stop))

    def _fill(self, order: LiveOrder, execution: Execution) -> None:
        if execution.quantity == order.remaining:
            self._forget(order)
        self._ledger.trade(order, execution)
        if order.owner:
            order.owner.filled(order, execution)

    def _forget(self, order: LiveOrder) -> None:
        self._working[order.listed.id].pop(order.id, None)

    def _tell_end(self, order: LiveOrder) -> None:
        if order.owner:
            order.owner.ended(order)


def _priced(terms: Terms) -> bool:
    """Whether every price is above zero, as the practice exchange demands."""
    return all(price is None or price > 0 for price in (terms.limit, terms.stop))
