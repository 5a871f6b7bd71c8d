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
    """Where the line stands. "connected" is never called live: Live is an environment."""

    OFFLINE = "offline"
    SIGNING_IN = "signing in"
    CONNECTING = "connecting"
    SYNCHRONISING = "synchronising"
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"  # with a countdown
    FROZEN = "frozen"  # until an hour is over
    TAKEN_OVER = "taken over"  # by another session of the same user


@dataclass(frozen=True, slots=True)
class SessionView:
    """The top bar. `text` is one sentence where something is to be said (an error, a wait).

    `until` is when the wait under way ends (a reconnection, a freeze, a penalty of the sign-in);
    `Desk.countdown` has its seconds. `as_of` is set while orders and positions are shown as they
    were when last heard. `signed_in` is whether a token is in hand that may still be good.
    `penalty` is whether the sign-in waits for a click that goes on with the broker's ticket, and
    `sign_in_again` whether only a new sign-in helps. `warning` is what to know before signing in.
    `over` is whether what was open here ended with the practice exchange that held it. `may_try`
    is whether a click may end the wait for the next attempt.
    """

    environment: Environment
    connection: Connection
    host: str = ""
    user: str = ""
    accounts: tuple[str, ...] = ()
    account: str = ""
    latency: float | None = None
    silence: int = 0  # whole seconds that an answer of a line that is up is awaited; 0: it is not
    expires: datetime | None = None
    text: str = ""
    has_stored_token: bool = False
    signed_in: bool = False
    until: datetime | None = None
    as_of: datetime | None = None
    penalty: bool = False
    sign_in_again: bool = False
    warning: str = ""
    over: bool = False
    may_try: bool = False


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
    at the stops in dollars, None where a level has no stop or the money is not dollars.
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

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop it."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Caution:
    """What to know before a ticket goes; texts are sentences, empty where nothing is to be said.

    `repeats`: the same order went already. `guards`: what is over a guard, or could not be looked
    at. `net` is the contract's signed position, `position` what the order does to it, `running`
    the strategies that run there.
    """

    repeats: str = ""
    guards: tuple[Problem, ...] = ()
    net: int = 0
    position: str = ""
    running: str = ""

    @property
    def over(self) -> tuple[Problem, ...]:
        """What only a button that says so may send."""
        return tuple(p for p in self.guards if p.severity is Severity.OVER)

    @property
    def asks(self) -> bool:
        """Whether it is asked about even where the question is switched off (rule 9)."""
        return bool(self.repeats or self.guards or self.net)

    def tells_more_than(self, asked: "Caution") -> bool:
        """Whether something counts now that `asked` did not say."""
        known = set(self.guards) <= set(asked.guards) and self.net == asked.net
        return not known or bool(self.repeats and not asked.repeats)


@dataclass(frozen=True, slots=True)
class ResultView:
    """The status panel's result. `broker_text` is untrusted and shown as the broker's own words.

    `environment` and `account` are where the order went or would have gone. `sure` says how sure
    we are of the explanation. `pending` is true between click and answer. `evidence` is what the
    looking for it has shown, oldest first; `read_back` what the comparison with what the broker
    holds says.
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
    evidence: tuple[str, ...] = ()
    read_back: str = ""
    environment: Environment | None = None
    account: str = ""


class LegRole(StrEnum):
    """What a leg is in its strategy."""

    ENTRY = "entry"
    TARGET = "target"
    STOP = "stop"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Pnl:
    """Profit and loss, closed and open together, before fees; None where it is not known.

    `points` is the average for one contract; `r` in units of what was risked at the stops.
    """

    dollars: Decimal | None = None
    points: Decimal | None = None
    r: Decimal | None = None


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
    planned: Decimal | None = None  # where the ticket wanted it, from the fill it suits best
    differs: bool = False  # whether the read-back takes exception to its price
    pending: str = ""  # what was asked of it and is not answered yet: "moving", "cancelling"
    fixed: str = ""  # why it cannot be moved, empty where it can


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level of a strategy with the legs that serve it; numbered from 1 as in the table."""

    number: int
    quantity: int
    legs: tuple[LegView, ...]
    planned: str = ""
    pnl: Pnl = Pnl()
    risk: Decimal | None = None  # dollars lost at its stop as planned


@dataclass(frozen=True, slots=True)
class StrategyView:
    """A strategy as the broker holds it: `status` in people's words, `raw_status` the broker's.

    `position` and `stops_working` are the contract's, whoever entered and whose stops they are;
    `left` and `stops` are its own.
    """

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
    difference: str = ""  # read-back: what differs from the ticket, empty where nothing does
    compared: bool = False  # whether planned and held could be compared yet
    note: str = ""  # what is as planned and still worth knowing: exits good for the day only
    left: int | None = 0  # contracts it entered with and did not exit; None: fills not known
    stops: int = 0  # contracts its own stops work for
    pnl: Pnl = Pnl()
    today: bool = True  # whether it was started today by the trader's calendar
    ended: datetime | None = None  # when its last exit filled, where nothing of it is left
    whose: str = ""  # of another program's: whose it is as far as the broker tells
    instrument: Instrument | None = None  # how its prices are written, None where not known yet


@dataclass(frozen=True, slots=True)
class PositionView:
    """A position: signed contracts and average price in points; P&L in dollars where known."""

    contract_id: int
    symbol: str
    net: int
    average: Decimal | None
    open_pnl: Decimal | None = None
    realised: Decimal | None = None  # today's, in dollars before fees
    fees: Decimal | None = None  # today's, in dollars
    instrument: Instrument | None = None  # how its prices are written, None where not known yet


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A line of the journal or of what an exit button did."""

    at: datetime
    what: str
    outcome: str
    detail: str = ""
    tone: str = ""  # accepted, rejected, not sent, unknown, or empty
    uuid: str = ""  # of a click that is in the journal and has a receipt; else empty


@dataclass(frozen=True, slots=True)
class Lock:
    """Why new orders on an account and contract are locked. Exits stay free.

    `word` is what `confirm_not_sent` wants typed for the start `uuid`; the text shows it too.
    Both are empty where the lock lifts itself.
    """

    account: str
    symbol: str
    text: str
    word: str = ""
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What stays on the screen until it is acknowledged; `number` tells one from another.

    `where` is the environment and account it was raised in.
    """

    number: int
    where: str
    text: str
    at: datetime
