"""One click, one start: recorded first, written once, judged, painted, journalled.

No code here writes a start a second time. The one resend there is, with the broker's penalty
ticket, is another click and the same intent (architecture.md, Outcomes).
"""

import asyncio
from collections.abc import Awaitable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from bracketdesk.controller import words
from bracketdesk.controller.activity import Activity
from bracketdesk.controller.book import Traces
from bracketdesk.controller.checking import Checker, same_order
from bracketdesk.controller.ledger import Ledger
from bracketdesk.controller.ports import Line
from bracketdesk.controller.reconcile import Reconciler
from bracketdesk.controller.results import FAILED, pending_view, refused_view, result_view
from bracketdesk.controller.session import Session
from bracketdesk.controller.starts import Starts
from bracketdesk.controller.tasks import in_time
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.unheard import Unheard
from bracketdesk.controller.verdict import accepted, judge
from bracketdesk.controller.views import Check
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.problems import IllegalMove, Problem, UserFacingError
from bracketdesk.domain.sentence import sentence
from bracketdesk.domain.ticket import Ticket
from bracketdesk.wire import codec
from bracketdesk.wire.entities import Account
from bracketdesk.wire.messages import StartOrderStrategy

SENDING = "Sending …"
WAIT_OVER = "The wait is over: click, and the same order goes with the broker's ticket."
STILL_SENDING = "The last click is still being sent: this one was not taken."
CONFIRMED = "Sent over the limit: {}"
FAILED_HERE = "The app failed while sending: the order may or may not exist."

FRESH = 2.0
"""Seconds from the click to its record: nobody waits any longer for an order to leave, and who
has entered it elsewhere meanwhile would have it twice.
"""

AGAIN = "Click again if you still want it."
TOO_SLOW = f"It took the journal more than {FRESH:.0f} s to record it, so nothing was sent. {AGAIN}"
NOT_AGAIN = f"The journal does not let this order go once more, so nothing was sent. {AGAIN}"
LINE_CHANGED = f"The connection changed before it was recorded, so nothing was sent. {AGAIN}"


@dataclass(frozen=True, slots=True)
class Penalty:
    """A start the broker did not handle: the same may come again, with its ticket, from `due`."""

    intent: Intent
    ticket: str
    due: float  # monotonic


@dataclass(slots=True)
class Flight:
    """A start under way: the body that is written, with the penalty ticket where there is one.

    `before` is what there was in its contract when it left.
    """

    intent: Intent
    body: bytes
    line: Line
    before: Traces | None = None


class Submission:
    """Takes clicks; at most one start is under way."""

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        checker: Checker,
        reconciler: Reconciler,
        unheard: Unheard,
        activity: Activity,
        tools: Tools,
    ) -> None:
        self._session = session
        self._ledger = ledger
        self._checker = checker
        self._reconciler = reconciler
        self._unheard = unheard
        self._activity = activity
        self._clock = tools.clock
        self._zone = tools.zone
        self._tasks = tools.tasks
        self._board = tools.board
        self._flight: Flight | None = None
        self._penalty: Penalty | None = None
        self._starts = Starts()

    @property
    def sending(self) -> bool:
        """Whether a start is under way."""
        return self._flight is not None

    def waits(self, ticket: Ticket | None) -> str:
        """Return why a ticket must wait although nothing is wrong with it."""
        if self._flight is not None:
            return SENDING
        penalty = self._penalty_of(ticket) if ticket else None
        if penalty is None or penalty.due <= self._clock.monotonic():
            return ""
        left = penalty.due - self._clock.monotonic()
        now = self._clock.now()
        until = words.moment(now + timedelta(seconds=left), self._zone, now)
        return f"The broker asks to wait until {until}"

    def prepare(self, check: Check) -> None:
        """Have ready what a click on this check would write."""
        instrument, account = self._board.instrument.value, self._session.account
        if check.ticket is None or check.blocked or instrument is None or account is None:
            return
        self._starts.prepare(account, instrument.symbol, check.ticket.side, check.params)

    def submit(self, ticket: Ticket, over: Collection[Problem] = ()) -> bool:
        """Take a click on; False where it is refused, with the reason in the result.

        `over` is what the trader confirmed to be over a guard, for this click alone.
        """
        if self._flight is not None:
            # Not in the result: "not sent" there would be read as said of the one under way.
            self._board.notice.set(STILL_SENDING)
            return False
        instrument, account, line = (
            self._board.instrument.value,
            self._session.account,
            self._session.line,
        )
        refusal = self._checker.refusal(ticket) or self.waits(ticket)
        beyond = () if refusal else self._checker.over(ticket)
        refusal = refusal or _unconfirmed(beyond, over)
        if refusal or instrument is None or account is None or line is None:
            self._refuse(ticket, refusal)
            return False
        intent, body = self._intent(ticket, instrument, account, beyond)
        flight = self._flight = Flight(intent, body, line)
        on_disk = self._ledger.record(intent)
        recorded = on_disk.done() and on_disk.exception() is None
        answer = _written(flight) if recorded else None
        self._ledger.follow(intent, on_disk)
        self._note_traces(flight)  # nothing of the start's own is among them: the loop stood still
        way = self._fly(flight, answer) if answer else self._wait_for_disk(flight, on_disk)
        self._tasks.spawn(way, "send a start")
        self._board.notice.set("")  # what was said before this order is old
        return True

    def refuse(self, said: str, reason: str) -> None:
        """Say in the result why a click sends nothing; `said` is the order in a sentence."""
        if self._flight is not None:
            self._board.notice.set(STILL_SENDING)
            return
        cause = reason if reason.endswith(("…", ".")) else f"{reason}."
        here = self._session.view
        self._board.result.set(refused_view(said, cause, self._clock.now(), here))

    def settled(self, intent: Intent, outcome: Outcome, at: datetime) -> None:
        """Hear what became of a start later on, and when: found, absent, confirmed as not sent."""
        shown = self._board.result.value
        if shown is not None and shown.uuid == intent.uuid:
            told = result_view(intent, outcome, at, seconds=0.0)
            self._board.result.set(replace(told, evidence=shown.evidence))
        self._take_penalty(intent, outcome)
        if outcome.kind is OutcomeKind.ACCEPTED:
            self._unheard.expect(intent, outcome)

    def state_changed(self) -> None:
        """Say it in the result where the strategy shown there fails after it was accepted."""
        shown, line = self._board.result.value, self._session.line
        standing = self._ledger.find(shown.uuid) if shown else None
        if shown is None or shown.kind is not OutcomeKind.ACCEPTED or shown.strategy_id is None:
            return
        if line is None or standing is None:
            return
        held = line.state.strategies.get(shown.strategy_id)
        if held is None or held.status not in FAILED or standing.intent.host != self._session.host:
            return
        failed = result_view(standing.intent, accepted(held, ""), self._clock.now(), 0.0)
        kept = ("at", "milliseconds", "evidence", "read_back")
        self._board.result.set(replace(failed, **{name: getattr(shown, name) for name in kept}))

    def _refuse(self, ticket: Ticket, reason: str) -> None:
        instrument = self._board.instrument.value
        self.refuse(sentence(ticket, instrument, self._zone) if instrument else "", reason)

    def _intent(
        self,
        ticket: Ticket,
        instrument: Instrument,
        account: Account,
        beyond: tuple[Problem, ...],
    ) -> tuple[Intent, bytes]:
        """Return what the journal takes, and the body to write."""
        at, transport = self._clock.now(), self._board.settings.value.transport
        if (penalty := self._penalty_of(ticket)) is not None:
            again = replace(penalty.intent, at=at, transport=transport)
            return again, _with_ticket(again.body, penalty.ticket)
        said, params = self._checker.words(ticket, instrument)
        start = self._starts.take(account, instrument.symbol, ticket.side, params)
        intent = Intent(
            uuid=start.uuid,
            at=at,
            environment=self._session.environment,
            host=self._session.host,
            account=account.name,
            account_id=account.id,
            contract_id=instrument.contract_id,
            ticket=ticket,
            body=start.body.decode(),
            transport=transport,
            sentence=" ".join((said, *(CONFIRMED.format(problem.text) for problem in beyond))),
        )
        return intent, start.body

    async def _wait_for_disk(self, flight: Flight, on_disk: "asyncio.Future[None]") -> None:
        """Write once it is recorded, where that is soon; else it is not sent, now or later."""
        intent = flight.intent
        try:
            if not on_disk.done():
                self._board.result.set(pending_view(intent))
                await in_time(on_disk, self._clock, FRESH)
            late = self._late(flight, on_disk)
            if not late:
                await on_disk
        except UserFacingError as error:
            self._flight = None
            self._refuse(intent.ticket, str(error))
            return
        except IllegalMove:
            # A resend of what stands otherwise on disk; the next click is a new order.
            self._flight = self._penalty = None
            self._refuse(intent.ticket, NOT_AGAIN)
            return
        except BaseException:
            self._flight = None
            raise
        if not late:
            await self._fly(flight, _written(flight))
            return
        self._flight = None
        self._refuse(intent.ticket, late)
        with suppress(UserFacingError, IllegalMove):  # said already: it was not sent
            await on_disk
            self._ledger.settle(intent, Outcome(OutcomeKind.NOT_SENT, late))

    def _late(self, flight: Flight, on_disk: "asyncio.Future[None]") -> str:
        """Return why a start that had to wait for the disk goes no more, empty where it does.

        The wall clock is asked: the other one stands still while the machine sleeps.
        """
        if on_disk.done() and on_disk.exception() is not None:
            return ""  # awaited, it says why
        waited = self._clock.now() - flight.intent.at
        if not on_disk.done() or waited > timedelta(seconds=FRESH):
            return TOO_SLOW
        here = flight.line is self._session.line and self._session.connected
        return "" if here else LINE_CHANGED

    async def _fly(self, flight: Flight, answer: Awaitable[Delivery]) -> None:
        """Take the answer to what was written."""
        intent = flight.intent
        asyncio.get_running_loop().call_soon(self._show_pending, flight)
        try:
            delivery = await answer
            outcome = judge(delivery, intent.uuid)
        except Exception:  # a defect of ours: a byte may have left all the same
            self._land(flight, Outcome(OutcomeKind.UNKNOWN, FAILED_HERE), 0.0)
            raise
        self._land(flight, outcome, delivery.seconds)
        if delivery.left:
            self._ledger.note_answer(intent, delivery, self._clock.now())
        self._reconciler.heed(intent, delivery)

    def _note_traces(self, flight: Flight) -> None:
        book = self._session.book()
        if book is not None and flight.line is self._session.line and self._session.connected:
            intent = flight.intent
            flight.before = book.traces(intent.account_id, intent.contract_id)

    def _show_pending(self, flight: Flight) -> None:
        """After the write: nothing is painted between the disk and the wire."""
        if self._flight is flight:
            self._board.result.set(pending_view(flight.intent))
            self._activity.start(flight.intent, None)

    def _land(self, flight: Flight, outcome: Outcome, seconds: float) -> None:
        """Paint at once; the journal hears of it next, and painting does not wait for it."""
        intent = flight.intent
        self._flight = None
        self._take_penalty(intent, outcome)
        self._board.result.set(result_view(intent, outcome, self._clock.now(), seconds))
        self._ledger.settle(intent, outcome, seconds)
        if outcome.kind is OutcomeKind.UNKNOWN:
            self._reconciler.search(intent, flight.before)
        elif outcome.kind is OutcomeKind.ACCEPTED:
            self._unheard.expect(intent, outcome)
        else:
            self._reconciler.state_changed()  # its strategy may be known already, refused or not

    def _penalty_of(self, ticket: Ticket) -> Penalty | None:
        """Return the penalty this ticket's resend would serve, in the same place."""
        penalty = self._penalty
        if penalty is None or not same_order(ticket, penalty.intent.ticket):
            return None
        intent, session = penalty.intent, self._session
        here = (session.environment, session.host, session.view.account)
        return penalty if (intent.environment, intent.host, intent.account) == here else None

    def _take_penalty(self, intent: Intent, outcome: Outcome) -> None:
        """Note what the broker wants before this start may come again, or that it is over."""
        if outcome.penalty_ticket:
            due = self._clock.monotonic() + outcome.penalty_seconds
            self._penalty = Penalty(intent, outcome.penalty_ticket, due)
            self._tasks.spawn(self._after(intent, outcome.penalty_seconds), "wait for a penalty")
        elif self._penalty is not None and self._penalty.intent.uuid == intent.uuid:
            self._penalty = None

    async def _after(self, intent: Intent, seconds: int) -> None:
        """Say that the wait is over, so that the button comes back."""
        await self._clock.sleep(seconds)
        if self._penalty is None or self._penalty.intent.uuid != intent.uuid:
            return
        shown = self._board.result.value
        if shown is not None and shown.uuid == intent.uuid:
            self._board.result.set(replace(shown, advice=WAIT_OVER))
        else:
            self._board.notice.set(WAIT_OVER)


def _unconfirmed(beyond: tuple[Problem, ...], confirmed: Collection[Problem]) -> str:
    """Return why an order over a guard is not sent, empty where each was confirmed by name."""
    missing = next((problem for problem in beyond if problem not in confirmed), None)
    return f"Over a limit nobody confirmed: {missing.text.rstrip('.')}" if missing else ""


def _with_ticket(body: str, ticket: str) -> bytes:
    """Return the same start with the broker's penalty ticket (protocol.md 1.7)."""
    start = codec.decode(body, StartOrderStrategy)
    return codec.encode(msgspec.structs.replace(start, p_ticket=ticket))


def _written(flight: Flight) -> Awaitable[Delivery]:
    """Write the start, once; a defect of ours counts as a byte that may have left."""
    try:
        return flight.line.start_strategy(flight.body, flight.intent.transport)
    except Exception as error:
        failed: asyncio.Future[Delivery] = asyncio.get_running_loop().create_future()
        failed.set_exception(error)
        return failed
