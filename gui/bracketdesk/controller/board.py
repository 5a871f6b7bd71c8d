"""Everything the window listens to; the controller's parts write it."""

from dataclasses import dataclass, field

from bracketdesk.controller.notices import Notices
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.views import (
    ActivityRow,
    Alarm,
    Connection,
    Lock,
    PositionView,
    QuoteView,
    ResultView,
    SessionView,
    StrategyView,
)
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.session import Environment
from bracketdesk.domain.settings import Settings


def _signed_out() -> Observable[SessionView]:
    return Observable(SessionView(Environment.PRACTICE, Connection.OFFLINE))


def _empty() -> Observable[str]:
    return Observable("")


@dataclass(frozen=True, slots=True)
class Board:
    """The observables of the desk."""

    settings: Observable[Settings]
    session: Observable[SessionView] = field(default_factory=_signed_out)
    instrument: Observable[Instrument | None] = field(default_factory=lambda: Observable(None))
    symbol_text: Observable[str] = field(default_factory=_empty)
    quote: Observable[QuoteView | None] = field(default_factory=lambda: Observable(None))
    quote_text: Observable[str] = field(default_factory=_empty)
    result: Observable[ResultView | None] = field(default_factory=lambda: Observable(None))
    strategies: Observable[tuple[StrategyView, ...]] = field(default_factory=lambda: Observable(()))
    positions: Observable[tuple[PositionView, ...]] = field(default_factory=lambda: Observable(()))
    activity: Observable[tuple[ActivityRow, ...]] = field(default_factory=lambda: Observable(()))
    activity_cut: Observable[bool] = field(default_factory=lambda: Observable(False))
    lock: Observable[Lock | None] = field(default_factory=lambda: Observable(None))
    locked_elsewhere: Observable[Lock | None] = field(default_factory=lambda: Observable(None))
    notice: Notices = field(default_factory=Notices)
    alarms: Observable[tuple[Alarm, ...]] = field(default_factory=lambda: Observable(()))
