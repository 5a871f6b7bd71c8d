"""What the broker holds, mirrored for the window: strategies and positions of the account."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bracketdesk.controller.book import Book
from bracketdesk.controller.contracts import Contracts
from bracketdesk.controller.ledger import Ledger
from bracketdesk.controller.patience import Patience
from bracketdesk.controller.positions import position_views
from bracketdesk.controller.session import Session
from bracketdesk.controller.strategies import Seen, closing_side, may_run, strategy_view
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import StrategyView
from bracketdesk.domain.instrument import Instrument
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
        self, session: Session, ledger: Ledger, tools: Tools, ask: Callable[[], None]
    ) -> None:
        self._session = session
        self._ledger = ledger
        self._board = tools.board
        self._ask = ask
        self._contracts = Contracts(session, tools, ask)
        self._patience = Patience(tools, ask)
        self._made: dict[int, _Made] = {}

    def line_up(self) -> None:
        """Ask anew for the contracts that could not be found."""
        self._contracts.line_up()

    def name_of(self, contract_id: int) -> str:
        """Return a contract's name, its number while that is not known."""
        return self._contracts.name(contract_id)

    def left(self) -> None:
        """Forget the environment that was left."""
        self._contracts.left()
        self._patience.clear()
        self._made.clear()
        self._board.strategies.set(())
        self._board.positions.set(())

    def look(self) -> None:
        """Show the account as it is now."""
        line, account = self._session.line, self._session.account
        book = self._session.book()
        if line is None or account is None or book is None:
            self._board.strategies.set(())
            self._board.positions.set(())
            return
        self._touch(book.take_touched())
        views = self._views(self._shown(book.strategies(account.id)), book)
        self._board.strategies.set(tuple(views))
        held = (p for p in line.state.positions.values() if p.account_id == account.id)
        quote = self._board.quote.value
        self._board.positions.set(position_views(held, self._contracts, quote))

    def _touch(self, strategy_ids: Iterable[int]) -> None:
        for strategy_id in strategy_ids:
            if made := self._made.get(strategy_id):
                made.stale = True

    def _shown(self, strategies: list[OrderStrategy]) -> list[OrderStrategy]:
        """Return the newest, and every older one that may still act."""
        old = (s for s in strategies[NEWEST:] if may_run(s))
        return [*strategies[:NEWEST], *old]

    def _views(self, strategies: list[OrderStrategy], book: Book) -> Iterator[StrategyView]:
        left = BATCH
        for strategy in strategies:
            made = self._made.get(strategy.id)
            ticket = self._ticket_of(strategy)
            instrument = self._contracts.instrument(strategy.contract_id)
            if made is None or not made.serves(strategy, ticket, instrument):
                if left:
                    made = self._make(strategy, ticket, instrument, book)
                left = max(0, left - 1)
                if not left:
                    self._ask()
            if made is not None:
                yield self._finished(made, book)

    def _make(
        self,
        strategy: OrderStrategy,
        ticket: Ticket | None,
        instrument: Instrument | None,
        book: Book,
    ) -> "_Made":
        symbol = self._contracts.name(strategy.contract_id)
        seen = Seen(strategy, book.orders_of(strategy.id), ticket, instrument, symbol)
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
        return self._patience.judge(view)

    def _ticket_of(self, strategy: OrderStrategy) -> Ticket | None:
        """Return what was sent, by our uuid, or by the answer's id where none is echoed."""
        if standing := self._ledger.find(strategy.uuid):
            return standing.intent.ticket
        if strategy.uuid:
            return None
        session = self._session
        intent = self._ledger.intent_of(session.environment, session.host, strategy.id)
        return intent.ticket if intent else None
