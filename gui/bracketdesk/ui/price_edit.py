"""A field for a price: any text, written the instrument's own way once it is left.

Arrows, page keys and the wheel step it one tick at a time.
"""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit

from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_price, neighbours, on_tick, parse_price
from bracketdesk.domain.zero import impossible

STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
NOTCH = 120
"""What one notch of a wheel turns."""


class PriceEdit(QLineEdit):
    """Steps begin at `start()`, the market, where nothing is typed yet."""

    def __init__(self, name: str, start: Callable[[], Decimal | None]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "tight")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.instrument: Instrument | None = None
        self._start = start
        self._turned = 0
        self.editingFinished.connect(self._tidy)

    def step(self, ticks: int) -> None:
        """Move the price by whole ticks; a text that is no price stays as it is."""
        if self.instrument is None or self.isReadOnly():
            return
        price = self._stepped(self.instrument, ticks)
        if price is not None:
            self.setText(format_price(price, self.instrument))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by the arrows and page keys."""
        steps = STEPS.get(Qt.Key(event.key()))
        if steps is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.step(steps)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step by the wheel, only while focused."""
        if not self.hasFocus():
            event.ignore()
            return
        self._turned += event.angleDelta().y()
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        self.step(notches)

    def _tidy(self) -> None:
        """Write a price as the instrument does; what is none of its prices stays as typed."""
        price, instrument = self._price(), self.instrument
        if price is None or instrument is None or impossible(price, instrument):
            return
        if on_tick(price, instrument.tick_size):
            self.setText(format_price(price, instrument))

    def _price(self) -> Decimal | None:
        """Return what is typed, None where it is no price."""
        try:
            return parse_price(self.text(), self.instrument) if self.instrument else None
        except ValueError:
            return None

    def _stepped(self, instrument: Instrument, ticks: int) -> Decimal | None:
        if not self.text().strip():
            return self._start()
        price = self._price()
        if price is None:
            return None
        below, above = neighbours(price, instrument.tick_size)
        # Off the tick the first step goes to the nearer one in its direction.
        return (below if ticks > 0 else above) + ticks * instrument.tick_size
