"""One click's one command: what is sent, and how it is seen that it was done."""

from collections.abc import Callable
from dataclasses import dataclass

from bracketdesk.controller.commands import Answer
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.wire.entities import Account
from bracketdesk.wire.messages import Message


@dataclass(frozen=True, slots=True)
class Seen:
    """What the state shows of a command in its end: whether it was done, in words."""

    done: bool
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What is known of a command when its effect is looked for: `uuid` is its clOrdId."""

    uuid: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Errand:
    """A command about an order, a strategy or a contract (`target`), for one account.

    `write` makes the message from our uuid (a clOrdId where the call has one) and a penalty
    ticket (None without one). `seen` answers None while the state does not tell yet. `orders` may
    take no other command meanwhile; `pending` is the word for it.
    """

    act: Act
    account: Account
    contract_id: int
    target: int
    sentence: str
    write: Callable[[str, str | None], Message]
    seen: Callable[[Reply], Seen | None]
    orders: tuple[int, ...] = ()
    pending: str = ""
    record_first: bool = False  # no record, no order; else it goes all the same, and that is said

    @property
    def name(self) -> str:
        """What makes another click the same one."""
        return f"{self.act} {self.account.id} {self.target}"


@dataclass(frozen=True, slots=True)
class Deed:
    """What came of an errand. `text` is the rest of a sentence."""

    kind: OutcomeKind
    text: str
    answer: Answer

    @property
    def done(self) -> bool:
        """Whether the broker did it."""
        return self.kind is OutcomeKind.ACCEPTED

    @property
    def open(self) -> bool:
        """Whether it may or may not have been done."""
        return self.kind is OutcomeKind.UNKNOWN
