"""The session as it stands: the line, the account, and what the top bar says of them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from bracketdesk.controller.book import Book
from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.ports import Line, SettingsStore
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Environment, Hosts, Tokens
from bracketdesk.domain.settings import Settings
from bracketdesk.wire.entities import Account
from bracketdesk.wire.messages import Quote

TICK = 1.0
"""Seconds between two looks at the line's latency."""

CHOOSE_ACCOUNT = "Choose an account."
EXPIRED = "The sign-in has expired. The open line goes on working; sign in again before it breaks."


@dataclass(frozen=True, slots=True)
class SessionEvents:
    """Whom the session tells, always on the loop."""

    line_up: Callable[[], None]
    left: Callable[[], None]
    account_changed: Callable[[], None]
    state_changed: Callable[[], None]
    quote_changed: Callable[[Quote], None]


class Ear:
    """A line's listener; deaf once its line is no longer the session's."""

    def __init__(self, session: "Session") -> None:
        self._session: Session | None = session

    def deafen(self) -> None:
        """Hear nothing from now on."""
        self._session = None

    def line_up(self) -> None:
        """Pass it on."""
        if self._session:
            self._session.line_is_up()

    def line_down(self, reason: str) -> None:
        """Pass it on."""
        if self._session:
            self._session.line_is_down(reason)

    def state_changed(self) -> None:
        """Pass it on."""
        if self._session:
            self._session.state_has_changed()

    def quote_changed(self, quote: Quote) -> None:
        """Pass it on."""
        if self._session:
            self._session.quote_has_changed(quote)


class Session:
    """Holds the present line; `Environments` changes it."""

    def __init__(self, store: SettingsStore, tools: Tools, events: SessionEvents) -> None:
        self._store = store
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._board = tools.board
        self._events = events
        self._line: Line | None = None
        self._book: Book | None = None
        self._ear: Ear | None = None
        self._hosts: Hosts | None = None
        self._ticker: asyncio.Task[None] | None = None

    @property
    def view(self) -> SessionView:
        """What the window shows of it."""
        return self._board.session.value

    @property
    def line(self) -> Line | None:
        """The present line, up or down; None where there is none."""
        return self._line

    @property
    def hosts(self) -> Hosts | None:
        """The addresses of the present line."""
        return self._hosts

    @property
    def host(self) -> str:
        """The REST base address of the present line, empty where there is none."""
        return self._hosts.rest if self._hosts else ""

    @property
    def environment(self) -> Environment:
        """Where the app is, connected or not."""
        return self.view.environment

    @property
    def connected(self) -> bool:
        """Whether the line is up and its state whole."""
        return self.view.connection is Connection.CONNECTED

    @property
    def account(self) -> Account | None:
        """The chosen account as the broker holds it."""
        if self._line is None or not self.view.account:
            return None
        accounts = self._line.state.accounts.values()
        return next((account for account in accounts if account.name == self.view.account), None)

    def book(self) -> Book | None:
        """Return what the broker holds, joined and up to date; None where there is no line."""
        if self._book is not None:
            self._book.update()
        return self._book

    def choose_account(self, name: str) -> None:
        """Trade this account; an unknown name changes nothing."""
        if name == self.view.account:
            return
        if name not in self.view.accounts:
            self.show(text=f"There is no account {clean(name, 64)} here.")
            return
        self.show(account=name, text="")
        self.remember(replace(self._board.settings.value, account=name))
        self._events.account_changed()

    def remember(self, settings: Settings) -> None:
        """Take settings and keep them."""
        if settings != self._board.settings.value:
            self._board.settings.set(settings)
            self._store.save(settings)

    def show(self, **changes: object) -> None:
        """Change the top bar."""
        self._board.session.set(replace(self.view, **changes))  # type: ignore[arg-type]

    # What `Environments` does with it
    def take(self, line: Line, ear: Ear, hosts: Hosts, tokens: Tokens, said: str) -> None:
        """Make this the session's line; `said` stays in the top bar."""
        self._line, self._ear, self._hosts = line, ear, hosts
        self._book = Book(line.state)
        up = line.state.synchronised
        self.show(
            connection=Connection.CONNECTED if up else Connection.DOWN,
            user=clean(tokens.user_name, 64),
            expires=tokens.expires,
            latency=_milliseconds(line.latency),
            text=said,
        )
        self._ticker = self._tasks.spawn(self._tick(), "look at the latency")
        self._take_accounts()
        if up:
            self._events.line_up()

    def drop(self, then: SessionView) -> Line | None:
        """Let go of the line, which is returned to be closed, and show what comes then."""
        line, self._line, self._hosts = self._line, None, None
        self._book = None
        if self._ear is not None:
            self._ear.deafen()
        if self._ticker is not None:
            self._ticker.cancel()
        self._ear = self._ticker = None
        self._board.session.set(then)
        self._events.left()
        return line

    # What the line tells
    def line_is_up(self) -> None:
        """Take a line that is synchronised again; the first time `take` has done it."""
        if self._line is None or self.connected:
            return
        self._book = Book(self._line.state)  # a fresh snapshot
        self.show(connection=Connection.CONNECTED, text="")
        self._take_accounts()
        self._events.line_up()

    def line_is_down(self, reason: str) -> None:
        """Show that the line is gone; it tries again by itself."""
        if self._line is None:
            return
        self.show(connection=Connection.DOWN, text=clean(reason, 300), latency=None)

    def state_has_changed(self) -> None:
        """Take changed entities."""
        if self._line is not None:
            self._take_accounts()
            self._events.state_changed()

    def quote_has_changed(self, quote: Quote) -> None:
        """Pass a quote on."""
        if self._line is not None:
            self._events.quote_changed(quote)

    def _take_accounts(self) -> None:
        """Show the accounts; one is preselected only where it cannot be the wrong one."""
        if self._line is None:
            return
        found = self._line.state.accounts.values()
        names = tuple(sorted(account.name for account in found if not account.closed))
        former = self.view.account
        if names != self.view.accounts:
            self.show(accounts=names, account=self._preselected(names, former))
        if names and not self.view.account and not self.view.text:
            self.show(text=CHOOSE_ACCOUNT)
        if self.view.account != former:
            self._events.account_changed()

    def _preselected(self, names: tuple[str, ...], former: str) -> str:
        wanted = former or self._board.settings.value.account
        if wanted in names:
            return wanted
        # One account is no choice; but after another was remembered it would be a silent swap
        # (product.md, pain 8). Practice has a single account of its own.
        free = not wanted or (self.environment is Environment.PRACTICE and not former)
        return names[0] if len(names) == 1 and free else ""

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep(TICK)
            if self._line is not None and self.connected:
                self.show(latency=_milliseconds(self._line.latency))
            if self.view.expires and self.view.expires <= self._clock.now() and not self.view.text:
                self.show(text=EXPIRED)


def _milliseconds(latency: float | None) -> float | None:
    """Seconds rounded to whole milliseconds: less is no news."""
    return None if latency is None else round(latency, 3)
