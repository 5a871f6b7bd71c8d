"""A real Desk on the real practice exchange, in one process, with a clock for each side."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from tests.support.hours import Timeline
from tests.support.practice import Trader, level_ticks
from tests.support.seat import SYMBOL, Seat, open_seat

from bracketdesk.broker.state import KINDS
from bracketdesk.controller.ports import AccountState
from bracketdesk.domain.session import Credentials, Hosts
from bracketdesk.practice.announcement import Announcement
from bracketdesk.practice.delays import Delays
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.limits import Limits
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, Step
from bracketdesk.practice.server import PUBLISHED, PracticeServer
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Entity

WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
BEHIND = timedelta(minutes=20)
"""How far the trader's wall clock is behind the exchange's: more than a renewal comes early."""

SIGN_IN = "auth/accesstokenrequest"
RENEW = "auth/renewaccesstoken"
SYNC = "user/syncrequest"
START = "orderstrategy/startorderstrategy"
SUBSCRIBE, UNSUBSCRIBE = "md/subscribequote", "md/unsubscribequote"
HANDSHAKE, AUTHORIZE = "websocket", "authorize"

Entities = dict[str, dict[int, Entity]]


class StillMarket:
    """A MarketSource that moves only where the test says so."""

    def __init__(self) -> None:
        self.listed: dict[str, Listed] = {}

    def feed(self, listed: Listed, seed: int, since: float) -> Iterator[Step]:
        self.listed[listed.name] = listed
        bid = level_ticks(listed)
        yield Step(0.0, QuoteTick(bid, 50, bid + 1, 50))


class Broker:
    """The exchange with its server, and what a test does there.

    `calls` counts what arrived, by name; `crowd` is the most sockets that stood already when
    another was asked for.
    """

    def __init__(self, time: Timeline, limits: Limits, delays: Delays | None = None) -> None:
        self.calls: Counter[str] = Counter()
        self.crowd = 0
        self._market = StillMarket()
        self.exchange = Exchange(
            time.exchange, self._market, today=WEDNESDAY.date(), seed=1, delays=delays
        )
        self.server = PracticeServer(self.exchange, time.exchange, limits=limits)
        self.drills = self.server.troubles
        self.drills.listen(self._hear)
        self.http = aiohttp.ClientSession()
        self.announced: Announcement

    @property
    def hosts(self) -> Hosts:
        return Hosts(self.announced.rest, self.announced.socket, self.announced.market_data)

    @property
    def who(self) -> Credentials:
        return Credentials(self.announced.name, self.announced.password)

    def elsewhere(self) -> Trader:
        """The same user at another app."""
        return Trader(self.announced, self.http, None)

    def move(self, ticks: int) -> None:
        """Let the market stand so many ticks above where it opened."""
        listed = self._market.listed[SYMBOL]
        bid = level_ticks(listed) + ticks
        self.exchange.hear(listed, QuoteTick(bid, 50, bid + 1, 50))
        self.exchange.publish(listed)

    def point(self, ticks: int) -> str:
        """The price so many ticks above where the market opened."""
        listed = self._market.listed[SYMBOL]
        return str(listed.price(level_ticks(listed) + ticks))

    async def close(self) -> None:
        """End the server."""
        await self.http.close()
        await self.server.stop()

    def _hear(self, name: str) -> None:
        self.calls[name] += 1
        if name == HANDSHAKE:
            self.crowd = max(self.crowd, self.drills.open_sockets)


@asynccontextmanager
async def open_pair(
    folder: Path, limits: Limits = PUBLISHED, behind: timedelta = timedelta(0)
) -> AsyncIterator[tuple[Seat, Broker]]:
    """Build both sides; nothing is connected yet."""
    time = Timeline(WEDNESDAY, behind)
    broker = Broker(time, limits)
    try:
        broker.announced = await broker.server.start()
        async with open_seat(folder, broker.hosts, broker.who, time) as seat:
            yield seat, broker
    finally:
        await broker.close()


def assert_same_state(seat: Seat, broker: Broker) -> None:
    """Everything the line holds is what the exchange holds, entity by entity."""
    mine, theirs = held(seat.gateway.line.state), stored(broker.exchange)
    for kind in KINDS:
        assert mine[kind] == theirs[kind], kind


def held(state: AccountState) -> Entities:
    """What a line has heard, by entity type and id."""
    return {
        "account": dict(state.accounts),
        "accountRiskStatus": dict(state.risk_statuses),
        "cashBalance": dict(state.cash_balances),
        "contract": dict(state.contracts),
        "order": dict(state.orders),
        "orderVersion": dict(state.versions),
        "command": dict(state.commands),
        "commandReport": dict(state.command_reports),
        "executionReport": dict(state.execution_reports),
        "fill": dict(state.fills),
        "fillFee": dict(state.fill_fees),
        "fillPair": dict(state.fill_pairs),
        "marginSnapshot": dict(state.margins),
        "userAccountAutoLiq": dict(state.auto_liqs),
        "position": dict(state.positions),
        "orderStrategy": dict(state.strategies),
        "orderStrategyLink": dict(state.links),
    }


def stored(exchange: Exchange) -> Entities:
    """What an exchange holds of the same kinds, as the wire carries it."""
    return {
        kind: {entity.id: _over_the_wire(entity, shape) for entity in exchange.store.all(kind)}
        for kind, shape in KINDS.items()
    }


def _over_the_wire(entity: Entity, shape: type[Entity]) -> Entity:
    return codec.decode(codec.encode(entity), shape)
