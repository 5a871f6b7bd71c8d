"""A strategy's orders as legs: what each is, told from its terms (protocol.md 6.5).

The labels' vocabulary is in no source: the words below are read, any other label says nothing.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bracketdesk.controller import words
from bracketdesk.controller.book import AT_WORK, FINAL, STOPS, Terms
from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.views import LegRole, LegView
from bracketdesk.wire.entities import Fill, Order, OrderVersion
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

_LABEL = re.compile(r"(entry|target|stop)(?: ([1-9][0-9]?))?", re.IGNORECASE)

TRAILING = frozenset({OrderType.TRAILING_STOP, OrderType.TRAILING_STOP_LIMIT})

MOVABLE = frozenset({OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT})

TRAILS = "It trails: the broker only lets the quantity of a trailing stop be changed"


def fixed(version: OrderVersion | None) -> str:
    """Return why an order's price cannot be moved, empty where it can."""
    if version is None:
        return "Its terms are not known yet"
    if version.order_type in TRAILING:
        return TRAILS
    if version.order_type not in MOVABLE:
        return f"A {version.order_type} order is not moved here"
    return ""


@dataclass(frozen=True, slots=True)
class Leg:
    """An order of a strategy and what it is there for."""

    order: Order
    version: OrderVersion | None
    fills: tuple[Fill, ...]
    role: LegRole
    level: int | None = None  # from 1, where the label names one
    moved: bool = False  # or taken away by a click in this app: it is as the trader wants it

    @property
    def quantity(self) -> int:
        """Contracts of its current terms, 0 while they are not known."""
        return self.version.order_qty if self.version else 0

    @property
    def filled(self) -> int:
        """Contracts traded."""
        return sum(fill.qty for fill in self.fills)

    @property
    def works(self) -> int:
        """Contracts it is in the market for."""
        return self.quantity - self.filled if self.order.ord_status in AT_WORK else 0

    @property
    def open(self) -> bool:
        """Whether it may still act."""
        return self.order.ord_status not in FINAL

    @property
    def price(self) -> Decimal | None:
        """Its working price in points: a stop's is its stop price."""
        if self.version is None:
            return None
        if self.version.order_type in STOPS:
            # The published sample puts a stop's level into `price` (protocol.md 4.4).
            stop = self.version.stop_price
            return self.version.price if stop is None else stop
        return self.version.price


def leg_of(terms: Terms, side: Action, *, moved: bool = False) -> Leg:
    """Return an order as a leg of a strategy of this side."""
    role = _role(terms.order, terms.version, side)
    named, level = read_label(terms.label)
    if role is LegRole.OTHER and named is not LegRole.ENTRY:
        role = named  # its terms have not come, or are of a type this version does not know
    return Leg(terms.order, terms.version, terms.fills, role, level, moved)


def read_label(label: str) -> tuple[LegRole, int | None]:
    """Return what a link's label says: the role, and the level where it names one."""
    found = _LABEL.fullmatch(label.strip())
    if found is None:
        return LegRole.OTHER, None
    return LegRole(found[1].lower()), int(found[2]) if found[2] else None


def leg_view(leg: Leg) -> LegView:
    """Return a leg as the window shows it."""
    kind = leg.version.order_type if leg.version else None
    return LegView(
        order_id=leg.order.id,
        role=leg.role,
        type=clean(str(kind), 64) if kind else "",
        status=_status(leg),
        quantity=leg.quantity,
        filled=leg.filled,
        price=leg.price,
        average=average(leg.fills),
        trailing=kind in TRAILING,
        cancellable=leg.open,
        fixed=fixed(leg.version) if leg.open else "It is over",
    )


def average(fills: tuple[Fill, ...]) -> Decimal | None:
    """Return the average price of fills in points, None where there is none."""
    contracts = sum(fill.qty for fill in fills)
    if not contracts:
        return None
    return sum((fill.price * fill.qty for fill in fills), Decimal(0)) / contracts


def _role(order: Order, version: OrderVersion | None, side: Action) -> LegRole:
    if order.action == side:
        return LegRole.ENTRY
    if version is None:
        return LegRole.OTHER
    if version.order_type in STOPS:
        return LegRole.STOP
    return LegRole.TARGET if version.order_type == OrderType.LIMIT else LegRole.OTHER


def _status(leg: Leg) -> str:
    """The broker has no word for a partly filled order (protocol.md 4.1)."""
    if leg.order.ord_status == OrdStatus.WORKING and leg.filled:
        return f"working, {leg.filled} of {leg.quantity} filled"
    return words.order_status(leg.order.ord_status)
