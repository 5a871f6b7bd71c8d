"""A screen of sixty frames a second, kept by the app's own loop.

Every sixtieth of a second a frame is due. Its time runs from then until the loop has come to it
and everything in the window that waits for paint has been painted; 16 ms of it, and the next one
is late. A frame that comes so late that others were due meanwhile counts for all of them.

Beside it stands the processor time of the app's main thread since the frame before: that is what
the app has to answer for where others share the machine.
"""

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

EVERY = 1 / 60


class Screen:
    """Paints a window sixty times a second while `times` and `work` (milliseconds) grow."""

    def __init__(self, window: QWidget) -> None:
        self.times: list[float] = []
        self.work: list[float] = []
        self._worked = 0.0
        self._spot = QWidget(window)  # to paint it paints, with it, whatever else is due
        self._spot.setFixedSize(1, 1)
        self._spot.show()
        self._due = 0.0
        self._timer = QTimer(window)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._paint)

    def begin(self) -> None:
        """Begin with no times."""
        self.times, self.work = [], []
        self._worked = time.thread_time()
        self._due = time.perf_counter() + EVERY
        self._wait()

    def end(self) -> None:
        """Stop; the times stay."""
        self._timer.stop()

    def _paint(self) -> None:
        self._spot.repaint()
        now, worked = time.perf_counter(), time.thread_time()
        self.work.append((worked - self._worked) * 1000)
        self._worked = worked
        while self._due <= now:
            self.times.append((now - self._due) * 1000)
            self._due += EVERY
        self._wait()

    def _wait(self) -> None:
        self._timer.start(max(0, round((self._due - time.perf_counter()) * 1000 + 0.5)))
