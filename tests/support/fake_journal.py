"""The Journal port in memory, with the promises of the real one."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bracketdesk.domain.instruction import Instruction, InstructionEntry
from bracketdesk.domain.intent import Intent, JournalEntry, Reversal
from bracketdesk.domain.outcomes import Outcome, OutcomeKind, may_move
from bracketdesk.domain.problems import IllegalMove, UserFacingError
from bracketdesk.domain.session import Environment

T = TypeVar("T")


class FakeJournal:
    """The Journal port in memory; it outlives a Desk, as the file outlives the app."""

    def __init__(self) -> None:
        self.entries: dict[str, JournalEntry] = {}
        self.clicks: dict[str, InstructionEntry] = {}
        self.moves: list[tuple[str, OutcomeKind]] = []
        self.record_trouble: Exception | None = None
        self.slow: asyncio.Event | None = None  # what records wait for
        self.settle_trouble = ""
        self.read_trouble = ""
        self.closed = False
        self.ends: list[str] = []
        self.gate = asyncio.Event()  # what outcomes wait for
        self.gate.set()
        self.turns: list[int] = []  # how many turns each outcome takes; one where there is none
        self.answers: list[tuple[str, int | None, bytes, datetime]] = []
        self.seen: list[tuple[str, str]] = []
        self.acknowledged: list[str] = []
        self.read_backs: list[tuple[str, str, str, str]] = []
        self.echoes: list[tuple[Environment, str, str]] = []
        self.sightings: list[tuple[Environment, str, datetime]] = []
        self.exported: list[tuple[str, Path]] = []  # receipts by uuid, tables by none
        self._last: asyncio.Future[Any] | None = None

    def record(self, intent: Intent) -> asyncio.Future[None]:
        return self._commit(partial(self._record, intent))

    def record_instruction(self, click: Instruction) -> asyncio.Future[None]:
        return self._commit(partial(self._record_instruction, click))

    def settle(self, uuid: str, outcome: Outcome, seconds: float | None) -> Awaitable[None]:
        return self._queue(self._settle(uuid, outcome, seconds))

    def answer(self, uuid: str, status: int | None, text: bytes, at: datetime) -> Awaitable[None]:
        return self._note(self.answers, (uuid, status, text, at))

    def evidence(self, uuid: str, text: str) -> Awaitable[None]:
        return self._note(self.seen, (uuid, text))

    def acknowledge(self, uuid: str) -> Awaitable[None]:
        return self._note(self.acknowledged, uuid)

    def read_back(self, uuid: str, planned: str, held: str, differences: str) -> Awaitable[None]:
        return self._note(self.read_backs, (uuid, planned, held, differences))

    def note_echo(self, environment: Environment, host: str, uuid: str) -> Awaitable[None]:
        return self._note(self.echoes, (environment, host, uuid))

    def echoed(self, environment: Environment, host: str) -> Awaitable[bool]:
        return self._queue(self._has_echoed(environment, host))

    def _note(self, notes: list[T], note: T) -> asyncio.Future[None]:
        return self._queue(self._take(notes, note))

    async def _take(self, notes: list[T], note: T) -> None:
        await asyncio.sleep(0)
        if not self.settle_trouble:
            notes.append(note)

    def note_sighting(
        self, environment: Environment, host: str, newest: datetime
    ) -> Awaitable[None]:
        return self._note(self.sightings, (environment, host, newest))

    def last_sighting(self, environment: Environment, host: str) -> Awaitable[datetime | None]:
        return self._queue(self._last_sighting(environment, host))

    async def _last_sighting(self, environment: Environment, host: str) -> datetime | None:
        await asyncio.sleep(0)
        known = (s for s in reversed(self.sightings) if s[:2] == (environment, host))
        return next((newest for _, _, newest in known), None)

    async def _has_echoed(self, environment: Environment, host: str) -> bool:
        await asyncio.sleep(0)
        return any((environment, host) == known[:2] for known in self.echoes)

    def _queue(self, work: Coroutine[object, None, T]) -> asyncio.Future[T]:
        """Do it after whatever was asked before, as the one thread of the real one does."""
        self._last = queued = asyncio.ensure_future(self._after(self._last, work))
        return queued

    async def _after(
        self, former: asyncio.Future[Any] | None, work: Coroutine[object, None, T]
    ) -> T:
        try:
            if former is not None:
                await asyncio.wait((former,))
        except asyncio.CancelledError:
            work.close()
            raise
        return await work

    def _commit(self, work: Callable[[], None]) -> asyncio.Future[None]:
        """Done when it returns, as with most disks, unless something else is under way there."""
        if self.slow is None and (self._last is None or self._last.done()):
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            try:
                work()
                done.set_result(None)
            except Exception as error:
                done.set_exception(error)
            return done
        return self._queue(self._slowly(work))

    async def _slowly(self, work: Callable[[], None]) -> None:
        await (self.slow.wait() if self.slow else asyncio.sleep(0))
        work()

    def _record(self, intent: Intent) -> None:
        if self.record_trouble is not None:
            raise self.record_trouble
        self._move(intent.uuid, OutcomeKind.RECORDED)
        self.entries[intent.uuid] = JournalEntry(intent, None)

    def _record_instruction(self, click: Instruction) -> None:
        if self.record_trouble is not None:
            raise self.record_trouble
        self._move(click.uuid, OutcomeKind.RECORDED)
        self.clicks[click.uuid] = InstructionEntry(click, None)

    async def _settle(self, uuid: str, outcome: Outcome, seconds: float | None) -> None:
        for _ in range(self.turns.pop(0) if self.turns else 1):
            await asyncio.sleep(0)
        await self.gate.wait()
        if self.settle_trouble:
            raise UserFacingError(self.settle_trouble)
        self._move(uuid, outcome.kind)
        if click := self.clicks.get(uuid):
            at = click.instruction.at + timedelta(seconds=1)
            self.clicks[uuid] = replace(click, outcome=outcome, settled_at=at, seconds=seconds)
            return
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

    async def reversals(self) -> tuple[Reversal, ...]:
        await self._read()
        return tuple(self._reversals())

    def _reversals(self) -> Iterator[Reversal]:
        for uuid, entry in self.entries.items():
            last = [kind for moved, kind in self.moves if moved == uuid][-2:]
            if not entry.outcome or uuid in self.acknowledged or len(last) < 2:
                continue
            told, number = last[0], entry.outcome.strategy_id
            refused = told in (OutcomeKind.NOT_SENT, OutcomeKind.REJECTED)
            if refused and last[1] is OutcomeKind.ACCEPTED and number is not None:
                yield Reversal(entry.intent, told, number)

    async def instructions(self, limit: int) -> tuple[InstructionEntry, ...]:
        await self._read()
        return tuple(reversed(self.clicks.values()))[:limit]

    async def receipt(self, uuid: str, folder: Path, zone: tzinfo) -> Path:
        await self._read()
        self.exported.append((uuid, folder))
        return folder / f"{uuid}.html"

    async def table(self, path: Path, zone: tzinfo) -> int:
        await self._read()
        self.exported.append(("", path))
        return len(self.entries)

    async def close(self) -> None:
        self.ends.append("journal")
        self.closed = True

    def kind(self, uuid: str) -> OutcomeKind | None:
        """Where an intent stands on the disk."""
        entry = self.entries.get(uuid) or self.clicks.get(uuid)
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
