"""What was appended to a table of entities since the last look at it."""

from collections.abc import Mapping
from itertools import islice
from typing import Generic, TypeVar

from bracketdesk.wire.entities import Entity

E = TypeVar("E", bound=Entity)


class Tail(Generic[E]):
    """Reads a growing table from where it stopped the last time."""

    def __init__(self) -> None:
        self._count = 0
        self._last = 0

    def fits(self, table: Mapping[int, E]) -> bool:
        """Whether what was read still stands where it stood."""
        return not self._count or next(islice(table, self._count - 1, None), None) == self._last

    def read(self, table: Mapping[int, E]) -> list[E]:
        """Return what is new."""
        new = list(islice(table.values(), self._count, None))
        if new:
            self._count += len(new)
            self._last = new[-1].id
        return new
