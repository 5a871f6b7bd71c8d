"""The client of what the practice exchange has beside the broker's protocol: `/practice/v1`.

Its silence, unlike a broker's, is no reason to freeze, and none of it is counted by a limit.
"""

from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from aiohttp import ClientSession

from bracketdesk.broker import reading
from bracketdesk.broker.refusals import judge, words
from bracketdesk.broker.rest import Rest
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.drills import DrillRun, DrillSheet, Pace, Parameters
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.messages import Violations

T = TypeVar("T")

BUSY = 409
"""The status for what does not go now; its text says why, for people."""


class _Drills(msgspec.Struct, frozen=True):
    drills: tuple[DrillSheet, ...]
    run: DrillRun | None


class PracticeTrainer:
    """The Trainer port, over a line's session and with its token; raises UserFacingError."""

    def __init__(self, session: ClientSession, rest: str, clock: Clock, token: str) -> None:
        """`rest` is the base address of the broker's own calls."""
        url = urlsplit(rest)
        self._rest = Rest(session, f"{url.scheme}://{url.netloc}/practice/v1", clock, token)

    def use(self, token: str) -> None:
        """Carry this token from the next request on."""
        self._rest.use(token)

    async def drills(self) -> tuple[tuple[DrillSheet, ...], DrillRun | None]:
        """Return every drill there is, and the one that was staged last."""
        answer = await self._rest.read("drills/list", _Drills, "the drills")
        return answer.drills, answer.run

    async def stage(self, key: str, parameters: Parameters) -> DrillRun:
        """Stage a drill."""
        body = {"drill": key, "parameters": parameters}
        return await self._act("drills/stage", body, DrillRun, "the drill")

    async def end(self) -> DrillRun:
        """End the drill that runs."""
        return await self._act("drills/end", {}, DrillRun, "the drill's end")

    async def pace(self) -> Pace:
        """Return how the markets run."""
        return await self._rest.read("markets/state", Pace, "the markets")

    async def pause(self, *, paused: bool) -> Pace:
        """Let the markets stand still, or go on."""
        return await self._act("markets/pause" if paused else "markets/resume", {}, Pace, "a pause")

    async def run_at(self, speed: float) -> Pace:
        """Let the markets run so many times as fast as real."""
        return await self._act("markets/speed", {"speed": speed}, Pace, "the speed")

    async def jump(self, position: float) -> Pace:
        """Go to so many seconds from the tape's beginning."""
        return await self._act("markets/jump", {"position": position}, Pace, "the jump")

    async def reset(self) -> None:
        """Let the account begin anew."""
        await self._act("reset", {}, object, "the reset")

    async def _act(self, endpoint: str, body: object, kind: type[T], what: str) -> T:
        delivery = await self._rest.post(endpoint, codec.encode(body))
        _judge(delivery, self._rest.host, what)
        return reading.read_answer(delivery.body, kind, self._rest.host, what)


def _judge(delivery: Delivery, host: str, what: str) -> None:
    """Raise UserFacingError where it was not done; the exchange's own sentence where it has one."""
    if delivery.status == BUSY:
        raise UserFacingError(f"{words(delivery.body)[:200]}.")
    judge(delivery, host, what)
    try:
        found = codec.decode(delivery.body, Violations).violations
    except ValueError:
        return
    if found:
        told = "; ".join(f"{one.constraint}: {one.description}" for one in found)
        raise UserFacingError(f"The practice exchange does not take this: {told}.")
