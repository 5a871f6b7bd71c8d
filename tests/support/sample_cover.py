"""What a desk might show of positions, what protects them, and the day."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.support.fake_after import Exits, FakeAfter
from tests.support.sample_views import AT, MES, ZN

from bracketdesk.controller.after.views import (
    Cover,
    CoverView,
    DayView,
    ExitLine,
    ExitsCheck,
    FillView,
)
from bracketdesk.controller.views import PositionView
from bracketdesk.domain.distances import parse_distance
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_price, from_ticks
from bracketdesk.domain.problems import Problem
from bracketdesk.domain.ticket import Side

LONG = PositionView(
    1, "MESZ6", 4, Decimal("6012.5"), Decimal("11.25"), Decimal(-60), Decimal("3.1"), MES
)
SHORT = PositionView(2, "ZNZ6", -2, Decimal("110.515625"), Decimal("-1031.25"), instrument=ZN)


def cover(net: int, stops: int, ident: int = 1, symbol: str = "MESZ6") -> CoverView:
    """A meter of so many contracts and stops, with the fix the app offers."""
    state = Cover.COVERED if stops == abs(net) else Cover.OVER
    if stops < abs(net):
        state = Cover.UNCOVERED
    if not net and not stops:
        state = Cover.FLAT
    position = f"position {abs(net)} {'long' if net > 0 else 'short'}" if net else "flat"
    text = f"{position} · stops working for {stops}"
    fix = f"Exits for {abs(net) - stops} {symbol}" if state is Cover.UNCOVERED else ""
    return CoverView(ident, symbol, net, stops, 0, state, text, fix)


def alarming(view: CoverView) -> CoverView:
    """The same after a while."""
    return replace(view, alarming=True)


def fill(ident: int, side: Side = Side.BUY, quantity: int = 1) -> FillView:
    """A fill of MESZ6, a second after the one before."""
    at = AT + timedelta(seconds=ident)
    return FillView(ident, at, "MESZ6", side, quantity, Decimal("6012.5"), Decimal("0.62"), MES)


def day(*fills: FillView) -> DayView:
    """A day with a loss limit."""
    return DayView(
        fills=fills,
        contracts=sum(each.quantity for each in fills),
        fees=Decimal("4.96"),
        realised=Decimal(-60),
        open_pnl=Decimal("11.25"),
        cash=Decimal("49935.04"),
        margin=Decimal(5280),
        room=Decimal("451.25"),
        room_text="to the daily loss of $500, after which: closing only",
    )


def checks_exits(
    after: FakeAfter, exits: Exits, net: int = 4, stops: int = 2, instrument: Instrument = MES
) -> ExitsCheck:
    """Check exits for a long or short position at 6012.50, in the units typed."""
    contract_id, levels, units, life = exits
    average, sign = Decimal("6012.5"), 1 if net > 0 else -1
    problems: list[Problem] = []
    lines: list[ExitLine] = []

    def price(field: str, text: str, way: int) -> Decimal | None:
        if not text:
            return None
        try:
            ticks = parse_distance(text, units, instrument)
        except ValueError as error:
            problems.append(Problem(field, str(error)))
            return None
        return average + way * sign * from_ticks(ticks, instrument.tick_size)

    for at, level in enumerate(levels):
        target = price(f"levels[{at}].target", level.target, 1)
        stop = price(f"levels[{at}].stop", level.stop, -1)
        if not level.stop:
            problems.append(Problem(f"levels[{at}].stop", "A stop is needed."))
        if stop is not None and level.quantity.isdecimal():
            words = f"Sell {level.quantity}: stop {format_price(stop, instrument)}"
            lines.append(ExitLine(int(level.quantity), target, stop, words))
    uncovered = max(0, abs(net) - stops)
    wanted = sum(int(level.quantity) for level in levels if level.quantity.isdecimal())
    if wanted != uncovered:
        problems.append(Problem("levels", f"The levels have {wanted}, {uncovered} are uncovered."))
    said = "; ".join(line.text for line in lines)
    sentence = "" if problems else f"Protect {wanted} of {instrument.symbol}, {life}: {said}."
    blocked = problems[0].text if problems else ""
    return ExitsCheck(
        contract_id,
        instrument.symbol,
        net,
        uncovered,
        average,
        () if problems else tuple(lines),
        tuple(problems),
        sentence,
        blocked,
    )
