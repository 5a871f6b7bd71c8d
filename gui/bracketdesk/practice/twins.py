"""One-cancels-the-other: two orders for the same contracts, of which each gives way to the other.

What one of them trades the other no longer may. Where one alone is left, it goes on.
"""

from collections.abc import Callable

from bracketdesk.practice.book import Execution
from bracketdesk.practice.commands import Commands
from bracketdesk.practice.orders import LiveOrder


def _nothing() -> None:
    """Tell nobody."""


class Twins:
    """The owner of a pair, or of one leg alone; `told` hears after every change."""

    def __init__(
        self, commands: Commands, quantity: int, told: Callable[[], None] = _nothing
    ) -> None:
        self.quantity = quantity
        self.legs: tuple[LiveOrder, ...] = ()
        self._commands = commands
        self._told = told

    @property
    def open(self) -> int:
        """Contracts that have not left through either leg."""
        return self.quantity - sum(leg.filled for leg in self.legs)

    @property
    def alive(self) -> bool:
        """Whether a leg may still trade."""
        return any(leg.alive for leg in self.legs)

    def grow(self, contracts: int) -> None:
        """Let both legs trade so many more."""
        self.quantity += contracts
        for leg in self.legs:
            self._commands.resize(leg, leg.filled + self.open)

    def withdraw(self) -> None:
        """Cancel what lives of it."""
        for leg in self.legs:
            self._commands.withdraw(leg)

    def filled(self, order: LiveOrder, execution: Execution) -> None:
        """Shrink the twin of a leg that traded, or cancel it.

        A leg that is done cancels the other (`linkedId`, protocol.md 4.3), also one that the trader
        had made smaller; one that they made larger may trade more than the pair was for.
        """
        for twin in self.legs:
            if twin is order or not twin.alive:
                continue
            if self.open <= 0 or not order.alive:
                self._commands.withdraw(twin)
            elif twin.remaining > self.open:
                self._commands.resize(twin, twin.filled + self.open)
        self._told()

    def ended(self, order: LiveOrder) -> None:
        """A leg is gone; the other one stays."""
        self._told()
