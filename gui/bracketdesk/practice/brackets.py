"""One-sends-the-other: exits that wait, suspended, until their entry has traded (placeOSO)."""

from bracketdesk.practice.book import Execution
from bracketdesk.practice.commands import Commands
from bracketdesk.practice.orders import LiveOrder
from bracketdesk.practice.twins import Twins
from bracketdesk.wire.enums import OrdStatus


class Brackets:
    """The owner of such an entry; its exits are one leg, or an OCO pair.

    GUESS: what becomes of the exits of a partly filled entry is in no source. Here they work for
    what is filled, and grow with it; what never fills never gets an exit.
    """

    def __init__(self, commands: Commands) -> None:
        self.exits = Twins(commands, 0)
        self._commands = commands

    def filled(self, order: LiveOrder, execution: Execution) -> None:
        """Let the exits work for what the entry got."""
        self.exits.grow(execution.quantity)
        waiting = self._suspended()
        if waiting:
            self._commands.release(*waiting)

    def ended(self, order: LiveOrder) -> None:
        """An entry that never traded takes its exits along."""
        if order.status is OrdStatus.REJECTED:
            self._commands.refuse_children(*self._suspended())
        elif not order.filled:
            self.exits.withdraw()

    def _suspended(self) -> list[LiveOrder]:
        return [leg for leg in self.exits.legs if leg.status is OrdStatus.SUSPENDED]
