"""How long each step of a command takes."""

import random
from typing import Protocol

SHORTEST, MEAN, LONGEST = 0.001, 0.004, 0.030
"""Seconds of one step. GUESS: an order at the broker takes some milliseconds in all."""


class Delays(Protocol):
    """Where the length of the next step comes from."""

    def next(self) -> float:
        """Return seconds; 0 for no step at all, but the same moment."""
        ...


class AtOnce:
    """Every command is through in the moment it is given."""

    def next(self) -> float:
        """Return no time."""
        return 0.0


class SeededDelays:
    """Small delays, the same ones for the same seed and the same commands."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"{seed}:delays")  # noqa: S311 - an exchange's pace, no secret

    def next(self) -> float:
        """Return a few milliseconds, now and then more."""
        return min(SHORTEST + self._random.expovariate(1 / MEAN), LONGEST)
