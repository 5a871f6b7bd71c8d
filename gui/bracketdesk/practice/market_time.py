"""The markets' own time: it can be slowed, hurried and stopped while the exchange's goes on."""

from bracketdesk.practice.agenda import Agenda

SLOWEST, FASTEST = 0.1, 1000.0
"""How many times as fast as real the markets may run."""


def check_speed(speed: float) -> float:
    """Return `speed` where the markets may run so fast; raises ValueError with one sentence."""
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(f"a speed is a number from {SLOWEST:g} to {FASTEST:g}")
    return speed


class MarketTime:
    """Seconds that the markets of an exchange have run."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._speed = 1.0
        self._paused = False
        self._passed = 0.0  # seconds of the markets, at `_since` of the exchange's
        self._since = agenda.elapsed()

    @property
    def speed(self) -> float:
        """How many times as fast as the exchange's time it runs, when it runs."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self._paused

    def now(self) -> float:
        """Return the seconds that the markets have run."""
        if self._paused:
            return self._passed
        return self._passed + max(self._agenda.elapsed() - self._since, 0.0) * self._speed

    def until(self, moment: float) -> float:
        """Return the exchange's seconds until the markets have run so long, unless they pause."""
        waiting = max(self._since - self._agenda.elapsed(), 0.0)
        return waiting + max(moment - self.now(), 0.0) / self._speed

    def set(self, *, speed: float, paused: bool) -> None:
        """Run at another speed from here on, or not at all."""
        self._anchor()
        self._speed, self._paused = speed, paused

    def lose(self, seconds: float) -> None:
        """Stand still for so many of the exchange's seconds."""
        self._anchor()
        self._since += seconds

    def _anchor(self) -> None:
        self._passed, self._since = self.now(), self._agenda.elapsed()
