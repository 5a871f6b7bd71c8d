"""Unknown starts: what they lock, and finding out what became of them (architecture.md, Outcomes).

Nothing here ever sends a start. Absence is weak evidence: lists may be truncated and nobody
documents that the uuid is echoed, so only a close set of signs makes an Unknown NotSent by itself.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bracketdesk.controller import words
from bracketdesk.controller.book import Traces
from bracketdesk.controller.ledger import Ledger, Place
from bracketdesk.controller.ports import Line
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.verdict import accepted
from bracketdesk.controller.views import Lock
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.sentence import headline
from bracketdesk.domain.session import Environment
from bracketdesk.wire.entities import OrderStrategy

WORD = "NOT SENT"
"""What lifts a lock by hand."""

FIRST_PAUSES = (5.0, 5.0)
LONGEST_PAUSE = 60.0
"""Seconds between looks: three over ten seconds, then ever rarer."""

LOOKS = 3
ABSENCE = 10.0

FOUND = "It was found at the broker."
ABSENT = (
    "The broker does not have it: three looks over ten seconds found nothing and nothing moved."
)
CONFIRMED = "You confirmed that the broker does not have it."


@dataclass(slots=True)
class Search:
    """The looking for one Unknown start; `before` is what there was when it was sent."""

    before: Traces | None = None
    looks: list[float] = field(default_factory=list)  # monotonic seconds of looks without a find
    task: asyncio.Task[None] | None = None


class Reconciler:
    """Keeps the locks and looks for what they stand for. `settled` hears each outcome."""

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        tools: Tools,
        settled: Callable[[Intent, Outcome], None],
    ) -> None:
        self._session = session
        self._ledger = ledger
        self._clock = tools.clock
        self._zone = tools.zone
        self._tasks = tools.tasks
        self._board = tools.board
        self._settled = settled
        self._searches: dict[str, Search] = {}
        self._echoing: set[tuple[Environment, str]] = set()

    def lock_of(self, where: Place) -> Lock | None:
        """Return what locks new orders there, None where nothing does."""
        unknown = self._ledger.unknown_in(where)
        if not unknown:
            return None
        return Lock(where.account, where.symbol, self._lock_text(unknown[0].intent), WORD)

    def search(self, intent: Intent, before: Traces | None) -> None:
        """Begin to look for a start that has just become Unknown."""
        self._searches[intent.uuid] = Search(before)
        self._begin(intent)

    def line_up(self) -> None:
        """Look anew for everything Unknown that belongs here.

        What was not found before a gap says nothing about it (protocol.md 3.8).
        """
        for standing in self._ledger.unknown():
            if self._is_here(standing.intent):
                self._begin(standing.intent)

    def state_changed(self) -> None:
        """Look for our uuids among the strategies that are held now."""
        if self._session.line is not None:
            self._match(self._session.line.state.strategies.values())

    def confirm(self, where: Place, word: str) -> bool:
        """Settle what locks a place as NotSent, at the trader's word."""
        unknown = self._ledger.unknown_in(where)
        if not unknown or " ".join(word.split()).upper() != WORD:
            return False
        for standing in unknown:
            self._settle(standing.intent, Outcome(OutcomeKind.NOT_SENT, CONFIRMED))
        return True

    def _lock_text(self, intent: Intent) -> str:
        sent = words.time_of_day(intent.at, self._zone)
        return (
            f"Whether {headline(intent.ticket)} of {sent} exists is unknown. New orders in "
            f"{intent.account} {intent.ticket.symbol} are locked, exits are free, and the app "
            f"keeps looking. Once you have seen at the broker that it does not exist, type {WORD}."
        )

    def _is_here(self, intent: Intent) -> bool:
        session = self._session
        if intent.environment is not session.environment:
            return False
        return intent.environment is Environment.PRACTICE or intent.host == session.host

    def _begin(self, intent: Intent) -> None:
        search = self._searches.setdefault(intent.uuid, Search())
        search.looks.clear()
        if search.task is not None:
            search.task.cancel()
        search.task = self._tasks.spawn(self._seek(intent, search), "look for an order")

    async def _seek(self, intent: Intent, search: Search) -> None:
        pauses = iter(FIRST_PAUSES)
        pause = FIRST_PAUSES[0]
        while True:
            if self._is_here(intent) and self._session.line is not None:
                await self._look(self._session.line, intent, search)
            if not self._is_open(intent):
                return
            pause = next(pauses, min(2 * pause, LONGEST_PAUSE))
            await self._clock.sleep(pause)

    async def _look(self, line: Line, intent: Intent, search: Search) -> None:
        """One look, which counts only where the line was whole from its begin to its end."""
        if not line.state.synchronised:
            return
        try:
            listed = await line.list_strategies()
        except UserFacingError:
            return
        if line is not self._session.line or not line.state.synchronised:
            return
        self._match((*line.state.strategies.values(), *listed))
        if self._is_open(intent):
            search.looks.append(self._clock.monotonic())
            if self._is_absent(intent, search):
                self._settle(intent, Outcome(OutcomeKind.NOT_SENT, ABSENT))

    def _is_absent(self, intent: Intent, search: Search) -> bool:
        looks = search.looks
        if len(looks) < LOOKS or round(looks[-1] - looks[0], 3) < ABSENCE:
            return False
        here = (intent.environment, intent.host)
        if intent.host != self._session.host or here not in self._echoing:
            return False
        book = self._session.book()
        return book is not None and search.before == book.traces(
            intent.account_id, intent.contract_id
        )

    def _match(self, strategies: Iterable[OrderStrategy]) -> None:
        """Recognise our starts by uuid, or by the id that a contradictory answer named."""
        here = (self._session.environment, self._session.host)
        named = {
            standing.outcome.strategy_id: standing
            for standing in self._ledger.unknown()
            if standing.outcome and (standing.intent.environment, standing.intent.host) == here
        }
        for strategy in strategies:
            standing = self._ledger.find(strategy.uuid)
            if standing is not None:
                self._echoing.add(here)
            elif not strategy.uuid:
                standing = named.get(strategy.id)
            if standing is not None:
                self._found(standing.intent, strategy)

    def _found(self, intent: Intent, strategy: OrderStrategy) -> None:
        """Accept it; a start whose answer is still awaited waits for that."""
        standing = self._ledger.find(intent.uuid)
        if standing is None or standing.kind in (OutcomeKind.RECORDED, OutcomeKind.ACCEPTED):
            return
        order = f"{headline(intent.ticket)} of {words.time_of_day(intent.at, self._zone)}"
        if standing.kind is OutcomeKind.UNKNOWN:
            said = f"{order} exists: it is strategy {strategy.id}."
        else:
            said = (
                f"Alarm: {order} was shown as {standing.kind}, but the broker has it as strategy "
                f"{strategy.id}. Look at it now."
            )
        self._settle(intent, accepted(strategy, FOUND))
        self._board.notice.set(said)

    def _is_open(self, intent: Intent) -> bool:
        standing = self._ledger.find(intent.uuid)
        return standing is not None and standing.kind is OutcomeKind.UNKNOWN

    def _settle(self, intent: Intent, outcome: Outcome) -> None:
        self._ledger.settle(intent, outcome)
        search = self._searches.pop(intent.uuid, None)
        if search and search.task is not None and search.task is not asyncio.current_task():
            search.task.cancel()
        self._settled(intent, outcome)
