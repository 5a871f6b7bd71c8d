"""Plays the contracts' markets by the clock.

A market sleeps until somebody asks for it, so that nobody misses a tape's beginning; then what it
says at once is heard at once, the rest at its time.
"""

import itertools
import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.practice.schedule import Schedule
from bracketdesk.wire.clock import Clock

SOON = 0.001
"""Seconds: steps this near are taken at once, no timer is finer."""

BATCH = 100
"""Steps taken in one go before other tasks get their turn."""

logger = logging.getLogger(__name__)


class Audience(Protocol):
    """Who hears a market."""

    def hear(self, listed: Listed, tick: QuoteTick | TradeTick) -> None:
        """Take in what the market says."""
        ...

    def publish(self, listed: Listed) -> None:
        """Tell the world: the market pauses."""
        ...


class Playback:
    """Every market that is awake."""

    def __init__(
        self,
        clock: Clock,
        schedule: Schedule,
        audience: Audience,
        feed: Callable[[Listed], Iterator[Step]],
    ) -> None:
        self._clock = clock
        self._schedule = schedule
        self._audience = audience
        self._feed = feed
        self._awake: set[int] = set()

    def wake(self, listed: Listed) -> None:
        """Begin the contract's market, unless it has begun."""
        if listed.id in self._awake:
            return
        self._awake.add(listed.id)
        later = self._hear_opening(listed, self._feed(listed))
        self._schedule.add(partial(self._play, listed, later))

    def _hear_opening(self, listed: Listed, steps: Iterator[Step]) -> Iterator[Step]:
        """Hear what the market says at once; returns the steps that follow."""
        for step in steps:
            if step.wait > 0:
                return itertools.chain((step,), steps)
            self._audience.hear(listed, step.tick)
        return iter(())

    async def _play(self, listed: Listed, steps: Iterator[Step]) -> None:
        due = self._clock.monotonic()
        for count, step in enumerate(steps, start=1):
            due += step.wait
            left = due - self._clock.monotonic()
            if left > SOON or count % BATCH == 0:
                self._audience.publish(listed)
                await self._clock.sleep(max(left, 0))
            self._audience.hear(listed, step.tick)
        self._audience.publish(listed)
        logger.warning("the market of %s has ended; its last quote stays", listed.name)
