"""What moves a family: a level as a function of time, session after session.

Sessions are moods of the market that last seconds to minutes: quiet, a range around an anchor, a
trend, a burst. Where each begins and ends is drawn first, the way in between only where somebody
looks; so any time can be asked for, in any order, and the answer is always the same.

Levels are in units of the way a market goes in about an hour; floats that never become a price
but through a crowd's whole ticks.
"""

import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Mood:
    """A kind of session: how often, how long, how far, how unsteady, how busy.

    It lasts from `shortest` to `longest` seconds and ends `least` to `most` units from where it
    began, in its `direction` or, where that is 0, in either. On the way the level strays by
    `stray` units a root of a second; what `returns` comes back in about so many seconds. `pace`
    multiplies what happens in a second. With `rush` most of the way is gone at the beginning.
    """

    name: str
    weight: float
    shortest: float
    longest: float
    least: float
    most: float
    stray: float
    pace: float
    direction: int = 0
    returns: float | None = None
    rush: bool = False


QUIET = Mood("quiet", 4, 90, 240, 0.0, 0.06, stray=0.0075, pace=0.35)
RANGE = Mood("range", 4, 150, 420, 0.0, 0.12, stray=0.014, pace=1.0, returns=80)
UPTREND = Mood("trend up", 2, 150, 420, 0.2, 0.8, stray=0.013, pace=1.2, direction=1)
DOWNTREND = replace(UPTREND, name="trend down", direction=-1)
BURST_UP = Mood("burst up", 1.5, 4, 15, 0.15, 0.45, stray=0.02, pace=6.0, direction=1, rush=True)
BURST_DOWN = replace(BURST_UP, name="burst down", direction=-1)
FAMILY_MOODS = (RANGE, QUIET, UPTREND, DOWNTREND, BURST_UP, BURST_DOWN)
"""Of a family; it begins with the first."""

OWN_MOODS = (Mood("wander", 1, 60, 300, 0.0, 0.3, stray=0.012, pace=1.0),)
"""Of what moves an underlying alone."""

CALMING = 10
"""How many times calmer than the mood before a mood may be: nothing falls asleep at once."""

HOMESICK = 0.06
"""How much likelier than even a way towards 0 is, per unit from it: nothing drifts off for ever."""

MOST_HOMESICK = 0.3
GRID = 0.2
"""Seconds between two levels of a session's way."""

REMEMBERED = 4
"""Sessions whose ways are kept: markets ask for nearly the same time."""


@dataclass(frozen=True, slots=True)
class Session:
    """One mood's time: from `start` to `end` in seconds, from level `first` to `last`."""

    mood: Mood
    start: float
    end: float
    first: float
    last: float


class Factor:
    """A level for every time from 0 on; the same seed gives the same levels."""

    def __init__(self, seed: str, moods: Sequence[Mood] = FAMILY_MOODS) -> None:
        self._seed = seed
        self._moods = moods
        self._random = random.Random(seed)  # noqa: S311 - a market, no secret
        self._sessions = [self._session(moods[0], 0.0, 0.0)]
        self._now = self._walked = self._sessions[0]
        self._ways: dict[float, list[float]] = {}
        self._way = self._way_of(self._walked)

    def at(self, time: float) -> float:
        """Return the level at `time`."""
        if not self._walked.start <= time < self._walked.end:
            self._walked = self.session(time)
            self._way = self._way_of(self._walked)
        place = (time - self._walked.start) / GRID
        index = int(place)
        before, after = self._way[index], self._way[index + 1]
        return before + (place - index) * (after - before)

    def session(self, time: float) -> Session:
        """Return the session of `time`."""
        if not self._now.start <= time < self._now.end:
            self._now = self._find(time)
        return self._now

    def _find(self, time: float) -> Session:
        while self._sessions[-1].end <= time:
            before = self._sessions[-1]
            self._sessions.append(self._session(self._next(before), before.end, before.last))
        return self._sessions[bisect_right(self._sessions, time, key=attrgetter("start")) - 1]

    def _next(self, before: Session) -> Mood:
        """Draw the mood after a session's: another one, where there are others."""
        moods = [mood for mood in self._moods if _follows(mood, before.mood)] or self._moods
        return self._random.choices(moods, [mood.weight for mood in moods])[0]

    def _session(self, mood: Mood, start: float, first: float) -> Session:
        seconds = self._random.uniform(mood.shortest, mood.longest)
        way = self._random.uniform(mood.least, mood.most)
        towards = max(-MOST_HOMESICK, min(MOST_HOMESICK, -HOMESICK * first))
        up = self._random.random() < 0.5 + towards
        direction = mood.direction or (1 if up else -1)
        return Session(mood, start, start + seconds, first, first + direction * way)

    def _way_of(self, session: Session) -> list[float]:
        if session.start not in self._ways:
            if len(self._ways) >= REMEMBERED:
                del self._ways[min(self._ways)]
            self._ways[session.start] = _way(session, f"{self._seed}:{session.start}")
        return self._ways[session.start]


def _follows(mood: Mood, before: Mood) -> bool:
    return mood is not before and mood.pace * CALMING > before.pace


def _way(session: Session, seed: str) -> list[float]:
    """Return the levels of a session, one every `GRID` seconds, the last at or after its end."""
    steps = int((session.end - session.start) / GRID) + 1
    strays = _strays(session.mood, steps, random.Random(seed))  # noqa: S311 - a market
    way, too_far = session.last - session.first, strays[-1]
    return [
        session.first + way * _gone(step / steps, session.mood) + stray - too_far * step / steps
        for step, stray in enumerate(strays)
    ]


def _strays(mood: Mood, steps: int, dice: random.Random) -> list[float]:
    """Return how far the level strays at each step; it begins with 0 and ends anywhere."""
    far, kept = mood.stray * GRID**0.5, 1.0 - GRID / mood.returns if mood.returns else 1.0
    strays = [0.0]
    for _ in range(steps):
        strays.append(strays[-1] * kept + dice.gauss(0.0, far))
    return strays


def _gone(share: float, mood: Mood) -> float:
    """Return how much of a session's way is gone after a share of its time."""
    return 1.0 - (1.0 - share) ** 2 if mood.rush else share
