"""The drill in which the market gaps through a stop."""

from collections.abc import Iterable

from bracketdesk.practice.drills import sheet
from bracketdesk.practice.drills.debrief import Point
from bracketdesk.practice.drills.drill import Drill
from bracketdesk.practice.drills.points import BLIND, adds_nothing, ends_covered
from bracketdesk.practice.orders import LiveOrder, sign

LOOK_EVERY = 1.0
"""Seconds between two looks for a stop."""


class Gap(Drill):
    """Lets a market leap beyond every stop of a position."""

    sheet = sheet.Sheet(
        key="gap",
        title="Gap through the stop",
        stages="The market leaps beyond your stop without trading there: the stop fills at the "
        "next price, not at its own.",
        task="Hold a position with a working stop. After the gap look at what the stop really "
        "got, and at what is left.",
        fields=(
            sheet.number("ticks", "Beyond the stop", 20, 1, 400, "ticks"),
            sheet.CONTRACT,
            sheet.delay(),
            sheet.watch(60),
        ),
    )

    _stops: tuple[LiveOrder, ...] = ()

    def arm(self) -> None:
        """Look for a stop once the delay is over."""
        self.later(self.number("delay"), self._look)

    def waits_for(self) -> str:
        """Return what it waits for."""
        return "the market has leapt" if self.going else "waits for a position with a working stop"

    def happened(self) -> Iterable[str]:
        """Return what each stop got."""
        for stop in self._stops:
            yield self._told(stop)

    def careful(self) -> Iterable[Point]:
        """Return what to do after a gap."""
        yield adds_nothing(
            self, f"Does not enter again within {BLIND:.0f} s to win it back.", within=BLIND
        )
        alive = [stop for stop in self._stops if stop.alive]
        yield Point(
            text="Sees whether the stop really filled, and closes what it did not.",
            done=not alive,
            note="a stop still works" if alive else "",
        )
        yield ends_covered(self)

    def _look(self) -> None:
        """Leap beyond the stops of the first position that has some; look again if none has."""
        closing = [s for s in self.stops() if sign(s.terms.action) * self._net(s) < 0]
        stops = [s for s in closing if s.listed.id == closing[0].listed.id]
        if not stops or not self._leap(stops):
            self.later(LOOK_EVERY, self._look)

    def _leap(self, stops: list[LiveOrder]) -> bool:
        listed, side = stops[0].listed, sign(stops[0].terms.action)
        book = self.levers.floor.book(listed.id)
        price = book.against(stops[0].terms.action).price
        if price is None:
            return False
        prices = [stop.terms.stop for stop in stops if stop.terms.stop is not None]
        furthest = max(prices) if side > 0 else min(prices)
        self._stops = tuple(stops)
        ticks = furthest + side * self.number("ticks") - price
        self.begin(
            f"{listed.name} leaps from {listed.price(price)} to {listed.price(price + ticks)}"
        )
        self.levers.playback.leap(listed.id, ticks)
        return True

    def _net(self, order: LiveOrder) -> int:
        return self.levers.positions.net(order.listed.id)

    def _told(self, stop: LiveOrder) -> str:
        name = self.record.roles.name(stop.id)
        wanted = stop.terms.stop
        if wanted is None or not stop.filled:
            return f"{name} did not fill."
        got, side = stop.listed.value(stop.cost, stop.filled), sign(stop.terms.action)
        worse = abs(got - stop.listed.price(wanted)) / stop.listed.specification.tick
        where = f"stood at {stop.listed.price(wanted)} and filled at {got}"
        return f"{name} {where}: {worse.normalize():f} ticks {'above' if side > 0 else 'below'}."
