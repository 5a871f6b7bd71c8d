"""A signed-in line to one environment: REST, user socket, market-data socket."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Protocol

import msgspec
from aiohttp import ClientSession

from bracketdesk.broker import endpoints
from bracketdesk.broker.backoff import BackOff
from bracketdesk.broker.catalogue import Catalogue
from bracketdesk.broker.live import LiveState
from bracketdesk.broker.loss import Loss
from bracketdesk.broker.notifier import Notifier
from bracketdesk.broker.quotes import QuoteFeed
from bracketdesk.broker.refusals import MustWait
from bracketdesk.broker.rest import Rest
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.broker.sync import synchronise
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import TokenRefused, UserFacingError
from bracketdesk.domain.session import Hosts, Tokens, Transport
from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.entities import Account, Contract, OrderStrategy
from bracketdesk.wire.frames import Event
from bracketdesk.wire.messages import (
    CancelOrder,
    InterruptOrderStrategy,
    LiquidatePosition,
    Quote,
)

log = logging.getLogger(__name__)


class Listener(Protocol):
    """Who is told what the line hears (the controller's LineListener port)."""

    def line_up(self) -> None:
        """The user socket is authorised and the snapshot is in."""

    def line_down(self, reason: str) -> None:
        """The user socket is gone."""

    def state_changed(self) -> None:
        """Entities changed."""

    def quote_changed(self, quote: Quote) -> None:
        """The watched contract's quote, merged."""


class BrokerLine:
    """The Line port. It owns its session: closing it leaves nothing open."""

    def __init__(
        self, session: ClientSession, hosts: Hosts, tokens: Tokens, listener: Listener, clock: Clock
    ) -> None:
        self._session = session
        self._hosts = hosts
        self._tokens = tokens
        self._listener = listener
        self._clock = clock
        self._rest = Rest(session, hosts.rest, clock, tokens.access)
        self._catalogue = Catalogue(self._rest)
        self._state = LiveState()
        self._changes = Notifier(listener.state_changed)
        self._accounts: dict[int, Account] = {}
        self._stream: Stream | None = None
        self._quotes = QuoteFeed(session, hosts.market_data, tokens, clock, listener.quote_changed)
        self._keeping: asyncio.Task[None] | None = None

    @property
    def state(self) -> LiveState:
        """The broker's entities as last heard."""
        return self._state

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._session.closed

    @property
    def latency(self) -> float | None:
        """Seconds of the last socket round trip."""
        return self._stream.latency if self._stream else None

    async def open(self) -> None:
        """Connect and synchronise; raises UserFacingError, TokenRefused."""
        self._accounts = await self._catalogue.accounts()
        self._stream = await self._connect()
        self._keeping = asyncio.create_task(self._keep(self._stream), name="line keeper")
        self._keeping.add_done_callback(self._kept)
        self._quotes.start()
        asyncio.get_running_loop().call_soon(self._listener.line_up)

    async def close(self) -> None:
        """Close sockets and REST; idempotent. The listener hears nothing of it."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait((self._keeping,))
        await self._quotes.close()
        stream, self._stream = self._stream, None
        if stream is not None:
            await stream.close()
        self._state.synchronised = False
        await self._session.close()

    def start_strategy(self, body: bytes, transport: Transport) -> Awaitable[Delivery]:
        """Write one start, once, byte for byte, by the transport that was chosen and no other.

        By the socket it is written when this returns.
        """
        if transport is Transport.SOCKET and self._stream is not None:
            return self._stream.request(endpoints.START_STRATEGY, body.decode())
        return asyncio.ensure_future(self._start_otherwise(body, transport))

    async def interrupt_strategy(self, request: InterruptOrderStrategy) -> Delivery:
        """Ask the broker to stop a strategy."""
        return await self._command(endpoints.INTERRUPT_STRATEGY, request)

    async def cancel_order(self, request: CancelOrder) -> Delivery:
        """Ask the broker to cancel an order."""
        return await self._command(endpoints.CANCEL_ORDER, request)

    async def liquidate_position(self, request: LiquidatePosition) -> Delivery:
        """Ask the broker to cancel a contract's orders and close its position."""
        return await self._command(endpoints.LIQUIDATE_POSITION, request)

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

    async def watch_quote(self, instrument: Instrument) -> None:
        """Subscribe, instead of what was watched before; raises UserFacingError when refused."""
        await self._quotes.watch(instrument)

    async def _start_otherwise(self, body: bytes, transport: Transport) -> Delivery:
        if transport is Transport.REST:
            return await self._rest.post(endpoints.START_STRATEGY, body)
        return Delivery(left=False, detail=f"The connection to {self._rest.host} is down.")

    async def _command(self, endpoint: str, request: msgspec.Struct) -> Delivery:
        """An exit: by the socket, and by REST where the socket provably took none of it."""
        body = codec.encode(request)
        if self._stream is not None:
            delivery = await self._stream.request(endpoint, body.decode())
            if delivery.left:
                return delivery
        return await self._rest.post(endpoint, body)

    async def _connect(self) -> Stream:
        stream = await open_stream(
            self._session, self._hosts.socket, self._tokens.access, self._clock, self._take
        )
        user_id = self._tokens.user_id or next(iter(self._accounts.values())).user_id
        try:
            await synchronise(
                stream, self._state, self._accounts, user_id, self._rest.host, self._clock
            )
        except BaseException:
            await stream.close()
            raise
        return stream

    async def _keep(self, stream: Stream) -> None:
        """Follow the socket; when it is lost, say so and come back with a new snapshot."""
        pause = BackOff()
        while True:
            began = self._clock.monotonic()
            loss = await asyncio.shield(stream.lost)
            self._down(loss.reason)
            stream = await self._return(loss, pause, self._clock.monotonic() - began)
            self._stream = stream
            self._listener.line_up()
            self._changes.tell()

    async def _return(self, loss: Loss, pause: BackOff, lasted: float) -> Stream:
        while True:
            await self._clock.sleep(max(loss.pause, pause.next(lasted)))
            try:
                return await self._connect()
            except TokenRefused:
                raise
            except UserFacingError as error:
                loss, lasted = self._failed(error), 0.0

    def _failed(self, error: UserFacingError) -> Loss:
        log.info("Not connected again yet: %s", error)
        if not isinstance(error, MustWait):
            return Loss(str(error))
        self._down(str(error))
        return Loss(str(error), error.seconds)

    def _down(self, reason: str) -> None:
        self._state.synchronised = False
        self._stream = None
        self._listener.line_down(reason)

    def _kept(self, task: asyncio.Task[None]) -> None:
        """The keeper ends by itself only where the token is refused: that is never tried again."""
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, TokenRefused):
            self._down(f"{error} Sign in again.")
        else:
            log.error("The line's keeper failed", exc_info=error)
            self._down("The connection failed inside this app.")

    def _take(self, event: Event) -> None:
        if event.kind == "props" and self._state.apply(event.data):
            self._changes.tell()
