"""A value that tells its listeners when it changes. All on the one loop; no threads."""

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)


class Observable(Generic[T]):
    """Holds a value; listeners are called with each new, different one."""

    def __init__(self, value: T) -> None:
        self._value = value
        self._listeners: list[Callable[[T], None]] = []

    @property
    def value(self) -> T:
        """The value now."""
        return self._value

    def set(self, value: T) -> None:
        """Take a new value and tell the listeners, unless it equals the old one.

        A listener that raises is in the log: whoever has a value to tell must not fail by it.
        """
        if value == self._value:
            return
        self._value = value
        for listener in tuple(self._listeners):
            try:
                listener(value)
            except Exception:
                log.exception("A listener failed.")

    def listen(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Call `listener` with the value now and with each later one; returns what stops it."""
        self._listeners.append(listener)
        listener(self._value)
        return lambda: self._listeners.remove(listener)
