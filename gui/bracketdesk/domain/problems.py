"""What stands against sending a ticket, each problem with the field it belongs to."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a problem weighs."""

    ERROR = "error"  # nothing can be sent
    ACKNOWLEDGE = "acknowledge"  # sendable once the trader has ticked it
    OVER = "over"  # over a guard: sendable by the button that names it, each time anew
    WARNING = "warning"  # said, never in the way


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one field.

    `field` is the ticket file's path: `quantity`, `entry.limitPrice`, `levels[1].stopTicks`
    (`levels` counts from 0), `levels` for all of them together.
    """

    field: str
    text: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


class UserFacingError(Exception):
    """One sentence for the trader, shown as it is; never holds a secret."""


class UnknownContract(UserFacingError):
    """The broker answered that it knows no contract of this name."""


class TokenRefused(UserFacingError):
    """The broker no longer takes the token: sign in again. `words` are its own, marked as such."""

    def __init__(self, sentence: str, words: str = "") -> None:
        super().__init__(sentence)
        self.words = words


class SignInRefused(UserFacingError):
    """The broker refused name, password or key: it counts towards five failures an hour."""


class MustWait(UserFacingError):
    """The broker wants silence for `seconds`; with a `ticket` the same request may come again."""

    def __init__(self, sentence: str, seconds: float, ticket: str = "") -> None:
        super().__init__(sentence)
        self.seconds = seconds
        self.ticket = ticket


class Frozen(MustWait):
    """After 423 or 429: nothing may be sent for `seconds`, not even a sign-in (protocol.md 1.8)."""


class SecretsUnavailable(UserFacingError):
    """The OS keyring is missing, locked, slow or failing: offer "this session only"."""


class IllegalMove(Exception):
    """A transition of an intent that the table of moves forbids: a defect, never a user's error."""
