"""The calls that trade, from what was given to what is answered.

Refusals of the broker's kind are in the reply, with HTTP 200 (protocol.md 4.2, 4.4); calls about
things that do not exist raise `errors.Refused`. `who` is where a command comes from.
"""

from collections.abc import Callable, Mapping

from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.dry_run import DryRun, DryRunResponse, DryRuns
from bracketdesk.practice.errors import DENIED, Refused, Rejected
from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.order_desk import OrderDesk
from bracketdesk.practice.order_requests import (
    CancelOrder,
    LiquidatePosition,
    LiquidatePositions,
    ModifyOrder,
    PlaceOco,
    PlaceOrder,
    PlaceOso,
)
from bracketdesk.practice.orders import Origin
from bracketdesk.practice.plan import StartRequest, read_start
from bracketdesk.practice.playback import Playback
from bracketdesk.practice.snags import Snags, Spot
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.trading_desk import TradingDesk
from bracketdesk.wire.entities import OrderStrategy, Position
from bracketdesk.wire.messages import (
    CommandResult,
    OrderStrategyStatusResponse,
    PlaceOcoResult,
    PlaceOsoResult,
)


class OrderCalls:
    """Every call begins at the moment: what is due before it has been done."""

    def __init__(
        self,
        agenda: Agenda,
        listing: Listing,
        playback: Playback,
        store: EntityStore,
        orders: OrderDesk,
        strategies: TradingDesk,
        dry_runs: DryRuns,
        snags: Snags,
    ) -> None:
        self._agenda = agenda
        self._listing = listing
        self._playback = playback
        self._store = store
        self._orders = orders
        self._strategies = strategies
        self._dry_runs = dry_runs
        self._snags = snags

    # Strategies
    def start(self, body: Mapping[str, object], who: Origin) -> OrderStrategyStatusResponse:
        """Start a multi-bracket strategy from a decoded JSON body (`codec.decode_plain`).

        A body that is no such request raises Refused(400). A uuid that came before is no reason
        to refuse: no source tells of any dedupe on the server (protocol.md 0.8).
        """
        request = read_start(body)
        listed = self._contract(request.symbol)
        return self._strategy(lambda: self._started(request, listed, who))

    def interrupt(self, order_strategy_id: int, who: Origin) -> OrderStrategyStatusResponse:
        """Stop a running strategy."""
        self._agenda.catch_up()
        return self._strategy(lambda: self._strategies.interrupt(order_strategy_id, who))

    def modify_strategy(self, order_strategy_id: int) -> OrderStrategyStatusResponse:
        """Refuse, for the grammar of its commands is unpublished (protocol.md 6.7)."""
        return self._strategy(lambda: self._strategies.modify(order_strategy_id))

    # Orders
    def place(self, request: PlaceOrder, who: Origin) -> CommandResult:
        """Place one order."""
        listed = self._contract(request.symbol)
        return _result(lambda: CommandResult(order_id=self._orders.place(request, listed, who)))

    def place_oco(self, request: PlaceOco, who: Origin) -> PlaceOcoResult:
        """Place two orders of which each cancels the other."""
        listed = self._contract(request.symbol)
        try:
            order_id, oco_id = self._orders.place_oco(request, listed, who)
        except Rejected as refusal:
            return PlaceOcoResult(failure_reason=refusal.reason, failure_text=refusal.text)
        return PlaceOcoResult(order_id=order_id, oco_id=oco_id)

    def place_oso(self, request: PlaceOso, who: Origin) -> PlaceOsoResult:
        """Place an order and what waits for it."""
        listed = self._contract(request.symbol)
        try:
            order_id, *waiting = self._orders.place_oso(request, listed, who)
        except Rejected as refusal:
            return PlaceOsoResult(failure_reason=refusal.reason, failure_text=refusal.text)
        first, second = (*waiting, None)[:2]
        return PlaceOsoResult(order_id=order_id, oso1_id=first, oso2_id=second)

    def dry_run(self, request: DryRun, who: Origin) -> DryRunResponse:
        """Check orders without placing them."""
        self._agenda.catch_up()
        return self._dry_runs.answer(request)

    def modify(self, request: ModifyOrder, who: Origin) -> CommandResult:
        """Give an order a whole new version."""
        self._agenda.catch_up()
        return _result(lambda: CommandResult(command_id=self._orders.modify(request, who)))

    def cancel(self, request: CancelOrder, who: Origin) -> CommandResult:
        """Cancel an order."""
        self._agenda.catch_up()
        return _result(lambda: CommandResult(command_id=self._orders.cancel(request, who)))

    def liquidate(self, request: LiquidatePosition, who: Origin) -> CommandResult:
        """Cancel every order of the contract, then close its position at market.

        The reply has no orderId where there was no position.
        """
        _refuse_admin(request.admin)
        self._agenda.catch_up()
        listed = self._listing.get(request.contract_id)
        return _result(
            lambda: CommandResult(order_id=self._orders.liquidate(request.account_id, listed, who))
        )

    def liquidate_all(self, request: LiquidatePositions, who: Origin) -> dict[str, object]:
        """Do so with each of these positions.

        GUESS: the shape of the reply was not to be read (protocol.md 10.8): an object. Here the
        first refusal's reason and text are in it, as in the other calls' replies.
        """
        _refuse_admin(request.admin)
        self._agenda.catch_up()
        for position in [self._position(number) for number in request.positions]:
            listed = self._listing.get(position.contract_id)
            try:
                self._orders.liquidate(position.account_id, listed, who)
            except Rejected as refusal:
                return {"failureReason": refusal.reason, "failureText": refusal.text}
        return {}

    def _started(self, request: StartRequest, listed: Listed | None, who: Origin) -> OrderStrategy:
        self._snags.check(Spot.START)
        return self._strategies.start(request, listed, who)

    def _contract(self, symbol: str) -> Listed | None:
        """Return a contract by its name, its market awake."""
        self._agenda.catch_up()
        listed = self._listing.find(symbol)
        if listed is not None:
            self._playback.wake(listed)
        return listed

    def _position(self, position_id: int) -> Position:
        found = self._store.get("position", position_id)
        if not isinstance(found, Position):
            raise Refused(404, f"Not found: position {position_id}")
        return found

    def _strategy(self, call: Callable[[], OrderStrategy]) -> OrderStrategyStatusResponse:
        try:
            return OrderStrategyStatusResponse(order_strategy=call())
        except Rejected as refusal:
            return OrderStrategyStatusResponse(
                error_text=refusal.text, failure_reason=refusal.reason
            )


def _result(call: Callable[[], CommandResult]) -> CommandResult:
    try:
        return call()
    except Rejected as refusal:
        return CommandResult(failure_reason=refusal.reason, failure_text=refusal.text)


def _refuse_admin(admin: bool) -> None:
    """Not for traders: the call fails (protocol.md 4.4)."""
    if admin:
        raise Refused(401, DENIED)
