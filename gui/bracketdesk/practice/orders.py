"""An order as the engine holds it: terms in whole ticks, what is filled, and who cares."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bracketdesk.practice.book import Execution
from bracketdesk.practice.listing import Listed
from bracketdesk.wire.entities import Order
from bracketdesk.wire.enums import Action, OrderType, OrdStatus, TimeInForce

WAITING_TYPES = (OrderType.STOP, OrderType.STOP_LIMIT, OrderType.MIT, OrderType.TRAILING_STOP)
"""Types that wait for their price before they become an order that trades."""

LIMITED_TYPES = (OrderType.LIMIT, OrderType.STOP_LIMIT)
"""Types that never trade beyond their limit."""

ALIVE = (OrdStatus.PENDING_NEW, OrdStatus.WORKING)


def opposite(action: Action) -> Action:
    """Return the other side."""
    return Action.SELL if action is Action.BUY else Action.BUY


def sign(action: Action) -> int:
    """Return +1 for Buy, -1 for Sell."""
    return 1 if action is Action.BUY else -1


@dataclass(frozen=True, slots=True)
class Trail:
    """How a stop follows the market: once the price has come to `start`, it stays `distance`
    behind, moved in whole `step`s. All in ticks.
    """

    start: int
    distance: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order asks for; prices in ticks. `expires` is when it ends, None for never."""

    action: Action
    quantity: int
    type: OrderType
    limit: int | None = None
    stop: int | None = None
    trail: Trail | None = None
    time_in_force: TimeInForce = TimeInForce.DAY
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ties:
    """An order's relatives by id (protocol.md 4.3): entry, OCO twin."""

    parent: int | None = None
    twin: int | None = None


class Owner(Protocol):
    """Who hears what becomes of an order, after the store has it."""

    def filled(self, order: "LiveOrder", execution: Execution) -> None:
        """Part or all of the order traded."""
        ...

    def ended(self, order: "LiveOrder") -> None:
        """The order is cancelled, expired or rejected."""
        ...


@dataclass(slots=True, eq=False)
class LiveOrder:
    """One order; `cost` is the sum of price x quantity of its fills, in ticks.

    `triggered`: it has become an order that trades. `resting`: it has met the book once, so what
    fills it from now on comes to its own price.
    """

    entity: Order
    listed: Listed
    terms: Terms
    command_id: int
    owner: Owner | None = None
    filled: int = 0
    cost: int = 0
    triggered: bool = False
    resting: bool = False

    @property
    def id(self) -> int:
        """The order's id."""
        return self.entity.id

    @property
    def working(self) -> bool:
        """Whether it may still trade."""
        return self.entity.ord_status in ALIVE

    @property
    def remaining(self) -> int:
        """Contracts that may still trade."""
        return self.terms.quantity - self.filled if self.working else 0

    @property
    def limit(self) -> int | None:
        """The price it never trades beyond, None for any price."""
        return self.terms.limit if self.terms.type in LIMITED_TYPES else None

    @property
    def immediate(self) -> bool:
        """Whether what does not trade at once is cancelled."""
        return self.terms.time_in_force in (TimeInForce.IOC, TimeInForce.FOK)
