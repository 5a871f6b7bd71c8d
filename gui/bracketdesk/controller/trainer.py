"""The port to what the practice exchange has beside the broker's protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # nothing of it is needed before the window is painted
    from bracketdesk.domain.drills import DrillRun, DrillSheet, Pace, Parameters


class Trainer(Protocol):
    """Whoever runs practice; elsewhere there is none and every call fails.

    All raise UserFacingError with why something does not go.
    """

    async def drills(self) -> tuple[tuple[DrillSheet, ...], DrillRun | None]:
        """Every drill there is, and the one that was staged last."""
        ...

    async def stage(self, key: str, parameters: Parameters) -> DrillRun:
        """Stage a drill; one at a time."""
        ...

    async def end(self) -> DrillRun:
        """End the drill that runs."""
        ...

    async def pace(self) -> Pace:
        """How the markets run."""
        ...

    async def pause(self, *, paused: bool) -> Pace:
        """Let the markets stand still, or go on."""
        ...

    async def run_at(self, speed: float) -> Pace:
        """Let the markets run so many times as fast as real, 0.1 to 1000."""
        ...

    async def jump(self, position: float) -> Pace:
        """Go to so many seconds from the tape's beginning."""
        ...

    async def reset(self) -> None:
        """Let the account begin anew: balance, orders, history."""
        ...
