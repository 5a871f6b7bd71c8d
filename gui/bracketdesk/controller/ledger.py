"""Where every intent stands: in memory at once, in the journal in the same order."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bracketdesk.controller.activity import ROWS, Activity
from bracketdesk.controller.ports import Journal
from bracketdesk.controller.tools import Tools
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.intent import Intent, JournalEntry, Reversal
from bracketdesk.domain.outcomes import Outcome, OutcomeKind, may_move
from bracketdesk.domain.problems import IllegalMove, UserFacingError
from bracketdesk.domain.session import Environment
from bracketdesk.domain.ticket import Side, Ticket
from bracketdesk.domain.venue import locked_venue, venue

MEMORY = ROWS
"""How many of the journal's latest intents are known by their uuid (ours, or another's)."""

Amounts = tuple[Side, tuple[int, ...]]

LEFT_OPEN = "The app ended before an answer was recorded: it may or may not exist."


@dataclass(frozen=True, slots=True)
class Place:
    """What a lock closes: an account and a contract at one venue (domain/venue.py)."""

    venue: str
    account: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An intent and where it stands; `outcome` is None while no answer has been judged."""

    intent: Intent
    outcome: Outcome | None = None

    @property
    def kind(self) -> OutcomeKind:
        """Where it stands in the table of moves."""
        return self.outcome.kind if self.outcome else OutcomeKind.RECORDED


def place(environment: Environment, host: str, account: str, symbol: str) -> Place:
    """Return the place of an order."""
    return Place(locked_venue(environment, host), account, symbol)


def venue_of(intent: Intent) -> str:
    """Return the venue an intent was sent to."""
    return locked_venue(intent.environment, intent.host)


def place_of(intent: Intent) -> Place:
    """Return the place an intent was sent to."""
    return place(intent.environment, intent.host, intent.account, intent.ticket.symbol)


class Ledger:
    """The intents of this run and the last ones of the journal; `changed` hears every move."""

    def __init__(
        self,
        journal: Journal,
        activity: Activity,
        tools: Tools,
        changed: Callable[[], None],
    ) -> None:
        self._journal = journal
        self._activity = activity
        self._board = tools.board
        self._tasks = tools.tasks
        self._changed = changed
        self._standings: dict[str, Standing] = {}
        self._unknown: dict[str, Standing] = {}  # those of them, for every check asks
        self._by_strategy: dict[tuple[str, int], Intent] = {}  # by venue and the broker's id
        self._alike: dict[tuple[Place, Amounts], dict[str, None]] = {}  # uuids, oldest first
        self._last_write: asyncio.Task[None] | None = None
        self._left_over: dict[str, Intent] = {}  # of former runs, not looked for yet
        self._unwritten: dict[str, tuple[Outcome, float | None]] = {}  # the disk did not take them
        self.reversals: tuple[Reversal, ...] = ()  # of former runs, not acknowledged there
        self.ready = False

    async def recover(self) -> bool:
        """Read the journal once; what a former run left Recorded becomes Unknown.

        Returns whether it was this call that made it known. Raises UserFacingError where it cannot
        be read: then nothing may be sent, for a lock may be overlooked.
        """
        if self.ready:
            return False
        recent = await self._journal.recent(MEMORY + 1)  # so the activity knows of older ones
        unsettled = await self._journal.unsettled()
        reversals = await self._journal.reversals()
        if self.ready:  # another call was quicker
            return False
        entries = {entry.intent.uuid: entry for entry in (*reversed(recent), *unsettled)}
        for entry in sorted(entries.values(), key=lambda entry: entry.intent.at):
            self._learn(entry)
        self._activity.starts(
            tuple((known.intent, known.outcome) for known in self._standings.values())
        )
        for entry in unsettled:
            self._left_over[entry.intent.uuid] = entry.intent
            if self._standings[entry.intent.uuid].kind is OutcomeKind.RECORDED:
                self.settle(entry.intent, Outcome(OutcomeKind.UNKNOWN, LEFT_OPEN))
        self.reversals = reversals
        self.ready = True
        return True

    def record(self, intent: Intent) -> "asyncio.Future[None]":
        """Commit an intent to disk, beginning now; raises UserFacingError where it cannot be.

        `follow` must hear of it next, before the loop turns; the start is written before that.
        """
        known = self._standings.get(intent.uuid)
        if known and not may_move(known.kind, OutcomeKind.RECORDED):
            raise IllegalMove(f"{intent.uuid}: {known.kind} -> recorded")
        for uuid, (outcome, seconds) in tuple(self._unwritten.items()):
            self._write(uuid, outcome, seconds)  # the journal may ask where this one stands
        return self._journal.record(intent)

    def follow(self, intent: Intent, on_disk: "asyncio.Future[None]") -> None:
        """Take a recorded intent as standing once it is on disk."""
        on_disk.add_done_callback(partial(self._recorded, intent))

    def _recorded(self, intent: Intent, on_disk: "asyncio.Future[None]") -> None:
        if not on_disk.cancelled() and on_disk.exception() is None:
            self._take(Standing(intent))

    def settle(self, intent: Intent, outcome: Outcome, seconds: float | None = None) -> None:
        """Take an outcome at once and write it down next; a failing journal is said."""
        standing = self._standings[intent.uuid]
        if not may_move(standing.kind, outcome.kind):
            raise IllegalMove(f"{intent.uuid}: {standing.kind} -> {outcome.kind}")
        self._take(Standing(standing.intent, outcome))
        if outcome.kind.settled:
            self._left_over.pop(intent.uuid, None)
        self._write(intent.uuid, outcome, seconds)
        self._activity.start(standing.intent, outcome)
        self._changed()

    def find(self, uuid: str | None) -> Standing | None:
        """Return where one of our intents stands, None for a uuid that is not ours."""
        return self._standings.get(uuid) if uuid else None

    def intent_of(self, host: str, strategy_id: int) -> Intent | None:
        """Return the intent that became this strategy, None where it is not ours."""
        return self._by_strategy.get((venue(host), strategy_id))

    def alike(self, where: Place, ticket: Ticket) -> Iterator[Standing]:
        """Give every known intent of this ticket's side and quantities there, newest first."""
        for uuid in reversed(self._alike.get((where, ticket.amounts), {})):
            yield self._standings[uuid]

    def unknown(self) -> tuple[Standing, ...]:
        """Return every intent whose order may or may not exist, oldest first."""
        return tuple(sorted(self._unknown.values(), key=lambda known: known.intent.at))

    def unknown_in(self, where: Place) -> tuple[Standing, ...]:
        """Return what locks a place, oldest first."""
        if not self._unknown:  # as every click finds it that goes
            return ()
        return tuple(known for known in self.unknown() if place_of(known.intent) == where)

    def left_over(self, environment: Environment, host: str) -> tuple[Intent, ...]:
        """Return what a former run left open there and nobody has looked for in this one.

        Until then nothing may be sent there: not even its place may be right.
        """
        if not self._left_over:
            return ()
        here = locked_venue(environment, host)
        return tuple(known for known in self._left_over.values() if venue_of(known) == here)

    def looked_for(self, intent: Intent) -> None:
        """Take it that an intent of a former run was looked for once."""
        if self._left_over.pop(intent.uuid, None):
            self._changed()

    # What an outcome does not hang on
    def note_answer(self, intent: Intent, delivery: Delivery, at: datetime) -> None:
        """Write down an answer as it came, or that none did."""
        self._journal.answer(intent.uuid, delivery.status, delivery.body, at)

    def note_evidence(self, intent: Intent, text: str) -> None:
        """Write down what was seen of an intent."""
        self._journal.evidence(intent.uuid, text)

    def note_acknowledged(self, intent: Intent) -> None:
        """Write down that the trader has seen that it exists after all."""
        self._journal.acknowledge(intent.uuid)

    def note_read_back(self, intent: Intent, planned: str, held: str, differences: str) -> None:
        """Write down what the broker held against the ticket."""
        self._journal.read_back(intent.uuid, planned, held, differences)

    def note_echo(self, environment: Environment, host: str, uuid: str) -> None:
        """Write down that an environment gave back one of our uuids."""
        self._journal.note_echo(environment, host, uuid)

    async def echoed(self, environment: Environment, host: str) -> bool:
        """Whether an environment was ever seen to give our uuids back."""
        return await self._journal.echoed(environment, host)

    def note_sighting(self, environment: Environment, host: str, newest: datetime) -> None:
        """Write down the newest of the broker's times that a line has shown."""
        self._journal.note_sighting(environment, host, newest)

    async def last_sighting(self, environment: Environment, host: str) -> datetime | None:
        """The newest of the broker's times that a line there has ever shown."""
        return await self._journal.last_sighting(environment, host)

    async def written(self) -> None:
        """Return once every outcome taken so far was given to the journal."""
        if self._last_write is not None:
            await asyncio.wait({self._last_write})

    def _learn(self, entry: JournalEntry) -> None:
        outcome = entry.outcome
        if outcome is not None and outcome.kind is OutcomeKind.RECORDED:
            outcome = None
        self._take(Standing(entry.intent, outcome))

    def _take(self, standing: Standing) -> None:
        intent, outcome = standing.intent, standing.outcome
        self._standings[intent.uuid] = standing
        self._alike.setdefault((place_of(intent), intent.ticket.amounts), {})[intent.uuid] = None
        self._unknown.pop(intent.uuid, None)
        if standing.kind is OutcomeKind.UNKNOWN:
            self._unknown[intent.uuid] = standing
        if standing.kind is OutcomeKind.ACCEPTED and outcome and outcome.strategy_id is not None:
            self._by_strategy[venue(intent.host), outcome.strategy_id] = intent

    def _write(self, uuid: str, outcome: Outcome, seconds: float | None) -> None:
        self._unwritten.pop(uuid, None)
        on_disk = self._journal.settle(uuid, outcome, seconds)
        self._last_write = self._tasks.spawn(
            self._written(on_disk, uuid, outcome, seconds), "write an outcome"
        )

    async def _written(
        self, on_disk: Awaitable[None], uuid: str, outcome: Outcome, seconds: float | None
    ) -> None:
        try:
            await on_disk
        except UserFacingError as error:
            self._unwritten[uuid] = (outcome, seconds)
            self._board.notice.set(str(error))
