"""The drill in which an entry fills only in part."""

from collections.abc import Callable, Iterable

from bracketdesk.practice.drills import sheet
from bracketdesk.practice.drills.debrief import Point, counted
from bracketdesk.practice.drills.drill import Drill
from bracketdesk.practice.drills.points import adds_nothing, ends_covered
from bracketdesk.practice.orders import LiveOrder
from bracketdesk.practice.snags import is_entry
from bracketdesk.wire.entities import Entity, Fill, Order


class PartialEntry(Drill):
    """Rations the next strategy's entry."""

    sheet = sheet.Sheet(
        key="partial_entry",
        title="Partial fill",
        stages="The entry of your next strategy fills only in part; the rest may fill later.",
        task="Start a strategy of two contracts or more. See what you hold, what its stops cover, "
        "and decide about the rest of the entry.",
        fields=(
            sheet.number("quantity", "Fills at first", 1, 1, 99, "contracts"),
            sheet.number("rest", "The rest may fill after", 30, 0, 600),
            sheet.CONTRACT,
            sheet.watch(60),
        ),
    )

    _entry: LiveOrder | None = None
    _leave: Callable[[], None] | None = None

    def arm(self) -> None:
        """Wait for an entry."""
        self._leave = self.levers.roster.listen(self._greet)

    def release(self) -> None:
        """Let the rest fill."""
        if self._leave:
            self._leave()
        self._lift()

    def waits_for(self) -> str:
        """Return what it waits for."""
        if self.going:
            return "the entry has filled in part"
        return "waits for an entry's fill" if self._entry else "waits for a strategy's entry"

    def on_change(self, entity: Entity) -> None:
        """Begin with the entry's first fill; one that ends without is no entry to wait for."""
        entry = self._entry
        if self.going or entry is None:
            return
        if isinstance(entity, Order) and entity.id == entry.id and not entry.alive:
            self._entry = None
        if isinstance(entity, Fill) and entity.order_id == entry.id:
            filled = counted(self.number("quantity"), "contract")
            self.begin(f"the entry fills only {filled}", self.number("rest"))
            if self.number("rest"):
                self.later(self.number("rest"), self._lift)

    def happened(self) -> Iterable[str]:
        """Return how much filled."""
        entry = self._entry
        if entry is not None:
            yield (
                f"The entry asked for {entry.terms.quantity} and got {entry.filled}, of which "
                f"{self.number('quantity')} at first."
            )
            yield "Exits came for what had filled, and for no more."

    def careful(self) -> Iterable[Point]:
        """Return what to do about a part."""
        yield adds_nothing(self, "Does not send another order to make up for the rest.")
        yield Point(
            text="Decides about the rest: cancels the entry, or knowingly lets it work.",
            done=self._decided(),
            note="" if self._decided() else "the rest of the entry still works",
        )
        yield ends_covered(self)

    def _decided(self) -> bool:
        entry = self._entry
        return entry is None or not entry.alive

    def _greet(self, order: LiveOrder) -> None:
        wanted = self._entry is None and is_entry(order) and self.concerns(order.listed.name)
        if wanted and order.terms.quantity > self.number("quantity"):
            self._entry, order.ration = order, self.number("quantity")

    def _lift(self) -> None:
        """Ration it no more; idempotent."""
        if self._entry is not None and self._entry.ration is not None:
            self.record.say("the rest of the entry may fill")
            self.levers.floor.lift(self._entry)
