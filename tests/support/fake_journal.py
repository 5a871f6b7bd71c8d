"""The Journal port in memory, with the promises of the real one."""

import asyncio
from collections.abc import Awaitable, Coroutine
from dataclasses import replace
from datetime import timedelta

from bracketdesk.domain.intent import Intent, JournalEntry
from bracketdesk.domain.outcomes import Outcome, OutcomeKind, may_move
from bracketdesk.domain.problems import IllegalMove, UserFacingError


class FakeJournal:
    """The Journal port in memory; it outlives a Desk, as the file outlives the app."""

    def __init__(self) -> None:
        self.entries: dict[str, JournalEntry] = {}
        self.moves: list[tuple[str, OutcomeKind]] = []
        self.record_trouble: Exception | None = None
        self.settle_trouble = ""
        self.read_trouble = ""
        self.closed = False
        self.ends: list[str] = []
        self.gate = asyncio.Event()  # what outcomes wait for
        self.gate.set()
        self.turns: list[int] = []  # how many turns each outcome takes; one where there is none
        self._last: asyncio.Future[None] | None = None

    def record(self, intent: Intent) -> asyncio.Future[None]:
        return self._queue(self._record(intent))

    def settle(self, uuid: str, outcome: Outcome, seconds: float | None) -> Awaitable[None]:
        return self._queue(self._settle(uuid, outcome, seconds))

    def _queue(self, work: Coroutine[object, None, None]) -> asyncio.Future[None]:
        """Do it after whatever was asked before, as the one thread of the real one does."""
        self._last = asyncio.ensure_future(self._after(self._last, work))
        return self._last

    async def _after(
        self, former: asyncio.Future[None] | None, work: Coroutine[object, None, None]
    ) -> None:
        try:
            if former is not None:
                await asyncio.wait((former,))
        except asyncio.CancelledError:
            work.close()
            raise
        await work

    async def _record(self, intent: Intent) -> None:
        await asyncio.sleep(0)
        if self.record_trouble is not None:
            raise self.record_trouble
        self._move(intent.uuid, OutcomeKind.RECORDED)
        self.entries[intent.uuid] = JournalEntry(intent, None)

    async def _settle(self, uuid: str, outcome: Outcome, seconds: float | None) -> None:
        for _ in range(self.turns.pop(0) if self.turns else 1):
            await asyncio.sleep(0)
        await self.gate.wait()
        if self.settle_trouble:
            raise UserFacingError(self.settle_trouble)
        self._move(uuid, outcome.kind)
        entry = self.entries[uuid]
        at = entry.intent.at + timedelta(seconds=1)
        self.entries[uuid] = replace(entry, outcome=outcome, settled_at=at, seconds=seconds)

    async def recent(self, limit: int) -> tuple[JournalEntry, ...]:
        await self._read()
        return tuple(reversed(self.entries.values()))[:limit]

    async def unsettled(self) -> tuple[JournalEntry, ...]:
        await self._read()
        return tuple(
            entry
            for entry in self.entries.values()
            if entry.outcome is None or entry.outcome.kind is OutcomeKind.UNKNOWN
        )

    async def close(self) -> None:
        self.ends.append("journal")
        self.closed = True

    def kind(self, uuid: str) -> OutcomeKind | None:
        """Where an intent stands on the disk."""
        entry = self.entries.get(uuid)
        if entry is None:
            return None
        return entry.outcome.kind if entry.outcome else OutcomeKind.RECORDED

    async def _read(self) -> None:
        await asyncio.sleep(0)
        if self.read_trouble:
            raise UserFacingError(self.read_trouble)

    def _move(self, uuid: str, new: OutcomeKind) -> None:
        old = self.kind(uuid)
        if old is None:
            if new is not OutcomeKind.RECORDED:
                raise IllegalMove(f"{uuid}: nothing -> {new}")
        elif not may_move(old, new):
            raise IllegalMove(f"{uuid}: {old} -> {new}")
        self.moves.append((uuid, new))
