"""The lives of commands: given, checked, at the exchange; each step takes its time.

While a command is under way its order trades on as if nothing had been said. What a strategy or
the exchange does by itself takes no time: between a fill and what follows from it lies nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bracketdesk.practice import matching
from bracketdesk.practice.agenda import Agenda, Work
from bracketdesk.practice.delays import Delays
from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.floor import Floor
from bracketdesk.practice.ledger import ITSELF, Ledger
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import STOPS, TRAILING, LiveOrder, Origin, Owner, Terms, Ties
from bracketdesk.practice.snags import Snags, Spot
from bracketdesk.wire.entities import Command
from bracketdesk.wire.enums import CommandStatus, CommandType, FailureReason, OrdStatus

NO_PRICE = (FailureReason.INVALID_PRICE, "Price must be above zero")
TOO_LATE = (FailureReason.TOO_LATE, "Order is not working")
FILLED_ALREADY = (FailureReason.TOO_LATE, "That many are filled already")
PENDING = (FailureReason.ANOTHER_COMMAND_PENDING, "Another command is pending")
PAST_THE_MARKET = (FailureReason.INVALID_PRICE, "Price is on the wrong side of the market")
PARENT_REJECTED = (FailureReason.PARENT_REJECTED, "Parent order was rejected")

Check = Callable[[], None]


class Commands:
    """What is done about orders."""

    def __init__(
        self, floor: Floor, ledger: Ledger, agenda: Agenda, delays: Delays, snags: Snags
    ) -> None:
        self._floor = floor
        self._ledger = ledger
        self._agenda = agenda
        self._delays = delays
        self._snags = snags
        self._era = 0  # what was begun in an earlier one is not gone on with

    # New orders
    def open(
        self,
        order_id: int,
        listed: Listed,
        terms: Terms,
        ties: Ties,
        owner: Owner | None,
        origin: Origin,
        *,
        suspended: bool = False,
    ) -> LiveOrder:
        """Take an order in; it goes nowhere before `send`, or `release` where it is suspended."""
        order = self._ledger.open(order_id, listed, terms, ties, owner, origin, suspended=suspended)
        self._let_expire(order)
        return order

    def send(self, *orders: LiveOrder, at: datetime | None = None) -> None:
        """Have orders checked and brought to the exchange, all in one go; `at` a later time."""
        if at is not None and at > self._agenda.now():
            for order in orders:
                self._ledger.hold(order, order.command)
        self._once(at, partial(self._pass_risk, orders))

    def release(self, *orders: LiveOrder) -> None:
        """Send suspended orders, whose parent has traded."""
        for order in orders:
            self._ledger.release(order)
        self.send(*orders)

    def refuse_children(self, *orders: LiveOrder) -> None:
        """Refuse suspended orders, whose parent was refused."""
        for order in orders:
            self._ledger.reject(order, *PARENT_REJECTED)
            self._tell_end(order)

    # Commands of a user
    def cancel(self, order: LiveOrder, origin: Origin, at: datetime | None = None) -> int:
        """Give a cancel, for now or `at` a later time; returns its id. Raises Rejected."""
        self._snags.check(Spot.CANCEL)
        command = self._ask(order, CommandType.CANCEL, origin, at)
        self._once(at, partial(self._cancel, order, command))
        return command.id

    def modify(
        self,
        order: LiveOrder,
        terms: Terms,
        check: Check,
        origin: Origin,
        at: datetime | None = None,
    ) -> int:
        """Give new terms, for now or `at` a later time; returns the command's id.

        Raises Rejected. `check` raises it once the command is looked at, where risk is against
        the terms.
        """
        self._snags.check(Spot.CHANGE)
        command = self._ask(order, CommandType.MODIFY, origin, at)
        change = terms.quantity - order.terms.quantity
        work = partial(self._check, order, command, terms, change, check)
        if not self._snags.hold(order, command, self._still(work)):
            self._once(at, work)
        return command.id

    def drop(self, order: LiveOrder, command: Command) -> None:
        """Forget a change that was held up: the order works on as it was, and nothing is told."""
        self._ledger.drop(order, command)

    # By itself, at once
    def withdraw(self, order: LiveOrder, origin: Origin = ITSELF) -> None:
        """Cancel an order that lives, whatever is under way about it."""
        if order.alive:
            self._floor.withdraw(order)
            self._ledger.take_back(order, origin)
            self._tell_end(order)

    def resize(self, order: LiveOrder, quantity: int) -> None:
        """Change the whole quantity of an order that lives, where it is another one."""
        if quantity == order.terms.quantity:
            return
        terms = replace(order.terms, quantity=quantity)
        if order.working:
            self._floor.amend(order, terms)
        elif order.alive:
            self._ledger.amend(order, terms)

    def in_time(self, work: Work) -> None:
        """Do something after one step's delay, unless all is forgotten by then."""
        seconds = self._delays.next()
        if seconds:
            self._agenda.after(seconds, self._still(work))
        else:
            work()

    def forget(self) -> None:
        """Go on with nothing that is under way, nor with an expiry: the orders are no more."""
        self._era += 1

    def _pass_risk(self, orders: Sequence[LiveOrder]) -> None:
        for order in _on_their_way(orders):
            self._ledger.pass_risk(order, order.command)
        self.in_time(partial(self._arrive, orders))

    def _arrive(self, orders: Sequence[LiveOrder]) -> None:
        """All stand at the exchange before the first of them trades."""
        for order in _on_their_way(orders):
            refusal = self._snags.catch(order) or (None if _priced(order.terms) else NO_PRICE)
            if refusal is None:
                self._ledger.accept(order)
                self._floor.admit(order)
            else:
                self._ledger.reject(order, *refusal)
                self._tell_end(order)
        for order in orders:
            self._floor.activate(order)

    def _ask(
        self, order: LiveOrder, kind: CommandType, origin: Origin, at: datetime | None
    ) -> Command:
        if not order.alive:
            raise Rejected(*TOO_LATE)
        if order.pending is not None or order.status is OrdStatus.PENDING_NEW:
            raise Rejected(*PENDING)
        command = self._ledger.ask(order, kind, origin)
        if at is not None and at > self._agenda.now():
            self._ledger.hold(order, command)
        return command

    def _cancel(self, order: LiveOrder, command: Command) -> None:
        if not order.alive:
            self._refuse(order, command, *TOO_LATE)
            return
        self._floor.withdraw(order)
        self._ledger.cancel(order, command)
        self._tell_end(order)

    def _check(
        self, order: LiveOrder, command: Command, terms: Terms, change: int, check: Check
    ) -> None:
        try:
            check()
        except Rejected as refusal:
            reason = refusal.reason or FailureReason.UNKNOWN_REASON
            step = CommandStatus.RISK_REJECTED
            self._ledger.refuse(order, command, step, reason, refusal.text)
            return
        self._ledger.pass_risk(order, command)
        self.in_time(partial(self._replace, order, command, terms, change))

    def _replace(self, order: LiveOrder, command: Command, terms: Terms, change: int) -> None:
        terms = _as_of_now(order, terms, change)
        if not order.alive:
            self._refuse(order, command, *TOO_LATE)
        elif terms.quantity <= order.filled:
            self._refuse(order, command, *FILLED_ALREADY)
        elif not _priced(terms):
            self._refuse(order, command, *NO_PRICE)
        elif order.waits and self._is_past(order, terms):
            self._refuse(order, command, *PAST_THE_MARKET)
        else:
            order.resting = False  # it arrives once more
            self._ledger.replace(order, command, terms)
            self._let_expire(order)
            self._floor.activate(order)

    def _is_past(self, order: LiveOrder, terms: Terms) -> bool:
        """GUESS: no source says that a stop moved beyond the market is refused; it is plausible."""
        price = self._floor.book(order.listed.id).against(terms.action).price
        return terms.type in STOPS and matching.wakes(terms, price)

    def _refuse(self, order: LiveOrder, command: Command, reason: FailureReason, text: str) -> None:
        self._ledger.refuse(order, command, CommandStatus.EXECUTION_REJECTED, reason, text)

    def _let_expire(self, order: LiveOrder) -> None:
        if order.terms.expires is not None:
            self._agenda.at(order.terms.expires, self._still(partial(self._expire, order)))

    def _expire(self, order: LiveOrder) -> None:
        expires = order.terms.expires
        if order.alive and expires is not None and expires <= self._agenda.now():
            self._floor.withdraw(order)
            self._ledger.expire(order)
            self._tell_end(order)

    def _tell_end(self, order: LiveOrder) -> None:
        if order.owner:
            order.owner.ended(order)

    def _once(self, at: datetime | None, work: Work) -> None:
        """Do it in time, from `at` on where that is still to come (activationTime)."""
        if at is not None and at > self._agenda.now():
            self._agenda.at(at, self._still(work))
        else:
            self.in_time(work)

    def _still(self, work: Work) -> Work:
        """Return the work for a later time, which may be one when all is forgotten."""
        era = self._era
        return lambda: work() if era == self._era else None


def _on_their_way(orders: Sequence[LiveOrder]) -> list[LiveOrder]:
    """Return those that nothing has befallen meanwhile."""
    return [order for order in orders if order.status is OrdStatus.PENDING_NEW]


def _as_of_now(order: LiveOrder, terms: Terms, change: int) -> Terms:
    """Return new terms with what has become of the old ones while the command was under way.

    A twin's fill made the order smaller, its entry's made it larger, a trailing stop went on.
    """
    base = order.terms if terms.type in TRAILING else terms
    return replace(base, quantity=order.terms.quantity + change)


def _priced(terms: Terms) -> bool:
    """Whether every price is above zero, as the practice exchange demands."""
    return all(price is None or price > 0 for price in (terms.limit, terms.stop, terms.touch))
