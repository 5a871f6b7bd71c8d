"""Answers that come after the wait for them was over.

They are of one socket alone: its numbers are no other's, and a lost socket brings none any more.
"""

import asyncio
from collections.abc import Awaitable, Collection

from bracketdesk.broker.refusals import without
from bracketdesk.domain.delivery import Delivery
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.frames import Response

KEPT = 32
"""Requests whose answer is still taken: each of them locks its contract, so there are few."""


class Overdue:
    """The numbers of the requests whose answer did not come in time."""

    def __init__(self, clock: Clock, hidden: Collection[str] = ()) -> None:
        """`hidden` is what comes in no answer: the tokens of its socket."""
        self._clock = clock
        self._hidden = hidden
        self._awaited: dict[int, tuple[asyncio.Future[Delivery | None], float]] = {}

    def expect(self, number: int, began: float) -> Awaitable[Delivery | None]:
        """Return what has the late answer to a request, or None once there can be none.

        `began` is when it was written, in monotonic seconds.
        """
        if len(self._awaited) >= KEPT:
            self._give_up(min(self._awaited))
        late: asyncio.Future[Delivery | None] = asyncio.get_running_loop().create_future()
        self._awaited[number] = late, began
        return late

    def take(self, response: Response) -> bool:
        """Hand an answer over; returns whether it was one of these."""
        if response.id not in self._awaited:
            return False
        late, began = self._awaited.pop(response.id)
        seconds = self._clock.monotonic() - began
        if not late.done():
            came = Delivery(True, response.status, response.data, seconds=seconds)
            late.set_result(without(came, self._hidden))
        return True

    def close(self) -> None:
        """Say to all who wait that nothing comes any more."""
        for number in tuple(self._awaited):
            self._give_up(number)

    def _give_up(self, number: int) -> None:
        late, _ = self._awaited.pop(number)
        if not late.done():
            late.set_result(None)
