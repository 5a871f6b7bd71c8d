"""Carries one click's command out: recorded, written once, and believed only when it is seen.

The four outcomes are those of a start (architecture.md). An answer means queued (protocol.md 4.4),
so Accepted is what the broker's state shows; what was taken and shows nowhere is Unknown, and is
settled by whatever arrives later.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from bracketdesk.controller.activity import ROWS, Activity
from bracketdesk.controller.after.errand import Deed, Errand, Reply, Seen
from bracketdesk.controller.commands import Answer, read_answer
from bracketdesk.controller.freeze import Freeze
from bracketdesk.controller.ports import Journal, Line
from bracketdesk.controller.session import Session
from bracketdesk.controller.tasks import in_time
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import ActivityRow
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Instruction
from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.wire import codec

PATIENCE = 10.0
"""Seconds to watch for the effect before saying that nothing shows it."""

LOOK_EVERY = 0.1

REMEMBERED = 50
"""How many commands of an unknown outcome are still looked for."""

MEMORY = ROWS
"""How many of the journal's last commands are known by their clOrdId."""

LEFT_OPEN = "the app ended before an answer was recorded: it may or may not have been done"

NO_LINE = "not connected, so nothing was sent"
PENDING = "another command on this order is not answered yet, so nothing was sent"
NO_RECORD = "it could not be recorded, so nothing was sent"
TOO_LATE = "it was recorded too long after the click, so nothing was sent"
SLOW_DISK = "The journal is slow: “{}” does not wait for it."

FRESH, EXIT_WAITS = 2.0, 0.5
"""Seconds the disk has for the record of an order; and of what goes all the same."""

UNSEEN = "nothing shows yet that it was done"
BLIND = "the line is down, so what became of it cannot be seen"

TONES = {
    OutcomeKind.ACCEPTED: "accepted",
    OutcomeKind.REJECTED: "rejected",
    OutcomeKind.NOT_SENT: "not sent",
    OutcomeKind.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class _Ticket:
    """A penalty's ticket: good for the same command once its time is over."""

    text: str
    body: bytes
    free_at: float


@dataclass(frozen=True, slots=True)
class _Unsettled:
    """A command of an unknown outcome, with its row in the activity."""

    errand: Errand
    reply: Reply
    row: str


class Commander:
    """Sends for the other parts. `carry_out` never raises for what the broker or the wire does."""

    def __init__(
        self,
        session: Session,
        journal: Journal,
        activity: Activity,
        freeze: Freeze,
        tools: Tools,
        changed: Callable[[], None],
    ) -> None:
        self._session = session
        self._journal = journal
        self._activity = activity
        self._freeze = freeze
        self._changed = changed
        self._clock = tools.clock
        self._board = tools.board
        self._pending: dict[int, str] = {}  # by order, the word for it
        self._uuids: set[str] = set()
        self._tickets: dict[str, _Ticket] = {}
        self._unsettled: dict[str, _Unsettled] = {}
        self._recovered = False

    @property
    def pending(self) -> dict[int, str]:
        """What is under way, by order: "moving", "cancelling"."""
        return self._pending

    def sent(self, name: str | None) -> bool:
        """Whether a clOrdId is one of this app's."""
        return name in self._uuids

    async def carry_out(
        self, errand: Errand, answered: Callable[[Answer], None] = lambda _: None
    ) -> Deed:
        """Send one command, once, and return what came of it; `answered` hears the answer."""
        row = self._activity.add(ActivityRow(self._clock.now(), errand.sentence, "asked"))
        refusal, line = self._refusal(errand), self._session.line
        if refusal or line is None:
            return self._tell(row, Deed(OutcomeKind.NOT_SENT, refusal or NO_LINE, _unsent(refusal)))
        self._pending.update(dict.fromkeys(errand.orders, errand.pending))
        self._changed()
        try:
            deed = await self._go(line, errand, row, answered)
        finally:
            for order_id in errand.orders:
                self._pending.pop(order_id, None)
            self._changed()
        if not deed.answer.left:
            self._freeze.give_back(errand.name)
        return self._tell(row, deed)

    async def recover(self) -> None:
        """Read the commands of former runs once; what they left open may or may not be done."""
        if self._recovered:
            return
        entries = await self._journal.instructions(MEMORY + 1)
        if self._recovered:  # another call was quicker
            return
        self._recovered = True
        rows = []
        for entry in reversed(entries):
            click = entry.instruction
            self._uuids.add(click.uuid)
            outcome = entry.outcome or Outcome(OutcomeKind.UNKNOWN, LEFT_OPEN)
            if entry.outcome is None:
                self._keep(click.uuid, outcome)
            tone = TONES.get(outcome.kind, "unknown")
            told = (str(outcome.kind), outcome.cause, tone, click.uuid)
            rows.append(ActivityRow(click.at, click.sentence, *told))
        self._activity.add_all(rows)

    def look(self) -> None:
        """Settle what was unknown and shows by now."""
        for uuid, known in tuple(self._unsettled.items()):
            if seen := known.errand.seen(known.reply):
                del self._unsettled[uuid]
                kind = OutcomeKind.ACCEPTED if seen.done else OutcomeKind.REJECTED
                self._keep(uuid, Outcome(kind, f"seen later: {seen.text}"))
                self._activity.change(known.row, str(kind), f"seen later: {seen.text}", TONES[kind])
                self._board.notice.set(f"{known.errand.sentence}: seen later: {seen.text}.")

    def left(self) -> None:
        """Forget the environment that was left."""
        self._unsettled.clear()
        self._tickets.clear()

    def _refusal(self, errand: Errand) -> str:
        """Return why it may not be sent now; takes the try that a freeze leaves."""
        held = any(self._pending.get(order_id) for order_id in errand.orders)
        if held:
            return PENDING
        ticket = self._tickets.get(errand.name)
        if ticket and ticket.free_at > self._clock.monotonic():
            left = int(ticket.free_at - self._clock.monotonic()) + 1
            return f"the broker asked to wait, {left} s are left, so nothing was sent"
        return self._freeze.exit_refusal(errand.name)

    async def _go(
        self, line: Line, errand: Errand, row: str, answered: Callable[[Answer], None]
    ) -> Deed:
        uuid = str(uuid4())
        self._uuids.add(uuid)
        body = self._body(errand, uuid)
        clicked = self._clock.now()
        recorded = await self._record(errand, uuid, body)
        if recorded:
            self._activity.tie(row, uuid)
        if unsent := self._unsent_after(errand, recorded, clicked):
            self._keep(uuid, Outcome(OutcomeKind.NOT_SENT, unsent))
            return Deed(OutcomeKind.NOT_SENT, unsent, _unsent(unsent))
        began = self._clock.monotonic()
        delivery = await line.carry_out(errand.act, body, self._board.settings.value.transport)
        answer = read_answer(delivery, errand.act)
        self._note(errand, uuid, answer, delivery)
        self._answered(row, answer)
        answered(answer)
        deed = await self._judge(line, errand, Reply(uuid, answer))
        if deed.open and line is self._session.line:  # another tells nothing of it
            self._remember(_Unsettled(errand, Reply(uuid, answer), row))
        outcome = Outcome(deed.kind, deed.text, reason=answer.reason)
        self._keep(uuid, outcome, self._clock.monotonic() - began)
        return deed

    def _body(self, errand: Errand, uuid: str) -> bytes:
        """Return what is written; the same command after a penalty takes its ticket along."""
        kept = self._tickets.pop(errand.name, None)
        same = kept is not None and kept.body == codec.encode(errand.write("", None))
        return codec.encode(errand.write(uuid, kept.text if kept and same else None))

    async def _record(self, errand: Errand, uuid: str, body: bytes) -> bool:
        session = self._session
        click = Instruction(
            uuid=uuid,
            at=self._clock.now(),
            environment=session.environment,
            host=session.host,
            account=errand.account.name,
            account_id=errand.account.id,
            contract_id=errand.contract_id,
            act=errand.act,
            target=errand.target,
            body=body.decode(),
            transport=self._board.settings.value.transport,
            sentence=errand.sentence,
        )
        on_disk = self._journal.record_instruction(click)
        try:
            patience = FRESH if errand.record_first else EXIT_WAITS
            if await in_time(on_disk, self._clock, patience):
                await on_disk
                return True
        except UserFacingError as error:
            self._board.notice.set(str(error))
            return False
        if not errand.record_first:
            self._board.notice.set(SLOW_DISK.format(errand.sentence))
        return False

    def _unsent_after(self, errand: Errand, recorded: bool, clicked: datetime) -> str:
        """Return why an act does not go once its record was tried; the machine may have slept."""
        if not recorded and errand.record_first:
            return NO_RECORD
        late = self._clock.now() - clicked > timedelta(seconds=2 * FRESH)
        return TOO_LATE if late else ""

    async def _judge(self, line: Line, errand: Errand, reply: Reply) -> Deed:
        answer = reply.answer
        if not answer.left:
            return Deed(OutcomeKind.NOT_SENT, answer.text, answer)
        if answer.refused:
            seen = await self._watch(line, errand, reply, LOOK_EVERY)
            after = f"; {seen.text}" if seen else ""
            return Deed(OutcomeKind.REJECTED, f"{answer.text}{after}", answer)
        if seen := await self._watch(line, errand, reply, PATIENCE):
            kind = OutcomeKind.ACCEPTED if seen.done else OutcomeKind.REJECTED
            said = seen.text if answer.taken else f"{answer.text}; {seen.text}"
            return Deed(kind, said, answer)
        why = UNSEEN if self._sees(line) else BLIND
        return Deed(OutcomeKind.UNKNOWN, f"{answer.text}; {why}", answer)

    async def _watch(
        self, line: Line, errand: Errand, reply: Reply, patience: float
    ) -> Seen | None:
        """Return what the state shows, None after a while in which it shows nothing."""
        until = self._clock.monotonic() + patience
        while line is self._session.line:
            if line.state.synchronised and (seen := errand.seen(reply)):
                return seen
            if self._clock.monotonic() >= until:
                break
            await self._clock.sleep(LOOK_EVERY)
        return None

    def _sees(self, line: Line) -> bool:
        return line is self._session.line and line.state.synchronised

    def _note(self, errand: Errand, uuid: str, answer: Answer, delivery: Delivery) -> None:
        self._journal.answer(uuid, delivery.status, delivery.body, self._clock.now())
        if answer.ticket:
            free_at = self._clock.monotonic() + answer.wait
            body = codec.encode(errand.write("", None))
            self._tickets[errand.name] = _Ticket(answer.ticket, body, free_at)

    def _keep(self, uuid: str, outcome: Outcome, seconds: float | None = None) -> None:
        """Have the journal settle it; a failing journal is in the log and in the notice."""
        settled = self._journal.settle(uuid, outcome, seconds)
        waiting = asyncio.ensure_future(settled)
        waiting.add_done_callback(self._kept)

    def _kept(self, waiting: "asyncio.Future[None]") -> None:
        if not waiting.cancelled() and isinstance(error := waiting.exception(), UserFacingError):
            self._board.notice.set(str(error))

    def _remember(self, known: _Unsettled) -> None:
        self._unsettled[known.reply.uuid] = known
        while len(self._unsettled) > REMEMBERED:
            del self._unsettled[next(iter(self._unsettled))]

    def _answered(self, row: str, answer: Answer) -> None:
        outcome = "asked" if answer.taken else "refused" if answer.refused else "unknown"
        tone = "" if answer.taken else "rejected" if answer.refused else "unknown"
        self._activity.change(row, outcome, answer.text, tone)

    def _tell(self, row: str, deed: Deed) -> Deed:
        self._activity.change(row, str(deed.kind), deed.text, TONES[deed.kind])
        return deed


def _unsent(text: str) -> Answer:
    return replace(Answer(text, refused=True), left=False)
