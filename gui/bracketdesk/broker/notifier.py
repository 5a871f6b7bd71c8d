"""Many changes, one call."""

import asyncio
from collections.abc import Callable


class Notifier:
    """Calls back at most once per loop turn, however often it is told."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._due = False

    def tell(self) -> None:
        """Something changed."""
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._fire)

    def _fire(self) -> None:
        self._due = False
        self._call()
