"""The quote: bid, last and ask large, their sizes small, how old it is, or why there is none."""

from collections import deque
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.quotes import STALE
from bracketdesk.controller.views import QuoteView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_price
from bracketdesk.ui.fields import set_property, set_tone, text_label
from bracketdesk.ui.text_boxes import OneLine
from bracketdesk.ui.theme import QUOTE_PX, TEXT_PX, colour, current_tokens, moves_allowed, pixels

TINT_MS = 150
AGE_MS = 200
SOONEST = 5.0
"""Seconds after which one is marked at the soonest."""
GAPS = 10
"""How many times its usual gap a quote may be old; STALE where it comes rarely."""
MINUTE = 60.0
MANY = int(GAPS * MINUTE / SOONEST)
"""Quotes in a minute from which SOONEST holds; more need not be counted."""
MARK = "△"
FRESH_TIP = "How long ago the quote was last heard"
STALE_TIP = "Nothing was heard of this contract for {:.0f} seconds or more: it may be elsewhere"


class PriceLabel(QLabel):
    """A large price that tints for a moment when it changes, unless motion is unwelcome."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        for key, value in (("tone", tone), ("textSize", "quote"), ("strong", True)):
            self.setProperty(key, value)
        self._tint = QTimer(self)
        self._tint.setSingleShot(True)
        self._tint.setInterval(TINT_MS)
        self._tint.timeout.connect(self.update)

    def show_price(self, text: str) -> None:
        """Show a price."""
        if text == self.text():
            return
        if self.text() and moves_allowed():
            self._tint.start()
        show_steadily(self, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tint under the text."""
        if self._tint.isActive():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(current_tokens().selected))
            painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
            painter.end()
        super().paintEvent(event)


class QuoteLine(QWidget):
    """Bid, last, ask and age of the watched contract; over them what is wrong with it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._instrument: Instrument | None = None
        self._quoted = False
        self._beats: deque[float] = deque(maxlen=MANY)  # when it was heard, in the last minute
        self.bid = PriceLabel("bidLabel", "buy")
        self.last = PriceLabel("lastLabel", "text")
        self.ask = PriceLabel("askLabel", "sell")
        self._bid_size = _small("bidSizeLabel")
        self._last_word = _small("lastWordLabel", "last")
        self._ask_size = _small("askSizeLabel")
        self.age = _small("quoteAgeLabel")
        self.text = OneLine("quoteTextLabel", "warning")
        self.text.setProperty("textSize", "small")
        self.setToolTip(FRESH_TIP)
        self._lay_out()
        self._clock = QTimer(self)
        self._clock.setInterval(AGE_MS)
        self._clock.setTimerType(Qt.TimerType.CoarseTimer)
        self._clock.timeout.connect(self._show_age)
        self._clock.start()
        desk.instrument.listen(self._show_instrument)
        desk.quote.listen(self._show)
        desk.quote_text.listen(self._show_age)

    def _show_instrument(self, instrument: Instrument | None) -> None:
        self._instrument = instrument
        self._beats.clear()
        for label in (self.bid, self._bid_size, self.last, self.ask, self._ask_size):
            label.setMinimumWidth(0)
        self._show(self._desk.quote.value)

    def _show(self, quote: QuoteView | None) -> None:
        self._quoted = quote is not None and self._instrument is not None
        for label in (self.last, self.ask, self._bid_size, self._last_word, self._ask_size):
            label.setVisible(self._quoted)
        if quote is None or self._instrument is None:
            self.bid.show_price("no quote")
        else:
            self._count(quote.heard)
            self._show_figures(quote, self._instrument)
        self._show_age()

    def _count(self, heard: float) -> None:
        beats = self._beats
        beats.append(heard)
        while beats[0] < heard - MINUTE:
            beats.popleft()

    def _show_figures(self, quote: QuoteView, instrument: Instrument) -> None:
        for label, price in ((self.bid, quote.bid), (self.last, quote.last), (self.ask, quote.ask)):
            label.show_price(_price(price, instrument))
        show_steadily(self._bid_size, _size(quote.bid_size, "bid"))
        show_steadily(self._ask_size, _size(quote.ask_size, "ask"))

    def _show_age(self, _: object = None) -> None:
        """Say how old it is and what is wrong; what may no longer hold stays, less loudly."""
        age = self._desk.quote_age() if self._quoted else None
        limit = stale_after(len(self._beats))
        stale = age is not None and age >= limit
        trouble = self._desk.quote_text.value
        _show(self.age, "" if age is None else age_text(age))
        _show(self.text, _wrong(stale, trouble))
        set_tone(self.age, "warning" if stale else "secondary")
        self._dress(holds=self._quoted and not stale and not trouble)
        tip = STALE_TIP.format(limit) if stale else FRESH_TIP
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _dress(self, *, holds: bool) -> None:
        """The bid's place also says that there is no quote, less loudly."""
        set_property(self.bid, "strong", self._quoted)
        for label, tone in ((self.bid, "buy"), (self.last, "text"), (self.ask, "sell")):
            set_tone(label, tone if holds else "secondary")

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(pixels(1.5))
        figures.addStretch(1)
        # One base line for two sizes of text: the small ones are lifted by the difference.
        lift = _descent(self, QUOTE_PX) - _descent(self, TEXT_PX)
        for small in (self._bid_size, self._last_word, self._ask_size, self.age):
            small.setContentsMargins(0, 0, 0, lift)
        groups = (
            (self.bid, self._bid_size),
            (self.last, self._last_word),
            (self.ask, self._ask_size),
        )
        for price, word in groups:
            figures.addWidget(price, alignment=Qt.AlignmentFlag.AlignBottom)
            figures.addWidget(word, alignment=Qt.AlignmentFlag.AlignBottom)
            figures.addSpacing(pixels(4))
        figures.addWidget(self.age, alignment=Qt.AlignmentFlag.AlignBottom)
        self.age.setMinimumWidth(self.fontMetrics().horizontalAdvance("88.8 s"))
        self.age.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, alignment=Qt.AlignmentFlag.AlignRight)
        column.addStretch(1)
        column.addLayout(figures)


def stale_after(quotes: int) -> float:
    """Return the seconds of age that are strange in a contract with so many quotes a minute."""
    return min(STALE, max(SOONEST, GAPS * MINUTE / quotes)) if quotes else STALE


def _show(label: QLabel, text: str) -> None:
    if text != label.text():
        label.setText(text)


def _wrong(stale: bool, trouble: str) -> str:
    """Return a mark, a word and the reason, or nothing where nothing is wrong."""
    said = " · ".join(filter(None, ("stale" if stale else "", trouble)))
    return f"{MARK} {said}" if said else ""


def show_steadily(label: QLabel, text: str) -> None:
    """Show a text; the label grows with it and never shrinks, so that nothing jumps."""
    if text != label.text():
        label.setText(text)
        label.setMinimumWidth(max(label.minimumWidth(), label.sizeHint().width()))


def age_text(seconds: float) -> str:
    """Return an age as people say it: 0.3 s, 12 s, 4 min."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _price(price: Decimal | None, instrument: Instrument) -> str:
    return "–" if price is None else format_price(price, instrument)


def _size(size: int | None, word: str) -> str:
    return word if size is None else f"× {size:,} {word}"


def _small(name: str, text: str = "") -> QLabel:
    return text_label(name, text, tone="secondary")


def _descent(widget: QWidget, size: int) -> int:
    font = widget.font()
    font.setPixelSize(size)
    return QFontMetrics(font).descent()
