"""Strategies as rows of a tree: strategy, its entry and levels, their legs; then loose orders."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from bracketdesk.controller.after.views import LooseView
from bracketdesk.controller.views import LegRole, LegView, LevelView, Pnl, StrategyView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.ticket import Side
from bracketdesk.ui.figures import gain_money, gain_points, gain_r, price_text, signed, tone_of
from bracketdesk.ui.row_model import Cell, Piece, Row
from bracketdesk.ui.times import age_text, in_full
from bracketdesk.ui.untrusted import one_line

HEADERS = (
    "Strategy",
    "Side",
    "Status",
    "Works at",
    "Planned",
    "Filled",
    "P&L",
    "Points",
    "R",
    "Age",
)
NAME, SIDE, STATUS, PRICE, PLANNED, FILLED, DOLLARS, POINTS, R, AGE = range(10)
"""The columns. What is planned stands beside what is held."""
RIGHT = (PRICE, PLANNED, FILLED, DOLLARS, POINTS, R, AGE)
ARROWS = {Side.BUY: "▲", Side.SELL: "▼"}
OPPOSITE = {Side.BUY: Side.SELL, Side.SELL: Side.BUY}
ROLE_TONES = {LegRole.TARGET: "gain", LegRole.STOP: "loss", LegRole.ENTRY: "entry"}
STATUS_TONES = {"rejected": "loss", "failed": "loss"}
THEIRS = "another program's"
INTERRUPTED = (
    "Interrupted: it ended before its orders were done, as after “Cancel entry”, “Flatten” or "
    "“Stop strategy”, here or elsewhere."
)
NOT_KNOWN = Cell((Piece("–", "secondary"),), right=True)


def strategy_row(view: StrategyView) -> Row:
    """Return a strategy with its notes, its entry, its levels and whatever else it holds."""
    cells = (
        Cell(_head(view), tooltip=_tooltip(view)),
        _side_cell(view.side, view.quantity, strong=True),
        Cell((_status(view.status),), tooltip=_tooltip(view)),
        position_cell(view),
        Cell(),
        Cell(),
        *_pnl_cells(view.pnl, view.instrument),
        Cell(tooltip=in_full(view.at)),
    )
    return Row(view.id, cells, (*_notes(view), *_below(view)))


def loose_row(view: LooseView) -> Row:
    """Return an order that belongs to no strategy."""
    leg, name = view.leg, [Piece(view.symbol, strong=True), Piece(_word(view.leg), "secondary")]
    if not view.ours:
        name.append(Piece("theirs", "secondary", pill=True))
    whose = "this app" if view.ours else THEIRS.removesuffix("'s")
    tip = f"Order {leg.order_id} of no strategy · placed by {whose} · {in_full(view.at)}"
    cells = (
        Cell(tuple(name), tooltip=tip),
        _side_cell(view.side, leg.quantity),
        *_leg_cells(leg, view.instrument),
        *(Cell(),) * 3,
        Cell(tooltip=in_full(view.at)),
    )
    return Row(("loose", leg.order_id), cells)


def key_of(view: StrategyView | LooseView) -> object:
    """Return the key of its row."""
    return view.id if isinstance(view, StrategyView) else ("loose", view.leg.order_id)


def row_of(view: StrategyView | LooseView) -> Row:
    """Return it as a row, without its age."""
    return strategy_row(view) if isinstance(view, StrategyView) else loose_row(view)


def aged(row: Row, at: datetime, until: datetime | None) -> Row:
    """Return the row with its age; a dash where it is over and nobody knows since when."""
    age = "–" if until is None else age_text(at, until)
    cell = replace(row.cells[AGE], pieces=(Piece(age, "secondary"),), right=True)
    return replace(row, cells=(*row.cells[:AGE], cell))


def whose_text(view: StrategyView) -> str:
    """Return whose strategy it is, empty where it is this app's."""
    return "" if view.ours else view.whose or THEIRS


def leg_name(leg: LegView) -> str:
    """Return what a leg is in its strategy."""
    return leg.type or "order" if leg.role is LegRole.OTHER else str(leg.role)


def _word(leg: LegView) -> str:
    return (leg.type or "order").lower()


def _tooltip(view: StrategyView) -> str:
    whose = whose_text(view)
    told = f"Strategy {view.id} · {view.raw_status} · {in_full(view.at)}"
    told = f"{told} · {one_line(whose)}" if whose else told
    return f"{told}\n{INTERRUPTED}" if view.status == "interrupted" else told


def _head(view: StrategyView) -> tuple[Piece, ...]:
    pieces = [Piece(view.symbol, strong=True)]
    if view.difference:
        pieces.append(Piece("differs", "loss", strong=True, pill=True))
    if not view.ours:
        pieces.append(Piece("theirs", "secondary", pill=True))
    return tuple(pieces)


def position_cell(view: StrategyView) -> Cell:
    """Return what a strategy has left with its own stops, where there may be something.

    Where its fills are not known, the contract's position and stops, named as such.
    """
    if not view.running and not (view.left and view.position):
        return Cell()
    if view.left is None:
        return Cell(_cover("contract", signed(view.position), view.position, view.stops_working))
    contract = f"position {signed(view.position)}, stops for {view.stops_working}"
    tip = f"What this strategy has not exited and its own stops. The contract: {contract}"
    return Cell(_cover("left", str(view.left), view.left, view.stops), tooltip=tip)


def _cover(word: str, shown: str, contracts: int, stops: int) -> tuple[Piece, ...]:
    short = stops < abs(contracts)
    return (
        Piece(word, "secondary"),
        Piece(shown, strong=True),
        Piece("· stops for", "warning" if short else "secondary"),
        Piece(str(stops), "warning" if short else "text", strong=True),
    )


@lru_cache(maxsize=1024)
def _side_cell(side: Side, quantity: int, *, strong: bool = False) -> Cell:
    text = f"{ARROWS[side]} {side} {quantity}"
    return Cell((Piece(text, side.value.lower(), strong=strong),))


def _leg_row(
    leg: LegView, side: Side, instrument: Instrument | None, entered: Decimal | None = None
) -> Row:
    """Return a leg's row; `entered` is the average of the entry, where an exit has one."""
    tone = _filled_tone(leg, side, entered)
    name = Cell((Piece(leg_name(leg), ROLE_TONES.get(leg.role, "text")),), tooltip=_leg_tip(leg))
    side = side if leg.role is LegRole.ENTRY else OPPOSITE[side]
    shown = _side_cell(side, leg.quantity) if leg.role is not LegRole.OTHER else _count(leg)
    return Row(("order", leg.order_id), (name, shown, *_leg_cells(leg, instrument, tone)))


def _filled_tone(leg: LegView, side: Side, entered: Decimal | None) -> str:
    """Return the tone of a fill: of an exit by whether it won or lost, where that is known."""
    if leg.role is LegRole.ENTRY:
        return "gain"
    if leg.average is None or entered is None or leg.average == entered:
        return "secondary"
    return tone_of((leg.average - entered) * side.sign)


def _count(leg: LegView) -> Cell:
    """The side of an order whose role is not known is not known either."""
    return Cell((Piece(str(leg.quantity)),))


def _leg_cells(
    leg: LegView, instrument: Instrument | None, filled: str = "secondary"
) -> tuple[Cell, ...]:
    """Return status, working price, planned price and what is filled."""
    return (
        Cell((_leg_status(leg, filled),), tooltip=one_line(leg.fixed)),
        Cell((Piece(working_price(leg, instrument)),), right=True),
        _planned(leg, instrument),
        Cell((Piece(filled_text(leg, instrument)),), right=True),
    )


def _leg_tip(leg: LegView) -> str:
    return f"Order {leg.order_id}" + (f" · {leg.type}" if leg.type else "")


def status_text(leg: LegView) -> str:
    """Return where a leg stands, without how much of it is filled."""
    if leg.pending:
        return f"{leg.pending} …"
    status = leg.status.partition(",")[0]
    if leg.trailing and leg.cancellable:
        return "trailing" if status == "working" else f"{status}, trailing"
    return status


def _leg_status(leg: LegView, filled: str) -> Piece:
    text = status_text(leg)
    if text == "filled":
        return Piece(text, filled, pill=True)
    return Piece(text, "warning", pill=True) if leg.pending else _status(text)


def working_price(leg: LegView, instrument: Instrument | None) -> str:
    """Return the price a leg works at; empty where it works no more or has none."""
    if leg.filled and not leg.cancellable:
        return ""  # it works no more; its average stands beside
    if leg.price is not None:
        return price_text(leg.price, instrument)
    return "market" if leg.type == "Market" else ""


def _planned(leg: LegView, instrument: Instrument | None) -> Cell:
    """Return the planned price, marked by a sign and a tone where another one is held."""
    if leg.planned is None:
        return Cell((Piece(""),), right=True)
    text = price_text(leg.planned, instrument)
    piece = Piece(f"≠ {text}", "warning") if leg.differs else Piece(text, "secondary")
    return Cell((piece,), right=True)


def filled_text(leg: LegView, instrument: Instrument | None) -> str:
    """Return what of a leg is filled and at which average: 3 @ 6012.50, or 1/3 @ 6012.50."""
    if not leg.filled:
        return ""
    count = str(leg.filled) if leg.filled == leg.quantity else f"{leg.filled}/{leg.quantity}"
    at = f" @ {price_text(leg.average, instrument)}" if leg.average is not None else ""
    return count + at


def _pnl_cells(pnl: Pnl, instrument: Instrument | None) -> tuple[Cell, Cell, Cell]:
    """Return dollars, points for one contract, and R, each with its sign."""
    dollars, points, r = pnl.dollars, pnl.points, pnl.r
    return (
        _gain(dollars is not None and gain_money(dollars), pnl, strong=True),
        _gain(points is not None and gain_points(points, instrument), pnl),
        _gain(r is not None and gain_r(r), pnl),
    )


def _gain(text: str | bool, pnl: Pnl, *, strong: bool = False) -> Cell:
    if not isinstance(text, str):
        return NOT_KNOWN
    amount = next(part for part in (pnl.dollars, pnl.points, pnl.r) if part is not None)
    tip = "Profit and loss, closed and open together, before fees"
    return Cell((Piece(text, tone_of(amount), strong=strong),), right=True, tooltip=tip)


def _notes(view: StrategyView) -> tuple[Row, ...]:
    notes = (
        ("failed", "loss", view.failure),
        ("differs from the ticket", "loss", view.difference),
        ("to know", "secondary", view.note),
    )
    return tuple(
        Row(("note", word), (Cell((Piece(f"{word}:", tone, strong=True), Piece(one_line(text)))),))
        for word, tone, text in notes
        if text
    )


def _below(view: StrategyView) -> tuple[Row, ...]:
    own = [view.entry] if view.entry else []
    rows = [_leg_row(leg, view.side, view.instrument) for leg in own]
    entered = view.entry.average if view.entry else None
    rows += [_level(level, view.side, view.instrument, entered) for level in view.levels]
    rows += [_leg_row(leg, view.side, view.instrument, entered) for leg in view.others]
    return tuple(rows)


def _level(
    level: LevelView, side: Side, instrument: Instrument | None, entered: Decimal | None
) -> Row:
    planned = f"planned: {level.planned}" if level.planned else ""
    cells = (
        Cell((Piece(f"level {level.number}"),)),
        Cell((Piece(f"qty {level.quantity}", "secondary"),)),
        Cell((Piece(planned, "secondary"),) if planned else ()),
        Cell(),
        Cell(),
        Cell(),
        *_pnl_cells(level.pnl, instrument),
    )
    legs = tuple(_leg_row(leg, side, instrument, entered) for leg in level.legs)
    return Row(("level", level.number), cells, legs)


@lru_cache(maxsize=256)
def _status(word: str) -> Piece:
    return Piece(word, STATUS_TONES.get(word.partition(":")[0], "secondary"), pill=True)
