"""Result: what became of the last click, explained, with the broker's own words beside ours."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bracketdesk.controller.views import ResultView, StrategyView
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.ui.fields import Pill, row, set_tone, text_label
from bracketdesk.ui.first_steps import FirstSteps
from bracketdesk.ui.strategy_texts import entry_line, level_lines, state_line
from bracketdesk.ui.text_boxes import ReadBox, wrapping
from bracketdesk.ui.theme import pixels
from bracketdesk.ui.times import in_full, to_the_millisecond, to_the_second
from bracketdesk.ui.untrusted import bounded_text
from bracketdesk.ui.words import OUTCOME_TONES

EMPTY = "No order to show. Compose a ticket and press Ctrl+Enter."
BROKERS = "The broker's own words"
BROKER_LINES = 4
PILL_HEIGHT = 20
AFTER = 3
"""How many lines stand above where the strategy stands: what happened and what to do."""


class ResultTab(QStackedWidget):
    """The last result, or what teaches: the first steps, and later one line."""

    def __init__(self) -> None:
        super().__init__()
        self._line = text_label("resultEmpty", EMPTY, tone="secondary")
        self._line.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.first_steps = FirstSteps()
        self._empty = _scrolling(_column(self._line, self.first_steps))
        self._block = ResultBlock()
        self._scroll = _scrolling(self._block)
        self.addWidget(self._empty)
        self.addWidget(self._scroll)

    def show_result(self, result: ResultView | None) -> None:
        """Show this result, from its top."""
        if result is not None:
            self._block.show_result(result)
            self._scroll.verticalScrollBar().setValue(0)
        self.setCurrentWidget(self._scroll if result is not None else self._empty)

    def show_place(self, place: str, *, left: bool) -> None:
        """Say where the order was sent; `left` where that is another place than the present."""
        self._block.show_place(place, left=left)

    def show_strategy(self, view: StrategyView | None) -> None:
        """Show where the strategy of this result stands, None where it is not to be seen."""
        self._block.show_strategy(view)

    def show_first_steps(self) -> None:
        """Show them again, until the next result."""
        self.teach(first_steps=True)
        self.setCurrentWidget(self._empty)

    def teach(self, *, first_steps: bool) -> None:
        """Let the first steps stand where there is no result, or the one line."""
        self.first_steps.setVisible(first_steps)
        self._line.setVisible(not first_steps)


class ResultBlock(QWidget):
    """The outcome's line, and under it whatever there is to explain."""

    def __init__(self) -> None:
        super().__init__()
        self._pill = Pill()
        self._pill.setObjectName("resultPill")
        self._pill.setProperty("strong", True)
        self._pill.setFixedHeight(PILL_HEIGHT)
        self._headline = wrapping("resultHeadline")
        self._headline.setProperty("strong", True)
        self._place = text_label("resultPlace")
        self._figures = text_label("resultFigures", tone="secondary")
        self._figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lines = [
            _Line("What happened", "resultCause"),
            _Line("What to do", "resultAdvice"),
            _Line("How sure", "resultSure", tone="secondary"),
            _Line("Read back", "resultReadBack"),
            _Line("What was seen", "resultEvidence", tone="secondary"),
            _Line("Order", "resultSentence", tone="secondary"),
        ]
        self._strategy: StrategyView | None = None
        self._life = [
            _Line("Strategy", "resultStrategy"),
            _Line("Entry", "resultEntry"),
            _Line("Exits", "resultLevels"),
        ]
        self._broker_caption = _caption(BROKERS)
        self._broker = ReadBox("brokerText", BROKER_LINES)
        self._broker.setAccessibleName("The broker's own words")
        self._quote = self._broker_words()
        self._lay_out()

    def show_result(self, result: ResultView) -> None:
        """Fill in the block; what a result does not say takes no room."""
        self._pill.setText(pill_text(result))
        set_tone(self._pill, "secondary" if result.pending else OUTCOME_TONES.get(result.kind, ""))
        self._headline.setText(said_once(result) or result.headline)
        self._headline.setVisible(bool(said_once(result)))
        self._figures.setText(figures(result))
        self._figures.setToolTip(in_full(result.at) if result.at else "")
        texts = (
            result.cause,
            result.advice,
            result.sure,
            result.read_back,
            "\n".join(result.evidence),
            result.sentence,
        )
        for line, text in zip(self._lines, texts, strict=True):
            line.show_text(text)
        self._broker_caption.setText(" · ".join(filter(None, (BROKERS, result.reason))))
        self._broker.show_text(bounded_text(result.broker_text or result.reason))
        self._quote.setVisible(bool(result.broker_text or result.reason))

    def show_place(self, place: str, *, left: bool) -> None:
        """Name the place, and warn where it is another one than the present."""
        self._place.setText(place)
        self._place.setVisible(bool(place))
        set_tone(self._place, "warning" if left else "secondary")

    def show_strategy(self, view: StrategyView | None) -> None:
        """Fill in where it stands; the same again costs nothing."""
        if view is self._strategy:
            return
        self._strategy = view
        texts = (state_line(view), entry_line(view), level_lines(view)) if view else ("",) * 3
        for line, text in zip(self._life, texts, strict=True):
            line.show_text(text)

    def _lay_out(self) -> None:
        """Lay our words beside the broker's: a rejection fits without scrolling."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, pixels(2), pixels(1.5), 0)
        column.setSpacing(pixels(2))
        column.addLayout(self._head())
        halves = QHBoxLayout()
        halves.setSpacing(pixels(6))
        halves.addLayout(self._our_words(), 3)
        halves.addWidget(self._quote, 2)
        column.addLayout(halves, 1)

    def _head(self) -> QHBoxLayout:
        head = row(self._pill)
        head.addWidget(self._headline, 1)
        head.addWidget(self._place)
        head.addWidget(self._figures)
        head.addStretch()
        return head

    def _our_words(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(pixels(4))
        grid.setVerticalSpacing(pixels(1.5))
        grid.setColumnStretch(1, 1)
        lines = [*self._lines[:AFTER], *self._life, *self._lines[AFTER:]]
        for at, line in enumerate(lines):
            grid.addWidget(line.caption, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(line.text, at, 1, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(len(lines), 1)
        return grid

    def _broker_words(self) -> QWidget:
        quote = QWidget()
        column = QVBoxLayout(quote)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(pixels(1))
        column.addWidget(self._broker_caption)
        column.addWidget(self._broker, 1)
        column.addStretch()
        return quote


class _Line:
    """A caption and its text, there only while there is something to say."""

    def __init__(self, caption: str, name: str, tone: str = "") -> None:
        self.caption = _caption(caption)
        self.text = wrapping(name, tone=tone)
        for label in (self.caption, self.text):
            label.hide()

    def show_text(self, text: str) -> None:
        if text == self.text.text():
            return
        self.text.setText(text)
        for label in (self.caption, self.text):
            label.setVisible(bool(text))


def pill_text(result: ResultView) -> str:
    """Return the outcome as one word in capitals; between click and answer, that it is sending."""
    if result.pending or result.kind is OutcomeKind.RECORDED:
        return "SENDING…"
    return result.kind.upper()


def figures(result: ResultView) -> str:
    """Return time, milliseconds and strategy: 10:02:11.412 · 38 ms · strategy 9912."""
    parts = []
    if result.at is not None:
        parts.append(to_the_millisecond(result.at))
    if result.milliseconds is not None:
        parts.append(f"{result.milliseconds:,.0f} ms")
    if result.strategy_id is not None:
        parts.append(f"strategy {result.strategy_id}")
    return " · ".join(parts)


def summary(result: ResultView) -> str:
    """Return the result on one line, without its pill: the tab has the milliseconds."""
    at = to_the_second(result.at) if result.at is not None else ""
    named = f"strategy {result.strategy_id}" if result.strategy_id is not None else ""
    return " · ".join(part for part in (said_once(result), at, named) if part)


def said_once(result: ResultView) -> str:
    """Return the headline without the outcome's word, which the pill says before it."""
    first, _, rest = result.headline.partition(": ")
    if first.rstrip(" …").upper() == pill_text(result).rstrip("…"):
        return rest[:1].upper() + rest[1:]
    return result.headline


def _column(line: QLabel, page: QWidget) -> QWidget:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, pixels(2), pixels(1.5), 0)
    column.setSpacing(pixels(3))
    column.addWidget(line)
    column.addWidget(page)
    column.addStretch(1)
    return block


def _caption(text: str) -> QLabel:
    label = text_label(text=text, tone="secondary", size="small")
    label.setContentsMargins(0, 2, 0, 0)
    return label


def _scrolling(block: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidget(block)
    for surface in (scroll.viewport(), block):
        surface.setAutoFillBackground(False)
    return scroll
