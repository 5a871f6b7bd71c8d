"""What of a strategy's view changes with the market and with what is under way."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from bracketdesk.controller.after.authors import Author, Authors
from bracketdesk.controller.after.commander import Commander
from bracketdesk.controller.after.holdings import Holdings
from bracketdesk.controller.after.pnl import with_pnl
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import LegView, LevelView, QuoteView, StrategyView
from bracketdesk.wire.entities import OrderStrategy


@dataclass(frozen=True, slots=True)
class _Made:
    """A finished view and what it was made of."""

    base: StrategyView
    quote: QuoteView | None
    pending: tuple[tuple[int, str], ...]
    today: bool
    view: StrategyView

    def made_of(
        self,
        base: StrategyView,
        quote: QuoteView | None,
        pending: tuple[tuple[int, str], ...],
        today: bool,
    ) -> bool:
        """Whether nothing of what it was made of has changed."""
        same = self.base is base and self.quote == quote
        return same and (self.pending, self.today) == (pending, today)


class Finish:
    """Adds P&L, whose it is, and what is asked of its orders and not answered yet."""

    def __init__(
        self, holdings: Holdings, authors: Authors, commander: Commander, tools: Tools
    ) -> None:
        self._holdings = holdings
        self._authors = authors
        self._commander = commander
        self._clock = tools.clock
        self._zone = tools.zone
        self._made: dict[int, _Made] = {}

    def left(self) -> None:
        """Forget the environment that was left."""
        self._made.clear()

    def strategy(self, base: StrategyView, strategy: OrderStrategy) -> StrategyView:
        """Return a view whole; the same one where nothing has changed."""
        quote = self._holdings.quote(base.contract_id) if base.running else None
        pending = tuple(sorted(self._commander.pending.items()))
        today = is_today(base, self._clock.now().astimezone(self._zone).toordinal(), self._zone)
        known = self._made.get(base.id)
        if known and known.made_of(base, quote, pending, today):
            return known.view
        view = self._finished(base, strategy, quote, today)
        self._made[base.id] = _Made(base, quote, pending, today, view)
        return view

    def _finished(
        self, base: StrategyView, strategy: OrderStrategy, quote: QuoteView | None, today: bool
    ) -> StrategyView:
        author = self._authors.of_strategy(strategy)
        view = replace(
            base,
            entry=self.leg(base.entry) if base.entry else None,
            levels=tuple(self._level(level) for level in base.levels),
            others=tuple(self.leg(leg) for leg in base.others),
            today=today,
            ended=self._ended(base),
            whose="" if base.ours or author is Author.APP else _whose(author),
        )
        return with_pnl(view, quote)

    def _ended(self, base: StrategyView) -> datetime | None:
        """Return when the last exit of a strategy filled that has got out of all it entered."""
        if base.running or base.left or base.entry is None or not base.entry.filled:
            return None
        fills = [fill for terms in self._holdings.orders_of(base.id) for fill in terms.fills]
        return max((fill.timestamp for fill in fills), default=None)

    def is_ours(self, strategy: OrderStrategy) -> bool:
        """Whether this app started a strategy, now or in a former run."""
        return self._authors.of_strategy(strategy) is Author.APP

    def leg(self, leg: LegView) -> LegView:
        """Return a leg with what is asked of it."""
        pending = self._commander.pending.get(leg.order_id, "")
        return replace(leg, pending=pending) if pending != leg.pending else leg

    def _level(self, level: LevelView) -> LevelView:
        return replace(level, legs=tuple(self.leg(leg) for leg in level.legs))


def _whose(author: Author) -> str:
    """Return whose a strategy of others is: somebody started it, told or not."""
    return str(author) if author.foreign else "another program"


def is_today(view: StrategyView, ordinal: int, zone: tzinfo) -> bool:
    """Whether a strategy was started on this day of the trader's calendar."""
    return view.at.astimezone(zone).toordinal() == ordinal
