"""What the broker holds, mirrored for the window: the strategies of the account."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from bracketdesk.controller import words
from bracketdesk.controller.alarms import Alarms
from bracketdesk.controller.book import Book
from bracketdesk.controller.contracts import Contracts
from bracketdesk.controller.ledger import Ledger
from bracketdesk.controller.patience import Patience
from bracketdesk.controller.read_back_texts import held_text, planned_text, read_back_text
from bracketdesk.controller.session import Session
from bracketdesk.controller.strategies import Seen, closing_side, may_run, strategy_view
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import StrategyView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.ticket import Ticket
from bracketdesk.wire.entities import OrderStrategy

NEWEST = 200
"""How many strategies are shown at most, besides older ones that still run."""

BATCH = 100
"""How many views are made in one look at most: a large snapshot must not hold up the loop."""


@dataclass(slots=True)
class _Made:
    """A view and what it was made of."""

    seen: Seen
    view: StrategyView
    stale: bool = False

    def serves(
        self, strategy: OrderStrategy, ticket: Ticket | None, instrument: Instrument | None
    ) -> bool:
        """Whether nothing of what it was made of has changed."""
        seen = self.seen
        same = seen.strategy is strategy and seen.ticket is ticket
        return same and seen.instrument == instrument and not self.stale


class Mirror:
    """Makes anew only the views whose parts changed; `ask` has `look` called soon."""

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        alarms: Alarms,
        tools: Tools,
        contracts: Contracts,
        ask: Callable[[], None],
    ) -> None:
        self._session = session
        self._ledger = ledger
        self._board = tools.board
        self._zone = tools.zone
        self._clock = tools.clock
        self._ask = ask
        self._contracts = contracts
        self.moved: Callable[[int], bool] = lambda _: False
        self.finish: Callable[[StrategyView, OrderStrategy], StrategyView] = lambda view, _: view
        self._tasks = tools.tasks
        self._left = BATCH
        self._patience = Patience(tools, alarms, self._write_down, ask)
        self._made: dict[int, _Made] = {}

    def left(self) -> None:
        """Forget the environment that was left."""
        self._patience.clear()
        self._made.clear()
        self._board.strategies.set(())

    def look(self) -> None:
        """Show the account as it is now."""
        line, account = self._session.line, self._session.account
        book = self._session.book()
        if line is None or account is None or book is None:
            self._board.strategies.set(())
            return
        self._touch(book.take_touched())
        self._left = BATCH
        views = tuple(self._views(self._shown(book.strategies(account.id)), book))
        self._board.strategies.set(views)
        self._show_read_back(views)

    def _touch(self, strategy_ids: Iterable[int]) -> None:
        for strategy_id in strategy_ids:
            if made := self._made.get(strategy_id):
                made.stale = True

    def _shown(self, strategies: list[OrderStrategy]) -> list[OrderStrategy]:
        """Return the newest, and every older one that may still act."""
        old = (s for s in strategies[NEWEST:] if may_run(s))
        return [*strategies[:NEWEST], *old]

    def _views(self, strategies: list[OrderStrategy], book: Book) -> Iterator[StrategyView]:
        """Give the strategies' views; one that cannot be made is missing alone."""
        for strategy in strategies:
            work = partial(self._view, strategy, book)
            if view := self._tasks.apart(work, f"show strategy {strategy.id}"):
                yield view

    def _view(self, strategy: OrderStrategy, book: Book) -> StrategyView | None:
        made = self._made.get(strategy.id)
        intent = self._intent_of(strategy)
        ticket = intent.ticket if intent else None
        instrument = self._contracts.instrument(strategy.contract_id)
        if made is None or not made.serves(strategy, ticket, instrument):
            self._left -= 1
            if self._left <= 0:
                self._ask()
            if self._left >= 0:
                made = self._make(strategy, ticket, instrument, book)
        return self._finished(made, book) if made else None

    def _make(
        self,
        strategy: OrderStrategy,
        ticket: Ticket | None,
        instrument: Instrument | None,
        book: Book,
    ) -> "_Made":
        symbol = self._contracts.name(strategy.contract_id)
        orders = book.orders_of(strategy.id)
        moved = frozenset(terms.order.id for terms in orders if self.moved(terms.order.id))
        seen = Seen(strategy, orders, ticket, instrument, symbol, moved)
        made = self._made[strategy.id] = _Made(seen, strategy_view(seen))
        return made

    def _finished(self, made: "_Made", book: Book) -> StrategyView:
        """Return the view with its contract's position, which all strategies there share."""
        view, strategy = made.view, made.seen.strategy
        key = (strategy.account_id, strategy.contract_id)
        position = book.net(*key)
        stops = book.stops_working(*key, closing_side(position, strategy.action))
        if (view.position, view.stops_working) != (position, stops):
            view = made.view = replace(view, position=position, stops_working=stops)
        view = self.finish(view, strategy)
        return self._patience.judge(view)

    def _show_read_back(self, views: tuple[StrategyView, ...]) -> None:
        """Say in the result what was read back of the start it tells of."""
        shown = self._board.result.value
        if shown is None or shown.strategy_id is None:
            return
        for view in views:
            made = self._made.get(view.id)
            intent = self._intent_of(made.seen.strategy) if made else None
            if intent is None or intent.uuid != shown.uuid:
                continue
            at = self._patience.told_at(view.id)
            when = words.moment(at, self._zone, self._clock.now()) if at else ""
            if text := read_back_text(view, when):
                self._board.result.set(replace(shown, read_back=text))

    def _write_down(self, view: StrategyView) -> None:
        """Have the journal keep a comparison."""
        intent = self._intent_of(self._made[view.id].seen.strategy)
        if intent is not None:
            self._ledger.note_read_back(
                intent, planned_text(view), held_text(view), view.difference
            )

    def _intent_of(self, strategy: OrderStrategy) -> Intent | None:
        """Return what was sent, by our uuid, or by the answer's id where none is echoed."""
        if standing := self._ledger.find(strategy.uuid):
            return standing.intent
        if strategy.uuid:
            return None
        return self._ledger.intent_of(self._session.host, strategy.id)
