"""Orders of the account that belong to no strategy: other programs', and our exits alone."""

from datetime import datetime

from bracketdesk.controller.after.authors import Author, Authors
from bracketdesk.controller.after.finish import Finish
from bracketdesk.controller.after.holdings import Holdings, is_over, opposite, side_of
from bracketdesk.controller.after.views import LooseView
from bracketdesk.controller.book import Terms
from bracketdesk.controller.legs import leg_of, leg_view
from bracketdesk.wire.entities import Order
from bracketdesk.wire.enums import CommandType

NEWEST = 100
"""How many that are over are shown; every open one is."""


class Loose:
    """Lists them, the newest first."""

    def __init__(self, holdings: Holdings, authors: Authors, finish: Finish) -> None:
        self._holdings = holdings
        self._authors = authors
        self._finish = finish

    def views(self) -> tuple[LooseView, ...]:
        """Return those of the chosen account."""
        line, account = self._holdings.line, self._holdings.account
        book = self._holdings.book()
        if line is None or account is None or book is None:
            return ()
        orders = [
            order
            for order in line.state.orders.values()
            if order.account_id == account.id and book.strategy_of(order.id) is None
        ]
        over = sorted((o for o in orders if is_over(o)), key=_newest)[-NEWEST:]
        shown = sorted((*over, *(o for o in orders if not is_over(o))), key=_newest, reverse=True)
        return tuple(self._view(order, book.terms(order)) for order in shown)

    def is_foreign(self, order: Order) -> bool:
        """Whether an order is another program's, as far as can be told."""
        strategy = self._holdings.strategy_of(order.id)
        if strategy is not None:
            return not self._finish.is_ours(strategy)
        return not self._is_ours(order)

    def _view(self, order: Order, terms: Terms) -> LooseView:
        leg = leg_view(leg_of(terms, opposite(order.action)))
        contract_id = order.contract_id or 0
        return LooseView(
            symbol=self._holdings.name(contract_id),
            contract_id=contract_id,
            side=side_of(order.action),
            leg=self._finish.leg(leg),
            at=order.timestamp,
            ours=self._is_ours(order),
            running=not is_over(order),
            instrument=self._holdings.instrument(contract_id),
        )

    def _is_ours(self, order: Order) -> bool:
        """Whether it, or the twin it was placed with, was placed by this app."""
        record = self._holdings.record()
        if record is None:
            return False
        pair = (order.id, order.oco_id or 0)
        placed = [record.first(number, CommandType.NEW) for number in pair]
        authors = [self._authors.of_command(c, order) for c in placed if c is not None]
        return Author.APP in authors


def _newest(order: Order) -> tuple[datetime, int]:
    return (order.timestamp, order.id)
