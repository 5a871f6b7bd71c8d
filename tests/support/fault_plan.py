"""What may go wrong around one click: in which phase, how, by which transport.

The table of what must come of it stands in `fault_table.py`, what is done on the wire in
`faulty_server.py`.
"""

from dataclasses import dataclass
from enum import StrEnum

from bracketdesk.domain.session import Transport


class Phase(StrEnum):
    """When it strikes. The first three strike the line; REST has its own connection to make."""

    CONNECT = "connect"
    HANDSHAKE = "handshake"
    AUTHORISE = "authorise"
    WRITTEN_HALF = "written half"
    WRITTEN_WHOLE = "written whole"
    ANSWER_DELAYED = "answer delayed"
    ANSWER_HALF = "answer half"
    ANSWER_GARBAGE = "answer garbage"
    ANSWER_CONTRADICTORY = "answer contradictory"
    EVENTS_LOST = "events lost"
    EVENTS_DUPLICATED = "events duplicated"
    EVENTS_FIRST = "events first"
    ANSWER_LATE = "answer late"


class Fault(StrEnum):
    """What strikes."""

    RESET = "reset"
    STALL = "stall"
    CLOSE = "close"
    TIMED_OUT = "408"
    TOO_MANY = "429"
    TROUBLE = "5xx"
    WRONG_ID = "id"
    BAD_JSON = "json"
    NEW_ENUM = "enum"
    HUGE = "huge"
    SHUTDOWN = "shutdown"


STATUSES = {Fault.TIMED_OUT: 408, Fault.TOO_MANY: 429, Fault.TROUBLE: 503}


class Truth(StrEnum):
    """What the server does with a request that may be taken: start it, or lose it.

    `ABSENT` is lost as well, where the app has seen before that this place echoes our uuids.
    """

    TAKEN = "taken"
    LOST = "lost"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix."""

    phase: Phase
    fault: Fault
    transport: Transport
    truth: Truth = Truth.TAKEN

    @property
    def by_socket(self) -> bool:
        return self.transport is Transport.SOCKET

    @property
    def on_the_line(self) -> bool:
        """Whether it strikes the line's own socket, before there is anything to send."""
        if self.phase is Phase.CONNECT:
            return self.by_socket
        return self.phase in (Phase.HANDSHAKE, Phase.AUTHORISE)

    @property
    def started(self) -> bool:
        """Whether the server starts what it is sent: 429 says "not handled", huge words refuse."""
        if self.truth is not Truth.TAKEN or self.phase in _NOTHING_WHOLE:
            return False
        if self.fault is Fault.TOO_MANY:
            return self.phase is Phase.ANSWER_CONTRADICTORY
        return self.fault is not Fault.HUGE or self.phase not in _REFUSED_AT_LENGTH

    def __str__(self) -> str:
        return f"{self.transport}-{self.phase}-{self.fault}-{self.truth}".replace(" ", "_")


_NOTHING_WHOLE = (Phase.CONNECT, Phase.HANDSHAKE, Phase.AUTHORISE, Phase.WRITTEN_HALF)
_REFUSED_AT_LENGTH = (Phase.WRITTEN_WHOLE, Phase.ANSWER_DELAYED, Phase.ANSWER_LATE)
