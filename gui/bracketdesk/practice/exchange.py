"""The practice exchange: the whole engine behind one door, synchronous, without I/O."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bracketdesk.practice.errors import Refused, Rejected
from bracketdesk.practice.floor import Floor
from bracketdesk.practice.ledger import Ledger
from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.market import MarketSource, QuoteTick, TradeTick
from bracketdesk.practice.plan import read_start
from bracketdesk.practice.playback import Playback
from bracketdesk.practice.quotes import QuoteBoard
from bracketdesk.practice.risk import AccountLimits, Risk
from bracketdesk.practice.schedule import Schedule
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.trading_desk import TradingDesk
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.entities import Account, Contract, OrderStrategyType
from bracketdesk.wire.messages import (
    MULTI_BRACKET,
    CommandResult,
    OrderStrategyStatusResponse,
    Quote,
)

ACCOUNT_NAME = "PRACTICE1"


class Exchange:
    """Products, markets, one account, its orders and strategies.

    Every call is answered from one consistent state; what changes is told through
    `store.listen`. Calls about things that do not exist raise `errors.Refused`.
    """

    def __init__(self, clock: Clock, markets: MarketSource, *, today: date, seed: int) -> None:
        self.store = EntityStore()
        self.user_id = self.store.new_id()
        self.account = _account(self.store.new_id(), self.user_id, clock.now())
        self.store.put("account", self.account)
        self.store.put(
            "orderStrategyType",
            OrderStrategyType(id=MULTI_BRACKET, name="Multi-bracket", enabled=True),
        )
        self._clock = clock
        self._days_ahead = today - clock.now().date()
        self._listing = Listing(self.store, today)
        self._quotes = QuoteBoard()
        self._schedule = Schedule()
        self._alarms: set[datetime] = set()
        self._playback = Playback(
            clock, self._schedule, self, lambda listed: markets.feed(listed, seed)
        )
        ledger = Ledger(self.store, clock, self.account.id)
        self._floor = Floor(ledger, self._set_alarm)
        self._risk = Risk(self.account, self._today, AccountLimits())
        self._desk = TradingDesk(
            self.store, self._floor, ledger.positions, self._risk, clock, self.account
        )

    def start_strategy(self, request: Mapping[str, object]) -> OrderStrategyStatusResponse:
        """Start a multi-bracket strategy from a decoded JSON body (`codec.decode_plain`).

        Refusals of the broker's kind are in the reply; a body that is no such request raises
        Refused(400). A uuid that came before is no reason to refuse: no source tells of any
        dedupe on the server (protocol.md 0.8).
        """
        start = read_start(request)
        self._floor.expire(self._clock.now())
        listed = self._listing.find(start.symbol)
        if listed:
            self._playback.wake(listed)
        try:
            return OrderStrategyStatusResponse(order_strategy=self._desk.start(start, listed))
        except Rejected as refusal:
            return _status(refusal)

    def interrupt_strategy(self, order_strategy_id: int) -> OrderStrategyStatusResponse:
        """Stop a running strategy; Refused(404) for an unknown one."""
        self._floor.expire(self._clock.now())
        try:
            return OrderStrategyStatusResponse(
                order_strategy=self._desk.interrupt(order_strategy_id)
            )
        except Rejected as refusal:
            return _status(refusal)

    def cancel_order(self, order_id: int) -> CommandResult:
        """Cancel a working order; Refused(404) for an unknown one."""
        self._floor.expire(self._clock.now())
        try:
            return CommandResult(command_id=self._desk.cancel(order_id))
        except Rejected as refusal:
            return _result(refusal)

    def liquidate_position(self, account_id: int, contract_id: int) -> CommandResult:
        """Cancel every order of the contract, then close its position at market.

        The reply has no orderId where there was no position; Refused(404) for an unknown contract.
        """
        self._floor.expire(self._clock.now())
        try:
            order_id = self._desk.liquidate(account_id, self._listing.get(contract_id))
        except Rejected as refusal:
            return _result(refusal)
        return CommandResult(order_id=order_id)

    def open_session(self) -> None:
        """Take orders; the session is open from the start."""
        self._risk.session_open = True

    def close_session(self) -> None:
        """Take no orders until `open_session`."""
        self._risk.session_open = False

    def find_contract(self, name: str) -> Contract | None:
        """Return the contract of this exact name."""
        listed = self._listing.find(name)
        return listed.contract if listed else None

    def suggest(self, text: str, limit: int) -> list[Contract]:
        """Return contracts whose names begin with `text`, near months first."""
        return [listed.contract for listed in self._listing.suggest(text, limit)]

    def quote(self, contract_id: int) -> Quote | None:
        """Return the contract's full quote, None before its market said anything."""
        listed = self._listing.get(contract_id)
        return self._quotes.quote(listed, self._clock.now()) if listed else None

    def watch(self, contract_id: int) -> None:
        """Have the contract's quotes told to the quote listeners; counted, see `unwatch`.

        Wakes its market, so `quote` answers from here on. Refused(404) for an unknown contract.
        """
        listed = self._listing.get(contract_id)
        if listed is None:
            raise Refused(404, "Contract not found")
        self._quotes.watch(contract_id)
        self._playback.wake(listed)

    def unwatch(self, contract_id: int) -> None:
        """Take back one `watch`."""
        self._quotes.unwatch(contract_id)

    def listen_quotes(self, callback: Callable[[Quote], None]) -> Callable[[], None]:
        """Call `callback` with every new quote of a watched contract; returns what ends it."""
        return self._quotes.listen(callback)

    def hear(self, listed: Listed, tick: QuoteTick | TradeTick) -> None:
        """Take in what a market says (the playback calls it); orders trade on it at once."""
        self._floor.expire(self._clock.now())
        self._quotes.hear(listed.id, tick)
        self._floor.hear(listed.id, tick)

    def publish(self, listed: Listed) -> None:
        """Tell the contract's quote to the quote listeners (the playback calls it)."""
        self._quotes.publish(listed, self._clock.now())

    async def run(self) -> None:
        """Drive the markets and the expiries until cancelled."""
        await self._schedule.run()

    def _today(self) -> date:
        return self._clock.now().date() + self._days_ahead

    def _set_alarm(self, when: datetime) -> None:
        if when not in self._alarms:
            self._alarms.add(when)
            self._schedule.add(lambda: self._expire_at(when))

    async def _expire_at(self, when: datetime) -> None:
        while (left := (when - self._clock.now()).total_seconds()) > 0:
            await self._clock.sleep(left)
        self._alarms.discard(when)
        self._floor.expire(self._clock.now())


def _account(account_id: int, user_id: int, now: datetime) -> Account:
    return Account(
        id=account_id,
        name=ACCOUNT_NAME,
        user_id=user_id,
        account_type="Customer",
        clearing_house_id=1,
        risk_category_id=1,
        auto_liq_profile_id=1,
        margin_account_type="Speculator",
        legal_status="Individual",
        timestamp=now,
        active=True,
    )


def _status(refusal: Rejected) -> OrderStrategyStatusResponse:
    return OrderStrategyStatusResponse(error_text=refusal.text, failure_reason=refusal.reason)


def _result(refusal: Rejected) -> CommandResult:
    return CommandResult(failure_reason=refusal.reason, failure_text=refusal.text)
