"""The journal where there can be none: it says why, takes no start, and leaves exits free."""

import asyncio
from asyncio import Future
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TypeVar

from bracketdesk.domain.instruction import Instruction, InstructionEntry
from bracketdesk.domain.intent import Intent, JournalEntry, Reversal
from bracketdesk.domain.outcomes import Outcome
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Environment

T = TypeVar("T")

CLOSED = "{} So nothing can be recorded or sent in this run; looking, connecting and exits work."


class ClosedJournal:
    """The Journal port without a file. `notice` is the sentence every start is refused with.

    Nor does it answer what was sent before: an empty answer would say that nothing is unknown.
    """

    def __init__(self, reason: str) -> None:
        self.notice = CLOSED.format(reason)

    def record(self, intent: Intent) -> Future[None]:
        """Refuse: then nothing may be sent."""
        return self._refused()

    def record_instruction(self, click: Instruction) -> Future[None]:
        """Refuse: an exit goes all the same, and what is said of it says so."""
        return self._refused()

    def settle(self, uuid: str, outcome: Outcome, seconds: float | None) -> Future[None]:
        """Refuse: no intent is known here."""
        return self._refused()

    def answer(self, uuid: str, status: int | None, text: bytes, at: datetime) -> Future[None]:
        """Keep nothing."""
        return _done(None)

    def evidence(self, uuid: str, text: str) -> Future[None]:
        """Keep nothing."""
        return _done(None)

    def acknowledge(self, uuid: str) -> Future[None]:
        """Keep nothing."""
        return _done(None)

    def read_back(self, uuid: str, planned: str, held: str, differences: str) -> Future[None]:
        """Keep nothing."""
        return _done(None)

    def note_echo(self, environment: Environment, host: str, uuid: str) -> Future[None]:
        """Keep nothing."""
        return _done(None)

    def echoed(self, environment: Environment, host: str) -> Future[bool]:
        """Answer no: it is not known."""
        return _done(False)

    def note_sighting(self, environment: Environment, host: str, newest: datetime) -> Future[None]:
        """Keep nothing."""
        return _done(None)

    def last_sighting(self, environment: Environment, host: str) -> Future[datetime | None]:
        """Answer None: it is not known."""
        return _done(None)

    async def recent(self, limit: int) -> tuple[JournalEntry, ...]:
        """Raise the reason."""
        return await self._refused()

    async def unsettled(self) -> tuple[JournalEntry, ...]:
        """Raise the reason: a lock may be overlooked."""
        return await self._refused()

    async def reversals(self) -> tuple[Reversal, ...]:
        """Raise the reason."""
        return await self._refused()

    async def instructions(self, limit: int) -> tuple[InstructionEntry, ...]:
        """Raise the reason."""
        return await self._refused()

    async def receipt(self, uuid: str, folder: Path, zone: tzinfo) -> Path:
        """Raise the reason."""
        return await self._refused()

    async def table(self, path: Path, zone: tzinfo) -> int:
        """Raise the reason."""
        return await self._refused()

    async def close(self) -> None:
        """Close nothing."""

    def _refused(self) -> Future[T]:
        refused: Future[T] = asyncio.get_running_loop().create_future()
        refused.set_exception(UserFacingError(self.notice))
        return refused


def _done(value: T) -> Future[T]:
    done: Future[T] = asyncio.get_running_loop().create_future()
    done.set_result(value)
    return done
