"""The form as typed: texts that may or may not be a ticket. Nothing typed is ever lost."""

from dataclasses import dataclass

from bracketdesk.domain.problems import Problem
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side, Ticket, TimeInForce


@dataclass(frozen=True, slots=True)
class LevelDraft:
    """A row of the bracket table as typed; distances in the draft's units, empty for none.

    The auto-trail is none where all three of its texts are empty.
    """

    quantity: str = "1"
    target: str = ""
    stop: str = ""
    trailing: bool = False
    trigger: str = ""
    distance: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """The whole form as typed. `expire_time` as `2026-12-01 15:00` in the system's zone."""

    side: Side | None = None
    quantity: str = "1"
    entry_type: EntryType = EntryType.MARKET
    limit_price: str = ""
    stop_price: str = ""
    time_in_force: TimeInForce = TimeInForce.DAY
    expire_time: str = ""
    units: Units = Units.TICKS
    levels: tuple[LevelDraft, ...] = ()
    acknowledge_no_stop: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft read: the ticket where every text could be read, and what could not be.

    `entry` and each of `levels` are there where their own texts could be.
    """

    ticket: Ticket | None
    problems: tuple[Problem, ...]
    entry: Entry | None = None
    levels: tuple[Level | None, ...] = ()
