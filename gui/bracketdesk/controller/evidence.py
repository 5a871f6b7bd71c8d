"""What a look for an Unknown start has shown, in words the journal keeps and the result shows."""

from dataclasses import dataclass

from bracketdesk.controller import words
from bracketdesk.controller.book import Traces

UNKNOWN_BEFORE = "what there was before the click is not known"
UNMOVED = "its orders, fills and position are as before the click"


@dataclass(frozen=True, slots=True)
class Look:
    """One look: how many strategies were looked through, and what the contract holds.

    `listed` is None where the list could not be had, with the reason in `trouble`.
    """

    held: int
    listed: int | None
    before: Traces | None
    now: Traces
    trouble: str = ""

    @property
    def unmoved(self) -> bool:
        """Whether the contract is provably as it was before the click."""
        return self.before == self.now

    def text(self, symbol: str) -> str:
        """Return the look as one line."""
        listed = f"the list could not be had ({self.trouble})"
        if self.listed is not None:
            listed = f"not in the broker's list of {self.listed}"
        heard = "the one strategy" if self.held == 1 else f"the {self.held} strategies"
        where = f"not among {heard} heard of, {listed}"
        return f"{where}; {symbol}: {self._moved()}"

    def _moved(self) -> str:
        if self.before is None:
            return f"{UNKNOWN_BEFORE}; now {standing(self.now)}"
        if self.unmoved:
            return UNMOVED
        return f"before the click {standing(self.before)}, now {standing(self.now)}"


def standing(traces: Traces) -> str:
    """Return "2 orders, 1 open, 3 fills, 1 long"."""
    net = sum(net for _, net, _, _ in traces.positions)
    orders = f"{words.counted(traces.orders, 'order')}, {len(traces.open)} open"
    return f"{orders}, {words.counted(traces.fills, 'fill')}, {words.position(net)}"
