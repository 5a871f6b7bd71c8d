"""What a drill lays in the way of orders and commands; without a drill nothing lies there."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from bracketdesk.practice.agenda import Work
from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.orders import STOPS, LiveOrder
from bracketdesk.wire.entities import Command
from bracketdesk.wire.enums import FailureReason


class Spot(StrEnum):
    """Where a refusal can lie."""

    START = "start"  # of a strategy: nothing of it ever exists
    ENTRY = "entry"  # a strategy's, or one that others wait for: at the exchange
    STOP = "stop"  # of a strategy, at the exchange
    CHANGE = "change"
    CANCEL = "cancel"
    FLATTEN = "flatten"  # its closing order, after the contract's orders are cancelled


class Refusal(NamedTuple):
    """A failure reason, and the text that comes with it."""

    reason: FailureReason
    text: str


Hold = Callable[[LiveOrder, Command, Work], bool]
"""Whether a change is held up; the work that goes on with it is then the holder's."""


def _hold_nothing(order: LiveOrder, command: Command, work: Work) -> bool:
    return False


class Snags:
    """One refusal at most, for the first thing that comes by its spot; and who holds changes."""

    def __init__(self) -> None:
        self.hold: Hold = _hold_nothing
        self._spot: Spot | None = None
        self._refusal: Refusal
        self._caught: Callable[[], None]

    def lay(self, spot: Spot, refusal: Refusal, caught: Callable[[], None]) -> None:
        """Refuse what comes by next; `caught` hears of it before it is told."""
        self._spot, self._refusal, self._caught = spot, refusal, caught

    def clear(self) -> None:
        """Let everything pass again; idempotent."""
        self._spot, self.hold = None, _hold_nothing

    def check(self, spot: Spot) -> None:
        """Raise Rejected where the refusal lies here."""
        if refusal := self._take(spot):
            raise Rejected(*refusal)

    def catch(self, order: LiveOrder) -> Refusal | None:
        """Return why the exchange refuses an order that arrives, None where it does not."""
        spot = _spot_of(order)
        return self._take(spot) if spot else None

    def _take(self, spot: Spot) -> Refusal | None:
        if self._spot is not spot:
            return None
        self._spot = None
        self._caught()
        return self._refusal


def is_entry(order: LiveOrder) -> bool:
    """Whether exits follow what the order fills: a strategy's entry, or a placeOSO's."""
    ties = order.entity
    return order.owner is not None and ties.parent_id is None and ties.oco_id is None


def _spot_of(order: LiveOrder) -> Spot | None:
    if is_entry(order):
        return Spot.ENTRY
    exit = order.entity.parent_id is not None
    return Spot.STOP if exit and order.terms.type in STOPS else None
