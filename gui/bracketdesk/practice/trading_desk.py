"""Takes what the trader asks for: start, interrupt, cancel, liquidate."""

from bracketdesk.practice.errors import Refused, Rejected
from bracketdesk.practice.floor import Floor
from bracketdesk.practice.levels import entry_terms, levels_of
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import Terms, Ties
from bracketdesk.practice.plan import Entry, StartRequest, read_plan
from bracketdesk.practice.positions import Positions
from bracketdesk.practice.risk import Risk
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.strategies import Strategy
from bracketdesk.practice.trading_day import session_end
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.entities import Account, OrderStrategy
from bracketdesk.wire.enums import Action, FailureReason, OrderType, StrategyStatus
from bracketdesk.wire.messages import MULTI_BRACKET


class TradingDesk:
    """One account's strategies; every call raises Rejected where the broker would refuse."""

    def __init__(
        self,
        store: EntityStore,
        floor: Floor,
        positions: Positions,
        risk: Risk,
        clock: Clock,
        account: Account,
    ) -> None:
        self._store = store
        self._floor = floor
        self._positions = positions
        self._risk = risk
        self._clock = clock
        self._account = account
        self._strategies: dict[int, Strategy] = {}

    def start(self, request: StartRequest, listed: Listed | None) -> OrderStrategy:
        """Start a strategy; returns it as it was before its entry met the market."""
        self._risk.check_access(request.account_id, request.account_spec)
        self._risk.check_kind(request)
        plan = read_plan(request.params)
        listed = self._risk.check_contract(listed)
        levels = levels_of(plan, request.action, listed)
        terms = self._checked_entry(plan.entry, request.action, listed)
        entity = self._entity(request, listed)
        strategy = Strategy(
            entity, listed, levels, store=self._store, floor=self._floor, now=self._clock.now
        )
        self._strategies[entity.id] = strategy
        strategy.start(terms)
        return entity

    def interrupt(self, order_strategy_id: int) -> OrderStrategy:
        """Stop a strategy; returns it as it is now."""
        strategy = self._strategies.get(order_strategy_id)
        if strategy is None:
            raise Refused(404, "Strategy not found")
        if not strategy.active:
            raise Rejected(FailureReason.TOO_LATE, "Strategy is not running")
        strategy.stop()
        return strategy.entity

    def cancel(self, order_id: int) -> int:
        """Cancel an order; returns the command's id."""
        order = self._floor.order(order_id)
        if order is None:
            raise Refused(404, "Order not found")
        if not order.working:
            raise Rejected(FailureReason.TOO_LATE, "Order is not working")
        return self._floor.cancel(order)

    def liquidate(self, account_id: int, listed: Listed | None) -> int | None:
        """Cancel every order of the contract and close its position at market.

        Returns the closing order's id, None where the account was flat. As at the broker this is
        a request, no guarantee (protocol.md 4.4): without a quote the orders are cancelled and
        the position stays.
        """
        self._risk.check_access(account_id, None)
        if listed is None:
            raise Refused(404, "Contract not found")
        self._risk.check_session()
        for order in self._floor.working(listed.id):
            self._floor.cancel(order)
        net = self._positions.net(listed.id)
        return self._close(listed, net) if net else None

    def _close(self, listed: Listed, net: int) -> int:
        action = Action.SELL if net > 0 else Action.BUY
        self._risk.check_quote(OrderType.MARKET, self._floor.book(listed.id).against(action))
        expires = session_end(self._clock.now())
        terms = Terms(action, abs(net), OrderType.MARKET, expires=expires)
        order = self._floor.place(self._store.new_id(), listed, terms, Ties(), None)
        self._floor.activate(order)
        return order.id

    def _checked_entry(self, entry: Entry, action: Action, listed: Listed) -> Terms:
        side, now = self._floor.book(listed.id).against(action), self._clock.now()
        terms = entry_terms(entry, action, listed, side, now)
        self._risk.check_expiry(terms, now)
        net, working = self._positions.net(listed.id), self._floor.working(listed.id)
        self._risk.check_size(terms.quantity, action, net, working)
        self._risk.check_session()
        self._risk.check_quote(terms.type, side)
        self._risk.check_stop(terms, side)
        return terms

    def _entity(self, request: StartRequest, listed: Listed) -> OrderStrategy:
        return OrderStrategy(
            id=self._store.new_id(),
            account_id=self._account.id,
            timestamp=self._clock.now(),
            contract_id=listed.id,
            order_strategy_type_id=MULTI_BRACKET,
            action=request.action,
            status=StrategyStatus.ACTIVE,
            initiator_id=self._account.user_id,
            params=request.params,
            uuid=request.uuid,
            custom_tag50=request.custom_tag50,
        )
