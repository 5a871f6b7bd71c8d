"""The user socket: opened, synchronised, and come back to when it is lost (protocol.md 3.8).

One generation of a socket at a time: the next is opened only after the last is closed.
"""

import asyncio
import logging
import math
from collections.abc import Mapping
from typing import Protocol

from aiohttp import ClientSession

from bracketdesk.broker.allowance import Allowance
from bracketdesk.broker.backoff import BackOff
from bracketdesk.broker.hosts import host_of
from bracketdesk.broker.loss import Loss, loss_of
from bracketdesk.broker.notifier import Notifier
from bracketdesk.broker.state import LiveState
from bracketdesk.broker.stream import Stream, open_stream
from bracketdesk.broker.sync import synchronise
from bracketdesk.broker.tally import Tally
from bracketdesk.domain.problems import TokenRefused, UserFacingError
from bracketdesk.domain.session import Difference, LineDown, LossCause, Tokens
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.entities import Account
from bracketdesk.wire.frames import Event

log = logging.getLogger(__name__)

TRUCE = 3600.0
"""Seconds after a take-over within which another one ends the line's own attempts: who came back
once and was thrown out again would fight for the session in a loop.
"""
LEAST_PAUSE = 1.0
"""Seconds from one attempt to the next, however often a person asks for one."""

Up = tuple[Stream, tuple[Difference, ...]]


class KeeperListener(Protocol):
    """Who is told how the user socket fares (a part of the controller's LineListener port)."""

    def line_connecting(self) -> None:
        """An attempt begins."""

    def line_synchronising(self) -> None:
        """The user socket is authorised; the snapshot is asked for."""

    def line_up(self, differences: tuple[Difference, ...]) -> None:
        """The snapshot is in."""

    def line_down(self, down: LineDown) -> None:
        """The user socket is gone, or an attempt to come back failed."""

    def state_changed(self) -> None:
        """Entities changed."""


class Keeper:
    """Keeps one line's user socket and its state. `stream` is None while nothing can be sent."""

    def __init__(
        self,
        session: ClientSession,
        url: str,
        tokens: Tokens,
        listener: KeeperListener,
        clock: Clock,
        allowance: Allowance,
    ) -> None:
        self.state = LiveState()
        self.stream: Stream | None = None
        self.tally = Tally()
        self._session = session
        self._url = url
        self._host = host_of(url)
        self._tokens = tokens
        self._listener = listener
        self._clock = clock
        self._allowance = allowance
        self._changes = Notifier(listener.state_changed)
        self._accounts: Mapping[int, Account] = {}
        self._last_quota = -math.inf
        self._tried = -math.inf
        self._own_wait: asyncio.Future[None] | None = None  # under way, and not asked for
        self._keeping: asyncio.Task[None] | None = None

    async def open(self, accounts: Mapping[int, Account]) -> None:
        """Connect and synchronise; raises UserFacingError, TokenRefused."""
        self._accounts = accounts
        self.stream, differences = await self._connect()
        self._keeping = asyncio.create_task(self._keep(self.stream), name="line keeper")
        self._keeping.add_done_callback(self._kept)
        asyncio.get_running_loop().call_soon(self._listener.line_up, differences)

    async def close(self) -> None:
        """Close the socket; idempotent. The listener hears nothing of it."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait((self._keeping,))
        stream, self.stream = self.stream, None
        if stream is not None:
            await stream.close()
        self.state.synchronised = False

    def use(self, tokens: Tokens) -> None:
        """Authorise the next socket with these; the one there is must not repeat them either."""
        self._tokens = tokens
        if self.stream is not None:
            self.stream.hide(tokens.access)

    def try_now(self) -> None:
        """End the wait for the next attempt, unless it is the broker that wants it."""
        if self._own_wait is not None and not self._allowance.frozen_for():
            self._own_wait.cancel()

    async def _connect(self) -> Up:
        self._tried = self._clock.monotonic()
        self.tally.generation += 1
        stream = await open_stream(
            self._session,
            self._url,
            self._tokens.access,
            self._clock,
            self._take,
            self._allowance,
            self.tally,
        )
        try:
            self._listener.line_synchronising()
            differences = await self._synchronise(stream)
        except BaseException:
            await stream.close()
            raise
        return stream, differences

    async def _synchronise(self, stream: Stream) -> tuple[Difference, ...]:
        user_id = self._tokens.user_id or next(iter(self._accounts.values())).user_id
        differences = await synchronise(
            stream, self.state, self._accounts, user_id, self._host, self._clock
        )
        self.tally.snapshots += 1
        return differences

    async def _keep(self, stream: Stream) -> None:
        """Follow the socket; when it is lost, say so and come back with a new snapshot."""
        pause = BackOff()
        while True:
            began = self._clock.monotonic()
            loss = await asyncio.shield(stream.lost)
            up = await self._return(stream, loss, pause, self._clock.monotonic() - began)
            if up is None:
                return
            self.stream, differences = up
            stream = self.stream
            self._listener.line_up(differences)
            self._changes.tell()

    async def _return(self, old: Stream, loss: Loss, pause: BackOff, lasted: float) -> Up | None:
        while True:
            rest = self._rest(loss, pause, lasted)
            due = self._clock.monotonic() + (rest or 0.0)
            self._down(loss, rest)
            await old.close()
            if rest is None:
                return None
            await (self._until(due) if loss.pause else self._until_or_asked(due))
            await self._allowance.thawed()
            self._listener.line_connecting()
            try:
                return await self._connect()
            except TokenRefused:
                raise
            except UserFacingError as error:
                log.info("Not connected again yet: %s", error)
                loss, lasted = self._again(loss, loss_of(error)), 0.0

    async def _until(self, due: float) -> None:
        """Wait for the time of the next attempt."""
        if (seconds := due - self._clock.monotonic()) > 0:
            await self._clock.sleep(seconds)

    async def _until_or_asked(self, due: float) -> None:
        """Wait for it, or until a person wants the attempt now."""
        wait = self._own_wait = asyncio.ensure_future(self._until(due))
        try:
            await asyncio.wait((wait,))
        finally:
            self._own_wait = None
            wait.cancel()
        await self._until(min(due, self._tried + LEAST_PAUSE))

    def _rest(self, loss: Loss, pause: BackOff, lasted: float) -> float | None:
        """Return the seconds until the next attempt; None where there is to be none."""
        if loss.cause is LossCause.QUOTA and self._fought_for():
            return None
        # After maintenance everybody comes back, and nobody within seconds: begin with the longest.
        longest = loss.cause is LossCause.MAINTENANCE
        return max(loss.pause, pause.next(lasted, longest=longest))

    def _fought_for(self) -> bool:
        last, self._last_quota = self._last_quota, self._clock.monotonic()
        return self._last_quota - last < TRUCE

    def _again(self, before: Loss, now: Loss) -> Loss:
        """An announced maintenance stays the cause, and said, until the socket stands again."""
        if before.cause is LossCause.MAINTENANCE and now.cause is LossCause.BROKEN:
            return Loss(before.reason, now.pause, LossCause.MAINTENANCE)
        return now

    def _down(self, loss: Loss, rest: float | None) -> None:
        self.state.await_snapshot()
        self.stream = None
        retry_in = None if rest is None else max(rest, self._allowance.frozen_for())
        self._listener.line_down(LineDown(loss.reason, loss.cause, retry_in, bool(loss.pause)))

    def _kept(self, task: asyncio.Task[None]) -> None:
        """The keeper ends by itself only where coming back is no use."""
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, TokenRefused):
            self._down(Loss(f"{error} Sign in again.", cause=LossCause.REFUSED), None)
        elif error:
            log.error("The line's keeper failed", exc_info=error)
            reason = "The connection failed inside this app."
            self._down(Loss(reason, cause=LossCause.FAILED), None)

    def _take(self, event: Event) -> None:
        if event.kind == "props" and self.state.apply(event.data):
            self._changes.tell()
