"""Points of a contract in its whole ticks."""

from decimal import Decimal

from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.listing import Listed, to_ticks
from bracketdesk.wire.enums import FailureReason


class TickReader:
    """Turns points of one contract into ticks; raises Rejected(InvalidPrice) where none fit."""

    def __init__(self, listed: Listed) -> None:
        self._tick = listed.specification.tick

    def ticks(self, points: Decimal) -> int:
        """Return `points` in whole ticks."""
        ticks = to_ticks(points, self._tick)
        if ticks is None:
            raise Rejected(FailureReason.INVALID_PRICE, "Invalid price increment")
        return ticks

    def price(self, points: Decimal | None) -> int | None:
        """Return a price in ticks; the practice exchange knows none at or below zero."""
        return None if points is None else self.positive(self.ticks(points))

    def delta(self, points: Decimal | None, direction: int) -> int | None:
        """Return a signed delta; raises where it points the wrong way.

        GUESS: what the server does with a stop on the target's side is unknown; refused here.
        """
        if points is None:
            return None
        ticks = self.ticks(points)
        self.positive(ticks * direction)
        return ticks

    def positive(self, ticks: int) -> int:
        """Return `ticks`; refuse a price at or below zero, or a distance the wrong way."""
        if ticks <= 0:
            raise Rejected(FailureReason.INVALID_PRICE, "Price is on the wrong side")
        return ticks
