"""What became of one request on the wire, before anybody judges it."""

from collections.abc import Awaitable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Delivery:
    """The transport's account of one request.

    `left` is False only where provably no byte of it left this machine. `status` is the HTTP
    status or the socket answer's `s`, None where no answer came. `body` is the answer as it came
    (the socket answer's `d`). `detail` is a sentence on what went wrong with the transport.
    `seconds` runs from the write to the answer or its absence.

    `late` is there where no answer came in time but one may come yet: awaited, it is that answer
    (with a status always), or None once there can be none.
    """

    left: bool
    status: int | None = None
    body: bytes = b""
    detail: str = ""
    seconds: float = 0.0
    late: "Awaitable[Delivery | None] | None" = field(default=None, compare=False, repr=False)
