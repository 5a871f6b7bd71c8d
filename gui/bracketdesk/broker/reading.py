"""Answers and entities read with the tolerance the protocol asks for."""

from typing import TypeVar

import msgspec

from bracketdesk.domain.problems import UserFacingError
from bracketdesk.wire import codec

T = TypeVar("T")


def read_answer(data: bytes, kind: type[T], host: str, what: str) -> T:
    """Return an answer as `kind`; raises UserFacingError where it is something else."""
    try:
        return codec.decode(data, kind, strict=False)
    except ValueError:
        raise UserFacingError(f"{host} answered {what} with something else.") from None


def read_each(rows: list[msgspec.Raw], kind: type[T]) -> tuple[list[T], int]:
    """Return what can be read of `rows`, and how many could not."""
    found: list[T] = []
    for row in rows:
        try:
            found.append(codec.decode(bytes(row), kind, strict=False))
        except ValueError:
            continue
    return found, len(rows) - len(found)
