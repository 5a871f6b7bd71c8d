"""How calls and their answers travel, on both transports alike; a drill may lose or delay them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from bracketdesk.practice.arguments import Arguments
from bracketdesk.practice.errors import Refused

Send = Callable[[], object]
"""Gives an answer to its caller."""

Fate = Callable[[Send], object]
"""What becomes of an answer: it is sent now, sent later, or never."""


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call that came in: its name in lower case and what it was given."""

    name: str
    given: Arguments


class Watcher(Protocol):
    """Who sees the calls pass."""

    def came(self, call: Call) -> bool:
        """Return whether the call is lost before it arrives."""
        ...

    def answered(self, call: Call, reply: object) -> Fate:
        """Say what becomes of an answer."""
        ...

    def refused(self, call: Call, refusal: Refused) -> None:
        """Hear that a call is refused by its status."""
        ...


class Traffic:
    """Everything passes at once while nobody watches."""

    def __init__(self) -> None:
        self.watcher: Watcher | None = None

    def carry(
        self,
        name: str,
        given: Arguments,
        answer: Callable[[], Iterable[object]],
        send: Callable[[object], object],
    ) -> bool:
        """Have a call answered and each reply sent; returns whether one is on its way, ever.

        Raises Refused as `answer` does.
        """
        watcher = self.watcher
        if watcher is None:
            for reply in answer():
                send(reply)
            return True
        call = Call(name.lower(), given)
        return not watcher.came(call) and _carry(watcher, call, answer, send)


def _carry(
    watcher: Watcher,
    call: Call,
    answer: Callable[[], Iterable[object]],
    send: Callable[[object], object],
) -> bool:
    try:
        replies = list(answer())
    except Refused as refusal:
        watcher.refused(call, refusal)
        raise
    fates = [(watcher.answered(call, reply), reply) for reply in replies]
    for fate, reply in fates:
        fate(lambda reply=reply: send(reply))  # type: ignore[misc]
    return all(fate is not lost for fate, _ in fates)


def at_once(send: Send) -> None:
    """Send an answer now."""
    send()


def lost(send: Send) -> None:
    """Never send it."""
