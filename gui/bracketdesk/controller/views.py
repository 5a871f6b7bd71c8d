"""What the window shows, as frozen values in the field's words. `ui` sees these and `domain`."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.session import Environment
from bracketdesk.domain.ticket import Side, Ticket


class Connection(StrEnum):
    """Where the line stands."""

    SIGNED_OUT = "signed out"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    DOWN = "disconnected"


@dataclass(frozen=True, slots=True)
class SessionView:
    """The top bar. `text` is one sentence where something is to be said (an error, a wait)."""

    environment: Environment
    connection: Connection
    host: str = ""
    user: str = ""
    accounts: tuple[str, ...] = ()
    account: str = ""
    latency: float | None = None
    expires: datetime | None = None
    text: str = ""
    has_stored_token: bool = False


@dataclass(frozen=True, slots=True)
class QuoteView:
    """The watched contract's quote. Prices in points; `heard` is the monotonic second of it."""

    contract_id: int
    bid: Decimal | None = None
    bid_size: int | None = None
    ask: Decimal | None = None
    ask_size: int | None = None
    last: Decimal | None = None
    heard: float = 0.0


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """What a row of the table results in; None where it is unknown or open. Money in dollars."""

    target_price: Decimal | None = None
    stop_price: Decimal | None = None
    win: Decimal | None = None
    loss: Decimal | None = None
    r: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A draft checked: everything the form needs to paint itself. `params` is empty if not exact.

    `blocked` is why the send button cannot send, empty where it can. `loss` is about what is lost
    at the stops in dollars, None where a level has no stop. `repeats` is set where this very
    ticket was just accepted, so that it asks again.
    """

    ticket: Ticket | None
    problems: tuple[Problem, ...]
    sentence: str
    params: str
    assigned: int
    quantity: int
    figures: tuple[LevelFigures, ...]
    blocked: str
    loss: Decimal | None = None
    repeats: str = ""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop it."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class ResultView:
    """The status panel's result. `broker_text` is untrusted and shown as the broker's own words.

    `sure` says how sure we are of the explanation. `pending` is true between click and answer.
    """

    kind: OutcomeKind
    headline: str
    cause: str = ""
    advice: str = ""
    sure: str = ""
    reason: str = ""
    broker_text: str = ""
    at: datetime | None = None
    milliseconds: float | None = None
    strategy_id: int | None = None
    sentence: str = ""
    uuid: str = ""
    pending: bool = False


class LegRole(StrEnum):
    """What a leg is in its strategy."""

    ENTRY = "entry"
    TARGET = "target"
    STOP = "stop"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LegView:
    """One order of a strategy. `price` is its working price in points, `average` that of fills."""

    order_id: int
    role: LegRole
    type: str
    status: str  # a word for people: working, filled, cancelled, …
    quantity: int
    filled: int
    price: Decimal | None = None
    average: Decimal | None = None
    trailing: bool = False
    cancellable: bool = False


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level of a strategy with the legs that serve it; numbered from 1 as in the table."""

    number: int
    quantity: int
    legs: tuple[LegView, ...]
    planned: str = ""


@dataclass(frozen=True, slots=True)
class StrategyView:
    """A strategy as the broker holds it: `status` in people's words, `raw_status` the broker's."""

    id: int
    symbol: str
    contract_id: int
    side: Side
    quantity: int
    status: str
    raw_status: str
    running: bool
    at: datetime
    entry: LegView | None
    levels: tuple[LevelView, ...]
    others: tuple[LegView, ...] = ()
    failure: str = ""
    position: int = 0
    stops_working: int = 0
    ours: bool = True
    difference: str = ""  # read-back: what differs from the ticket, empty where planned = held
    instrument: Instrument | None = None  # how its prices are written, None where not known yet


@dataclass(frozen=True, slots=True)
class PositionView:
    """A position: signed contracts and average price in points; P&L in dollars where known."""

    contract_id: int
    symbol: str
    net: int
    average: Decimal | None
    open_pnl: Decimal | None = None
    instrument: Instrument | None = None  # how its prices are written, None where not known yet


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A line of the journal or of what an exit button did."""

    at: datetime
    what: str
    outcome: str
    detail: str = ""
    tone: str = ""  # accepted, rejected, not sent, unknown, or empty


@dataclass(frozen=True, slots=True)
class Lock:
    """Why new orders on an account and contract are locked. Exits stay free.

    `word` is what `confirm_not_sent` wants typed; the text shows it too.
    """

    account: str
    symbol: str
    text: str
    word: str = ""
