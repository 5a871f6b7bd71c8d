"""The practice exchange in the test's own loop, and the real window on it as Custom.

One clock serves both sides and stands still until the test moves it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import keyring
import pytest
from tests.integration.conftest import OpenApp, RunningApp
from tests.support.clock import ManualClock
from tests.support.pair import WEDNESDAY, StillMarket
from tests.support.practice import Trader, level_ticks
from tests.support.signing_in import sign_in_by_hand
from tests.support.until import until
from tests.unit.storage.backends import MemoryKeyring

from bracketdesk.cli import AppOptions
from bracketdesk.controller.views import Connection
from bracketdesk.domain.session import Credentials, Environment, Hosts
from bracketdesk.practice.announcement import Announcement
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.limits import Limits
from bracketdesk.practice.market import QuoteTick
from bracketdesk.practice.server import PUBLISHED, PracticeServer
from bracketdesk.practice.troubles import Troubles
from bracketdesk.wire.entities import Position

SYMBOL = "MESZ6"
SIGN_IN = "auth/accesstokenrequest"
START = "orderstrategy/startorderstrategy"
LIQUIDATE = "order/liquidateposition"
BREATH = 0.05
"""Seconds after which the app looks at the account again."""


@dataclass
class Venue:
    """An exchange and whoever came there: `calls` has the names of what arrived, in order."""

    clock: ManualClock
    exchange: Exchange
    server: PracticeServer
    market: StillMarket
    announced: Announcement
    http: aiohttp.ClientSession
    home: Path
    open_app: OpenApp
    calls: list[str] = field(default_factory=list)
    apps: list[RunningApp] = field(default_factory=list, repr=False)

    @property
    def drills(self) -> Troubles:
        return self.server.troubles

    @property
    def hosts(self) -> Hosts:
        return Hosts(self.announced.rest, self.announced.socket, self.announced.market_data)

    @property
    def who(self) -> Credentials:
        return Credentials(self.announced.name, self.announced.password)

    # The trader
    async def open(
        self, environment: Environment | None = Environment.CUSTOM, *, live: bool = False
    ) -> RunningApp:
        """Start the app with this exchange as Custom, and in Live's place, which is locked else."""
        hosts = self.hosts if environment is Environment.CUSTOM else None
        options = AppOptions(environment, str(self.home), hosts)
        app = await self.open_app(options, self.clock, self.hosts if live else None)
        self.apps.append(app)
        return app

    async def open_signed_in(self) -> RunningApp:
        """Start it, sign in by hand, choose a symbol and see its quote."""
        app = await self.open()
        await self.sign_in(app)
        await self.choose(app)
        return app

    async def sign_in(self, app: RunningApp) -> None:
        """Sign in to Custom by hand."""
        await sign_in_by_hand(app.hand, self.hosts, self.who)

    async def choose(self, app: RunningApp) -> None:
        """Type the symbol and wait for its quote."""
        app.hand.write("symbolEdit", f"{SYMBOL}\r")
        await self.soon(lambda: app.desk.quote.value)

    async def buy(self, app: RunningApp, limit: str = "") -> None:
        """Send one contract and wait until it shows: filled at the market, working at a limit."""
        hand = app.hand
        before = len(app.desk.strategies.value)
        hand.click("buyButton")
        hand.choose("entryTypeCombo", "Limit" if limit else "Market")
        if limit:
            hand.write("limitPriceEdit", limit)
        await self.soon(hand.find("submitButton").isEnabled)
        hand.click("submitButton")
        await hand.answer("questionConfirmButton")
        await self.soon(lambda: len(app.desk.strategies.value) == before + 1)
        await self.soon(lambda: hand.text("resultPill") == "ACCEPTED")
        await self.soon(lambda: limit or app.desk.positions.value)

    async def soon(self, condition: Callable[[], object]) -> None:
        """Wait for a condition; a little time passes meanwhile, as the app looks at a pace."""
        async with asyncio.timeout(10):
            while not condition():
                await self.clock.advance(BREATH)
                await asyncio.sleep(0.001)

    async def wait(self, app: RunningApp, left: float) -> None:
        """Let time pass until so many seconds are left of the wait that the window shows."""
        seconds = app.desk.countdown()
        assert seconds is not None
        await self.clock.advance(seconds - left)

    # The exchange
    @property
    def position(self) -> Position:
        """The account's only one."""
        (position,) = self.exchange.store.all("position")
        assert isinstance(position, Position)
        return position

    def count(self, name: str) -> int:
        """How often something of this name arrived."""
        return self.calls.count(name)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Nothing may arrive meanwhile."""
        before = len(self.calls)
        yield
        arrived = self.calls[before:]
        assert not arrived, arrived

    async def elsewhere(self) -> Trader:
        """The same user signs in at another app."""
        trader = Trader(self.announced, self.http, None)
        await trader.sign_in()
        return trader

    def move(self, ticks: int) -> None:
        """Let the market stand so many ticks above where it opened."""
        listed = self.market.listed[SYMBOL]
        bid = level_ticks(listed) + ticks
        self.exchange.hear(listed, QuoteTick(bid, 50, bid + 1, 50))
        self.exchange.publish(listed)


async def shows(app: RunningApp, connection: Connection) -> None:
    """Wait until the line stands so, by itself and at once."""
    await until(lambda: app.desk.session.value.connection is connection)


@asynccontextmanager
async def open_venue(open_app: OpenApp, home: Path, limits: Limits) -> AsyncIterator[Venue]:
    """Start an exchange; it stays until every app has left."""
    clock, market = ManualClock(WEDNESDAY), StillMarket()
    exchange = Exchange(clock, market, today=WEDNESDAY.date(), seed=1)
    server = PracticeServer(exchange, clock, limits=limits)
    announced = await server.start()
    async with aiohttp.ClientSession() as http:
        venue = Venue(clock, exchange, server, market, announced, http, home, open_app)
        server.troubles.listen(venue.calls.append)
        try:
            yield venue
        finally:
            for app in venue.apps:
                await app.quit()
            await server.stop()


@pytest.fixture
def limits() -> Limits:
    """The published ones; a test that wants others parametrizes `limits`."""
    return PUBLISHED


@pytest.fixture
async def venue(
    open_app: OpenApp, home: Path, memory_keyring: MemoryKeyring, limits: Limits
) -> AsyncIterator[Venue]:
    """An exchange, and a keyring for the app that comes there."""
    async with open_venue(open_app, home, limits) as venue:
        yield venue


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    """A keyring that keeps what it is given until the test ends."""
    before = keyring.get_keyring()
    kept = MemoryKeyring()
    keyring.set_keyring(kept)
    yield kept
    keyring.set_keyring(before)
