"""One account's strategies: what a trader asks for by a ticket (protocol.md 4.2)."""

from bracketdesk.practice.admission import Admission
from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.commands import Commands
from bracketdesk.practice.errors import Refused, Rejected
from bracketdesk.practice.levels import levels_of
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import Origin
from bracketdesk.practice.plan import BAD_PARAMS, StartRequest, read_plan
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.strategies import Strategy
from bracketdesk.wire.entities import Account, OrderStrategy
from bracketdesk.wire.enums import FailureReason, StrategyStatus
from bracketdesk.wire.messages import MULTI_BRACKET


class TradingDesk:
    """Every call raises Rejected where the broker would refuse."""

    def __init__(
        self,
        account: Account,
        store: EntityStore,
        commands: Commands,
        admission: Admission,
        agenda: Agenda,
    ) -> None:
        self._account = account
        self._store = store
        self._commands = commands
        self._admission = admission
        self._agenda = agenda
        self._strategies: dict[int, Strategy] = {}

    def start(self, request: StartRequest, listed: Listed | None, origin: Origin) -> OrderStrategy:
        """Start a strategy; returns it as it was before its entry met the market."""
        self._admission.check_account(request.account_id, request.account_spec)
        if request.order_strategy_type_id != MULTI_BRACKET:  # the only one offered
            raise Rejected(FailureReason.UNSUPPORTED, "Strategy type is not supported")
        self._admission.check_entries()
        plan = read_plan(request.params)
        listed = self._admission.check_contract(listed)
        levels = levels_of(plan, request.action, listed)
        entry, expires = plan.entry, plan.entry.version.expire_time
        if expires is not None and expires <= self._agenda.now():
            raise Rejected(None, BAD_PARAMS)
        terms = self._admission.terms(entry.version, request.action, entry.quantity, listed)
        self._admission.check_order(terms, listed)
        strategy = Strategy(
            self._entity(request, listed, origin),
            listed,
            levels,
            origin,
            store=self._store,
            commands=self._commands,
            agenda=self._agenda,
        )
        started = strategy.entity
        self._strategies[started.id] = strategy
        strategy.start(terms)
        return started

    def interrupt(self, order_strategy_id: int, origin: Origin) -> OrderStrategy:
        """Stop a strategy; returns it as it is now."""
        strategy = self._strategies.get(order_strategy_id)
        if strategy is None:
            raise Refused(404, "Strategy not found")
        if not strategy.active:
            raise Rejected(FailureReason.TOO_LATE, "Strategy is not running")
        strategy.stop(origin)
        return strategy.entity

    def modify(self, order_strategy_id: int) -> OrderStrategy:
        """Refuse: the grammar of its commands is unpublished (protocol.md 6.7)."""
        if order_strategy_id not in self._strategies:
            raise Refused(404, "Strategy not found")
        raise Rejected(FailureReason.UNSUPPORTED, "Strategy command is not supported")

    def clear(self) -> None:
        """Forget every strategy there ever was."""
        self._strategies.clear()

    def _entity(self, request: StartRequest, listed: Listed, origin: Origin) -> OrderStrategy:
        return OrderStrategy(
            id=self._store.new_id(),
            account_id=self._account.id,
            timestamp=self._agenda.stamp(),
            contract_id=listed.id,
            order_strategy_type_id=MULTI_BRACKET,
            action=request.action,
            status=StrategyStatus.ACTIVE,
            initiator_id=self._account.user_id,
            params=request.params,
            uuid=request.uuid,
            sender_id=origin.user_id,
            custom_tag50=request.custom_tag50,
            user_session_id=origin.session_id,
        )
