"""What a strategy and its levels have won or lost: closed and open, before fees."""

from dataclasses import replace
from decimal import Decimal

from bracketdesk.controller.views import LegRole, LegView, LevelView, Pnl, QuoteView, StrategyView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.numbers import ROUNDING

NOTHING = Pnl()


def with_pnl(view: StrategyView, quote: QuoteView | None) -> StrategyView:
    """Return the view with its P&L. The entry's fills fill the levels in their order.

    What is open counts at what closing would meet: a long's bid, a short's ask.
    """
    entry, instrument = view.entry, view.instrument
    if entry is None or instrument is None or entry.average is None or not entry.filled:
        return view
    price = _closing_price(view, quote, instrument)
    levels, entered = [], entry.filled
    for level in view.levels:
        held = min(level.quantity, entered)
        entered -= held
        levels.append(replace(level, pnl=_level(level, held, entry.average, view, price)))
    whole = _whole(tuple(levels), entry.filled, instrument)
    if not instrument.in_dollars:
        levels = [replace(level, pnl=replace(level.pnl, dollars=None)) for level in levels]
        whole = replace(whole, dollars=None)
    return replace(view, levels=tuple(levels), pnl=whole)


def _closing_price(
    view: StrategyView, quote: QuoteView | None, instrument: Instrument
) -> Decimal | None:
    if quote is None or quote.contract_id != instrument.contract_id:
        return None
    return quote.bid if view.side.sign > 0 else quote.ask


def _level(
    level: LevelView, held: int, average: Decimal, view: StrategyView, price: Decimal | None
) -> Pnl:
    """Return a level's: each exit's fills against the entry, the rest against the market."""
    instrument = view.instrument
    exits = [leg for leg in level.legs if leg.filled and leg.average is not None]
    closed = sum(leg.filled for leg in exits)
    if instrument is None or not held:
        return NOTHING
    points = sum((_gained(leg, average, view.side.sign) for leg in exits), Decimal(0))
    left = max(0, held - closed)
    if left and view.running:
        if price is None:
            return NOTHING
        points += (price - average) * view.side.sign * left
    elif left and not closed:
        return NOTHING  # what became of it is in the position, not in this strategy
    dollars = points * instrument.value_per_point
    r = ROUNDING.divide(dollars, level.risk) if level.risk else None
    return Pnl(dollars, ROUNDING.divide(points, Decimal(held)), r)


def _gained(leg: LegView, average: Decimal, sign: int) -> Decimal:
    if leg.average is None or leg.role not in (LegRole.TARGET, LegRole.STOP):
        return Decimal(0)
    return (leg.average - average) * sign * leg.filled


def _whole(levels: tuple[LevelView, ...], filled: int, instrument: Instrument) -> Pnl:
    known = [level.pnl.dollars for level in levels if level.pnl.dollars is not None]
    if not known or any(_lacks(level) for level in levels):
        return NOTHING
    dollars = sum(known, Decimal(0))
    points = ROUNDING.divide(dollars, instrument.value_per_point * filled)
    risks = [level.risk for level in levels]
    risk = sum((r for r in risks if r is not None), Decimal(0))
    r = ROUNDING.divide(dollars, risk) if risk and None not in risks else None
    return Pnl(dollars, points, r)


def _lacks(level: LevelView) -> bool:
    """Whether a level has something open whose worth is not known."""
    return level.pnl.dollars is None and any(leg.cancellable for leg in level.legs)
