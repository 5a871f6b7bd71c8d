"""What an order must pass before it is taken: its terms, the contract, the account, the market."""

from collections.abc import Callable
from datetime import datetime

from bracketdesk.practice import matching
from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.floor import Floor
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.money import Money
from bracketdesk.practice.order_requests import Version
from bracketdesk.practice.order_terms import Setting, read_terms
from bracketdesk.practice.orders import STOPS, TRAILING, LiveOrder, Terms
from bracketdesk.practice.positions import Positions
from bracketdesk.practice.risk import Risk
from bracketdesk.practice.roster import Roster
from bracketdesk.wire.enums import Action, FailureReason, OrderType

QUOTED_TYPES = (OrderType.MARKET, *TRAILING)
"""Types that need a price to be known (protocol.md 6.4)."""


class Admission:
    """Asks the account's rules with what stands at the moment; every check raises Rejected."""

    def __init__(
        self,
        risk: Risk,
        positions: Positions,
        floor: Floor,
        roster: Roster,
        money: Money,
        agenda: Agenda,
    ) -> None:
        self._money = money
        self._risk = risk
        self._positions = positions
        self._floor = floor
        self._roster = roster
        self._agenda = agenda

    def now(self) -> datetime:
        """Return the moment."""
        return self._agenda.now()

    def terms(self, version: Version, action: Action, quantity: int, listed: Listed) -> Terms:
        """Return the terms of a version in the contract's ticks."""
        side = self._floor.book(listed.id).against(action)
        return read_terms(version, action, quantity, Setting(listed, side, self.now()))

    def check_account(self, account_id: int | None, account_spec: str | None) -> None:
        """Refuse another account."""
        self._risk.check_access(account_id, account_spec)

    def check_entries(self) -> None:
        """Refuse where the account may enter no more."""
        self._risk.check_entries()

    def check_contract(self, listed: Listed | None) -> Listed:
        """Return the contract; refuse an unknown or expired one."""
        return self._risk.check_contract(listed)

    def check_session(self, listed: Listed) -> None:
        """Refuse where the contract's session is closed."""
        self._risk.check_session(self.now())

    def check_quote(self, kind: OrderType, action: Action, listed: Listed) -> None:
        """Refuse what needs a price where there is none."""
        if kind in QUOTED_TYPES and self._market(action, listed) is None:
            raise Rejected(FailureReason.NO_QUOTE, "No quote available")

    def check_order(self, terms: Terms, listed: Listed) -> None:
        """Refuse a new order that the account or the market does not allow."""
        net = self._positions.net(listed.id)
        alive = self._roster.alive(listed.id)
        adds = not _reduces(terms, net)
        if adds:
            self._risk.check_entries()
            self._risk.check_month(listed)
        self._risk.check_size(terms.quantity, terms.action, net, alive)
        self.check_session(listed)
        self.check_quote(terms.type, terms.action, listed)
        self._risk.check_band(terms, self._market(terms.action, listed))
        self._check_stop(terms, listed)
        if adds:
            self._risk.check_total(self._money.all_contracts(listed, terms))
            self._risk.check_margin(self._money.required(listed, terms), self._money.worth)

    def recheck(self, order: LiveOrder, terms: Terms) -> Callable[[], None]:
        """Return the check of new terms for an order, to be done when the command is looked at."""

        def check() -> None:
            if terms.quantity > order.terms.quantity:
                net = self._positions.net(order.listed.id)
                alive = self._roster.alive(order.listed.id)
                others = [other for other in alive if other is not order]
                self._risk.check_size(terms.quantity, terms.action, net, others)
            self.check_session(order.listed)
            self._risk.check_band(terms, self._market(terms.action, order.listed))

        return check

    def _market(self, action: Action, listed: Listed) -> int | None:
        return self._floor.book(listed.id).against(action).price

    def _check_stop(self, terms: Terms, listed: Listed) -> None:
        """Refuse a stop that the quote has passed already. GUESS: no source tells."""
        price = self._market(terms.action, listed)
        if terms.type in STOPS and terms.type not in TRAILING and matching.wakes(terms, price):
            raise Rejected(FailureReason.INVALID_PRICE, "Price is on the wrong side")


def _reduces(terms: Terms, net: int) -> bool:
    """Whether an order can only make a position smaller."""
    against = net > 0 if terms.action is Action.SELL else net < 0
    return against and terms.quantity <= abs(net)
