"""One click about what is there already: an exit, a move, a close. It never starts a strategy."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bracketdesk.domain.outcomes import Outcome
from bracketdesk.domain.session import Environment, Transport


class Act(StrEnum):
    """What an instruction asks the broker to do (protocol.md 4.2, 4.4)."""

    CANCEL = "cancel"  # an order
    MODIFY = "modify"  # an order: a whole new version
    PLACE = "place"  # an exit alone
    PLACE_OCO = "place oco"  # a target and a stop, of which each cancels the other
    LIQUIDATE = "liquidate"  # a contract: cancel its orders, close its position
    INTERRUPT = "interrupt"  # a strategy


@dataclass(frozen=True, slots=True)
class Instruction:
    """What is about to be sent: `body` is its exact JSON, which holds no secret.

    `target` is the id of what it is about: an order, a strategy; else the contract's. The fields
    are those of an `Intent`, and `uuid` is as much for ever this click's.
    """

    uuid: str
    at: datetime
    environment: Environment
    host: str
    account: str
    account_id: int
    contract_id: int
    act: Act
    target: int
    body: str
    transport: Transport
    sentence: str


@dataclass(frozen=True, slots=True)
class InstructionEntry:
    """An instruction with where it stands now. `outcome` is None while no answer was judged."""

    instruction: Instruction
    outcome: Outcome | None
    settled_at: datetime | None = None
    seconds: float | None = None
