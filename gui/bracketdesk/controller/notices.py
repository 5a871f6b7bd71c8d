"""One sentence about something else than a start, with the time it was said."""

from collections.abc import Callable
from datetime import datetime

from bracketdesk.controller.observe import Observable


class Notices(Observable[str]):
    """Holds the sentence, or nothing. It says how things were at `at`, not how they are now."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        super().__init__("")
        self._now = now
        self.at: datetime | None = None  # when the sentence was said

    def set(self, value: str) -> None:
        """Say this now, though it be the same as before; nothing any more where it is empty."""
        if value == self.value:
            super().set("")
        self.at = self._now() if value and self._now else None
        super().set(value)
