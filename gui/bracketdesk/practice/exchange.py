"""The practice exchange: the whole engine behind one door, synchronous, without I/O."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

from bracketdesk.practice.admission import Admission
from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.cash import CashSnapshot
from bracketdesk.practice.clean_slate import CleanSlate
from bracketdesk.practice.commands import Commands
from bracketdesk.practice.control import MarketControl, TapeControl
from bracketdesk.practice.delays import AtOnce, Delays
from bracketdesk.practice.dry_run import DryRuns
from bracketdesk.practice.errors import Refused, Rejected
from bracketdesk.practice.floor import Floor
from bracketdesk.practice.ledger import Ledger
from bracketdesk.practice.levers import Levers
from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.loss_watch import LossWatch
from bracketdesk.practice.market import MarketSource, QuoteTick, TradeTick
from bracketdesk.practice.money import Money
from bracketdesk.practice.order_calls import OrderCalls
from bracketdesk.practice.order_desk import OrderDesk
from bracketdesk.practice.orders import Origin
from bracketdesk.practice.playback import Playback
from bracketdesk.practice.quotes import QuoteBoard
from bracketdesk.practice.reel import TapeMarket
from bracketdesk.practice.risk import AccountLimits, Risk
from bracketdesk.practice.roster import Roster
from bracketdesk.practice.snags import Snags
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.trading_desk import TradingDesk
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.entities import Account, Contract, OrderStrategyType
from bracketdesk.wire.enums import AdminAction
from bracketdesk.wire.messages import MULTI_BRACKET, Quote

ACCOUNT_NAME = "PRACTICE1"

USUAL = AccountLimits()


class Exchange:
    """Products, markets, one account, its orders and strategies.

    Every call is answered from one consistent state; what changes is told through
    `store.listen`. What its markets do is in the hands of `markets`, and of `tape`, None where
    there is none; what else can be made to go wrong, in those of `levers`. Calls about things that
    do not exist raise `errors.Refused`.
    """

    def __init__(
        self,
        clock: Clock,
        markets: MarketSource,
        *,
        today: date,
        seed: int,
        delays: Delays | None = None,
        limits: AccountLimits = USUAL,
        always_open: bool = True,
    ) -> None:
        """Without `delays` every command is through in the moment it is given; `always_open`
        leaves the exchanges' hours out.
        """
        self.limits = limits
        self.store = EntityStore()
        self.user_id = self.store.new_id()
        self._risk_desk = self.store.new_id()
        self.account = _account(self.store.new_id(), self.user_id, clock.now())
        self.store.put("account", self.account)
        self.store.put(
            "orderStrategyType",
            OrderStrategyType(id=MULTI_BRACKET, name="Multi-bracket", enabled=True),
        )
        self._agenda = agenda = Agenda(clock)
        self._days_ahead = today - clock.now().date()
        self._listing = Listing(self.store, today)
        self._quotes = QuoteBoard()
        self._playback = Playback(
            agenda, self, lambda listed, since: markets.feed(listed, seed, since)
        )
        reel = markets.reel if isinstance(markets, TapeMarket) else None
        self.tape = TapeControl(agenda, self._playback, reel) if reel else None
        self.markets: MarketControl = self.tape or MarketControl(agenda, self._playback)
        roster, snags = Roster(), Snags()
        self._ledger = ledger = Ledger(self.store, roster, agenda, self.account.id)
        self._floor = Floor(ledger)
        self._risk = Risk(self.account, self._today, limits, always_open=always_open)
        self.restrict(AdminAction.NORMAL)
        delays = delays or AtOnce()
        commands = Commands(self._floor, ledger, agenda, delays, snags)
        positions = ledger.positions
        self._money = money = Money(
            self.account,
            self.store,
            self._listing,
            ledger.cash,
            positions,
            self._floor,
            roster,
            agenda,
        )
        admission = Admission(self._risk, positions, self._floor, roster, money, agenda)
        self._order_desk = orders = OrderDesk(
            self.store, commands, roster, positions, admission, snags
        )
        desk = TradingDesk(self.account, self.store, commands, admission, agenda)
        dry_runs = DryRuns(self._listing, positions, admission, money)
        self.orders = OrderCalls(
            agenda, self._listing, self._playback, self.store, orders, desk, dry_runs, snags
        )
        self._losses = LossWatch(
            money, limits, lambda: self._risk.admin_action, self.restrict, self._liquidate
        )
        agenda.at_rest(lambda: self._losses.look(agenda.now()))
        self.levers = Levers(
            agenda=agenda,
            store=self.store,
            listing=self._listing,
            playback=self._playback,
            roster=roster,
            positions=positions,
            floor=self._floor,
            commands=commands,
            snags=snags,
            risk=self._risk,
            restrict=self.restrict,
            liquidate=self._liquidate,
        )
        self._slate = CleanSlate(self.levers, ledger.cash, desk, self._losses)

    def cash_snapshot(self, account_id: int) -> CashSnapshot:
        """Return the account's money as of now; what is open counts as if closed at the quote."""
        self._agenda.catch_up()
        try:
            self._risk.check_access(account_id, None)
        except Rejected as refusal:
            return CashSnapshot(error_text=refusal.text)
        return self._money.snapshot()

    def restrict(self, action: AdminAction) -> None:
        """Let risk management act on the account; Normal lets it trade again."""
        self._agenda.catch_up()
        self._risk.admin_action = action
        self.store.put("accountRiskStatus", self._risk.status(self._agenda.now()))

    def open_session(self) -> None:
        """Take orders; the session is open from the start."""
        self._risk.session_open = True

    def close_session(self) -> None:
        """Take no orders until `open_session`."""
        self._risk.session_open = False

    @property
    def always_open(self) -> bool:
        """Whether the exchanges' hours are left out."""
        return self._risk.always_open

    @always_open.setter
    def always_open(self, always_open: bool) -> None:
        self._agenda.catch_up()
        self._risk.always_open = always_open

    def reset(self) -> None:
        """Begin anew: no order, position or history, the opening balance; ids go on counting.

        Markets, hours and sign-ins stay as they are.
        """
        self._agenda.catch_up()
        self._slate.wipe()

    def catch_up(self) -> None:
        """Do what is due, so that what is read next is as of now."""
        self._agenda.catch_up()

    def wait(self) -> float:
        """Return the seconds until something is due; infinite for nothing."""
        return self._agenda.wait()

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
        return self._quotes.quote(listed, self._agenda.now()) if listed else None

    def watch(self, contract_id: int) -> None:
        """Have the contract's quotes told to the quote listeners; counted, see `unwatch`.

        Wakes its market, so `quote` answers from here on. Refused(404) for an unknown contract.
        """
        self._agenda.catch_up()
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
        self._agenda.catch_up()
        self._quotes.hear(listed.id, tick)
        self._floor.hear(listed.id, tick, trading=self._risk.is_open(self._agenda.now()))

    def publish(self, listed: Listed) -> None:
        """Tell the contract's quote to the quote listeners (the playback calls it)."""
        self._quotes.publish(listed, self._agenda.now())

    async def run(self) -> None:
        """Drive the markets and the expiries until cancelled."""
        await self._agenda.run()

    def _liquidate(self) -> None:
        """Close everything, as the broker's risk desk does."""
        origin = Origin(user_id=self._risk_desk)
        for holding in self._ledger.positions.holdings():
            with suppress(Rejected):  # without a quote it stays, and may only be closed
                self._order_desk.liquidate(self.account.id, holding.listed, origin)

    def _today(self) -> date:
        return self._agenda.now().date() + self._days_ahead


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
