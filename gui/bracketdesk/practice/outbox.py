"""What a socket has still to send, bounded: a client that does not read is dropped, not kept."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec

from bracketdesk.wire import codec, frames
from bracketdesk.wire.clock import Clock

Message = dict[str, Any]
"""What goes into an array frame: {i, s, d} or {e, d}."""

MOST_WAITING = 16 * 2**20
"""Bytes; far more than any snapshot of a practice session."""

FRAME_SIZE = 256 * 2**10
"""Bytes after which a frame takes no further message."""


class TooSlow(Exception):
    """The client leaves more unread than anyone keeps for it."""


class Outbox:
    """Messages in their order, gathered into as few frames as the client's pace allows."""

    def __init__(self, clock: Clock, latest: Callable[[], list[Message]] = list) -> None:
        """`latest` composes what is worth sending only once there is room for it."""
        self.last_sent = clock.monotonic()
        self._clock = clock
        self._latest = latest
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._beat = False
        self._last_words: str | None = None
        self._ready = asyncio.Event()

    def put(self, message: Message) -> None:
        """Queue one message; raises TooSlow where too many wait already."""
        data = codec.encode(message)
        if self._waiting and self._size + len(data) > MOST_WAITING:
            raise TooSlow
        self._waiting.append(data)
        self._size += len(data)
        self.wake()

    def beat(self) -> None:
        """Send a heartbeat, unless something else goes out first."""
        self._beat = True
        self.wake()

    def finish(self, code: int, reason: str) -> None:
        """Send what waits, then the close frame, then nothing."""
        self._last_words = frames.write_closed(code, reason)
        self.wake()

    def wake(self) -> None:
        """Look again whether there is something to send."""
        self._ready.set()

    async def frames(self) -> AsyncIterator[str]:
        """Yield each frame once there is something to say; end after the close frame."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            while frame := self._next():
                self.last_sent = self._clock.monotonic()
                yield frame
            if self._last_words is not None:
                yield self._last_words
                return

    def _next(self) -> str | None:
        beat, self._beat = self._beat, False
        if self._waiting:
            return frames.write_messages(*map(msgspec.Raw, self._batch()))
        if latest := self._latest():
            return frames.write_messages(*latest)
        return frames.SERVER_HEARTBEAT if beat else None

    def _batch(self) -> list[bytes]:
        batch: list[bytes] = []
        size = 0
        while self._waiting and size < FRAME_SIZE:
            batch.append(self._waiting.popleft())
            size += len(batch[-1])
        self._size -= size
        return batch
