"""How long to wait before trying again."""

from random import SystemRandom

_random = SystemRandom()

_JITTER = 1.5


class BackOff:
    """Doubling pauses with jitter: each is between its step and one and a half of it, and none
    is longer than the ceiling.

    Jitter keeps many clients that lost the same server from returning at the same moment.
    """

    def __init__(self, first: float = 1.0, ceiling: float = 60.0) -> None:
        self._first = first
        self._ceiling = ceiling
        self._step = first

    def next(self, lasted: float = 0.0, *, longest: bool = False) -> float:
        """Return the seconds to wait now; the next pause is twice as long.

        A connection that `lasted` longer than the longest pause begins with the first one again;
        one that is lost at once does not (reconnecting burns limited requests, protocol.md 9).
        `longest` goes to the longest pause at once.
        """
        top = self._ceiling / _JITTER
        if longest:
            self._step = top
        elif lasted >= self._ceiling:
            self._step = self._first
        pause = self._step * _random.uniform(1.0, _JITTER)
        self._step = min(self._step * 2, top)
        return pause
