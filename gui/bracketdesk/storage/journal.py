"""The journal: every start is on disk before its first byte leaves (product.md, rule 5).

One daemon thread owns the connection. An intent is one row, Recorded by being there; where it
stands is the last of its transitions, which only grow in number and only by the moves of
`domain/outcomes.py`.
"""

import logging
import sqlite3
from asyncio import Future
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import TypeVar

from bracketdesk.domain.instruction import Instruction, InstructionEntry
from bracketdesk.domain.intent import Intent, JournalEntry, Reversal
from bracketdesk.domain.outcomes import Outcome, OutcomeKind, may_move
from bracketdesk.domain.problems import IllegalMove, UserFacingError
from bracketdesk.domain.session import Environment
from bracketdesk.storage import journal_rows as rows
from bracketdesk.storage.clock import Clock
from bracketdesk.storage.journal_file import FILE_NAME, make_room, open_file
from bracketdesk.storage.lock import FILE_NAME as LOCK
from bracketdesk.storage.retention import AT_ONCE, let_go
from bracketdesk.storage.same_files import SameFiles
from bracketdesk.storage.worker import Worker

T = TypeVar("T")

log = logging.getLogger(__name__)

CHECKPOINT_EVERY = 200  # outcomes; the room of journal_file.LOG_ROOM
MUST_LAST = (FILE_NAME, f"{FILE_NAME}-wal", LOCK)  # SQLite makes the -shm anew from the log

# Also a value SQLite cannot hold (a lone surrogate, a huge number) and a row of a bad disk.
TROUBLE = (sqlite3.Error, ValueError, OverflowError)

NOT_RECORDED = "The journal could not be written ({}), so nothing was sent."
NOT_SETTLED = "The outcome could not be written to the journal ({})."
NOT_READ = "The journal could not be read ({})."
GONE = (
    "{} was removed or replaced while the app runs, so nothing can be recorded. "
    "Close the app and start it again."
)


async def open_journal(home: Path, clock: Clock) -> "SqliteJournal":
    """Open the journal in the home folder; raises UserFacingError where there can be none."""
    worker = Worker("journal")
    try:
        connection, notice = await worker.run(partial(open_file, home, clock.now()))
    except BaseException:
        worker.stop(timeout=0)
        raise
    worker.post(partial(make_room, home))  # nobody needs to wait for it
    worker.post(partial(_let_go, worker, connection, clock.now()))
    files = SameFiles(home / name for name in MUST_LAST)
    return SqliteJournal(home, worker, connection, clock, notice, files)


def _let_go(worker: Worker, connection: sqlite3.Connection, now: datetime) -> None:
    """Remove what has had its time, a little at once: a click that comes meanwhile goes first."""
    if let_go(connection, now) == AT_ONCE:
        worker.post(partial(_let_go, worker, connection, now))


PATIENCE = 0.01
"""Seconds a click itself waits for its record: the disk mostly needs a tenth of that, and the way
back through the loop, with whatever is painted on it, costs more. A slower disk holds up nothing.
"""


class SqliteJournal:
    """The Journal port. `notice` is one sentence where a damaged file was set aside."""

    def __init__(
        self,
        home: Path,
        worker: Worker,
        connection: sqlite3.Connection,
        clock: Clock,
        notice: str,
        files: SameFiles,
    ) -> None:
        self._home = home
        self._files = files
        self._exports = Worker("exports")
        self._worker = worker
        self._connection = connection
        self._clock = clock
        self._settled = 0
        self._open = True
        self.notice = notice

    def record(self, intent: Intent) -> Future[None]:
        """Commit an intent, or the clicked resend of one with a penalty ticket.

        On its way when this returns; awaited, it is on disk. Raises UserFacingError where it is
        not: then nothing may be sent; and IllegalMove where this intent may not be sent (again).
        """
        return self._do(NOT_RECORDED, partial(self._record, intent), PATIENCE)

    def record_instruction(self, click: Instruction) -> Future[None]:
        """Commit an instruction, as `record` does; its uuid is never there twice."""
        return self._do(NOT_RECORDED, partial(self._record_instruction, click), PATIENCE)

    def settle(self, uuid: str, outcome: Outcome, seconds: float | None) -> Awaitable[None]:
        """Append an outcome; `seconds` from the write to the answer. Raises IllegalMove."""
        return self._do(
            NOT_SETTLED, partial(self._settle, uuid, self._clock.now(), outcome, seconds)
        )

    def answer(self, uuid: str, status: int | None, text: bytes, at: datetime) -> Future[None]:
        """Keep an answer as it came but for secrets, at most `ANSWER_ROOM` bytes; see `_note`."""
        kept = text[: rows.ANSWER_ROOM]
        return self._note(rows.ANSWERED, (uuid, rows.stamp(at), status, len(text), kept, uuid))

    def evidence(self, uuid: str, text: str) -> Future[None]:
        """Keep one sentence on what was seen of an intent, with the time of this call."""
        return self._note(rows.SEEN, (uuid, rows.stamp(self._clock.now()), text))

    def acknowledge(self, uuid: str) -> Future[None]:
        """Keep that the trader has seen the alarm of a reversal, as evidence."""
        return self.evidence(uuid, rows.ACKNOWLEDGED)

    def read_back(self, uuid: str, planned: str, held: str, differences: str) -> Future[None]:
        """Keep what the broker held against the ticket; no `differences`: planned = held."""
        return self._note(
            rows.COMPARED, (uuid, rows.stamp(self._clock.now()), planned, held, differences)
        )

    def note_echo(self, environment: Environment, host: str, uuid: str) -> Future[None]:
        """Keep that an environment gave back the uuid of a start; the first one counts."""
        return self._note(rows.ECHOED, (environment, host, uuid, rows.stamp(self._clock.now())))

    def echoed(self, environment: Environment, host: str) -> Future[bool]:
        """Whether an environment was ever seen to echo; no where it cannot be read."""
        return self._worker.run(partial(self._has_echoed, environment, host))

    def note_sighting(self, environment: Environment, host: str, newest: datetime) -> Future[None]:
        """Keep the newest of the broker's times that a line has shown."""
        return self._note(rows.SIGHTED, (environment, host, rows.stamp(newest)))

    def last_sighting(self, environment: Environment, host: str) -> Future[datetime | None]:
        """The newest time a line has shown; None where none has or it cannot be read."""
        return self._worker.run(partial(self._last_sighting, environment, host))

    async def recent(self, limit: int) -> tuple[JournalEntry, ...]:
        """Return the last intents, newest first."""
        return await self._do(NOT_READ, partial(self._read, rows.RECENT, (limit,)))

    async def unsettled(self) -> tuple[JournalEntry, ...]:
        """Return every intent that is Recorded or Unknown, oldest first."""
        return await self._do(NOT_READ, partial(self._read, rows.UNSETTLED, ()))

    async def reversals(self) -> tuple[Reversal, ...]:
        """Return those that nobody has acknowledged, oldest first."""
        query = partial(self._connection.execute, rows.REVERSALS, (rows.ACKNOWLEDGED,))
        return await self._do(NOT_READ, lambda: tuple(rows.reversal(row) for row in query()))

    async def instructions(self, limit: int) -> tuple[InstructionEntry, ...]:
        """Return the last instructions, newest first."""
        query = partial(self._connection.execute, rows.INSTRUCTIONS, (limit,))
        return await self._do(
            NOT_READ, lambda: tuple(rows.instruction_entry(row) for row in query())
        )

    async def receipt(self, uuid: str, folder: Path, zone: tzinfo) -> Path:
        """Write an intent's receipt into `folder`; see exports.py. Raises UserFacingError."""
        from bracketdesk.storage.exports import write_receipt  # noqa: PLC0415 - rarely needed

        return await self._exports.run(partial(write_receipt, self._home, uuid, folder, zone))

    async def table(self, path: Path, zone: tzinfo) -> int:
        """Write every intent as CSV; returns how many. Raises UserFacingError."""
        from bracketdesk.storage.exports import write_table  # noqa: PLC0415 - rarely needed

        return await self._exports.run(partial(write_table, self._home, path, zone))

    async def close(self) -> None:
        """Close the file and end the thread; idempotent."""
        if self._open:
            self._open = False
            await self._worker.run(self._connection.close)
            self._worker.stop(timeout=0)
            self._exports.stop(timeout=0)

    def _do(self, trouble: str, work: Callable[[], T], patience: float = 0.0) -> Future[T]:
        """Queue `work` for the thread, now: it is done in the order of the calls."""
        return self._worker.run(partial(_explained, trouble, work), patience)

    def _record(self, intent: Intent) -> None:
        self._must_last()
        if not self._connection.execute(rows.NEW_INTENT, rows.record_of(intent)).rowcount:
            self._resend(intent)

    def _record_instruction(self, click: Instruction) -> None:
        self._must_last()
        self._connection.execute(rows.NEW_INSTRUCTION, rows.of_instruction(click))

    def _must_last(self) -> None:
        """Raise UserFacingError where no later start would find what is written.

        Or where another app may run here: the lock is not the one that was taken any more.
        """
        if gone := self._files.gone():
            raise UserFacingError(GONE.format(gone))

    def _resend(self, intent: Intent) -> None:
        """Note that an intent goes again; raises IllegalMove unless it is this one and may."""
        uuid = intent.uuid
        with self._commit() as connection:
            standing = self._standing(uuid)
            if standing is None or not may_move(standing, OutcomeKind.RECORDED):
                raise IllegalMove(f"{uuid}: {standing} -> recorded")
            if not connection.execute(rows.MATCHES, rows.of_intent(intent)).fetchone():
                raise IllegalMove(f"{uuid} is another intent")
            connection.execute(rows.RESENT, (uuid, rows.stamp(intent.at), intent.transport.value))

    def _settle(self, uuid: str, at: datetime, outcome: Outcome, seconds: float | None) -> None:
        with self._commit() as connection:
            standing = self._standing(uuid)
            resend = outcome.kind is OutcomeKind.RECORDED  # which only `record` may write
            if standing is None or resend or not may_move(standing, outcome.kind):
                raise IllegalMove(f"{uuid}: {standing} -> {outcome.kind}")
            connection.execute(rows.MOVED, rows.move_of(uuid, at, outcome, seconds))
        # Folding the write-ahead log into the file takes milliseconds: never in front of a start.
        self._settled += 1
        if self._settled % CHECKPOINT_EVERY == 0:
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._must_last()

    def _note(self, statement: str, values: tuple[object, ...]) -> Future[None]:
        """Queue what an outcome does not hang on: it never raises, a failure is in the log."""
        return self._worker.run(partial(self._write_note, statement, values))

    def _write_note(self, statement: str, values: tuple[object, ...]) -> None:
        kept = tuple(rows.without_secrets(value) for value in values)
        try:
            with self._commit() as connection:
                connection.execute(statement, kept)
        except TROUBLE as error:
            log.warning("The journal could not keep a note: %s", error)

    def _has_echoed(self, environment: Environment, host: str) -> bool:
        try:
            found = self._connection.execute(rows.HAS_ECHOED, (environment, host)).fetchone()
        except TROUBLE as error:
            log.warning("The journal could not be read: %s", error)
            return False
        return found is not None

    def _last_sighting(self, environment: Environment, host: str) -> datetime | None:
        try:
            row = self._connection.execute(rows.LAST_SIGHTED, (environment, host)).fetchone()
            return row and datetime.fromisoformat(row["newest"])
        except TROUBLE as error:
            log.warning("The journal could not be read: %s", error)
            return None

    def _standing(self, uuid: str) -> OutcomeKind | None:
        row = self._connection.execute(rows.STANDING, (uuid,)).fetchone()
        return row and OutcomeKind(row["kind"])

    def _read(self, query: str, values: tuple[int, ...]) -> tuple[JournalEntry, ...]:
        return tuple(rows.entry(row) for row in self._connection.execute(query, values))

    @contextmanager
    def _commit(self) -> Iterator[sqlite3.Connection]:
        """All of it on disk, or none of it."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _explained(trouble: str, work: Callable[[], T]) -> T:
    try:
        return work()
    except TROUBLE as error:
        raise UserFacingError(trouble.format(error)) from error
