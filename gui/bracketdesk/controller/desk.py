"""The desk: everything the window may ask for, and everything it shows.

Every method is synchronous, called on the loop, and returns at once; work that waits runs in
tasks of `controller/tasks.py` and shows itself in an Observable.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path

from bracketdesk.controller.activity import Activity
from bracketdesk.controller.after.face import After
from bracketdesk.controller.after.parts import Parts
from bracketdesk.controller.alarms import Alarms
from bracketdesk.controller.before_sending import BeforeSending
from bracketdesk.controller.board import Board
from bracketdesk.controller.checking import Checker
from bracketdesk.controller.contracts import Contracts
from bracketdesk.controller.environments import Environments
from bracketdesk.controller.exporting import Exporting
from bracketdesk.controller.ledger import Ledger
from bracketdesk.controller.left_behind import LeftBehind
from bracketdesk.controller.market import Market
from bracketdesk.controller.mirror import Mirror
from bracketdesk.controller.notices import Notices
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.pace import Pace
from bracketdesk.controller.ports import DeskPorts
from bracketdesk.controller.reconcile import Reconciler
from bracketdesk.controller.session import Session, SessionEvents
from bracketdesk.controller.sightings import Sightings
from bracketdesk.controller.submission import Submission
from bracketdesk.controller.tasks import Tasks
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.training import Training
from bracketdesk.controller.unheard import Unheard
from bracketdesk.controller.upkeep import Upkeep
from bracketdesk.controller.views import Caution, Check
from bracketdesk.domain.draft import TicketDraft
from bracketdesk.domain.intent import Intent
from bracketdesk.domain.outcomes import Outcome
from bracketdesk.domain.problems import Problem, UserFacingError
from bracketdesk.domain.session import Credentials, Difference, Environment, Hosts, OAuthApp
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
        board = Board(Observable(ports.settings.load()), notice=Notices(clock.now))
        self._tasks = Tasks(self._failed)
        self._tools = tools = Tools(clock, zone, self._tasks, board)
        self._activity = Activity(board)
        self._ledger = ledger = Ledger(ports.journal, self._activity, tools, self._show_lock)
        self._pace = Pace(self._look, PERIOD, tools, "look at the account")
        self._session = session = Session(ports.settings, tools, self._events())
        self._upkeep = upkeep = Upkeep(ports, session, tools, self._look_up)
        self._environments = Environments(
            ports, hosts, tools, session, upkeep, self._before_connecting
        )
        self._market = Market(session, tools, self._instrument_changed)
        self._alarms = alarms = Alarms(self._activity, tools)
        self._contracts = contracts = Contracts(session, tools, self._pace.ask)
        self._mirror = mirror = Mirror(session, ledger, alarms, tools, contracts, self._pace.ask)
        self._checker = checker = Checker(session, ledger, limits, tools)
        self._reconciler = Reconciler(
            session, ledger, alarms, tools, self._settled, self._show_lock
        )
        unheard = Unheard(session, alarms, tools)
        self._submission = Submission(
            session, ledger, checker, self._reconciler, unheard, self._activity, tools
        )
        self._before = BeforeSending(session, ledger, checker, tools)
        self.after = After(
            Parts(
                session,
                ports.journal,
                ledger,
                upkeep.freeze,
                self._market,
                mirror,
                contracts,
                alarms,
                self._activity,
                limits,
                tools,
                self._pace.ask,
            )
        )
        self._exporting = Exporting(ports.journal, tools)
        self._sightings = Sightings(session, ledger, self._activity, tools, contracts.name)
        self.training = Training(session, tools)
        LeftBehind(board)
        self._publish(board)

    def _publish(self, board: Board) -> None:
        self.session = board.session
        self.instrument = board.instrument
        self.symbol_text = board.symbol_text  # why a symbol is no good, or its expiry, or empty
        self.quote = board.quote
        self.quote_text = board.quote_text  # why there are no quotes, or empty
        self.result = board.result
        self.strategies = board.strategies
        self.positions = board.positions
        self.activity = board.activity
        self.activity_cut = board.activity_cut  # whether there are older lines than these
        self.lock = board.lock  # of the chosen account and instrument
        self.locked_elsewhere = board.locked_elsewhere  # where it is not the chosen place
        self.notice = board.notice  # one sentence about something else than a start, or empty
        self.alarms = board.alarms  # what waits to be acknowledged, oldest first
        self.settings = board.settings

    # Session
    def open_environment(self, environment: Environment) -> None:
        """Leave the present environment and connect to this one.

        Practice starts the exchange; the others connect from the keyring's token where there is
        one, else the session says that a sign-in is wanted. A frozen host is waited for.
        """
        self._environments.open(environment)

    def sign_in(self, environment: Environment, hosts: Hosts | None, who: Credentials) -> None:
        """Sign in once; `hosts` for Custom only. Trouble shows in the session's text.

        What is empty of password and API secret is completed from the keyring. A line that is up
        there works on until the new sign-in has succeeded.
        """
        self._environments.sign_in(environment, hosts, who)

    def sign_in_by_browser(
        self, environment: Environment, hosts: Hosts | None, app: OAuthApp
    ) -> None:
        """Sign in on the broker's page in the system's browser; else as `sign_in`."""
        self._environments.sign_in_by_browser(environment, hosts, app)

    def continue_sign_in(self) -> None:
        """Go on with the broker's penalty ticket, by a click once its time is over."""
        self._environments.continue_sign_in()

    def cancel_sign_in(self) -> None:
        """Stop waiting for a sign-in; nothing is left of what was typed."""
        self._environments.cancel_sign_in()

    def saved_sign_in(
        self,
        environment: Environment,
        hosts: Hosts | None,
        then: Callable[[Credentials], None],
    ) -> None:
        """Ask the keyring for the last sign-in; `then` is called once, with nothing on trouble."""
        self._environments.saved_sign_in(environment, hosts, then)

    def sign_in_warning(self, environment: Environment, hosts: Hosts | None = None) -> str:
        """Return what to know before signing in there, empty where no limit is near."""
        return self._environments.warning(environment, hosts)

    def try_now(self) -> None:
        """Connect again now instead of at the countdown's end; one attempt more, by a click."""
        self._session.try_now()

    def sign_out(self) -> None:
        """Disconnect and remove this environment's sign-in from the keyring, and say so."""
        self._environments.sign_out()

    def leaving(self) -> str:
        """Return what goes on at the broker if one leaves now, empty where nothing does."""
        from bracketdesk.controller.leaving import leaving_text  # noqa: PLC0415 - the window first

        return leaving_text(
            self._session,
            self._ledger,
            self._submission.sending,
            self._contracts.name,
            self._tools,
        )

    def countdown(self) -> float | None:
        """Seconds until the session's wait ends, None where there is none."""
        until = self._session.view.until
        if until is None:
            return None
        return max(0.0, (until - self._tools.clock.now()).total_seconds())

    def diagnostics(self) -> tuple[tuple[str, str], ...]:
        """Names and values of everything there is to tell of the line; no secret is in them."""
        from bracketdesk.controller.diagnostics import rows  # noqa: PLC0415 - the window first

        return rows(self._ports.gateway, self._session, self._upkeep, self._tools)

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
        """Read and check a draft against instrument, account, lock and line. Quick.

        What a click on it would write is made at once, so that the click need not.
        """
        check = self._checker.check(draft, self._submission.waits)
        self._submission.prepare(check)
        return check

    def before_sending(self, ticket: Ticket) -> Caution:
        """Return what to know before this ticket goes, as of now. Quick."""
        return self._before.caution(ticket)

    def submit(self, ticket: Ticket, over: Collection[Problem] = ()) -> bool:
        """One click: record and send this ticket, once.

        `over` is what of `Caution.over` the trader confirmed by a button that named it; an order
        that is over anything else is refused.

        Returns False, with the reason in `result`, where it was not taken on (checked once more
        here); while another is being sent in `notice`, for the result belongs to that one.
        """
        return self._submission.submit(ticket, over)

    def refuse(self, sentence: str, reason: str) -> None:
        """Show that what the trader confirmed is not sent, and why; nothing is recorded."""
        self._submission.refuse(sentence, reason)

    # Exits, always free: see `after`
    def exit_warning(self) -> str:
        """Return what to ask before an exit while the broker wants silence, else nothing."""
        return self._upkeep.freeze.exit_warning()

    def confirm_not_sent(self, uuid: str, word: str) -> bool:
        """Lift a lock by hand: `uuid` and `word` must be the shown lock's; journalled.

        Its place need not be chosen: the contract may have expired, or the account be gone.
        """
        return self._reconciler.confirm(uuid, word)

    def acknowledge(self, number: int) -> None:
        """Take an alarm away: the trader has seen it."""
        self._alarms.acknowledge(number)

    # The rest
    def export_receipt(self, uuid: str, folder: Path) -> None:
        """Write a start's receipt, JSON and a page, into a folder; the notice says what came."""
        self._exporting.receipt(uuid, folder)

    def export_orders(self, path: Path) -> None:
        """Write every order of the journal as CSV; the notice says what came of it."""
        self._exporting.table(path)

    def change_settings(self, settings: Settings) -> None:
        """Take these settings and keep them, but for what the broker counts meanwhile."""
        self._session.remember(replace(settings, limits=self.settings.value.limits))

    async def close(self) -> None:
        """Leave in order: line, exchange, journal."""
        self._tasks.apart(self._sightings.note, "note what was seen")
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
            quote_trouble=self._market_trouble,
            frozen=self._host_frozen,
            refused=self._token_refused,
        )

    async def _before_connecting(self) -> None:
        """Know the locks first. Without a journal nothing can be sent, but exits stay free."""
        self.after.begin()
        try:
            if await self._ledger.recover():
                self._take_up()
            await self.after.recover()
        except UserFacingError as error:
            self._tools.board.notice.set(str(error))

    def _take_up(self) -> None:
        """Look for what a former run left open: the line may stand, where the first try failed."""
        self._reconciler.recover()
        if self._session.connected:
            self._reconciler.line_up()
        self._show_lock()
        self._pace.ask()

    def _line_up(self, differences: tuple[Difference, ...]) -> None:
        self._tasks.apart(partial(self._sightings.line_up, differences), "tell what is new")
        self._look_up()
        self._show_lock()

    def _look_up(self) -> None:
        """Ask the broker for what is wanted: the line came up, or a freeze is over."""
        if self._session.connected:
            self._market.line_up()
            self._contracts.line_up()
            self._reconciler.line_up()
        self._pace.ask()

    def _left(self) -> None:
        self._upkeep.left()
        self._market.left()
        self._contracts.left()
        self._mirror.left()
        self.after.left()
        self._show_lock()

    def _host_frozen(self) -> None:
        self._upkeep.freeze.look()

    def _token_refused(self) -> None:
        self._environments.token_refused()

    def _account_changed(self) -> None:
        self._show_lock()
        self.after.account_changed()
        self._pace.ask()

    def _instrument_changed(self) -> None:
        self._show_lock()
        self._pace.ask()

    def _quote_changed(self, quote: Quote) -> None:
        self._market.quote_changed(quote)
        self._pace.ask()  # for the open P&L

    def _market_trouble(self, text: str) -> None:
        self._market.quote_trouble(text)

    def _look(self) -> None:
        """Look part by part: one that fails takes no other along."""
        for part, name in (
            (self._reconciler.state_changed, "look for unknown orders"),
            (self._submission.state_changed, "look at the result"),
            (self._mirror.look, "show the strategies"),
            (self.after.look, "show the account"),
            (self._sightings.ask, "note what was seen"),
        ):
            self._tasks.apart(part, name)

    def _settled(self, intent: Intent, outcome: Outcome, at: datetime) -> None:
        self._submission.settled(intent, outcome, at)
        self._pace.ask()

    def _show_lock(self) -> None:
        where = self._checker.where()
        self._tools.board.lock.set(None if where is None else self._reconciler.lock_of(where))
        self._tools.board.locked_elsewhere.set(self._reconciler.locked_elsewhere(where))

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
