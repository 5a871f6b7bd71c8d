"""What the account holds, as the parts that act on it ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bracketdesk.controller import words
from bracketdesk.controller.after.record import Record
from bracketdesk.controller.book import AT_WORK, FINAL, STOPS, Book, Terms
from bracketdesk.controller.contracts import Contracts
from bracketdesk.controller.legs import average, leg_of
from bracketdesk.controller.ports import Line
from bracketdesk.controller.session import Session
from bracketdesk.controller.views import LegRole, QuoteView, StrategyView
from bracketdesk.domain.aims import ExitKind, Standing, Top
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.prices import format_price
from bracketdesk.domain.ticket import Side
from bracketdesk.wire.entities import Account, Order, OrderStrategy, OrderVersion, Position
from bracketdesk.wire.enums import Action, OrdStatus


def side_of(action: Action) -> Side:
    """Return a side in the domain's words."""
    return Side.SELL if action == Action.SELL else Side.BUY


def closing(net: int) -> Action:
    """Return the side that closes a position."""
    return Action.SELL if net > 0 else Action.BUY


@dataclass(frozen=True, slots=True)
class Exit:
    """A working target or stop with all that moving it needs."""

    order: Order
    version: OrderVersion
    standing: Standing
    instrument: Instrument
    quantity: int

    @property
    def name(self) -> str:
        """What it is called: "stop of 2"."""
        return f"{self.standing.kind} of {self.quantity}"


class Holdings:
    """Looks at the present line; everything is None or empty where there is none.

    It is about the chosen account, unless it was made for one account and line alone (`of`).
    """

    def __init__(
        self,
        session: Session,
        contracts: Contracts,
        quote_of: Callable[[int], QuoteView | None],
        account: Account | None = None,
        only: Line | None = None,
    ) -> None:
        self._session = session
        self._contracts = contracts
        self._quote_of = quote_of
        self._account = account
        self._only = only
        self._record: Record | None = None
        self._of: Line | None = None

    @property
    def line(self) -> Line | None:
        """The present line; None where it is about another, which was left."""
        line = self._session.line
        return line if self._only in (None, line) else None

    @property
    def sees(self) -> bool:
        """Whether what it tells is the truth now: without a line all is empty, not flat."""
        return self.line is not None and self.line.state.synchronised

    @property
    def account(self) -> Account | None:
        """The account it is about."""
        return self._account or self._session.account

    def of(self, account: Account) -> "Holdings":
        """Return what one account holds on this line, whatever is chosen or opened later."""
        return Holdings(self._session, self._contracts, self._quote_of, account, self.line)

    def book(self) -> Book | None:
        """Return what the broker holds, up to date."""
        return self._session.book() if self.line is not None else None

    def record(self) -> Record | None:
        """Return the commands, up to date."""
        line = self.line
        if line is None:
            return None
        if line is not self._of or self._record is None:
            self._of, self._record = line, Record(line.state)
        self._record.update()
        return self._record

    def name(self, contract_id: int) -> str:
        """Return a contract's name."""
        return self._contracts.name(contract_id)

    def instrument(self, contract_id: int) -> Instrument | None:
        """Return what is traded under an id, None while it is not known."""
        return self._contracts.instrument(contract_id)

    def quote(self, contract_id: int) -> QuoteView | None:
        """Return a contract's last quote, None where none is heard."""
        return self._quote_of(contract_id)

    def top(self, contract_id: int) -> Top:
        """Return the market as an exit meets it; the last trade stands in for an empty side."""
        quote = self._quote_of(contract_id)
        if quote is None:
            return Top()
        bid = quote.last if quote.bid is None else quote.bid
        ask = quote.last if quote.ask is None else quote.ask
        return Top(bid, ask)

    def net(self, contract_id: int) -> int:
        """Return the account's signed position in a contract."""
        book, account = self.book(), self.account
        return book.net(account.id, contract_id) if book and account else 0

    def contracts(self) -> set[int]:
        """Return the contracts in which the account has a position, or orders that may act."""
        book, line, account = self.book(), self.line, self.account
        if book is None or line is None or account is None:
            return set()
        held = (p for p in line.state.positions.values() if p.account_id == account.id)
        return {p.contract_id for p in held if p.net_pos} | book.contracts_with_orders(account.id)

    def position(self, contract_id: int) -> Position | None:
        """Return the account's position in a contract, flat ones too."""
        line, account = self.line, self.account
        if line is None or account is None:
            return None
        held = line.state.positions.values()
        here = (account.id, contract_id)
        return next((p for p in held if (p.account_id, p.contract_id) == here), None)

    def open_orders(self, contract_id: int) -> list[Order]:
        """Return the account's orders of a contract that may still act."""
        book, account = self.book(), self.account
        return list(book.open_orders(account.id, contract_id)) if book and account else []

    def stops(self, contract_id: int) -> int:
        """Return the contracts that working stops would close of the position there."""
        book, account = self.book(), self.account
        if book is None or account is None:
            return 0
        net = book.net(account.id, contract_id)
        if net:
            return book.stops_working(account.id, contract_id, closing(net))
        orders = (self.terms(order) for order in self.open_orders(contract_id))
        return sum(_left(t) for t in orders if t and is_stop(t) and self.is_exit(t.order))

    def targets(self, contract_id: int) -> int:
        """Return the contracts that working targets would close of the position there."""
        book, account = self.book(), self.account
        if book is None or account is None:
            return 0
        return book.targets_working(account.id, contract_id, closing(self.net(contract_id)))

    def is_exit(self, order: Order) -> bool:
        """Whether an order is a strategy's exit."""
        strategy = self.strategy_of(order.id)
        return strategy is not None and strategy.action != order.action

    def terms(self, order: Order | None) -> Terms | None:
        """Return an order with its newest terms."""
        book = self.book()
        return book.terms(order) if book and order else None

    def order(self, order_id: int) -> Order | None:
        """Return an order as last heard."""
        return self.line.state.orders.get(order_id) if self.line else None

    def strategy(self, strategy_id: int) -> OrderStrategy | None:
        """Return a strategy as last heard."""
        return self.line.state.strategies.get(strategy_id) if self.line else None

    def strategy_of(self, order_id: int) -> OrderStrategy | None:
        """Return the strategy an order belongs to."""
        book = self.book()
        known = book.strategy_of(order_id) if book else None
        return self.strategy(known) if known is not None else None

    def role_of(self, order: Order | None) -> LegRole:
        """Return what an order is in its strategy; what belongs to none is OTHER."""
        terms = self.terms(order)
        strategy = self.strategy_of(order.id) if order else None
        return leg_of(terms, strategy.action).role if terms and strategy else LegRole.OTHER

    def named(self, order: Order) -> str:
        """Return what an order is, as "stop of 2 in MESZ6"."""
        terms = self.terms(order)
        if terms is None:
            return f"order {order.id}"
        strategy = self.strategy_of(order.id)
        leg = leg_of(terms, strategy.action if strategy else opposite(order.action))
        count = f" of {leg.quantity}" if leg.quantity else ""
        return f"{leg.role if strategy else 'order'}{count} in {self.name(order.contract_id or 0)}"

    def written(self, terms: Terms) -> str:
        """Return an order as it was given, as "Sell 3 ZNZ6 limit 110'240"; empty if unknown."""
        order, version = terms.order, terms.version
        if version is None:
            return ""
        contract, price = order.contract_id or 0, leg_of(terms, order.action).price
        instrument, kind = self.instrument(contract), words.order_type(version.order_type)
        at = format_price(price, instrument) if price is not None and instrument else ""
        return f"{order.action} {version.order_qty} {self.name(contract)} {kind} {at}".rstrip()

    def orders_of(self, strategy_id: int) -> tuple[Terms, ...]:
        """Return a strategy's orders."""
        book = self.book()
        return book.orders_of(strategy_id) if book else ()

    def view_of(self, strategy_id: int, shown: tuple[StrategyView, ...]) -> StrategyView | None:
        """Return a strategy as the window shows it."""
        return next((view for view in shown if view.id == strategy_id), None)

    def average_of(self, order: Order) -> Decimal | None:
        """Return the average price of what an exit closes: the entry's fills, else the position."""
        strategy = self.strategy_of(order.id)
        if strategy is not None:
            entry = [t for t in self.orders_of(strategy.id) if t.order.action == strategy.action]
            return average(tuple(fill for terms in entry for fill in terms.fills))
        if order.contract_id is None:
            return None
        position = self.position(order.contract_id)
        return position.net_price if position and position.net_pos else None

    def exit(self, order_id: int) -> Exit | None:
        """Return a working exit, None where it is none or too little of it is known."""
        order = self.order(order_id)
        terms = self.terms(order)
        if order is None or terms is None or terms.version is None or order.contract_id is None:
            return None
        strategy = self.strategy_of(order_id)
        against = strategy.action if strategy else opposite(order.action)
        leg = leg_of(terms, against)
        instrument = self.instrument(order.contract_id)
        if leg.role not in (LegRole.TARGET, LegRole.STOP) or leg.price is None:
            return None
        if instrument is None or order.ord_status in FINAL:
            return None
        kind = ExitKind(leg.role.value)
        average_price = self.average_of(order)
        standing = Standing(kind, side_of(order.action), leg.price, average_price)
        return Exit(order, terms.version, standing, instrument, leg.quantity - leg.filled)


def opposite(action: Action) -> Action:
    """Return the other side."""
    return Action.BUY if action == Action.SELL else Action.SELL


def is_stop(terms: Terms) -> bool:
    """Whether an order stands in the market as a stop."""
    version = terms.version
    return terms.order.ord_status in AT_WORK and version is not None and version.order_type in STOPS


def is_over(order: Order) -> bool:
    """Whether an order does nothing more."""
    return order.ord_status in FINAL


def is_settled(order: Order) -> bool:
    """Whether no change of an order is under way."""
    return order.ord_status in (OrdStatus.WORKING, OrdStatus.SUSPENDED)


def _left(terms: Terms) -> int:
    if terms.version is None:
        return 0
    return max(0, terms.version.order_qty - sum(fill.qty for fill in terms.fills))
