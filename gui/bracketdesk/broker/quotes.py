"""Market data: one socket of its own, the ticket's contract and whatever else is watched (5)."""

import asyncio
import logging
import math
from collections.abc import Callable, Collection, Container, Coroutine
from contextlib import suppress
from typing import Any

from aiohttp import ClientSession

from bracketdesk.broker import endpoints
from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.backoff import BackOff
from bracketdesk.broker.hosts import host_of
from bracketdesk.broker.keeper import TRUCE
from bracketdesk.broker.latest_quote import LatestQuote
from bracketdesk.broker.loss import Loss, loss_of
from bracketdesk.broker.refusals import judge, shown, words
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import MustWait, TokenRefused, UserFacingError
from bracketdesk.domain.session import LossCause, Tokens
from bracketdesk.wire import codec
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.frames import Event
from bracketdesk.wire.messages import Quote, SymbolRequest

log = logging.getLogger(__name__)

LONGEST_PENALTY = 60.0
"""Seconds that a penalty ticket may ask for and still be waited out here."""

SILENCE = "The broker asked for silence; quotes are asked for once it is over."
FAILED = "They failed inside this app; the log has the details."
CLOSED = "The connection was closed here."
NO_RIGHT = (401, 403)
NOT_ENTITLED = "{} refused quotes of {} ({}): this user may have no right to its market data."
"""The broker's own answer is not documented (protocol.md 5); the sign-in is good all the same."""


class QuoteFeed:
    """Quotes of the ticket's contract and of others; their troubles stay here, for an order needs
    no quote.

    `on_trouble` hears why there are none of the ticket's, in one sentence, and an empty one once
    nothing stands in their way any more.
    """

    def __init__(
        self,
        session: ClientSession,
        url: str,
        tokens: Tokens,
        clock: Clock,
        on_quote: Callable[[Quote], None],
        on_trouble: Callable[[str], None],
        allowance: Allowance,
    ) -> None:
        self._session = session
        self._url = url
        self._host = host_of(url)
        self._clock = clock
        self._on_trouble = on_trouble
        self._allowance = allowance
        self._latest = LatestQuote(clock, on_quote)
        self._renewed = asyncio.Event()
        self.use(tokens)
        self._wanted: Instrument | None = None
        self._others: dict[str, Instrument] = {}  # by symbol
        # By symbol what the broker may be sending, and whether that is sure.
        self._held: dict[str, bool] = {}
        self._stream: Stream | None = None
        self._trouble = ""
        self._garbled = False
        self._last_quota = -math.inf
        self._changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._settled = asyncio.Event()
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def start(self) -> None:
        """Connect, and again whenever the socket is lost."""
        self._tasks = (self._spawn(self._run(), "quotes"), self._spawn(self._latest.run(), "pace"))

    def use(self, tokens: Tokens) -> None:
        """Authorise the next socket with these tokens."""
        # The market-data token where there is one, then the ordinary one (protocol.md 1.2).
        self._tokens = tuple(dict.fromkeys(filter(None, (tokens.market_data, tokens.access))))
        self._renewed.set()

    def probe(self) -> None:
        """Ask the socket now whether the other side still lives."""
        if self._stream is not None:
            self._stream.probe()

    async def watch(self, instrument: Instrument | None) -> None:
        """Watch this contract instead of the one before, or none; returns once that is tried.

        Raises UserFacingError where there are no quotes of it. What is wanted stays wanted: it is
        asked for again whenever the socket comes back.
        """
        if instrument != self._wanted:
            self._wanted = instrument
            self._follow()
        if self._stream is not None:
            self._settled.clear()
        self._choose_anew()
        await self._settled.wait()
        if self._trouble:
            raise UserFacingError(_told(self._trouble))

    def watch_also(self, instruments: Collection[Instrument]) -> None:
        """Watch these besides, instead of those before. What is refused is not told."""
        others = {instrument.symbol: instrument for instrument in instruments}
        if others != self._others:
            self._others = others
            self._follow()
            self._choose_anew()

    async def close(self) -> None:
        """Leave; idempotent. Nobody hears of it but who still waits."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._trouble = CLOSED
        self._settled.set()

    # The socket
    async def _run(self) -> None:
        pause = BackOff()
        while True:
            if self._allowance.frozen_for():
                self._give_up(self._trouble or SILENCE)
                await self._allowance.thawed()
            began = self._clock.monotonic()
            loss = await self._visit()
            self._give_up(loss.reason)
            if self._is_useless(loss):
                await self._renewed.wait()
            elif not self._allowance.frozen_for():  # a freeze is longer, and waited for above
                lasted = self._clock.monotonic() - began
                longest = loss.cause is LossCause.MAINTENANCE
                await self._clock.sleep(max(loss.pause, pause.next(lasted, longest=longest)))

    async def _visit(self) -> Loss:
        """One socket, from the attempt to open it to its end."""
        try:
            return await self._serve(await self._connect())
        except TokenRefused as refused:
            return Loss(f"{refused}{refused.words}", cause=LossCause.REFUSED)
        except UserFacingError as error:
            return loss_of(error)

    def _is_useless(self, loss: Loss) -> bool:
        """Whether coming back with the same tokens would be refused, or be a fight."""
        if loss.cause is not LossCause.QUOTA:
            return loss.cause is LossCause.REFUSED
        last, self._last_quota = self._last_quota, self._clock.monotonic()
        return self._last_quota - last < TRUCE

    async def _connect(self) -> Stream:
        self._renewed.clear()
        *others, last = self._tokens
        for token in others:
            try:
                return await self._open(token)
            except TokenRefused:
                log.info("%s refuses the market-data token; trying the other.", self._host)
        return await self._open(last)

    async def _open(self, token: str) -> Stream:
        return await open_stream(
            self._session, self._url, token, self._clock, self._take, self._allowance
        )

    async def _serve(self, stream: Stream) -> Loss:
        """Have what is wanted sent until the socket is gone."""
        self._stream = stream
        self._held.clear()
        self._garbled = False
        self._latest.begin_anew()
        try:
            while not stream.lost.done():
                await self._follow_the_choice(stream)
            return stream.lost.result()
        finally:
            self._stream = None
            await stream.close()

    async def _follow_the_choice(self, stream: Stream) -> None:
        """Do what is wanted, then wait for another choice, or for the end of a freeze."""
        self._changed = asyncio.get_running_loop().create_future()
        await self._agree(stream)
        if not self._changed.done():
            self._settled.set()
        if self._allowance.frozen_for():
            await self._undisturbed(stream, self._allowance.thawed())
        else:
            await asyncio.wait((stream.lost, self._changed), return_when=asyncio.FIRST_COMPLETED)

    def _give_up(self, trouble: str) -> None:
        self._say(trouble)
        self._settled.set()

    # The subscription
    async def _agree(self, stream: Stream) -> None:
        """Have the broker send what is wanted and nothing else."""
        wanted = self._wanted.symbol if self._wanted else ""
        symbols = dict.fromkeys((*filter(None, (wanted,)), *self._others))
        if self._held == dict.fromkeys(symbols, True):
            self._say("")
            return
        if self._allowance.frozen_for():
            self._say(SILENCE)
            return
        try:
            await self._unsubscribe_all_but(symbols, stream)
            if wanted and wanted not in self._held:
                await self._subscribe(wanted, stream)
        except UserFacingError as refused:
            self._say(str(refused))
        else:
            self._say("")
        for symbol in self._others:
            await self._try(symbol, stream)

    async def _try(self, symbol: str, stream: Stream) -> None:
        """Subscribe to one of the others, unless another choice was made meanwhile."""
        if symbol in self._held or self._changed.done():
            return
        with suppress(UserFacingError):  # it then has no quote, which is shown where one is
            await self._ask(symbol, stream)

    async def _unsubscribe_all_but(self, wanted: Container[str], stream: Stream) -> None:
        for symbol, sure in tuple(self._held.items()):
            if symbol in wanted and sure:
                continue
            self._held[symbol] = False
            if (await self._call(stream, endpoints.UNSUBSCRIBE_QUOTE, symbol)).status is not None:
                del self._held[symbol]

    async def _subscribe(self, symbol: str, stream: Stream) -> None:
        """Subscribe; a short penalty is waited out once (protocol.md 1.7)."""
        try:
            await self._ask(symbol, stream)
        except MustWait as penalty:
            if not penalty.ticket or penalty.seconds > LONGEST_PENALTY:
                raise
            self._say(str(penalty))
            self._settled.set()
            if await self._undisturbed(stream, self._clock.sleep(penalty.seconds)):
                await self._ask(symbol, stream, penalty.ticket)

    async def _ask(self, symbol: str, stream: Stream, ticket: str | None = None) -> None:
        """Ask once; raises UserFacingError. Where no answer comes it may hold all the same."""
        self._held[symbol] = False
        delivery = await self._call(stream, endpoints.SUBSCRIBE_QUOTE, symbol, ticket)
        if delivery.status is not None or not delivery.left:
            del self._held[symbol]
        if delivery.status in NO_RIGHT:
            sentence = NOT_ENTITLED.format(self._host, symbol, delivery.status)
            raise UserFacingError(sentence + shown(words(delivery.body)))
        judge(delivery, self._host, f"quotes of {symbol}")
        if said := _error_in(delivery.body):
            raise UserFacingError(f"{self._host} refused quotes of {symbol}.{shown(said)}")
        self._held[symbol] = True

    async def _call(
        self, stream: Stream, endpoint: str, symbol: str, ticket: str | None = None
    ) -> Delivery:
        body = codec.encode(SymbolRequest(symbol=symbol, p_ticket=ticket))
        return await stream.request(endpoint, body.decode())

    async def _undisturbed(self, stream: Stream, wait: Coroutine[Any, Any, None]) -> bool:
        """Wait, unless the choice or the socket changes first; returns whether it did not."""
        waiting = asyncio.ensure_future(wait)
        disturbances = (stream.lost, self._changed)
        try:
            await asyncio.wait((waiting, *disturbances), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        return not any(disturbance.done() for disturbance in disturbances)

    # What comes
    def _choose_anew(self) -> None:
        if not self._changed.done():
            self._changed.set_result(None)

    def _follow(self) -> None:
        followed = (self._wanted, *self._others.values())
        self._latest.follow(instrument.contract_id for instrument in followed if instrument)

    def _take(self, event: Event) -> None:
        if event.kind != "md":
            return
        try:
            self._latest.take(event.data)
        except ValueError:
            if not self._garbled:  # thousands a second may follow
                self._garbled = True
                log.info("%s sends market data that cannot be read; ignored.", self._host)

    def _say(self, trouble: str) -> None:
        if trouble == self._trouble:
            return
        log.info("%s", _told(trouble) or "Quotes again.")
        self._trouble = trouble
        self._on_trouble(_told(trouble))

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=f"{name} of {self._host}")
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.error("%s failed", task.get_name(), exc_info=error)
            self._give_up(FAILED)


def _told(trouble: str) -> str:
    return f"No quotes: {trouble}" if trouble else ""


def _error_in(body: bytes) -> str:
    """Return an error by whatever name, for none is documented (protocol.md 5); else nothing."""
    try:
        answer = codec.decode(body, dict[str, object])
    except ValueError:
        return ""
    named = (value for key, value in answer.items() if "error" in key.lower())
    return next((value for value in named if isinstance(value, str) and value.strip()), "")
