"""Market data: one socket of its own, one watched contract (protocol.md 5)."""

import asyncio
import logging
from collections.abc import Callable

import msgspec
from aiohttp import ClientSession

from bracketdesk.broker import endpoints, reading
from bracketdesk.broker.backoff import BackOff
from bracketdesk.broker.hosts import host_of
from bracketdesk.broker.loss import Loss
from bracketdesk.broker.refusals import MustWait, judge
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import TokenRefused, UserFacingError
from bracketdesk.domain.session import Tokens
from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.frames import Event
from bracketdesk.wire.messages import Quote, SymbolRequest

log = logging.getLogger(__name__)


class _MarketData(msgspec.Struct, frozen=True):
    quotes: list[Quote] = []


class QuoteFeed:
    """Quotes of the watched contract; its troubles stay here, for an order needs no quote."""

    def __init__(
        self,
        session: ClientSession,
        url: str,
        tokens: Tokens,
        clock: Clock,
        on_quote: Callable[[Quote], None],
    ) -> None:
        self._session = session
        self._url = url
        self._host = host_of(url)
        # The market-data token where there is one, then the ordinary one (protocol.md 1.2).
        self._tokens = tuple(dict.fromkeys(filter(None, (tokens.market_data, tokens.access))))
        self._clock = clock
        self._on_quote = on_quote
        self._stream: Stream | None = None
        self._wanted: Instrument | None = None
        self._subscribed: Instrument | None = None
        self._quote: Quote | None = None
        self._trouble = ""
        self._tried = asyncio.Event()
        self._turn = asyncio.Lock()
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect, and again whenever the socket is lost."""
        self._running = asyncio.create_task(self._run(), name=f"quotes of {self._host}")

    async def watch(self, instrument: Instrument) -> None:
        """Watch this contract instead of the one before; raises UserFacingError where refused.

        What is wanted stays wanted: it is asked for again whenever the socket comes back.
        """
        if instrument != self._wanted:
            self._wanted, self._quote = instrument, None
        await self._tried.wait()
        if self._stream is None:
            raise UserFacingError(f"No quotes: {self._trouble}")
        await self._subscribe(self._stream)

    async def close(self) -> None:
        """Leave; idempotent."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait((self._running,))
        stream, self._stream = self._stream, None
        if stream is not None:
            await stream.close()
        self._say("The connection was closed here.")

    async def _run(self) -> None:
        pause = BackOff()
        while True:
            began = self._clock.monotonic()
            try:
                loss = await self._serve(await self._connect())
            except TokenRefused as refused:
                self._say(str(refused))
                return
            except UserFacingError as error:
                loss = Loss(str(error), error.seconds if isinstance(error, MustWait) else 0.0)
            self._say(loss.reason)
            lasted = self._clock.monotonic() - began
            await self._clock.sleep(max(loss.pause, pause.next(lasted)))

    async def _connect(self) -> Stream:
        *others, last = self._tokens
        for token in others:
            try:
                return await self._open(token)
            except TokenRefused:
                log.info("%s refuses the market-data token; trying the other.", self._host)
        return await self._open(last)

    async def _open(self, token: str) -> Stream:
        return await open_stream(self._session, self._url, token, self._clock, self._take)

    async def _serve(self, stream: Stream) -> Loss:
        self._stream, self._subscribed, self._quote = stream, None, None
        again = self._tried.is_set()
        self._tried.set()
        if again:  # the first time, whoever watches waits for this and asks
            await self._subscribe_again(stream)
        loss = await asyncio.shield(stream.lost)
        self._stream = None
        return loss

    async def _subscribe_again(self, stream: Stream) -> None:
        try:
            await self._subscribe(stream)
        except UserFacingError as refused:
            log.info("%s", refused)

    async def _subscribe(self, stream: Stream) -> None:
        async with self._turn:
            wanted, old = self._wanted, self._subscribed
            if wanted is None or wanted == old:
                return
            self._subscribed = None
            calls = [self._call(stream, endpoints.SUBSCRIBE_QUOTE, wanted)]
            if old is not None:
                calls.insert(0, self._call(stream, endpoints.UNSUBSCRIBE_QUOTE, old))
            *_, answer = await asyncio.gather(*calls)
            if answer.status is None:
                raise UserFacingError(f"No quotes: {answer.detail}")
            judge(answer, self._host, f"quotes of {wanted.symbol}")
            self._subscribed = wanted

    async def _call(self, stream: Stream, endpoint: str, instrument: Instrument) -> Delivery:
        body = codec.encode(SymbolRequest(symbol=instrument.symbol))
        return await stream.request(endpoint, body.decode())

    def _take(self, event: Event) -> None:
        if event.kind != "md" or self._wanted is None:
            return
        try:
            quotes = reading.read(event.data, _MarketData).quotes
        except ValueError:
            log.info("%s sent market data that cannot be read; ignored.", self._host)
            return
        for quote in quotes:
            if quote.contract_id == self._wanted.contract_id:
                self._merge(quote)

    def _merge(self, quote: Quote) -> None:
        """Entries come one by one; what an event leaves out still holds (protocol.md 5)."""
        known = self._quote.entries if self._quote else {}
        self._quote = msgspec.structs.replace(quote, entries={**known, **quote.entries})
        self._on_quote(self._quote)

    def _say(self, trouble: str) -> None:
        log.info("No quotes: %s", trouble)
        self._trouble = trouble
        self._tried.set()
