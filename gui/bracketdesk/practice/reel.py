"""A tape on its reel: where it stands, and the market it plays on."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import MarketSource, QuoteTick, Step
from bracketdesk.practice.tape import Tape

SEAM = 1.0
"""Seconds of pause between a loop's end and its beginning."""


class Reel:
    """The tape's steps, from wherever it was sought, once or again and again."""

    def __init__(self, tape: Tape, *, looped: bool = False) -> None:
        self.tape = tape
        self.looped = looped
        self.contract_id: int | None = None
        """Whose market plays it; None while that sleeps."""
        self.ahead = 0.0
        """Seconds from the tape's beginning to the step that came last, or that was sought."""
        self._times = list(accumulate(step.wait for step in tape.steps))
        self._next = 0
        self._gone = 0.0  # of the wait for the next step
        self._standing: QuoteTick | None = None

    @property
    def length(self) -> float:
        """Seconds of the whole tape."""
        return self._times[-1]

    @property
    def over(self) -> bool:
        """Whether no step is left."""
        return self._next == len(self._times) and self._standing is None and not self.looped

    def seek(self, position: float) -> None:
        """Go on from there, with the quote that stood there; position from 0 to the length."""
        self._next = bisect_right(self._times, position)
        self._gone = position - self._times[self._next - 1]
        self._standing = self._quote_before(self._next)
        self.ahead = position

    def __iter__(self) -> Iterator[Step]:
        return self

    def __next__(self) -> Step:
        if self.over:
            raise StopIteration
        wait = 0.0
        if self._standing is None and self._next == len(self._times):
            self.seek(0.0)
            wait = SEAM
        if self._standing is not None:
            quote, self._standing = self._standing, None
            return Step(wait, quote)
        return self._take_next()

    def _take_next(self) -> Step:
        wait, tick = self.tape.steps[self._next]
        self.ahead = self._times[self._next]
        self._next += 1
        gone, self._gone = self._gone, 0.0
        return Step(wait - gone, tick)

    def _quote_before(self, index: int) -> QuoteTick | None:
        for _, tick in reversed(self.tape.steps[:index]):
            if isinstance(tick, QuoteTick):
                return tick
        return None


class TapeMarket:
    """The MarketSource that plays a reel on its product's front month; all else is `others`'."""

    def __init__(self, reel: Reel, others: MarketSource) -> None:
        self.reel = reel
        self._others = others

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        """Return the tape's steps, or another market's."""
        if listed.rank == 0 and listed.specification.name == self.reel.tape.product:
            self.reel.contract_id = listed.id
            return self.reel
        return self._others.feed(listed, seed, since)
