"""One loop for Qt and asyncio: qasync's, with timers that are precise and really die.

qasync 0.28 truncates to milliseconds on coarse timers, so that they fire early, and never kills
a cancelled one: each HTTP request would leave its time-out's timer behind for minutes. It also
starts a timer for every callback of the next turn, of which a task needs one a step; here they
share one. Measured, with the cures that are written here, in qasync 0.28.0; they use that
release's private names.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from contextvars import Context

import qasync  # type: ignore[import-untyped]  # qasync ships no types
from PySide6.QtCore import Qt, QTimerEvent, Signal
from PySide6.QtWidgets import QApplication

LATER = 0.01
"""Seconds until a callback is tried again that came due while the loop stood still."""


class _Handle(asyncio.TimerHandle):
    """A handle that knows its Qt timer."""

    __slots__ = ("timer_id",)
    timer_id: int


class _Timers(qasync._SimpleTimer):  # type: ignore[misc]  # qasync ships no types
    """Every pending callback: those of the next turn on one Qt timer, each later one on its own,
    precise and single-shot.
    """

    due = Signal(object)

    def __init__(self, loop: "EventLoop") -> None:
        super().__init__()
        self._loop = loop
        self.due.connect(self._run, Qt.ConnectionType.QueuedConnection)
        self._handles: dict[int, asyncio.Handle] = {}
        self._ready: deque[asyncio.Handle] = deque()
        self._turn = 0  # the timer of the next turn

    def add_ready(self, handle: asyncio.Handle) -> None:
        """Run `handle` in the next turn, in order."""
        self._ready.append(handle)
        if not self._turn:
            self._turn = self.startTimer(0, Qt.TimerType.PreciseTimer)

    def add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        """Run `handle` after `delay` seconds, never before; signals bring plain handles."""
        milliseconds = math.ceil(max(0.0, delay) * 1000)
        timer_id = self.startTimer(milliseconds, Qt.TimerType.PreciseTimer)
        if isinstance(handle, _Handle):
            handle.timer_id = timer_id
        self._handles[timer_id] = handle
        return handle

    def drop(self, handle: _Handle) -> None:
        """Kill a cancelled handle's timer."""
        if self._handles.pop(handle.timer_id, None) is not None:
            self.killTimer(handle.timer_id)

    def stop(self) -> None:
        """Kill what is left when the loop closes."""
        super().stop()
        for timer_id in (*self._handles, *filter(None, (self._turn,))):
            self.killTimer(timer_id)
        self._handles.clear()
        self._ready.clear()
        self._turn = 0

    def timerEvent(self, event: QTimerEvent) -> None:
        """Run what is ready, or the callback whose time has come."""
        timer_id = event.timerId()
        self.killTimer(timer_id)
        if timer_id == self._turn:
            self._turn = 0
            self._run_ready()
        elif handle := self._handles.pop(timer_id, None):
            self._run(handle)

    def _run_ready(self) -> None:
        """Run those that are ready now; what they bring is the next turn's, after Qt's own."""
        try:
            for _ in range(len(self._ready)):
                if self._ready:  # a nested loop of Qt's may have come first
                    self._run(self._ready.popleft())
        finally:
            if self._ready and not self._turn:  # whoever broke out: an interrupt, an exit
                self._turn = self.startTimer(0, Qt.TimerType.PreciseTimer)

    def _run(self, handle: asyncio.Handle) -> None:
        if handle.cancelled():
            return
        if self._loop.is_running():
            handle._run()
        else:  # Qt empties its queue once more after the loop has stopped: no task may run then
            self.add_callback(handle, LATER)

    @property
    def pending(self) -> int:
        """How many callbacks live."""
        return len(self._handles) + len(self._ready)


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync ships no types
    """The loop of the application and of its tests."""

    def __init__(self, app: QApplication | None = None) -> None:
        super().__init__(app)
        self._timer = _Timers(self)

    @property
    def pending_timers(self) -> int:
        """How many callbacks wait for their time."""
        return self._timer.pending

    def call_later(
        self,
        delay: float,
        callback: Callable[..., object],
        *args: object,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call after `delay` seconds."""
        handle = _Handle(self.time() + delay, callback, args, self, context)
        self._timer.add_callback(handle, delay)
        return handle

    def call_soon(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        """Call in the next turn, in order."""
        handle = asyncio.Handle(callback, args, self, context)
        self._timer.add_ready(handle)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        """Call from another thread: at once when the event arrives, not a turn later."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._timer.due.emit(handle)
        return handle

    def _timer_handle_cancelled(self, handle: _Handle) -> None:
        """Is asyncio's own hook for a cancelled timer."""
        self._timer.drop(handle)
