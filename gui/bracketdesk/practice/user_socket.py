"""The user socket: every call of REST, and the account's changes as they happen (protocol.md 3)."""

import asyncio
from collections.abc import Callable, Iterable

from aiohttp import web

from bracketdesk.practice import sync
from bracketdesk.practice.arguments import Arguments, Synchronise
from bracketdesk.practice.auth import Gate
from bracketdesk.practice.calls import Calls
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.guard import SYNC
from bracketdesk.practice.sessions import Grant
from bracketdesk.practice.sockets import Socket
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.entities import Entity
from bracketdesk.wire.enums import EventType


class UserSocket(Socket):
    """Answers calls, and sends `props` from the moment a snapshot was asked for.

    The request for the snapshot is the one call that only a socket takes (protocol.md 3.7).
    """

    def __init__(
        self,
        ws: web.WebSocketResponse,
        wire: asyncio.Transport,
        clock: Clock,
        exchange: Exchange,
        gate: Gate,
        calls: Calls,
    ) -> None:
        super().__init__(ws, wire, clock, gate)
        self._exchange = exchange
        self._calls = calls
        self._scope: sync.Scope | None = None
        self._stop_listening: Callable[[], None] | None = None

    def admit(self, token: str) -> Grant:
        """Let an access token in."""
        return self.gate.admit(token)

    def replies(self, name: str, given: Arguments) -> Iterable[object]:
        """Answer any call of the table, or the snapshot."""
        if name.lower() == SYNC:
            self.granted()
            return self._synchronise(given.read(Synchronise))
        return [self._calls.answer(name, given, self.granted)]

    def left(self) -> None:
        """Hear no further changes."""
        if self._stop_listening is not None:
            self._stop_listening()

    def _synchronise(self, request: Synchronise) -> list[sync.Part]:
        """Snapshot and subscription begin in the same turn: nothing is lost or told twice.

        It cannot be unsubscribed (protocol.md 3.7); asked again, the new filter replaces the old.
        """
        self._exchange.catch_up()
        self._scope = sync.scope_of(request, self._exchange)
        if self._stop_listening is None:
            self._stop_listening = self._exchange.store.listen(self._changed)
        return sync.snapshot(request, self._scope, self._exchange)

    def _changed(self, kind: str, event: EventType, entity: Entity) -> None:
        if self._scope is not None and self._scope.covers(kind):
            self.event("props", {"entityType": kind, "eventType": event, "entity": entity})
