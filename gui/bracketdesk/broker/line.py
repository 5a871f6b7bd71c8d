"""A signed-in line to one environment: REST, user socket, market-data socket."""

import asyncio
from collections.abc import Awaitable, Collection
from typing import Protocol

from aiohttp import ClientSession

from bracketdesk.broker import endpoints, signin
from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.catalogue import Catalogue
from bracketdesk.broker.keeper import Keeper, KeeperListener
from bracketdesk.broker.quotes import QuoteFeed
from bracketdesk.broker.rest import Rest
from bracketdesk.broker.state import LiveState
from bracketdesk.broker.training import PracticeTrainer
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import MustWait
from bracketdesk.domain.session import Hosts, LineFigures, Tokens, Transport
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.entities import Contract, OrderStrategy
from bracketdesk.wire.messages import Quote


class Listener(KeeperListener, Protocol):
    """Who is told what the line hears (the controller's LineListener port)."""

    def frozen(self, seconds: float) -> None:
        """The broker wants silence."""

    def quote_changed(self, quote: Quote) -> None:
        """The watched contract's quote, merged."""

    def quote_trouble(self, text: str) -> None:
        """Why there are no quotes; empty once nothing stands in their way."""


class BrokerLine:
    """The Line port. It owns its session: closing it leaves nothing open."""

    def __init__(
        self,
        session: ClientSession,
        hosts: Hosts,
        tokens: Tokens,
        listener: Listener,
        clock: Clock,
        allowance: Allowance,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._renewal_ticket = ""
        self._listener = listener
        self._clock = clock
        self._rest = Rest(session, hosts.rest, clock, tokens.access, allowance)
        self.trainer = PracticeTrainer(session, hosts.rest, clock, tokens.access)
        self._catalogue = Catalogue(self._rest)
        self._keeper = Keeper(session, hosts.socket, tokens, listener, clock, allowance)
        self._quotes = QuoteFeed(
            session,
            hosts.market_data,
            tokens,
            clock,
            listener.quote_changed,
            listener.quote_trouble,
            allowance,
        )
        self._unlisten = allowance.listen(listener.frozen)

    @property
    def state(self) -> LiveState:
        """The broker's entities as last heard."""
        return self._keeper.state

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._session.closed

    @property
    def latency(self) -> float | None:
        """Seconds of the last socket round trip."""
        return self._keeper.stream.latency if self._keeper.stream else None

    @property
    def unheard(self) -> float:
        """Seconds since the user socket brought anything; 0 where there is none."""
        return self._keeper.stream.unheard if self._keeper.stream else 0.0

    @property
    def figures(self) -> LineFigures:
        """What diagnostics show of the user sockets so far."""
        return self._keeper.tally.figures

    async def open(self) -> None:
        """Connect and synchronise; raises UserFacingError, TokenRefused."""
        self._listener.line_connecting()
        await self._keeper.open(await self._catalogue.accounts())
        self._quotes.start()

    async def close(self) -> None:
        """Close sockets and REST; idempotent. The listener hears nothing of it."""
        self._unlisten()
        self._unlisten = lambda: None
        await self._keeper.close()
        await self._quotes.close()
        await self._session.close()

    async def renew(self) -> Tokens:
        """One renewaccesstoken; raises as the Line port says.

        An open socket stays as it is: it outlives the token it was opened with (protocol.md 1.3).
        The ticket of a penalty goes with the next one (protocol.md 1.7).
        """
        ticket, self._renewal_ticket = self._renewal_ticket, ""
        try:
            tokens = await signin.renew(self._rest, self._tokens, self._clock, ticket)
        except MustWait as wait:
            self._renewal_ticket = wait.ticket
            raise
        self._tokens = tokens
        self._rest.use(tokens.access)
        self.trainer.use(tokens.access)
        self._keeper.use(tokens)
        self._quotes.use(tokens)
        return tokens

    def probe(self) -> None:
        """Ask the sockets now whether the other side still lives."""
        if self._keeper.stream is not None:
            self._keeper.stream.probe()
        self._quotes.probe()

    def try_now(self) -> None:
        """End the wait for the next attempt, unless it is the broker that wants it."""
        self._keeper.try_now()

    def start_strategy(self, body: bytes, transport: Transport) -> Awaitable[Delivery]:
        """Write one start, once, byte for byte, by the transport that was chosen and no other.

        By the socket it is written when this returns, and its answer is taken for as long as that
        socket lives.
        """
        if transport is Transport.SOCKET and self._keeper.stream is not None:
            return self._keeper.stream.request(endpoints.START_STRATEGY, body.decode(), late=True)
        return asyncio.ensure_future(self._start_otherwise(body, transport))

    async def carry_out(self, act: Act, body: bytes, transport: Transport) -> Delivery:
        """Write one instruction, once: by the chosen transport, and by the other only where the
        first provably took none of it. It goes in a freeze too, for a person has clicked.
        """
        endpoint = endpoints.OF_ACT[act]
        ways = (self._by_socket, self._by_rest)
        first, second = ways if transport is Transport.SOCKET else reversed(ways)
        delivery = await first(endpoint, body)
        if delivery.left:
            return delivery
        otherwise = await second(endpoint, body)
        return otherwise if otherwise.left else delivery

    async def suggest(self, text: str) -> tuple[str, ...]:
        """Names of contracts that begin with `text`; raises UserFacingError."""
        return await self._catalogue.suggest(text)

    async def instrument(self, symbol: str) -> Instrument:
        """Contract, maturity and product in one; raises UserFacingError."""
        return await self._catalogue.instrument(symbol)

    async def contract(self, contract_id: int) -> Contract:
        """One contract; raises UserFacingError."""
        return await self._catalogue.contract(contract_id)

    async def list_strategies(self) -> tuple[OrderStrategy, ...]:
        """orderStrategy/list, which may be truncated; raises UserFacingError."""
        return await self._catalogue.strategies()

    async def watch_quote(self, instrument: Instrument | None) -> None:
        """Subscribe, instead of what was watched before; raises UserFacingError when refused."""
        await self._quotes.watch(instrument)

    def watch_also(self, instruments: Collection[Instrument]) -> None:
        """Subscribe to these besides, instead of those before; a refusal leaves no quotes."""
        self._quotes.watch_also(instruments)

    async def _start_otherwise(self, body: bytes, transport: Transport) -> Delivery:
        if transport is Transport.REST:
            return await self._rest.post(endpoints.START_STRATEGY, body)
        return self._down()

    async def _by_socket(self, endpoint: str, body: bytes) -> Delivery:
        if self._keeper.stream is None:
            return self._down()
        return await self._keeper.stream.request(endpoint, body.decode(), exit=True)

    async def _by_rest(self, endpoint: str, body: bytes) -> Delivery:
        return await self._rest.post(endpoint, body, exit=True)

    def _down(self) -> Delivery:
        return Delivery(left=False, detail=f"The connection to {self._rest.host} is down.")
