"""What the practice exchange refuses."""

from bracketdesk.wire.enums import FailureReason

DENIED = "Access is denied"
"""What others report of the broker where a right is missing (protocol.md 6.4)."""


class Refused(Exception):
    """A call the exchange answers with a plain HTTP status and a text (protocol.md 1.8)."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {text}")
        self.status = status
        self.text = text


class RefusedInJson(Refused):
    """A refusal whose text on REST is a JSON object."""

    def __init__(self, status: int, text: str, body: object) -> None:
        super().__init__(status, text)
        self.body = body


class Rejected(Exception):
    """A request the exchange answers with HTTP 200 and a failure inside (protocol.md 6.4, 8)."""

    def __init__(self, reason: FailureReason | None, text: str) -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text


class TapeError(ValueError):
    """A tape that cannot be played; its text is one sentence for whoever chose the file."""
