"""One account's single orders and what is done about any order (protocol.md 4.4)."""

from dataclasses import replace

from bracketdesk.practice.admission import Admission
from bracketdesk.practice.brackets import Brackets
from bracketdesk.practice.commands import Commands
from bracketdesk.practice.errors import Refused, Rejected
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.order_requests import (
    CancelOrder,
    ModifyOrder,
    PlaceOco,
    PlaceOrder,
    PlaceOso,
    Restrained,
    Version,
)
from bracketdesk.practice.orders import TRAILING, LiveOrder, Origin, Owner, Terms, Ties
from bracketdesk.practice.positions import Positions
from bracketdesk.practice.roster import Roster
from bracketdesk.practice.snags import Snags, Spot
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.ticks import TickReader
from bracketdesk.practice.trading_day import session_end
from bracketdesk.practice.twins import Twins
from bracketdesk.wire.enums import Action, FailureReason, OrderType, TimeInForce

NOT_THE_SAME = (FailureReason.UNSUPPORTED, "Order type and time in force cannot be changed")
QUANTITY_ONLY = (
    FailureReason.TRAILING_STOP_NON_ORDER_QTY_MODIFY,
    "Only the quantity of a trailing stop can be changed",
)


ALONE = Ties()


class OrderDesk:
    """Every call raises Rejected where the broker would refuse; what it returns are ids."""

    def __init__(
        self,
        store: EntityStore,
        commands: Commands,
        roster: Roster,
        positions: Positions,
        admission: Admission,
        snags: Snags,
    ) -> None:
        self._snags = snags
        self._store = store
        self._commands = commands
        self._roster = roster
        self._positions = positions
        self._admission = admission

    # New orders
    def place(self, request: PlaceOrder, listed: Listed | None, origin: Origin) -> int:
        """Place one order."""
        listed = self._admit(request, listed)
        terms = self._checked(request, request.action, request.order_qty, listed)
        order = self._open(listed, terms, _said(request, origin))
        self._commands.send(order, at=request.activation_time)
        return order.id

    def place_oco(
        self, request: PlaceOco, listed: Listed | None, origin: Origin
    ) -> tuple[int, int]:
        """Place two orders of which each cancels the other."""
        listed = self._admit(request, listed)
        quantity, other = request.order_qty, request.other
        terms = self._checked(request, request.action, quantity, listed)
        other_terms = self._checked(other, other.action, quantity, listed)
        twins = Twins(self._commands, quantity)
        first_id, second_id = self._store.new_id(), self._store.new_id()
        said = _said(request, origin)
        first = self._open(listed, terms, said, Ties(twin=second_id), twins, first_id)
        second = self._open(
            listed, other_terms, _and_said(other, said), Ties(twin=first_id), twins, second_id
        )
        twins.legs = (first, second)
        self._commands.send(first, second, at=request.activation_time)
        return first.id, second.id

    def place_oso(
        self, request: PlaceOso, listed: Listed | None, origin: Origin
    ) -> tuple[int, ...]:
        """Place an order and one or two more that wait for it; two become an OCO pair."""
        listed = self._admit(request, listed)
        quantity = request.order_qty
        terms = self._checked(request, request.action, quantity, listed)
        waiting = [each for each in (request.bracket1, request.bracket2) if each is not None]
        # They are read now and checked against the market when they are sent.
        all_terms = [self._admission.terms(w, w.action, quantity, listed) for w in waiting]
        owner, said = Brackets(self._commands), _said(request, origin)
        entry = self._open(listed, terms, said, owner=owner)
        ids = [self._store.new_id() for _ in waiting]
        legs = []
        for version, version_terms, order_id in zip(waiting, all_terms, ids, strict=True):
            twin = next((other for other in ids if other != order_id), None)
            ties, said_of_it = Ties(entry.id, twin), _and_said(version, said)
            legs.append(
                self._commands.open(
                    order_id, listed, version_terms, ties, owner.exits, said_of_it, suspended=True
                )
            )
        owner.exits.legs = tuple(legs)
        self._commands.send(entry, at=request.activation_time)
        return (entry.id, *ids)

    # Commands about an order
    def cancel(self, request: CancelOrder, origin: Origin) -> int:
        """Cancel an order; returns the command's id."""
        order = self._order(request.order_id)
        said = replace(
            origin,
            cl_ord_id=request.cl_ord_id,
            custom_tag50=request.custom_tag50,
            is_automated=request.is_automated,
        )
        return self._commands.cancel(order, said, at=request.activation_time)

    def modify(self, request: ModifyOrder, origin: Origin) -> int:
        """Give an order a whole new version; returns the command's id.

        GUESS: a type or a time in force other than the order's is refused; one that is left out
        falls back to Day (protocol.md 4.4), and is refused for any other order.
        """
        order = self._order(request.order_id)
        old = order.terms
        time_in_force = request.time_in_force or TimeInForce.DAY
        if (request.order_type, time_in_force) != (old.type, old.time_in_force):
            raise Rejected(*NOT_THE_SAME)
        terms = (
            self._resized(request, order)
            if old.type in TRAILING
            else self._restated(request, order)
        )
        check = self._admission.recheck(order, terms)
        said = _said(request, origin)
        return self._commands.modify(order, terms, check, said, at=request.activation_time)

    def _restated(self, request: ModifyOrder, order: LiveOrder) -> Terms:
        """Return the new version whole; a stop that its strategy trails goes on to be trailed."""
        old = order.terms
        terms = self._admission.terms(request, old.action, request.order_qty, order.listed)
        return replace(terms, trail=old.trail)

    def _resized(self, request: ModifyOrder, order: LiveOrder) -> Terms:
        """Return the old version with another quantity; what is said of its prices must be so."""
        old, reader = order.terms, TickReader(order.listed)
        peg = old.trail.distance if old.trail else None
        said = (
            (reader.price(request.stop_price), old.stop),
            (reader.price(request.price), old.limit),
            (reader.price(request.peg_difference), peg),
        )
        if any(new not in (None, held) for new, held in said):
            raise Rejected(*QUANTITY_ONLY)
        return replace(old, quantity=request.order_qty)

    def liquidate(self, account_id: int, listed: Listed | None, origin: Origin) -> int | None:
        """Cancel every order of the contract and close its position at market.

        Returns the closing order's id, None where the account was flat. As at the broker this is
        a request, no guarantee (protocol.md 4.4): without a quote the orders are cancelled and
        the position stays.
        """
        self._admission.check_account(account_id, None)
        if listed is None:
            raise Refused(404, "Contract not found")
        self._admission.check_session(listed)
        for order in self._roster.alive(listed.id):
            self._commands.withdraw(order, origin)
        net = self._positions.net(listed.id)
        return self._close(listed, net, origin) if net else None

    def _close(self, listed: Listed, net: int, origin: Origin) -> int:
        action = Action.SELL if net > 0 else Action.BUY
        self._admission.check_quote(OrderType.MARKET, action, listed)
        self._snags.check(Spot.FLATTEN)
        expires = session_end(self._admission.now())
        terms = Terms(action, abs(net), OrderType.MARKET, expires=expires)
        order = self._open(listed, terms, origin)
        self._commands.send(order)
        return order.id

    def _admit(self, request: PlaceOrder, listed: Listed | None) -> Listed:
        self._admission.check_account(request.account_id, request.account_spec)
        return self._admission.check_contract(listed)

    def _checked(self, version: Version, action: Action, quantity: int, listed: Listed) -> Terms:
        terms = self._admission.terms(version, action, quantity, listed)
        self._admission.check_order(terms, listed)
        return terms

    def _open(
        self,
        listed: Listed,
        terms: Terms,
        origin: Origin,
        ties: Ties = ALONE,
        owner: Owner | None = None,
        order_id: int | None = None,
    ) -> LiveOrder:
        number = self._store.new_id() if order_id is None else order_id
        return self._commands.open(number, listed, terms, ties, owner, origin)

    def _order(self, order_id: int) -> LiveOrder:
        order = self._roster.order(order_id)
        if order is None:
            raise Refused(404, "Order not found")
        return order


def _said(request: PlaceOrder | ModifyOrder, origin: Origin) -> Origin:
    return replace(
        origin,
        cl_ord_id=request.cl_ord_id,
        custom_tag50=request.custom_tag50,
        is_automated=request.is_automated,
    )


def _and_said(version: Restrained, said: Origin) -> Origin:
    return replace(said, cl_ord_id=version.cl_ord_id)
