"""The drills about answers: lost, and late."""

from collections.abc import Iterable

from bracketdesk.practice.drills import sheet
from bracketdesk.practice.drills.debrief import Point
from bracketdesk.practice.drills.deeds import Deed, Outcome
from bracketdesk.practice.drills.drill import Drill
from bracketdesk.practice.drills.points import adds_nothing, ends_covered
from bracketdesk.practice.traffic import Call, Fate, Send, at_once, lost

IN_DOUBT = (
    "Sends nothing more for the contract while nobody knows whether the first order exists.",
    "The order did exist: a second one would have been a second position.",
    "The order did not exist; but that is known only once it was looked for.",
)


class LostAnswer(Drill):
    """Loses the next order's answer, or the order itself."""

    sheet = sheet.Sheet(
        key="lost_answer",
        title="Lost answer",
        stages="Your next order gets no answer at all. Whether it exists is what you choose, or "
        "have chosen for you.",
        task="Send an order. When no answer comes, find out whether it exists, and do not send "
        "it again before you know.",
        fields=(
            sheet.choice(
                "order",
                "The order",
                "exists",
                exists="exists: only the answer is lost",
                missing="does not exist: it is lost on its way",
            ),
            sheet.watch(60),
        ),
    )

    _first: Deed | None = None

    def arm(self) -> None:
        """Wait for an order."""

    def waits_for(self) -> str:
        """Return what it waits for."""
        return "the answer to your order is lost" if self.going else "waits for your next order"

    def on_call(self, call: Call, deed: Deed | None) -> bool:
        """Lose the order itself where it is to be missing."""
        if self.word("order") == "exists" or not self._takes(deed):
            return False
        self._lose(deed, "your order is lost on its way")
        return True

    def on_answer(self, call: Call, deed: Deed | None, reply: object) -> Fate:
        """Lose the answer where the order is to exist; one that was refused does not."""
        taken = deed is not None and deed.outcome is Outcome.TAKEN
        if self.word("order") == "missing" or not taken or not self._takes(deed):
            return at_once
        self._lose(deed, "your order is taken; its answer is lost")
        return lost

    def happened(self) -> Iterable[str]:
        """Return whether the order existed."""
        yield "Your order got no answer."
        yield IN_DOUBT[1 if self.word("order") == "exists" else 2]

    def careful(self) -> Iterable[Point]:
        """Return what to do without an answer."""
        yield adds_nothing(self, IN_DOUBT[0], self._first.contract if self._first else "")
        yield ends_covered(self)

    def _takes(self, deed: Deed | None) -> bool:
        return self._first is None and deed is not None and deed.enters

    def _lose(self, deed: Deed | None, text: str) -> None:
        self._first = deed
        self.begin(text)


class LateAnswer(Drill):
    """Lets the next order's answer come late."""

    sheet = sheet.Sheet(
        key="late_answer",
        title="Late answer",
        stages="Your next order is taken at once, but its answer comes late.",
        task="Send an order, and wait. Do not send it again because it seems to be lost.",
        fields=(sheet.number("seconds", "Late by", 8, 1, 120), sheet.watch(60)),
    )

    _first: Deed | None = None
    _late: Send | None = None

    def arm(self) -> None:
        """Wait for an order."""

    def release(self) -> None:
        """Send what is still held back."""
        self._send()

    def waits_for(self) -> str:
        """Return what it waits for."""
        if not self.going:
            return "waits for your next order"
        return "the answer to your order is late" if self._late else "the late answer has come"

    def on_answer(self, call: Call, deed: Deed | None, reply: object) -> Fate:
        """Hold the first order's answer back; a refusal comes as ever."""
        if self._first is not None or deed is None or not deed.enters:
            return at_once
        if deed.outcome is not Outcome.TAKEN:
            return at_once
        self._first = deed
        return self._hold

    def happened(self) -> Iterable[str]:
        """Return how late it was."""
        yield f"Your order was taken at once; its answer came {self.number('seconds')} s late."

    def careful(self) -> Iterable[Point]:
        """Return what to do while an answer is awaited."""
        yield adds_nothing(
            self,
            "Sends nothing more for the contract before the answer came.",
            self._first.contract if self._first else "",
            self.number("seconds"),
        )
        yield ends_covered(self)

    def _hold(self, send: Send) -> None:
        self._late = send
        self.begin("your order's answer is held back", self.number("seconds"))
        self.later(self.number("seconds"), self._send)

    def _send(self) -> None:
        """Let it go; idempotent."""
        if self._late is not None:
            late, self._late = self._late, None
            self.record.say("the answer comes")
            late()
