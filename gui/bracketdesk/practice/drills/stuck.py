"""The drill in which a change of an order gets stuck (ordStatus PendingReplace)."""

from collections.abc import Iterable

from bracketdesk.practice.agenda import Work
from bracketdesk.practice.drills import sheet
from bracketdesk.practice.drills.debrief import Point
from bracketdesk.practice.drills.drill import Drill
from bracketdesk.practice.drills.points import adds_nothing, ends_covered
from bracketdesk.practice.orders import LiveOrder
from bracketdesk.wire.entities import Command

LOOK_EVERY = 1.0
"""Seconds between two looks for a stop."""


class StuckChange(Drill):
    """Holds a change up between the broker and the exchange."""

    sheet = sheet.Sheet(
        key="stuck_replace",
        title="Stuck change",
        stages="A change of an order gets stuck: the order stays in PendingReplace, and works "
        "on as it was.",
        task="Have a working stop. While its change is under way neither trust the new price nor "
        "change it again.",
        fields=(
            sheet.choice(
                "whose",
                "Changed by",
                "another",
                another="another program of yours",
                you="you, by your next change",
            ),
            sheet.number("seconds", "Stuck for", 20, 1, 600),
            sheet.choice("end", "Then it", "through", through="goes through", lost="is lost"),
            sheet.CONTRACT,
            sheet.delay(),
            sheet.watch(60),
        ),
    )

    _order: LiveOrder | None = None
    _held: tuple[Command, Work] | None = None

    def arm(self) -> None:
        """Hold the next change; where it is another program's, have it made."""
        self.levers.snags.hold = self._hold
        if self.word("whose") == "another":
            self.later(self.number("delay"), self._change)

    def release(self) -> None:
        """Let the change go its way, and hold nothing more."""
        self.levers.snags.clear()
        self._let_go()

    def waits_for(self) -> str:
        """Return what it waits for."""
        if self.going:
            return f"the change of {self._name()} is stuck"
        another = self.word("whose") == "another"
        return "waits for a working stop" if another else "waits for your next change of an order"

    def happened(self) -> Iterable[str]:
        """Return what got stuck."""
        yield f"A change of {self._name()} was stuck for up to {self.number('seconds')} s."
        yield "The order worked on as it was all the while."

    def careful(self) -> Iterable[Point]:
        """Return what to do while a change is under way."""
        again = [
            deed
            for deed in self.after
            if self._order
            and deed.order_id == self._order.id
            and self.since(deed.at) < self.number("seconds")
        ]
        yield Point(
            text="Does not give the order a second command while one is under way.",
            done=not again,
            note=again[0].text if again else "",
        )
        yield adds_nothing(self, "Adds no contracts while a stop is uncertain.")
        yield ends_covered(self)

    def _change(self) -> None:
        """Have another program change a working stop; where there is none look again."""
        stop = next(iter(self.stops()), None)
        if stop is None:
            self.later(LOOK_EVERY, self._change)
        else:
            self.levers.commands.modify(stop, stop.terms, lambda: None, self.stranger())

    def _hold(self, order: LiveOrder, command: Command, work: Work) -> bool:
        if self._order is not None or not self.concerns(order.listed.name):
            return False
        self._order, self._held = order, (command, work)
        self.begin(f"the change of {self._name()} is stuck", self.number("seconds"))
        self.later(self.number("seconds"), self._let_go)
        return True

    def _let_go(self) -> None:
        """Go on with the change, or forget it; idempotent."""
        if self._order is None or self._held is None:
            return
        (command, work), self._held = self._held, None
        if self.word("end") == "through":
            self.record.say("the change goes on")
            work()
        else:
            self.record.say("the change is lost; the order works on as it was")
            self.levers.commands.drop(self._order, command)

    def _name(self) -> str:
        return self.record.roles.name(self._order.id if self._order else None)
