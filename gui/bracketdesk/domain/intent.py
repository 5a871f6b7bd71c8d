"""One click that adds risk, as the journal keeps it."""

from dataclasses import dataclass
from datetime import datetime

from bracketdesk.domain.outcomes import Outcome, OutcomeKind
from bracketdesk.domain.session import Environment, Transport
from bracketdesk.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be sent: `body` is the exact JSON of the start, which holds no secret.

    `uuid` is ours and for ever this intent's; `at` is aware UTC; `host` the REST base address.
    """

    uuid: str
    at: datetime
    environment: Environment
    host: str
    account: str
    account_id: int
    contract_id: int
    ticket: Ticket
    body: str
    transport: Transport
    sentence: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An intent with where it stands now. `outcome` is None while no answer has been judged."""

    intent: Intent
    outcome: Outcome | None
    settled_at: datetime | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Reversal:
    """An intent that was told as NotSent or Rejected, and is this strategy at the broker."""

    intent: Intent
    told: OutcomeKind
    strategy_id: int
