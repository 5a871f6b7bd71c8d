"""Undo and redo over whole values: a state is a frozen value, so that keeping it is free."""

from typing import Generic, TypeVar

State = TypeVar("State")
DEPTH = 200


class History(Generic[State]):
    """The states before and after the present one, which the owner holds."""

    def __init__(self) -> None:
        self._past: list[State] = []
        self._future: list[State] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a state to go back to."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether an undone state can be had again."""
        return bool(self._future)

    def record(self, present: State) -> None:
        """Remember `present`, which is about to be changed."""
        self._past.append(present)
        del self._past[:-DEPTH]
        self._future.clear()

    def forget(self) -> State:
        """Take back the last record as if it had never been made, and return it."""
        return self._past.pop()

    def undo(self, present: State) -> State:
        """Return the state before `present`."""
        self._future.append(present)
        return self._past.pop()

    def redo(self, present: State) -> State:
        """Return the state that was undone last."""
        self._past.append(present)
        return self._future.pop()
