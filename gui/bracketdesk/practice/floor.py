"""The trading floor: every contract's pit, met with every quote and trade."""

from collections import defaultdict
from dataclasses import replace

from bracketdesk.practice import matching
from bracketdesk.practice.book import Book, Execution
from bracketdesk.practice.ledger import Ledger
from bracketdesk.practice.market import QuoteTick, TradeTick
from bracketdesk.practice.orders import LiveOrder, Terms
from bracketdesk.practice.pit import Pit


class Floor:
    """Where working orders trade. What changes here by itself has no command under way."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._pits: defaultdict[int, Pit] = defaultdict(Pit)

    def book(self, contract_id: int) -> Book:
        """Return what the contract's market offers now."""
        return self._pits[contract_id].book

    def admit(self, order: LiveOrder) -> None:
        """Let an order in; it does not trade before `activate`."""
        self._pit(order).admit(order)

    def withdraw(self, order: LiveOrder) -> None:
        """Let an order trade no more; idempotent."""
        self._pit(order).forget(order)

    def activate(self, order: LiveOrder) -> None:
        """Let the order meet the book, the first time on its arrival."""
        if order.working:
            self._meet(order)
            self._pit(order).watch(order)

    def lift(self, order: LiveOrder) -> None:
        """Let a rationed order fill whole again; it meets the book at once."""
        order.ration = None
        self.activate(order)

    def amend(self, order: LiveOrder, terms: Terms) -> None:
        """Change a working order's terms at once, as the exchange does by itself."""
        self._ledger.amend(order, terms)
        self._pit(order).watch(order)

    def hear(self, contract_id: int, tick: QuoteTick | TradeTick, *, trading: bool = True) -> None:
        """Take in what the market says; while there is no `trading` nothing fills."""
        pit = self._pits[contract_id]
        if isinstance(tick, TradeTick):
            if trading:
                self._hear_trade(pit, tick)
            return
        pit.book.show(tick)
        if not trading:
            return
        for order in pit.quoted():
            if order.working:
                self._meet(order)
                self._follow(order)
                pit.watch(order)

    def _hear_trade(self, pit: Pit, trade: TradeTick) -> None:
        left = trade.size
        for order in pit.traded(trade.price):
            if not order.working:
                continue
            if order.waits:
                order.triggered = True
                self._meet(order)
            elif execution := self._passed(pit, order, trade.price, left):
                left -= execution.quantity
                self._fill(order, execution)
            pit.watch(order)

    def _passed(self, pit: Pit, order: LiveOrder, price: int, left: int) -> Execution | None:
        side = pit.book.against(order.terms.action)
        return matching.passed(order, side, price, left)

    def _meet(self, order: LiveOrder) -> None:
        side = self._pit(order).book.against(order.terms.action)
        if order.waits:
            if not matching.wakes(order.terms, side.price):
                return
            order.triggered = True
        for execution in matching.take(order, side):
            self._fill(order, execution)
        order.resting = True
        if order.working and order.immediate:
            self.withdraw(order)
            self._ledger.lapse(order)
            if order.owner:
                order.owner.ended(order)

    def _follow(self, order: LiveOrder) -> None:
        """Move a trailing stop after the market, and its limit with it."""
        terms = order.terms
        if not order.working or order.triggered or terms.stop is None:
            return
        stop = matching.followed(terms, self._pit(order).book.against(terms.action).price)
        if stop is not None:
            limit = None if terms.limit is None else terms.limit + stop - terms.stop
            self._ledger.amend(order, replace(terms, stop=stop, limit=limit))

    def _fill(self, order: LiveOrder, execution: Execution) -> None:
        if execution.quantity == order.remaining:
            self.withdraw(order)
        self._ledger.trade(order, execution)
        if order.owner:
            order.owner.filled(order, execution)

    def _pit(self, order: LiveOrder) -> Pit:
        return self._pits[order.listed.id]
