"""Unknown starts: what they lock, and finding out what became of them (architecture.md, Outcomes).

Nothing here ever sends a start. Absence is weak evidence: lists may be truncated and nobody
documents that the uuid is echoed, so only a close set of signs makes an Unknown NotSent by itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from bracketdesk.controller import late, words
from bracketdesk.controller.alarms import Alarms
from bracketdesk.controller.book import Traces
from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.evidence import Look
from bracketdesk.controller.ledger import Ledger, Place, Standing, place_of, venue_of
from bracketdesk.controller.ports import Line
from bracketdesk.controller.results import result_view
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.verdict import accepted
from bracketdesk.controller.views import Lock
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.intent import Intent, Reversal
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.sentence import headline
from bracketdesk.domain.venue import locked_venue, venue
from bracketdesk.wire.entities import OrderStrategy

WORD = "NOT SENT"
"""What lifts a lock by hand."""

FIRST_PAUSES = (5.0, 5.0)
LONGEST_PAUSE = 60.0
"""Seconds between looks: three over ten seconds, then ever rarer."""

LOOKS = 3
ABSENCE = 10.0

SHOWN = 5
"""How many of the latest pieces of evidence stand in the result; the journal has them all."""

FOUND = "It was found at the broker, which started it at {}."
ABSENT = (
    "The broker does not have it: three looks over ten seconds found nothing and nothing moved."
)
CONFIRMED = "You confirmed that the broker does not have it."
LEFT_OVER = (
    "What became of {} of the last run is being found out first: until then no new order can be "
    "sent here. Exits are free."
)


@dataclass(slots=True)
class Search:
    """The looking for one Unknown start; `before` is what there was when it was sent."""

    before: Traces | None = None
    looks: list[float] = field(default_factory=list)  # monotonic seconds of looks without a find
    evidence: list[str] = field(default_factory=list)
    taken: int = 0
    moved: bool = False  # once seen it counts for ever: a later snapshot may not show it any more
    task: asyncio.Task[None] | None = None


class Reconciler:
    """Keeps the locks and looks for what they stand for.

    `settled` hears each outcome, and when it came true; `looked` that time has passed over a lock.
    """

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        alarms: Alarms,
        tools: Tools,
        settled: Callable[[Intent, Outcome, datetime], None],
        looked: Callable[[], None],
    ) -> None:
        self._session = session
        self._ledger = ledger
        self._alarms = alarms
        self._clock = tools.clock
        self._zone = tools.zone
        self._tasks = tools.tasks
        self._board = tools.board
        self._settled = settled
        self._looked = looked
        self._searches: dict[str, Search] = {}
        self._echoing: set[str] = set()  # venues

    def lock_of(self, where: Place) -> Lock | None:
        """Return what locks new orders there, None where nothing does."""
        unknown = self._ledger.unknown_in(where)
        if unknown:
            return self._lock([known.intent for known in unknown])
        left_over = self._ledger.left_over(self._session.environment, self._session.host)
        if left_over:
            orders = words.counted(len(left_over), "order")
            return Lock(where.account, where.symbol, LEFT_OVER.format(orders))
        return None

    def locked_elsewhere(self, where: Place | None) -> Lock | None:
        """Return what is locked in another place of this venue, None where nothing is."""
        others = [
            known.intent
            for known in self._ledger.unknown()
            if self._is_here(known.intent) and place_of(known.intent) != where
        ]
        return self._lock(others) if others else None

    def search(self, intent: Intent, before: Traces | None) -> None:
        """Begin to look for a start that has just become Unknown."""
        self._searches[intent.uuid] = Search(before)
        self._begin(intent)

    def heed(self, intent: Intent, delivery: Delivery) -> None:
        """Take the answer that may come yet to a start whose delivery has none."""
        if delivery.late is not None:
            waiting = self._take_late(intent, delivery.late)
            self._tasks.spawn(waiting, "wait for a late answer")

    def line_up(self) -> None:
        """Look anew for everything Unknown that belongs here.

        What was not found before a gap says nothing about it (protocol.md 3.8).
        """
        for standing in self._ledger.unknown():
            if self._is_here(standing.intent):
                self._show(standing.intent, standing.outcome)
                self._begin(standing.intent)

    def recover(self) -> None:
        """Warn anew of what a former run found against its word, until that is acknowledged."""
        for found in self._ledger.reversals:
            self._warn(found)

    def state_changed(self) -> None:
        """Look for our uuids among the strategies that are held now."""
        if self._session.line is not None:
            self._match(self._session.line.state.strategies.values(), "its live state")

    def confirm(self, uuid: str, word: str) -> bool:
        """Settle an Unknown start as NotSent, at the trader's word, wherever it was sent."""
        standing = self._ledger.find(uuid)
        if standing is None or not self._is_open(standing.intent):
            return False
        if " ".join(word.split()).upper() != WORD:
            return False
        self._note_confirmation(standing.intent)
        outcome = Outcome(OutcomeKind.NOT_SENT, CONFIRMED)
        self._settle(standing.intent, outcome, self._clock.now())
        return True

    def _lock(self, unknown: list[Intent]) -> Lock:
        """Return the lock of the oldest of these; the word settles that one alone."""
        first = unknown[0]
        account, symbol = first.account, first.ticket.symbol
        text = (
            f"Sent at {self._time(first.at)}, and whether it exists is unknown: {first.sentence} "
            f"Do not send it again elsewhere. New orders in {account} {symbol} are locked, exits "
            "are free, and the app keeps looking. Once you have seen at the broker that it does "
            f"not exist, type {WORD}."
        )
        if more := len(unknown) - 1:
            text += f" The same holds for {more} more, one after the other."
        return Lock(account, symbol, text, WORD, first.uuid)

    def _show(self, intent: Intent, outcome: Outcome | None) -> None:
        """Show a former run's in the result, where the looking for it can be followed."""
        if self._board.result.value is None and outcome is not None:
            self._board.result.set(result_view(intent, outcome, intent.at, seconds=0.0))

    def _is_here(self, intent: Intent) -> bool:
        session = self._session
        return venue_of(intent) == locked_venue(session.environment, session.host)

    def _begin(self, intent: Intent) -> None:
        search = self._searches.setdefault(intent.uuid, Search())
        search.looks.clear()
        if search.task is not None:
            search.task.cancel()
        search.task = self._tasks.spawn(self._seek(intent, search), "look for an order")

    async def _seek(self, intent: Intent, search: Search) -> None:
        here = venue(intent.host)
        if here not in self._echoing and await self._ledger.echoed(intent.environment, intent.host):
            self._echoing.add(here)
        pauses = iter(FIRST_PAUSES)
        pause = FIRST_PAUSES[0]
        while True:
            if self._is_here(intent) and self._session.line is not None:
                await self._look(self._session.line, intent, search)
            if not self._is_open(intent):
                return
            self._looked()
            pause = next(pauses, min(2 * pause, LONGEST_PAUSE))
            await self._clock.sleep(pause)

    async def _look(self, line: Line, intent: Intent, search: Search) -> None:
        """One look; it counts where the list was had and the line whole from begin to end."""
        if not self._is_whole(line):
            return
        listed: tuple[OrderStrategy, ...] | None = None
        trouble = ""
        try:
            listed = await line.list_strategies()
        except UserFacingError as error:
            trouble = clean(str(error)).rstrip(".")
        book = self._session.book()
        if book is None or not self._is_whole(line):
            return
        self._match(line.state.strategies.values(), "its live state")
        self._match(listed or (), "its list")
        if self._is_open(intent):
            now = book.traces(intent.account_id, intent.contract_id)
            held = len(line.state.strategies)
            count = None if listed is None else len(listed)
            self._weigh(intent, search, Look(held, count, search.before, now, trouble))
        self._ledger.looked_for(intent)

    def _weigh(self, intent: Intent, search: Search, look: Look) -> None:
        """Write a look without a find down, and decide whether that was enough of them."""
        search.taken += 1
        search.moved |= not look.unmoved
        self._note(intent, f"look {search.taken}: {look.text(intent.ticket.symbol)}.")
        if look.listed is None:
            return
        search.looks.append(self._clock.monotonic())
        if self._is_absent(intent, search):
            self._settle(intent, Outcome(OutcomeKind.NOT_SENT, ABSENT), self._clock.now())

    def _is_whole(self, line: Line) -> bool:
        return line is self._session.line and line.state.synchronised and not self._session.frozen

    def _is_absent(self, intent: Intent, search: Search) -> bool:
        looks = search.looks
        if search.moved or len(looks) < LOOKS or round(looks[-1] - looks[0], 3) < ABSENCE:
            return False
        here = venue(intent.host)
        return here == venue(self._session.host) and here in self._echoing

    def _match(self, strategies: Iterable[OrderStrategy], where: str) -> None:
        """Recognise our starts by uuid, or by the id that a contradictory answer named."""
        here = venue(self._session.host)
        named = {
            standing.outcome.strategy_id: standing
            for standing in self._ledger.unknown()
            if standing.outcome and venue(standing.intent.host) == here
        }
        for strategy in strategies:
            standing = self._ledger.find(strategy.uuid)
            if standing is not None:
                self._take_echo(here, standing.intent)
            elif not strategy.uuid:
                standing = named.get(strategy.id)
            if standing is not None:
                found = partial(self._found, standing.intent, strategy, where)
                self._tasks.apart(found, f"take strategy {strategy.id}")

    def _take_echo(self, here: str, intent: Intent) -> None:
        if here not in self._echoing:
            self._echoing.add(here)
            session = self._session
            self._ledger.note_echo(session.environment, session.host, intent.uuid)

    def _found(self, intent: Intent, strategy: OrderStrategy, where: str) -> None:
        """Accept it; a start whose answer is still awaited waits for that."""
        standing = self._ledger.find(intent.uuid)
        if standing is None or standing.kind in (OutcomeKind.RECORDED, OutcomeKind.ACCEPTED):
            return
        started = self._time(strategy.timestamp)
        self._note(intent, f"found in {where}: strategy {strategy.id}, started at {started}.")
        outcome = accepted(strategy, FOUND.format(started))
        self._settle(intent, outcome, strategy.timestamp)
        self._say(standing, outcome)

    async def _take_late(self, intent: Intent, awaited: Awaitable[Delivery | None]) -> None:
        """Wait for a late answer, and settle by it what it may settle."""
        delivery = await awaited
        standing = self._ledger.find(intent.uuid)
        if delivery is None or standing is None:
            return
        now = self._clock.now()
        self._ledger.note_answer(intent, delivery, now)
        outcome = late.judge_late(delivery, intent.uuid)
        self._note(intent, late.evidence(delivery, outcome))
        if late.settles(standing, outcome):
            self._settle(intent, outcome, now)
            self._say(standing, outcome)
        elif late.contradicts(standing, outcome):
            self._say(standing, outcome)

    def _say(self, before: Standing, outcome: Outcome) -> None:
        """Tell what was found: good news of an Unknown, else another truth than was shown."""
        intent = before.intent
        if before.kind is OutcomeKind.UNKNOWN:
            self._board.notice.set(late.news(self._named(intent), outcome))
        elif before.kind is not OutcomeKind.ACCEPTED and outcome.strategy_id is not None:
            self._warn(Reversal(intent, before.kind, outcome.strategy_id))
        else:
            self._alarm(intent, late.alarm(self._named(intent), before, outcome))

    def _warn(self, found: Reversal) -> None:
        """Raise the alarm that stays until the trader has acknowledged it, in another run too."""
        self._alarm(
            found.intent,
            f"{self._named(found.intent)} was shown as {found.told}, but the broker has it as "
            f"strategy {found.strategy_id}. Look at it now.",
        )

    def _alarm(self, intent: Intent, text: str) -> None:
        acknowledged = partial(self._ledger.note_acknowledged, intent)
        self._alarms.sound(
            f"start {intent.uuid}", text, intent.account, intent.environment, acknowledged
        )

    def _named(self, intent: Intent) -> str:
        return f"{headline(intent.ticket)} of {self._time(intent.at)}"

    def _note_confirmation(self, intent: Intent) -> None:
        """Write down who said it, and what was known then."""
        user = self._session.view.user or "nobody signed in"
        search = self._searches.get(intent.uuid)
        looks = words.counted(search.taken, "look") if search else "no look"
        known = f"the last: {search.evidence[-1]}" if search and search.evidence else "none known"
        said = f"{WORD} was typed on this machine, as {clean(user, 64)}; {looks} before, {known}"
        self._note(intent, said)

    def _note(self, intent: Intent, text: str) -> None:
        """Keep a piece of evidence: in the journal, and with its time in the result."""
        self._ledger.note_evidence(intent, text)
        search = self._searches.setdefault(intent.uuid, Search())
        search.evidence.append(f"{self._time(self._clock.now())} {text}")
        del search.evidence[:-SHOWN]
        shown = self._board.result.value
        if shown is not None and shown.uuid == intent.uuid:
            self._board.result.set(replace(shown, evidence=tuple(search.evidence)))

    def _time(self, at: datetime) -> str:
        return words.moment(at, self._zone, self._clock.now())

    def _is_open(self, intent: Intent) -> bool:
        standing = self._ledger.find(intent.uuid)
        return standing is not None and standing.kind is OutcomeKind.UNKNOWN

    def _settle(self, intent: Intent, outcome: Outcome, at: datetime) -> None:
        self._ledger.settle(intent, outcome)
        search = self._searches.pop(intent.uuid, None)
        if search and search.task is not None and search.task is not asyncio.current_task():
            search.task.cancel()
        self._settled(intent, outcome, at)
