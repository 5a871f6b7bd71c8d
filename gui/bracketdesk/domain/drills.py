"""What practice has and no broker: drills, their debriefs, and the pace of the markets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Parameters = Mapping[str, int | str]
"""What a drill is staged with, by the fields' names."""


class DrillFieldKind(StrEnum):
    """What a parameter is: a whole number, one of some words, or a contract's name."""

    NUMBER = "number"
    CHOICE = "choice"
    CONTRACT = "contract"  # empty for any


class DrillState(StrEnum):
    """Where a drill stands: it waits for its moment, goes on, or is over."""

    ARMED = "armed"
    GOING = "going"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class DrillChoice:
    """One word a parameter may be, and how people read it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class DrillField:
    """One parameter; `least` and `most` bound a number, `unit` says of what it is."""

    name: str
    label: str
    kind: DrillFieldKind
    default: int | str
    least: int | None = None
    most: int | None = None
    unit: str | None = None
    choices: tuple[DrillChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class DrillSheet:
    """A drill in words: what it stages, and what the trader is to do about it."""

    key: str
    title: str
    stages: str
    task: str
    fields: tuple[DrillField, ...] = ()


@dataclass(frozen=True, slots=True)
class DrillLine:
    """A line of the time line; `who` is you, exchange or drill."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class DrillPoint:
    """Something a careful trader does, whether it was done, and the fact that tells."""

    text: str
    done: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class DrillDebrief:
    """What happened, what the trader did, what was at risk, and what a careful one does."""

    happened: tuple[str, ...]
    did: tuple[DrillLine, ...]
    risk: tuple[str, ...]
    careful: tuple[DrillPoint, ...]


@dataclass(frozen=True, slots=True)
class DrillRun:
    """A drill that was staged, as of now; `moment` is what it waits for or does.

    `debrief` is None until it is over, and where its moment never came.
    """

    number: int
    key: str
    title: str
    state: DrillState
    moment: str
    staged: datetime
    timeline: tuple[DrillLine, ...]
    began: datetime | None = None
    over: datetime | None = None
    ending: str = ""
    debrief: DrillDebrief | None = None


@dataclass(frozen=True, slots=True)
class Tape:
    """The tape that plays: its product, its length and place in seconds."""

    product: str
    length: float
    position: float
    looped: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How the markets run, and their tape where there is one."""

    paused: bool
    speed: float
    tape: Tape | None = None
