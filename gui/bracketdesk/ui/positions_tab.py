"""Positions: contract, signed contracts, average price and open profit or loss."""

from decimal import Decimal

from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.views import PositionView
from bracketdesk.domain.prices import format_money
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.row_view import RowPage, RowView
from bracketdesk.ui.strategy_rows import price_text, signed

EMPTY = "Flat. A position appears here as soon as an entry fills."
HEADERS = ("Contract", "Net", "Average", "Open P&L", "")
NUMBERS = (1, 2, 3)


class PositionsTab(QWidget):
    """The account's open positions."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.view = RowView("positionsView", HEADERS, right=NUMBERS)
        self.view.setAccessibleName("Positions")
        self.view.setRootIsDecorated(False)
        header = self.view.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in enumerate((150, 80, 120, 130)):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        self._page = RowPage(self.view, EMPTY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)
        desk.positions.listen(self._show)

    def _show(self, views: tuple[PositionView, ...]) -> None:
        self.view.show_rows([position_row(view) for view in views])
        self._page.show_whether(bool(views))


def position_row(view: PositionView) -> Row:
    """Return a position as a row."""
    average = "–" if view.average is None else price_text(view.average, view.instrument)
    return Row(
        view.contract_id,
        (
            Cell((Piece(view.symbol, strong=True),)),
            Cell((Piece(signed(view.net), strong=True),), right=True),
            Cell((Piece(average),), right=True),
            Cell((_money(view.open_pnl),), right=True),
            Cell(),
        ),
    )


def signed_money(amount: Decimal) -> str:
    """Return a gain or loss with its sign: +$11.25, −$60, $0."""
    return f"+{format_money(amount)}" if amount > 0 else format_money(amount)


def _money(amount: Decimal | None) -> Piece:
    if amount is None:
        return Piece("–", "secondary")
    return Piece(signed_money(amount), "gain" if amount > 0 else "loss" if amount < 0 else "text")
