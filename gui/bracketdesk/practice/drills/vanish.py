"""The drill in which the exits of a position vanish, as when another program liquidates."""

from collections.abc import Iterable

from bracketdesk.practice.drills import sheet
from bracketdesk.practice.drills.debrief import Point
from bracketdesk.practice.drills.drill import Drill
from bracketdesk.practice.drills.points import adds_nothing, covers_soon, ends_covered

LOOK_EVERY = 1.0
"""Seconds between two looks for a position."""

SOON = 15.0
"""Seconds in which a position without a stop should be dealt with."""


class ExitsVanish(Drill):
    """Cancels every order of a contract that is held, as its liquidation does first."""

    sheet = sheet.Sheet(
        key="exits_vanish",
        title="Exits vanish",
        stages="Another program of yours liquidates: every order of the contract is cancelled, "
        "and its closing order is refused. Your position stays, without a stop.",
        task="Hold a position with exits. When they vanish, close the position or protect it "
        "again at once.",
        fields=(sheet.CONTRACT, sheet.delay(), sheet.watch(60)),
    )

    _contract = ""
    _cancelled = 0

    def arm(self) -> None:
        """Look for a position once the delay is over."""
        self.later(self.number("delay"), self._look)

    def waits_for(self) -> str:
        """Return what it waits for."""
        return "the exits are gone" if self.going else "waits for a position with a working stop"

    def happened(self) -> Iterable[str]:
        """Return what vanished."""
        yield (
            f"Another program cancelled {self._cancelled} orders of {self._contract}; its closing "
            "order was refused, so the position stayed."
        )

    def careful(self) -> Iterable[Point]:
        """Return what to do about a bare position."""
        yield covers_soon(self, self._contract, SOON)
        yield adds_nothing(self, "Adds nothing to a position without a stop.", self._contract, SOON)
        yield ends_covered(self)

    def _look(self) -> None:
        held = [s for s in self.stops() if self.levers.positions.net(s.listed.id)]
        if not held:
            self.later(LOOK_EVERY, self._look)
            return
        listed, origin = held[0].listed, self.stranger()
        self._contract = listed.name
        self.begin(f"another program cancels every order of {listed.name}")
        for order in self.levers.roster.alive(listed.id):
            self._cancelled += order.alive
            self.levers.commands.withdraw(order, origin)
