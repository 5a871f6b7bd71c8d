"""What the window shows of life after the fill, as frozen values in the field's words."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bracketdesk.controller.views import LegView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import Problem
from bracketdesk.domain.ticket import Side


class Cover(StrEnum):
    """How much of a position stops protect."""

    FLAT = "flat"
    COVERED = "covered"
    UNCOVERED = "uncovered"  # fewer than the position
    OVER = "over"  # more than the position: filled, they would turn it round


@dataclass(frozen=True, slots=True)
class CoverView:
    """The protected-quantity meter of one contract; `net` signed, the others in contracts.

    `text` is "position 4 long · stops working for 4". `fix` names the one fix that is offered,
    empty where there is none; `alarming` is whether the state lasted long enough for an alarm.
    `as_of` is when all of it was last heard, None while it is heard; `doubt` says that an order
    may exist which nobody has seen, empty where none may.
    """

    contract_id: int
    symbol: str
    net: int
    stops: int
    targets: int
    cover: Cover
    text: str
    fix: str = ""
    alarming: bool = False
    as_of: datetime | None = None
    doubt: str = ""

    @property
    def sure(self) -> bool:
        """Whether it is so now."""
        return self.as_of is None and not self.doubt

    @property
    def uncovered(self) -> int:
        """Contracts of the position that no stop protects."""
        return max(0, abs(self.net) - self.stops)


class Progress(StrEnum):
    """How far a step has come."""

    DOING = "doing"
    DONE = "done"
    FAILED = "failed"  # the broker said no, or it provably was not sent
    UNKNOWN = "unknown"  # it may or may not have been done


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure, with what came of it."""

    text: str
    progress: Progress
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A next step that a click takes; `key` goes to `After.take_offer`, `danger` marks an order."""

    key: str
    text: str
    danger: bool = True


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """What a click set going, step by step: "Flatten MESZ6".

    `truth` is what the state showed at its end, at `ended`; empty while it runs. `tone` as in
    ActivityRow.
    """

    number: int
    title: str
    steps: tuple[Step, ...]
    running: bool
    truth: str = ""
    tone: str = ""
    ended: datetime | None = None
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change in the life of a strategy or a loose order: when, what, and by whom.

    `author` is one of authors.Author in words: "this app", "another session" and so on. `tone` as
    in ActivityRow, or gain or loss.
    """

    at: datetime
    strategy_id: int | None
    order_id: int
    what: str
    author: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class LooseView:
    """An order of the account that belongs to no strategy."""

    symbol: str
    contract_id: int
    side: Side
    leg: LegView
    at: datetime
    ours: bool
    running: bool
    instrument: Instrument | None = None


@dataclass(frozen=True, slots=True)
class FillView:
    """One fill of the day. Price in points, fee in dollars where it is known."""

    fill_id: int
    at: datetime
    symbol: str
    side: Side
    quantity: int
    price: Decimal
    fee: Decimal | None
    instrument: Instrument | None = None


@dataclass(frozen=True, slots=True)
class ExitedView:
    """What a contract's exits came to since it was opened; `net` is what is left, signed.

    `at` is the last fill's time and `text` "3 stopped at 6008.00", None and empty while that is
    not known. Dollars before fees, and R of the strategy, None where they are not known.
    """

    contract_id: int
    symbol: str
    net: int
    at: datetime | None = None
    text: str = ""
    dollars: Decimal | None = None
    r: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DayView:
    """The account's day in dollars, as the broker states it; None for what it does not.

    `room` is what may still be lost before the risk desk acts; `room_text` says at what limit.
    """

    fills: tuple[FillView, ...]
    contracts: int
    fees: Decimal
    realised: Decimal | None
    open_pnl: Decimal | None
    cash: Decimal | None
    margin: Decimal | None
    room: Decimal | None = None
    room_text: str = ""


@dataclass(frozen=True, slots=True)
class ExitLine:
    """A level of exits for an open position: its prices in points, its order as a sentence."""

    quantity: int
    target: Decimal | None
    stop: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class ExitsCheck:
    """Exits for an open position checked; `blocked` is why they cannot be sent, else empty."""

    contract_id: int
    symbol: str
    net: int
    uncovered: int
    average: Decimal | None
    lines: tuple[ExitLine, ...]
    problems: tuple[Problem, ...]
    sentence: str
    blocked: str


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask before a click takes effect; `warning` names what it leaves unprotected."""

    title: str
    text: str
    confirm: str
    warning: str = ""


class Sound(StrEnum):
    """What a sound or a notification is about; each has a switch."""

    ACCEPTED = "accepted"
    FILLED = "filled"
    TARGET = "target"
    STOP = "stop"
    REJECTED = "rejected"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Happening:
    """What just happened; `number` tells one from another."""

    number: int
    sound: Sound
    text: str


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the ticket is filled in with after a reverse's flatten was verified."""

    number: int
    contract_id: int
    side: Side
    quantity: int
