"""The journal: every start is on disk before its first byte leaves (product.md, rule 5).

One daemon thread owns the connection. An intent is one row; where it stands is the last of its
transitions, which only grow in number and only by the moves of `domain/outcomes.py`.
"""

import sqlite3
from asyncio import Future
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from bracketdesk.domain.intent import Intent, JournalEntry
from bracketdesk.domain.outcomes import Outcome, OutcomeKind, may_move
from bracketdesk.domain.problems import IllegalMove, UserFacingError
from bracketdesk.domain.session import Environment, Transport
from bracketdesk.storage.clock import Clock
from bracketdesk.storage.journal_file import make_room, open_file
from bracketdesk.storage.ticket_text import read_ticket, write_ticket
from bracketdesk.storage.worker import Worker

T = TypeVar("T")

CHECKPOINT_EVERY = 200  # outcomes; the room of journal_file.LOG_ROOM

NOT_RECORDED = "The journal could not be written ({}), so nothing was sent."
NOT_SETTLED = "The outcome could not be written to the journal ({})."
NOT_READ = "The journal could not be read ({})."

_OUTCOME = tuple(field.name for field in fields(Outcome) if field.name != "kind")

_ENTRIES = f"""
    SELECT intents.*, sent.at AS sent_at, sent.transport, sent.body,
        last.at AS settled_at, last.kind, last.seconds, {", ".join(f"last.{n}" for n in _OUTCOME)}
    FROM transitions AS sent
    JOIN intents ON intents.uuid = sent.uuid
    JOIN transitions AS last
        ON last.number = (SELECT max(number) FROM transitions WHERE uuid = sent.uuid)
    WHERE sent.kind = 'recorded' AND NOT EXISTS (
        SELECT 1 FROM transitions AS later
        WHERE later.uuid = sent.uuid AND later.kind = 'recorded' AND later.number > sent.number)
"""  # noqa: S608 - names from our own dataclass
_RECENT = _ENTRIES + "ORDER BY sent.number DESC LIMIT ?"
_UNSETTLED = _ENTRIES + "AND last.kind IN ('recorded', 'unknown') ORDER BY sent.number"
_STANDING = "SELECT kind FROM transitions WHERE uuid = ? ORDER BY number DESC LIMIT 1"
_MATCHES = """SELECT 1 FROM intents WHERE (uuid, environment, host, account, account_id,
    contract_id, ticket) = (?, ?, ?, ?, ?, ?, ?)"""
_NEW_INTENT = "INSERT INTO intents VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_SENT = "INSERT INTO transitions (uuid, at, kind, transport, body) VALUES (?, ?, 'recorded', ?, ?)"
_MOVED = f"""INSERT INTO transitions (uuid, at, kind, seconds, {", ".join(_OUTCOME)})
    VALUES (?, ?, ?, ?, {", ".join("?" * len(_OUTCOME))})"""  # noqa: S608 - as above


async def open_journal(home: Path, clock: Clock) -> "SqliteJournal":
    """Open the journal in the home folder; raises UserFacingError where there can be none."""
    worker = Worker("journal")
    try:
        connection, notice = await worker.run(partial(open_file, home, clock.now()))
    except BaseException:
        worker.stop(timeout=0)
        raise
    worker.post(partial(make_room, home))  # nobody needs to wait for it
    return SqliteJournal(worker, connection, clock, notice)


PATIENCE = 0.01
"""Seconds a click itself waits for its record: the disk mostly needs a tenth of that, and the way
back through the loop, with whatever is painted on it, costs more. A slower disk holds up nothing.
"""


class SqliteJournal:
    """The Journal port. `notice` is one sentence where a damaged file was set aside."""

    def __init__(
        self, worker: Worker, connection: sqlite3.Connection, clock: Clock, notice: str
    ) -> None:
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

    def settle(self, uuid: str, outcome: Outcome, seconds: float | None) -> Awaitable[None]:
        """Append an outcome; `seconds` from the write to the answer. Raises IllegalMove."""
        return self._do(
            NOT_SETTLED, partial(self._settle, uuid, self._clock.now(), outcome, seconds)
        )

    async def recent(self, limit: int) -> tuple[JournalEntry, ...]:
        """Return the last intents, newest first."""
        return await self._do(NOT_READ, partial(self._read, _RECENT, (limit,)))

    async def unsettled(self) -> tuple[JournalEntry, ...]:
        """Return every intent that is Recorded or Unknown, oldest first."""
        return await self._do(NOT_READ, partial(self._read, _UNSETTLED, ()))

    async def close(self) -> None:
        """Close the file and end the thread; idempotent."""
        if self._open:
            self._open = False
            await self._worker.run(self._connection.close)
            self._worker.stop(timeout=0)

    def _do(self, trouble: str, work: Callable[[], T], patience: float = 0.0) -> Future[T]:
        """Queue `work` for the thread, now: it is done in the order of the calls."""
        return self._worker.run(partial(_explained, trouble, work), patience)

    def _record(self, intent: Intent) -> None:
        same = (
            intent.uuid,
            intent.environment,
            intent.host,
            intent.account,
            intent.account_id,
            intent.contract_id,
            write_ticket(intent.ticket),
        )
        with self._commit() as connection:
            standing = self._standing(intent.uuid)
            if standing is None:
                connection.execute(_NEW_INTENT, (*same, intent.sentence))
            elif not may_move(standing, OutcomeKind.RECORDED):
                raise IllegalMove(f"{intent.uuid}: {standing} -> recorded")
            elif not connection.execute(_MATCHES, same).fetchone():
                raise IllegalMove(f"{intent.uuid} is another intent")
            sent = (intent.uuid, _stamp(intent.at), intent.transport, intent.body)
            connection.execute(_SENT, sent)

    def _settle(self, uuid: str, at: datetime, outcome: Outcome, seconds: float | None) -> None:
        with self._commit() as connection:
            standing = self._standing(uuid)
            resend = outcome.kind is OutcomeKind.RECORDED  # which only `record` may write
            if standing is None or resend or not may_move(standing, outcome.kind):
                raise IllegalMove(f"{uuid}: {standing} -> {outcome.kind}")
            told = (getattr(outcome, name) for name in _OUTCOME)
            connection.execute(_MOVED, (uuid, _stamp(at), outcome.kind, seconds, *told))
        # Folding the write-ahead log into the file takes milliseconds: never in front of a start.
        self._settled += 1
        if self._settled % CHECKPOINT_EVERY == 0:
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _standing(self, uuid: str) -> OutcomeKind | None:
        row = self._connection.execute(_STANDING, (uuid,)).fetchone()
        return row and OutcomeKind(row["kind"])

    def _read(self, query: str, values: tuple[int, ...]) -> tuple[JournalEntry, ...]:
        return tuple(_entry(row) for row in self._connection.execute(query, values))

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
    except sqlite3.Error as error:
        raise UserFacingError(trouble.format(error)) from error


def _entry(row: sqlite3.Row) -> JournalEntry:
    intent = Intent(
        uuid=row["uuid"],
        at=datetime.fromisoformat(row["sent_at"]),
        environment=Environment(row["environment"]),
        host=row["host"],
        account=row["account"],
        account_id=row["account_id"],
        contract_id=row["contract_id"],
        ticket=read_ticket(row["ticket"]),
        body=row["body"],
        transport=Transport(row["transport"]),
        sentence=row["sentence"],
    )
    kind = OutcomeKind(row["kind"])
    if kind is OutcomeKind.RECORDED:
        return JournalEntry(intent, None)
    outcome = Outcome(kind, **{name: row[name] for name in _OUTCOME})
    return JournalEntry(intent, outcome, datetime.fromisoformat(row["settled_at"]), row["seconds"])


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
