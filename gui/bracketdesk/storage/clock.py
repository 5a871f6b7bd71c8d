"""The part of the Clock port this room needs; it may not import `wire` (architecture.md)."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time as a dependency; every Clock of `wire/clock.py` fits."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait at least `seconds`."""
        ...
