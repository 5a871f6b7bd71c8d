"""The desk: everything the window may ask for, and everything it shows.

Every method is synchronous, called on the loop, and returns at once; work that waits runs in
tasks of `controller/tasks.py` and shows itself in an Observable.
"""

from collections.abc import Callable

from bracketdesk.controller.observe import Observable
from bracketdesk.controller.views import (
    ActivityRow,
    Check,
    Lock,
    PositionView,
    QuoteView,
    ResultView,
    SessionView,
    StrategyView,
)
from bracketdesk.domain.draft import TicketDraft
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.session import Credentials, Environment, Hosts
from bracketdesk.domain.settings import Settings
from bracketdesk.domain.ticket import Ticket


class Desk:
    """The controller's face towards the window."""

    session: Observable[SessionView]
    instrument: Observable[Instrument | None]
    symbol_text: Observable[str]  # why the symbol cannot be used or its expiry warning, or empty
    quote: Observable[QuoteView | None]
    result: Observable[ResultView | None]
    strategies: Observable[tuple[StrategyView, ...]]
    positions: Observable[tuple[PositionView, ...]]
    activity: Observable[tuple[ActivityRow, ...]]
    lock: Observable[Lock | None]  # of the chosen account and instrument
    notice: Observable[str]  # one sentence about something else than a start, or empty
    settings: Observable[Settings]

    # Session
    def open_environment(self, environment: Environment) -> None:
        """Leave the present environment and connect to this one.

        Practice starts the exchange; Demo and Custom connect from the keyring's token where there
        is one, else the session says that a sign-in is wanted. Live is refused with the reason.
        """
        raise NotImplementedError

    def sign_in(self, environment: Environment, hosts: Hosts | None, who: Credentials) -> None:
        """Sign in once; `hosts` for Custom only. Trouble shows in the session's text."""
        raise NotImplementedError

    def sign_out(self) -> None:
        """Disconnect and remove this environment's tokens from the keyring, and say so."""
        raise NotImplementedError

    def choose_account(self, name: str) -> None:
        """Trade this account from now on."""
        raise NotImplementedError

    def quote_age(self) -> float | None:
        """Seconds since the watched quote was last heard, None where there is none."""
        raise NotImplementedError

    # Instrument
    def suggest(self, text: str, then: Callable[[tuple[str, ...]], None]) -> None:
        """Ask for contracts that begin with `text`; `then` is called once, empty on trouble."""
        raise NotImplementedError

    def choose_symbol(self, symbol: str) -> None:
        """Make this the ticket's instrument and watch its quote."""
        raise NotImplementedError

    # Ticket
    def check(self, draft: TicketDraft) -> Check:
        """Read and check a draft against instrument, account, lock and line. Pure and quick."""
        raise NotImplementedError

    def submit(self, ticket: Ticket) -> bool:
        """One click: record and send this ticket, once.

        Returns False, with the reason in `result`, where it was not taken on (checked once more
        here: locked, not connected, already sending, problems).
        """
        raise NotImplementedError

    # Exits: always free
    def cancel_entry(self, strategy_id: int) -> None:
        """Cancel the strategy's working entry order; says the truth in `notice`."""
        raise NotImplementedError

    def flatten(self, contract_id: int) -> None:
        """Liquidate the account's position in a contract; says the truth in `notice`."""
        raise NotImplementedError

    def confirm_not_sent(self, word: str) -> bool:
        """Lift the lock by hand: `word` must be the one the lock's text shows; journalled."""
        raise NotImplementedError

    # The rest
    def change_settings(self, settings: Settings) -> None:
        """Take these settings and keep them."""
        raise NotImplementedError

    async def close(self) -> None:
        """Leave in order: line, exchange, journal."""
        raise NotImplementedError
