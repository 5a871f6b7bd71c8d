"""What became of one request on the wire, before anybody judges it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delivery:
    """The transport's account of one request.

    `left` is False only where provably no byte of it left this machine. `status` is the HTTP
    status or the socket answer's `s`, None where no answer came. `body` is the answer as it came
    (the socket answer's `d`). `detail` is a sentence on what went wrong with the transport.
    `seconds` runs from the write to the answer or its absence.
    """

    left: bool
    status: int | None = None
    body: bytes = b""
    detail: str = ""
    seconds: float = 0.0
