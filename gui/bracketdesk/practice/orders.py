"""An order as the engine holds it: terms in whole ticks, what is filled, and who cares."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bracketdesk.practice.book import Execution
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.listing import Listed
from bracketdesk.wire.entities import Command, Order
from bracketdesk.wire.enums import Action, OrderType, OrdStatus, TimeInForce

STOPS = (
    OrderType.STOP,
    OrderType.STOP_LIMIT,
    OrderType.TRAILING_STOP,
    OrderType.TRAILING_STOP_LIMIT,
)
"""Types that wait until the market comes to their stop price, the wrong way."""

TOUCHED = (OrderType.MIT, OrderType.LIMIT_IF_TOUCHED)
"""Types that wait until the market comes to their touch price, the right way."""

LIMITED = (
    OrderType.LIMIT,
    OrderType.STOP_LIMIT,
    OrderType.TRAILING_STOP_LIMIT,
    OrderType.LIMIT_IF_TOUCHED,
)
"""Types that never trade beyond their limit."""

TRAILING = (OrderType.TRAILING_STOP, OrderType.TRAILING_STOP_LIMIT)
"""Types whose stop follows the market by itself."""

ON_THE_FLOOR = (OrdStatus.WORKING, OrdStatus.PENDING_CANCEL, OrdStatus.PENDING_REPLACE)
"""What may trade: a command that is under way has changed nothing yet."""

ALIVE = (*ON_THE_FLOOR, OrdStatus.PENDING_NEW, OrdStatus.SUSPENDED)


def opposite(action: Action) -> Action:
    """Return the other side."""
    return Action.SELL if action is Action.BUY else Action.BUY


def check_action(action: Action) -> None:
    """Refuse what is neither Buy nor Sell, for nobody knows which side it would take."""
    if not action.recognised:
        raise Refused(400, f"Invalid action: {action}")


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
    """What an order asks for; prices in ticks. `touch` is where an if-touched order begins to
    trade, `expires` is when it ends, None for never. `max_show` and `text` are only kept.
    """

    action: Action
    quantity: int
    type: OrderType
    limit: int | None = None
    stop: int | None = None
    touch: int | None = None
    trail: Trail | None = None
    time_in_force: TimeInForce = TimeInForce.DAY
    expires: datetime | None = None
    max_show: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Ties:
    """An order's relatives by id (protocol.md 4.3): entry, OCO twin."""

    parent: int | None = None
    twin: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a command comes from: the user, the session if there is one, and what they said."""

    user_id: int | None = None
    session_id: int | None = None
    cl_ord_id: str | None = None
    custom_tag50: str | None = None
    is_automated: bool | None = None


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

    `command` is the New that brought it, `pending` the later one that is under way. `triggered`:
    it has become an order that trades. `resting`: it has met the book once, so what fills it from
    now on comes to its own price. `watch` numbers what wakes it, so that older wishes are known.
    `ration` is how many contracts it may fill at all for now, None for all; `refusal` is why the
    exchange rejected it.
    """

    entity: Order
    listed: Listed
    terms: Terms
    command: Command
    owner: Owner | None = None
    pending: Command | None = None
    filled: int = 0
    cost: int = 0
    triggered: bool = False
    resting: bool = False
    watch: int = 0
    ration: int | None = None
    refusal: str = ""

    @property
    def id(self) -> int:
        """The order's id."""
        return self.entity.id

    @property
    def status(self) -> OrdStatus:
        """Where it stands."""
        return self.entity.ord_status

    @property
    def alive(self) -> bool:
        """Whether it may trade now or later."""
        return self.status in ALIVE

    @property
    def working(self) -> bool:
        """Whether it may trade now."""
        return self.status in ON_THE_FLOOR

    @property
    def remaining(self) -> int:
        """Contracts that may still trade."""
        return self.terms.quantity - self.filled if self.alive else 0

    @property
    def fillable(self) -> int:
        """Contracts that may trade now."""
        if self.ration is None:
            return self.remaining
        return min(self.remaining, max(self.ration - self.filled, 0))

    @property
    def limit(self) -> int | None:
        """The price it never trades beyond, None for any price."""
        return self.terms.limit if self.terms.type in LIMITED else None

    @property
    def waits(self) -> bool:
        """Whether it still waits for its price."""
        return not self.triggered and self.terms.type in (*STOPS, *TOUCHED)

    @property
    def immediate(self) -> bool:
        """Whether what does not trade at once is cancelled."""
        return self.terms.time_in_force in (TimeInForce.IOC, TimeInForce.FOK)
