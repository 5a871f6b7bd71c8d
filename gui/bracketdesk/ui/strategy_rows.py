"""Strategies as rows: a pure telling of what the broker holds, level by level."""

from decimal import Decimal

from bracketdesk.controller.views import LegRole, LegView, LevelView, StrategyView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import MINUS, plain
from bracketdesk.domain.prices import format_price
from bracketdesk.domain.ticket import Side
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.times import in_full, with_the_day
from bracketdesk.ui.untrusted import one_line

HEADERS = ("Strategy", "Orders", "Time", "Exits")
NAME, ORDERS, TIME, EXITS = range(4)
"""The columns; the last holds the buttons."""
TAKEN = Cell((Piece(""),))
"""Where the buttons lie: no other cell's words may run under them."""
ARROWS = {Side.BUY: "▲", Side.SELL: "▼"}
ROLE_TONES = {LegRole.TARGET: "gain", LegRole.STOP: "loss", LegRole.ENTRY: "entry"}
SECOND, THIRD = 200, 400
"""Where the second thing on a line begins, a level's stop under the strategy's position; and
where its plan does.
"""
TABS = {LegRole.STOP: SECOND}
STATUS_TONES = {"filled": "gain", "rejected": "loss", "failed": "loss"}


def strategy_row(view: StrategyView) -> Row:
    """Return a strategy with its notes, its levels and whatever else it holds."""
    head = Cell(_head(view), tooltip=_tooltip(view))
    time = Cell((Piece(with_the_day(view.at), "secondary"),), right=True, tooltip=in_full(view.at))
    return Row(view.id, (head, Cell(_summary(view)), time, TAKEN), (*_notes(view), *_below(view)))


def _tooltip(view: StrategyView) -> str:
    return f"Strategy {view.id} · {view.raw_status} · {in_full(view.at)}"


def signed(number: int) -> str:
    """Return +3, −2 or 0."""
    return f"{'+' if number > 0 else MINUS if number < 0 else ''}{abs(number)}"


def price_text(price: Decimal, instrument: Instrument | None) -> str:
    """Return a price as its instrument is written, or exactly where that is not known."""
    return format_price(price, instrument) if instrument else plain(price)


def _head(view: StrategyView) -> tuple[Piece, ...]:
    tone = view.side.value.lower()
    pieces = [
        Piece(view.symbol, strong=True),
        Piece(f"{ARROWS[view.side]} {view.side} {view.quantity}", tone, strong=True),
        _status(view.status),
    ]
    if view.difference:
        pieces.append(Piece("differs", "loss", strong=True, pill=True))
    if not view.ours:
        pieces.append(Piece("another program's", "secondary", pill=True))
    return tuple(pieces)


def _summary(view: StrategyView) -> tuple[Piece, ...]:
    entry = _leg(view.entry, view.instrument) if view.entry else (Piece("no entry", "secondary"),)
    if not view.running and not view.position:
        return entry
    short = view.stops_working < abs(view.position)
    return (
        *entry,
        Piece("position", "secondary", tab=SECOND),
        Piece(signed(view.position), strong=True),
        Piece("· stops working for", "warning" if short else "secondary"),
        Piece(str(view.stops_working), "warning" if short else "text", strong=True),
    )


def _leg(leg: LegView, instrument: Instrument | None, tab: int = 0) -> tuple[Piece, ...]:
    word = leg.type or "order" if leg.role is LegRole.OTHER else str(leg.role)
    status = leg.status.partition(",")[0]  # how much is filled stands in the figures
    name = Piece(word, ROLE_TONES.get(leg.role, "text"), tab=tab)
    figures = Piece(_figures(leg, instrument))
    pill = _status(f"{status}, trailing" if leg.trailing else status)
    done = status == "filled"  # "filled 3 @ 6012.50", but "6016.50 working" (product.md)
    return (name, pill, figures) if done else (name, figures, pill)


def _figures(leg: LegView, instrument: Instrument | None) -> str:
    """Return what is filled at which average, or the working price, or that it is at the market."""
    if leg.filled:
        count = str(leg.filled) if leg.filled == leg.quantity else f"{leg.filled} of {leg.quantity}"
        at = f" @ {price_text(leg.average, instrument)}" if leg.average is not None else ""
        return count + at
    if leg.price is None:
        return f"{leg.quantity} at market" if leg.type == "Market" else str(leg.quantity)
    return price_text(leg.price, instrument)


def _notes(view: StrategyView) -> tuple[Row, ...]:
    notes = (("failed", view.failure), ("differs from the ticket", view.difference))
    return tuple(
        Row(("note", word), (Cell((Piece(word, "loss", strong=True),)), Cell(_note(text))))
        for word, text in notes
        if text
    )


def _note(text: str) -> tuple[Piece, ...]:
    return (Piece(one_line(text)),)


def _below(view: StrategyView) -> tuple[Row, ...]:
    levels = tuple(_level(level, view.instrument) for level in view.levels)
    if not view.others:
        return levels
    pieces = tuple(p for leg in view.others for p in _leg(leg, view.instrument))
    return (*levels, Row("others", (Cell((Piece("other orders", "secondary"),)), Cell(pieces))))


def _level(level: LevelView, instrument: Instrument | None) -> Row:
    name = Cell((Piece(f"level {level.number}"), Piece(f"· {level.quantity}", "secondary")))
    pieces = tuple(p for leg in level.legs for p in _leg(leg, instrument, TABS.get(leg.role, 0)))
    if level.planned:
        tab = THIRD if pieces else 0
        pieces = (*pieces, Piece(f"planned: {level.planned}", "secondary", tab=tab))
    return Row(("level", level.number), (name, Cell(pieces)))


def _status(word: str) -> Piece:
    return Piece(word, STATUS_TONES.get(word.partition(":")[0], "secondary"), pill=True)
