"""Answers and entities read with the tolerance the protocol asks for."""

import re
from typing import TypeVar

import msgspec

from bracketdesk.domain.problems import UserFacingError
from bracketdesk.wire import codec

T = TypeVar("T")

# ISO-8601 lets a time end with its minutes (protocol.md 2 promises no more than ISO-8601); the
# decoder wants seconds.
_MINUTES = re.compile(rb'("\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:?\d\d)"')


def read(data: bytes, kind: type[T]) -> T:
    """Return `data` as `kind`; raises ValueError on garbage."""
    try:
        return codec.decode(data, kind)
    except msgspec.ValidationError:
        completed = _MINUTES.sub(rb'\1:00\2"', data)
        if completed == data:
            raise
        return codec.decode(completed, kind)


def read_answer(data: bytes, kind: type[T], host: str, what: str) -> T:
    """Return an answer as `kind`; raises UserFacingError where it is something else."""
    try:
        return read(data, kind)
    except ValueError:
        raise UserFacingError(f"{host} answered {what} with something else.") from None


def read_each(rows: list[msgspec.Raw], kind: type[T]) -> tuple[list[T], int]:
    """Return what can be read of `rows`, and how many could not."""
    found: list[T] = []
    for row in rows:
        try:
            found.append(read(bytes(row), kind))
        except ValueError:
            continue
    return found, len(rows) - len(found)
