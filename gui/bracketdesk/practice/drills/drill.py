"""One drill from its staging to its debrief: armed until its moment, then going, then over."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import ClassVar

from bracketdesk.practice.agenda import Work
from bracketdesk.practice.auth import Gate
from bracketdesk.practice.drills.debrief import Debrief, Point, risk
from bracketdesk.practice.drills.deeds import Deed, Outcome
from bracketdesk.practice.drills.record import Line, Record, Who
from bracketdesk.practice.drills.sheet import Given, Sheet
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.levers import Levers
from bracketdesk.practice.orders import STOPS, LiveOrder, Origin
from bracketdesk.practice.traffic import Call, Fate, at_once
from bracketdesk.practice.troubles import Troubles
from bracketdesk.wire.entities import Entity
from bracketdesk.wire.enums import EventType
from bracketdesk.wire.messages import Message


class State(StrEnum):
    """Where a drill stands."""

    ARMED = "armed"
    GOING = "going"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Scene:
    """Where drills are staged."""

    levers: Levers
    gate: Gate
    troubles: Troubles


class RunView(Message, frozen=True, kw_only=True):
    """A drill that was staged, as of now; `moment` is what it waits for or does."""

    number: int
    key: str
    title: str
    parameters: Given
    state: State
    moment: str
    staged: datetime
    began: datetime | None = None
    over: datetime | None = None
    ending: str = ""
    timeline: list[Line]
    debrief: Debrief | None = None


class Drill(ABC):
    """The Watcher of the traffic while it runs; `over` hears when it is over."""

    sheet: ClassVar[Sheet]

    def __init__(
        self, number: int, scene: Scene, given: Given, over: Callable[["Drill"], None]
    ) -> None:
        self.scene = scene
        self.levers = scene.levers
        self.state = State.ARMED
        self.record = Record(scene.levers)
        self._number = number
        self._given = given
        self._tell_over = over
        self._staged = self.now()
        self._began: datetime | None = None
        self._over: datetime | None = None
        self._ending = ""
        self._mark = 0  # how many deeds there were when it began
        self._debrief: Debrief | None = None
        self._deeds: dict[Call, Deed] = {}
        self._stop: Callable[[], None] = lambda: None

    # What each drill is
    @abstractmethod
    def arm(self) -> None:
        """Take hold of what is to go wrong."""

    @abstractmethod
    def waits_for(self) -> str:
        """Return what it waits for, or does now."""

    @abstractmethod
    def happened(self) -> Iterable[str]:
        """Return what happened in sentences; only asked once it began."""

    @abstractmethod
    def careful(self) -> Iterable[Point]:
        """Return what a careful trader does, and whether it was done."""

    def release(self) -> None:  # noqa: B027 - not every drill holds something
        """Let go of everything it holds."""

    def on_call(self, call: Call, deed: Deed | None) -> bool:
        """Return whether a call is to be lost before it arrives."""
        return False

    def on_answer(self, call: Call, deed: Deed | None, reply: object) -> Fate:
        """Say what becomes of an answer."""
        return at_once

    def on_change(self, entity: Entity) -> None:  # noqa: B027 - not every drill waits for one
        """Hear of a change of the exchange."""

    # Its life
    def start(self) -> None:
        """Begin to watch, and lie in wait."""
        self._stop = self.levers.store.listen(self._heard)
        self.scene.gate.traffic.watcher = self
        self.arm()

    def finish(self, ending: str) -> None:
        """Draw the sum, then let go of everything; idempotent."""
        if self.state is State.OVER:
            return
        began, self._over = self._began, self.now()
        self.record.say(ending)
        self._ending = ending
        self._debrief = self._drawn(began) if began else None
        self.state = State.OVER
        self.release()
        self.scene.gate.traffic.watcher = None
        self._deeds.clear()
        self._stop()
        self._tell_over(self)

    def view(self) -> RunView:
        """Return it as of now."""
        return RunView(
            number=self._number,
            key=self.sheet.key,
            title=self.sheet.title,
            parameters=self._given,
            state=self.state,
            moment="" if self.state is State.OVER else self.waits_for(),
            staged=self._staged,
            began=self._began,
            over=self._over,
            ending=self._ending,
            timeline=self.record.lines(),
            debrief=self._debrief,
        )

    # The traffic's Watcher
    def came(self, call: Call) -> bool:
        """Write a call down; lose it where the drill wants that."""
        self.levers.agenda.catch_up()  # what is due comes first, this drill's end among it
        if self.state is State.OVER:
            return False
        deed = self.record.came(call)
        if deed:
            self._deeds[call] = deed
        lost = self.on_call(call, deed)
        if lost and deed:
            deed.outcome = Outcome.LOST
        return lost

    def answered(self, call: Call, reply: object) -> Fate:
        """Write an answer down; say what becomes of it."""
        deed = self._deeds.get(call)
        if deed:
            deed.answered(reply)
        return at_once if self.state is State.OVER else self.on_answer(call, deed, reply)

    def refused(self, call: Call, refusal: Refused) -> None:
        """Write a refusal down."""
        deed = self._deeds.get(call)
        if deed:
            deed.refused(refusal)

    # Tools of each drill
    @property
    def run_number(self) -> int:
        """The number it is known by."""
        return self._number

    def now(self) -> datetime:
        """Return the exchange's time."""
        return self.levers.agenda.now()

    def number(self, name: str) -> int:
        """Return a parameter that is a number."""
        return int(self._given[name])

    def word(self, name: str) -> str:
        """Return a parameter that is a word."""
        return str(self._given[name])

    def concerns(self, contract: str) -> bool:
        """Whether the drill is about this contract: about any, unless one was chosen."""
        return not (wanted := self.word("contract")) or wanted == contract

    def stops(self) -> list[LiveOrder]:
        """Return the working stops of whatever contract the drill is about, oldest first."""
        return [
            order
            for contract_id in self.levers.roster.contracts()
            for order in self.levers.roster.alive(contract_id)
            if order.working and order.terms.type in STOPS and self.concerns(order.listed.name)
        ]

    def stranger(self) -> Origin:
        """Return another program of the same user's, as commands name it."""
        return Origin(self.scene.gate.login.id, self.scene.gate.sessions.stranger())

    def begin(self, text: str, lasts: float = 0.0) -> None:
        """Say that it goes from here on, and `lasts` so long; then it is watched as was asked."""
        if self.state is not State.ARMED:
            return
        self.state, self._began = State.GOING, self.now()
        self._mark = len(self.record.deeds)
        self.record.say(text)
        seconds = lasts + self.number("watch")
        self.later(seconds, lambda: self.finish("the drill was watched to its end"))

    def later(self, seconds: float, work: Work) -> None:
        """Do something so many seconds from now, unless it is over by then.

        Whatever a change or a call leads to is done like that: in the midst of them nothing is.
        """
        self.levers.agenda.after(seconds, partial(self._still, work))

    @property
    def began(self) -> datetime:
        """When it began; asked only once it did."""
        return self._began or self._staged

    def since(self, at: datetime) -> float:
        """Return the seconds from its beginning until then."""
        return (at - self.began).total_seconds()

    def moment(self, deed: Deed) -> str:
        """Return when something was done, as people say it."""
        return f"after {self.since(deed.at):.0f} s"

    @property
    def going(self) -> bool:
        """Whether its moment has come and it is not over."""
        return self.state is State.GOING

    @property
    def after(self) -> list[Deed]:
        """What the trader did since it began."""
        return self.record.deeds[self._mark :]

    def entries(self, contract: str = "", within: float | None = None) -> list[Deed]:
        """Return what since then asked for more contracts, of this one, within so many seconds."""
        return [
            deed
            for deed in self.after
            if deed.enters
            and (not contract or deed.contract == contract)
            and (within is None or self.since(deed.at) <= within)
        ]

    def _still(self, work: Work) -> None:
        if self.state is not State.OVER:
            work()

    def _heard(self, kind: str, event: EventType, entity: Entity) -> None:
        self.record.heard(event, entity)
        if self.state is not State.OVER:
            self.on_change(entity)

    def _drawn(self, began: datetime) -> Debrief:
        did = [line for line in self.record.lines() if line.who is Who.YOU]
        return Debrief(
            happened=list(self.happened()),
            did=did,
            risk=risk(self.record, self.levers, began, self.now()),
            careful=list(self.careful()),
        )
