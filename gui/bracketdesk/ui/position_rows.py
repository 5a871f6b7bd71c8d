"""Positions and the day's fills as rows: a pure telling of what the account holds."""

from decimal import Decimal

from bracketdesk.controller.after.views import CoverView, FillView
from bracketdesk.controller.views import PositionView
from bracketdesk.domain.prices import format_money
from bracketdesk.ui.cover_texts import mark, meter_text, spoken, state_tone, state_word
from bracketdesk.ui.figures import gain_money, price_text, signed, tone_of
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.strategy_rows import ARROWS
from bracketdesk.ui.times import in_full, to_the_second

HEADERS = ("Contract", "Net", "Average", "Open P&L", "Realised", "Fees", "Protection", "")
CONTRACT, NET, AVERAGE, OPEN, REALISED, FEES, PROTECTION, EXITS = range(8)
"""The columns of a position; the last holds its buttons."""
NUMBERS = (NET, AVERAGE, OPEN, REALISED, FEES)
FILL_HEADERS = ("Time", "Contract", "Side", "Quantity", "Price", "Fee")
FILL_NUMBERS = (3, 4, 5)
TAKEN = Cell((Piece(""),))
UNKNOWN = Piece("–", "secondary")


def position_row(view: PositionView, cover: CoverView | None = None) -> Row:
    """Return a position as a row, with the meter of its contract."""
    average = "–" if view.average is None else price_text(view.average, view.instrument)
    return Row(
        view.contract_id,
        (
            Cell((Piece(view.symbol, strong=True),)),
            Cell((Piece(signed(view.net), strong=True),), right=True),
            Cell((Piece(average),), right=True),
            Cell((gain(view.open_pnl),), right=True),
            Cell((gain(view.realised),), right=True),
            Cell((fee(view.fees),), right=True),
            _protection(cover),
            TAKEN,
        ),
    )


def fill_row(fill: FillView) -> Row:
    """Return a fill as a row."""
    side = f"{ARROWS[fill.side]} {fill.side}"
    return Row(
        fill.fill_id,
        (
            Cell((Piece(to_the_second(fill.at), "secondary"),), tooltip=in_full(fill.at)),
            Cell((Piece(fill.symbol, strong=True),)),
            Cell((Piece(side, fill.side.value.lower()),)),
            Cell((Piece(f"{fill.quantity:,}"),), right=True),
            Cell((Piece(price_text(fill.price, fill.instrument)),), right=True),
            Cell((fee(fill.fee),), right=True),
        ),
    )


def gain(amount: Decimal | None) -> Piece:
    """Return a gain or loss, coloured by its sign; a dash where it is not known."""
    return UNKNOWN if amount is None else Piece(gain_money(amount), tone_of(amount))


def fee(amount: Decimal | None) -> Piece:
    """Return a cost or a sum without a sign; a dash where it is not known."""
    return UNKNOWN if amount is None else Piece(format_money(amount))


def _protection(cover: CoverView | None) -> Cell:
    if cover is None:
        return Cell((UNKNOWN,))
    tone = state_tone(cover)
    return Cell(
        (
            Piece(mark(cover), tone, strong=True),
            Piece(state_word(cover), tone, pill=True),
            Piece(meter_text(cover)),
        ),
        tooltip=spoken(cover),
    )
