"""The drill in which something is refused, for any reason a broker may have."""

from collections.abc import Iterable

from bracketdesk.practice.drills import sheet
from bracketdesk.practice.drills.debrief import Point
from bracketdesk.practice.drills.drill import Drill
from bracketdesk.practice.drills.points import BLIND, adds_nothing, covers_soon, ends_covered
from bracketdesk.practice.snags import Refusal, Spot
from bracketdesk.wire.enums import FailureReason

WHAT = {
    Spot.START: "the start of a strategy",
    Spot.ENTRY: "an entry, once its strategy runs",
    Spot.STOP: "a strategy's stop",
    Spot.CHANGE: "a change of an order",
    Spot.CANCEL: "a cancel",
    Spot.FLATTEN: "the closing order of a flatten",
}

REASONS = {str(r): str(r) for r in FailureReason if r is not FailureReason.SUCCESS}

SOON = 15.0
"""Seconds in which a position without a stop should be dealt with."""


class Rejection(Drill):
    """Refuses the next thing of a kind."""

    sheet = sheet.Sheet(
        key="reject",
        title="Rejection",
        stages="The next order, change or cancel of the chosen kind is refused, for the reason you "
        "choose.",
        task="Trade as ever. When it is refused, find out what you hold and what still works "
        "before you send anything again.",
        fields=(
            sheet.choice("what", "Refuses", Spot.START, **{str(s): t for s, t in WHAT.items()}),
            sheet.choice("reason", "Reason", FailureReason.MAX_POS_LIMIT_REACHED, **REASONS),
            sheet.watch(60),
        ),
    )

    def arm(self) -> None:
        """Lay the refusal in the way."""
        reason = FailureReason(self.word("reason"))
        refusal = Refusal(reason, f"Refused by a drill: {reason}")
        self.levers.snags.lay(Spot(self.word("what")), refusal, self._caught)

    def release(self) -> None:
        """Take it away."""
        self.levers.snags.clear()

    def waits_for(self) -> str:
        """Return what it waits for."""
        what = WHAT[Spot(self.word("what"))]
        return f"{what} was refused" if self.going else f"waits for {what}"

    def happened(self) -> Iterable[str]:
        """Return what was refused."""
        yield f"The exchange refused {WHAT[Spot(self.word('what'))]}: {self.word('reason')}."

    def careful(self) -> Iterable[Point]:
        """Return what to do after a refusal."""
        yield adds_nothing(
            self, f"Does not send the same again within {BLIND:.0f} s.", within=BLIND
        )
        if self.word("what") in (Spot.STOP, Spot.FLATTEN):
            for contract in self._bare():
                yield covers_soon(self, contract, SOON)
        yield ends_covered(self)

    def _bare(self) -> list[str]:
        spans = self.record.cover.bare_spans(self.began, self.now())
        return list(dict.fromkeys(span.contract for span in spans))

    def _caught(self) -> None:
        self.begin(f"refused {WHAT[Spot(self.word('what'))]}: {self.word('reason')}")
