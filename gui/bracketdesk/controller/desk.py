"""The desk: everything the window may ask for, and everything it shows.

Every method is synchronous, called on the loop, and returns at once; work that waits runs in
tasks of `controller/tasks.py` and shows itself in an Observable.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import tzinfo

from bracketdesk.controller.activity import Activity
from bracketdesk.controller.board import Board
from bracketdesk.controller.checking import Checker
from bracketdesk.controller.environments import Environments
from bracketdesk.controller.exits import Exits
from bracketdesk.controller.ledger import Ledger
from bracketdesk.controller.market import Market
from bracketdesk.controller.mirror import Mirror
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.pace import Pace
from bracketdesk.controller.ports import DeskPorts
from bracketdesk.controller.reconcile import Reconciler
from bracketdesk.controller.session import Session, SessionEvents
from bracketdesk.controller.submission import Submission
from bracketdesk.controller.tasks import Tasks
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import Check
from bracketdesk.domain.draft import TicketDraft
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome
from bracketdesk.domain.problems import UserFacingError
from bracketdesk.domain.session import Credentials, Environment, Hosts
from bracketdesk.domain.settings import Settings
from bracketdesk.domain.ticket import Ticket
from bracketdesk.domain.validation import Limits
from bracketdesk.wire.clock import Clock
from bracketdesk.wire.messages import Quote

log = logging.getLogger(__name__)

PERIOD = 0.05
"""Seconds between two looks at the state: it may change hundreds of times a second."""


class Desk:
    """The controller's face towards the window."""

    def __init__(
        self,
        ports: DeskPorts,
        clock: Clock,
        zone: tzinfo,
        limits: Limits,
        hosts: Mapping[Environment, Hosts],
    ) -> None:
        self._ports = ports
        board = Board(Observable(ports.settings.load()))
        self._tasks = Tasks(self._failed)
        self._tools = tools = Tools(clock, zone, self._tasks, board)
        self._activity = Activity(board)
        self._ledger = ledger = Ledger(ports.journal, self._activity, tools, self._show_lock)
        self._pace = Pace(self._look, PERIOD, tools, "look at the account")
        self._session = session = Session(ports.settings, tools, self._events())
        self._environments = Environments(ports, hosts, tools, session, self._before_connecting)
        self._market = Market(session, tools, self._instrument_changed)
        self._mirror = Mirror(session, ledger, tools, self._pace.ask)
        self._checker = checker = Checker(session, ledger, limits, tools)
        self._reconciler = Reconciler(session, ledger, tools, self._settled)
        self._submission = Submission(
            session, ledger, checker, self._reconciler, self._activity, tools
        )
        self._exits = Exits(session, self._activity, tools, self._mirror.name_of)
        self._publish(board)

    def _publish(self, board: Board) -> None:
        self.session = board.session
        self.instrument = board.instrument
        self.symbol_text = board.symbol_text  # why a symbol is no good, or its expiry, or empty
        self.quote = board.quote
        self.result = board.result
        self.strategies = board.strategies
        self.positions = board.positions
        self.activity = board.activity
        self.lock = board.lock  # of the chosen account and instrument
        self.notice = board.notice  # one sentence about something else than a start, or empty
        self.settings = board.settings

    # Session
    def open_environment(self, environment: Environment) -> None:
        """Leave the present environment and connect to this one.

        Practice starts the exchange; Demo and Custom connect from the keyring's token where there
        is one, else the session says that a sign-in is wanted. Live is refused with the reason.
        """
        self._environments.open(environment)

    def sign_in(self, environment: Environment, hosts: Hosts | None, who: Credentials) -> None:
        """Sign in once; `hosts` for Custom only. Trouble shows in the session's text."""
        self._environments.sign_in(environment, hosts, who)

    def sign_out(self) -> None:
        """Disconnect and remove this environment's tokens from the keyring, and say so."""
        self._environments.sign_out()

    def choose_account(self, name: str) -> None:
        """Trade this account from now on."""
        self._session.choose_account(name)

    def quote_age(self) -> float | None:
        """Seconds since the watched quote was last heard, None where there is none."""
        return self._market.quote_age()

    # Instrument
    def suggest(self, text: str, then: Callable[[tuple[str, ...]], None]) -> None:
        """Ask for contracts that begin with `text`; `then` is called once, empty on trouble.

        Where a later question has overtaken this one, `then` is not called at all.
        """
        self._market.suggest(text, then)

    def choose_symbol(self, symbol: str) -> None:
        """Make this the ticket's instrument and watch its quote."""
        self._market.choose(symbol)

    # Ticket
    def check(self, draft: TicketDraft) -> Check:
        """Read and check a draft against instrument, account, lock and line. Pure and quick."""
        return self._checker.check(draft, self._submission.waits, self._submission.repeats)

    def submit(self, ticket: Ticket) -> bool:
        """One click: record and send this ticket, once.

        Returns False, with the reason in `result`, where it was not taken on (checked once more
        here: locked, not connected, problems). While another is being sent the reason stands in
        `notice`, for the result belongs to that one.
        """
        return self._submission.submit(ticket)

    # Exits: always free
    def cancel_entry(self, strategy_id: int) -> None:
        """Cancel the strategy's working entry order; says the truth in `notice`."""
        self._exits.cancel_entry(strategy_id)

    def flatten(self, contract_id: int) -> None:
        """Liquidate the account's position in a contract; says the truth in `notice`."""
        self._exits.flatten(contract_id)

    def confirm_not_sent(self, word: str) -> bool:
        """Lift the lock by hand: `word` must be the one the lock's text shows; journalled."""
        where = self._checker.where()
        return where is not None and self._reconciler.confirm(where, word)

    # The rest
    def change_settings(self, settings: Settings) -> None:
        """Take these settings and keep them."""
        self._session.remember(settings)

    async def close(self) -> None:
        """Leave in order: line, exchange, journal."""
        await self._environments.close()
        await self._ledger.written()
        await self._tasks.close()
        await self._ports.journal.close()

    # What the parts tell each other
    def _events(self) -> SessionEvents:
        return SessionEvents(
            line_up=self._line_up,
            left=self._left,
            account_changed=self._account_changed,
            state_changed=self._pace.ask,
            quote_changed=self._quote_changed,
        )

    async def _before_connecting(self) -> None:
        """Know the locks first. Without a journal nothing can be sent, but exits stay free."""
        try:
            await self._ledger.recover()
        except UserFacingError as error:
            self._tools.board.notice.set(str(error))

    def _line_up(self) -> None:
        self._market.line_up()
        self._mirror.line_up()
        self._reconciler.line_up()
        self._show_lock()
        self._pace.ask()

    def _left(self) -> None:
        self._market.left()
        self._mirror.left()
        self._show_lock()

    def _account_changed(self) -> None:
        self._show_lock()
        self._pace.ask()

    def _instrument_changed(self) -> None:
        self._show_lock()
        self._pace.ask()

    def _quote_changed(self, quote: Quote) -> None:
        if self._market.quote_changed(quote):
            self._pace.ask()  # for the open P&L

    def _look(self) -> None:
        self._reconciler.state_changed()
        self._submission.state_changed()
        self._mirror.look()

    def _settled(self, intent: Intent, outcome: Outcome) -> None:
        self._submission.settled(intent, outcome)
        self._pace.ask()

    def _show_lock(self) -> None:
        where = self._checker.where()
        self._tools.board.lock.set(None if where is None else self._reconciler.lock_of(where))

    def _failed(self, name: str, error: BaseException) -> None:
        """The error sink: a sentence for the trader, the traceback for the log."""
        if isinstance(error, UserFacingError):
            self._tools.board.notice.set(str(error))
            return
        log.error("The task “%s” failed", name, exc_info=error)
        kind = type(error).__name__
        self._tools.board.notice.set(
            f"Something went wrong in the app ({name}: {kind}); the log has the details."
        )
