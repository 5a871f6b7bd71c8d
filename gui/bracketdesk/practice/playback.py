"""Plays the contracts' markets by the agenda.

A market sleeps until somebody asks for it, so that nobody misses a tape's beginning; then what it
says at once is heard at once, the rest at its time.
"""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from bracketdesk.practice.agenda import Agenda, Date
from bracketdesk.practice.leaps import Leaps
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.practice.market_time import MarketTime

logger = logging.getLogger(__name__)

LATEST = 0.1
"""Seconds by which the markets may be late; beyond, they stand still until all else is done."""


class Audience(Protocol):
    """Who hears a market."""

    def hear(self, listed: Listed, tick: QuoteTick | TradeTick) -> None:
        """Take in what the market says."""
        ...

    def publish(self, listed: Listed) -> None:
        """Tell the world: the market pauses."""
        ...


class _Market:
    """One that is awake: what it says next, at which second of the markets, and its date."""

    def __init__(self, listed: Listed, steps: Iterator[Step], time: float) -> None:
        self.listed = listed
        self.steps = steps
        self.due = time
        self.tick: QuoteTick | TradeTick | None = None
        self.quote: QuoteTick | None = None  # the last one, as its source said it
        self.date: Date | None = None

    def call_off(self) -> None:
        """Have nothing said until there is another date."""
        if self.date is not None:
            self.date.call_off()


class Playback:
    """Every market that is awake; `feed` opens one, that many seconds after the first could."""

    def __init__(
        self,
        agenda: Agenda,
        audience: Audience,
        feed: Callable[[Listed, float], Iterator[Step]],
    ) -> None:
        self.time = MarketTime(agenda)
        self._agenda = agenda
        self._audience = audience
        self._feed = feed
        self._leaps = Leaps()
        self._awake: dict[int, _Market] = {}
        self._moved: dict[int, Listed] = {}
        agenda.at_rest(self._rest)

    def wake(self, listed: Listed) -> None:
        """Begin the contract's market, unless it has begun."""
        if listed.id not in self._awake:
            now = self.time.now()
            market = self._awake[listed.id] = _Market(listed, self._feed(listed, now), now)
            self._go_on(market)

    def restart(self, contract_id: int) -> None:
        """Drop what the contract's market was about to say: its steps go on elsewhere, from now.

        Nothing happens where it sleeps.
        """
        market = self._awake.get(contract_id)
        if market is not None:
            market.call_off()
            market.due = self.time.now()
            self._leaps.settle(market.listed)
            self._moved[contract_id] = market.listed
            self._go_on(market)

    def leap(self, contract_id: int, ticks: int) -> None:
        """Let the contract's market stand so many ticks elsewhere, at once, and go on from there.

        The quote leaps first, then a contract trades at its near side. The other contracts of its
        underlying follow with what they say next. Nothing happens where it sleeps.
        """
        market = self._awake.get(contract_id)
        if market is None or market.quote is None:
            return
        self._leaps.leap(market.listed, ticks)
        self._moved[contract_id] = market.listed
        self._say(market, market.quote)
        near = market.quote.bid if ticks < 0 else market.quote.ask
        if near is not None:
            self._say(market, TradeTick(near, 1))

    def awake(self) -> list[str]:
        """Return the names of the contracts whose markets run."""
        return [market.listed.name for market in self._awake.values()]

    def left(self, contract_id: int) -> float | None:
        """Return the markets' seconds until the contract's next step; None where there is none."""
        market = self._awake.get(contract_id)
        if market is None or market.tick is None:
            return None
        return max(market.due - self.time.now(), 0.0)

    def run_at(self, speed: float) -> None:
        """Play so many times as fast."""
        self.time.set(speed=speed, paused=self.time.paused)
        self._await_all()

    def pause(self, *, paused: bool) -> None:
        """Stand still, or go on."""
        self.time.set(speed=self.time.speed, paused=paused)
        self._await_all()

    def _go_on(self, market: _Market) -> None:
        """Hear what the market says at once, and wait for what comes then."""
        for wait, tick in market.steps:
            if wait > 0:
                market.due += wait
                market.tick = tick
                self._await(market, tick, wait / self.time.speed)
                return
            self._say(market, tick)
        market.tick = None

    def _say(self, market: _Market, tick: QuoteTick | TradeTick) -> None:
        if isinstance(tick, QuoteTick):
            market.quote = tick
        self._audience.hear(market.listed, self._leaps.after(market.listed, tick))

    def _play(self, market: _Market, tick: QuoteTick | TradeTick) -> None:
        self._moved[market.listed.id] = market.listed
        self._say(market, tick)
        self._go_on(market)
        if market.tick is None:
            logger.warning("the market of %s has ended; its last quote stays", market.listed.name)

    def _await(self, market: _Market, tick: QuoteTick | TradeTick, seconds: float) -> None:
        market.call_off()
        if not self.time.paused:
            market.date = self._agenda.after(seconds, partial(self._play, market, tick))

    def _await_all(self) -> None:
        for market in self._awake.values():
            if market.tick is not None:
                self._await(market, market.tick, self.time.until(market.due))

    def _rest(self) -> None:
        """Tell what moved since the last rest, and do not run up a debt that cannot be paid."""
        moved, self._moved = self._moved, {}
        for listed in moved.values():
            self._audience.publish(listed)
        late = self._agenda.late()
        if late > LATEST:
            self.time.lose(late)
            self._await_all()
