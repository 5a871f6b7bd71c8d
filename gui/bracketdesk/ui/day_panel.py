"""The account's day: its figures as the broker states them, and its fills."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QSizePolicy, QVBoxLayout, QWidget

from bracketdesk.controller.after.views import DayView
from bracketdesk.ui.fields import set_tone, text_label
from bracketdesk.ui.position_rows import (
    FILL_HEADERS,
    FILL_NUMBERS,
    fee,
    fill_row,
    gain,
)
from bracketdesk.ui.row_model import Piece
from bracketdesk.ui.row_view import RowPage, RowView
from bracketdesk.ui.text_boxes import OneLine
from bracketdesk.ui.theme import pixels

NO_FILLS = "No fills today. Each one is listed here with its price and its fee."
NO_DAY = "The day's figures come with the account's state."
NOTHING = DayView((), 0, Decimal(0), None, None, None, None)
LEAST_HEIGHT = 62
"""Header and one row; more of them scroll."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the day with its name."""

    name: str
    words: str
    piece: Piece


def figures(day: DayView) -> tuple[Figure, ...]:
    """Return the day's numbers in the order they are shown."""
    return (
        Figure("Contracts", "Contracts today", Piece(f"{day.contracts:,}")),
        Figure("Realised", "Realised", gain(day.realised)),
        Figure("Open", "Open P&L", gain(day.open_pnl)),
        Figure("Fees", "Fees", fee(day.fees)),
        Figure("Cash", "Cash", fee(day.cash)),
        Figure("Margin", "Margin", fee(day.margin)),
        Figure("Room", "Room left", fee(day.room)),
    )


class DayFigures(QWidget):
    """A label over each number; what the account does not state is a dash."""

    def __init__(self) -> None:
        super().__init__()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(pixels(2), 0, 0, 0)
        self._line.setSpacing(pixels(6))
        self._values = {figure.name: self._add(figure) for figure in figures(NOTHING)}
        self._limit = OneLine("dayRoomLimit", "secondary")
        self._then = OneLine("dayRoomText", "secondary")
        for line in (self._limit, self._then):  # neither is held to the other's width
            line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._line.addLayout(_over(self._limit, self._then))
        self._line.addStretch(1)

    def show_day(self, day: DayView) -> None:
        """Show these figures."""
        for figure in figures(day):
            value = self._values[figure.name]
            value.setText(figure.piece.text)
            value.setAccessibleName(f"{figure.words}: {figure.piece.text}")
            set_tone(value, figure.piece.tone)
        limit, comma, then = day.room_text.rpartition(", ")
        self._limit.setText(limit + comma.rstrip())
        self._then.setText(then)

    def _add(self, figure: Figure) -> QLabel:
        value = text_label(f"day{figure.name}Label")
        self._line.addLayout(_labelled(figure.words, value))
        return value


class DayPanel(QWidget):
    """Figures over fills; `None` of a day is one line that says so."""

    def __init__(self) -> None:
        super().__init__()
        self._none = text_label("dayEmpty", NO_DAY, tone="secondary")
        self._figures = DayFigures()
        self.fills = _fills()
        self._page = RowPage(self.fills, NO_FILLS)
        self._page.setMinimumHeight(LEAST_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(pixels(1))
        column.addWidget(self._none)
        column.addWidget(self._figures)
        column.addWidget(self._page, 1)

    def show_day(self, day: DayView | None) -> None:
        """Show a day, newest fill first."""
        self._none.setVisible(day is None)
        self._figures.setVisible(day is not None)
        self._page.setVisible(day is not None)
        if day is not None:
            self._figures.show_day(day)
            newest = sorted(day.fills, key=lambda fill: (fill.at, fill.fill_id), reverse=True)
            self.fills.show_rows([fill_row(fill) for fill in newest])
            self._page.show_whether(bool(newest))


def _labelled(words: str, value: QLabel) -> QVBoxLayout:
    return _over(text_label(text=words, tone="secondary", size="small"), value)


def _over(upper: QLabel, lower: QLabel) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(upper)
    column.addWidget(lower)
    return column


def _fills() -> RowView:
    view = RowView("fillsView", FILL_HEADERS, right=FILL_NUMBERS)
    view.setAccessibleName("Fills of the day")
    view.setRootIsDecorated(False)
    header = view.header()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for column, width in enumerate((100, 110, 100, 90, 110, 90)):
        header.resizeSection(column, width)
    return view
