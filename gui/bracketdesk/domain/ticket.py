"""The ticket: one entry and its levels, as the trader means it. Distances are whole ticks."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Side(StrEnum):
    """Which way the entry goes, in the broker's words."""

    BUY = "Buy"
    SELL = "Sell"

    @property
    def sign(self) -> int:
        """+1 where a rising price is a gain, -1 where it is a loss."""
        return 1 if self is Side.BUY else -1


class EntryType(StrEnum):
    """Entry types offered (architecture.md, "The params string")."""

    MARKET = "Market"
    LIMIT = "Limit"
    STOP = "Stop"
    STOP_LIMIT = "StopLimit"

    @property
    def words(self) -> str:
        """The type inside a sentence; its value is the broker's spelling."""
        return "stop limit" if self is EntryType.STOP_LIMIT else self.value.lower()

    @property
    def has_limit(self) -> bool:
        """Whether the entry carries a limit price."""
        return self in (EntryType.LIMIT, EntryType.STOP_LIMIT)

    @property
    def has_stop(self) -> bool:
        """Whether the entry carries a stop price."""
        return self in (EntryType.STOP, EntryType.STOP_LIMIT)


class TimeInForce(StrEnum):
    """How long the entry lives."""

    DAY = "Day"
    GTC = "GTC"
    GTD = "GTD"
    IOC = "IOC"
    FOK = "FOK"


@dataclass(frozen=True, slots=True)
class Entry:
    """How the position is entered; prices in points, `expire_time` aware UTC and for GTD only."""

    type: EntryType = EntryType.MARKET
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.DAY
    expire_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class AutoTrail:
    """A stop that begins to trail: after `trigger` ticks of profit, `distance` ticks behind,
    moved in steps of `step` ticks. All positive.
    """

    trigger_ticks: int
    distance_ticks: int
    step_ticks: int


@dataclass(frozen=True, slots=True)
class Level:
    """One bracket: contracts, and the positive distances of its exits from the fill, in ticks."""

    quantity: int
    target_ticks: int | None = None
    stop_ticks: int | None = None
    trailing: bool = False
    auto_trail: AutoTrail | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is being composed. `account` is the account's name, empty where none is chosen yet."""

    symbol: str
    side: Side
    quantity: int
    entry: Entry
    levels: tuple[Level, ...]
    account: str = ""
    acknowledge_no_stop: bool = False

    @property
    def amounts(self) -> tuple[Side, tuple[int, ...]]:
        """Side and levels' quantities, in any order: what two orders of the same amounts share."""
        return self.side, tuple(sorted(level.quantity for level in self.levels))
