"""The session as it stands: the line, the account, and what the top bar says of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bracketdesk.controller import standing
from bracketdesk.controller.book import Book
from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.ear import Ear
from bracketdesk.controller.permission import missing_permission
from bracketdesk.controller.ports import Line, SettingsStore
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.session import Difference, Environment, Hosts, LineDown, LossCause, Tokens
from bracketdesk.domain.settings import Settings
from bracketdesk.wire.entities import Account
from bracketdesk.wire.messages import Quote

ASK_AFTER = 3.0
"""Seconds without anything heard after which the other side is asked whether it lives. Its own
heartbeats come about every 2.5 s, of some servers more rarely (protocol.md 3.4).
"""
NO_ANSWER = 5.0
"""Seconds without anything heard, the answer to that question neither, after which it is said."""
CHOOSE_ACCOUNT = "Choose an account."


@dataclass(frozen=True, slots=True)
class SessionEvents:
    """Whom the session tells, always on the loop. `refused`: the token is no good any more."""

    line_up: Callable[[tuple[Difference, ...]], None]
    left: Callable[[], None]
    account_changed: Callable[[], None]
    state_changed: Callable[[], None]
    quote_changed: Callable[[Quote], None]
    quote_trouble: Callable[[str], None]
    frozen: Callable[[], None]
    refused: Callable[[], None]


@dataclass(frozen=True, slots=True)
class SignInWait:
    """Until when the broker wants no sign-in; `penalty` where a click may go on after that.

    `until` is None once that is over.
    """

    until: datetime | None
    penalty: bool


class Session:
    """Holds the present line; `Environments` changes it.

    What is shown is the line's own standing, unless a sign-in or a freeze lies over it.
    """

    def __init__(self, store: SettingsStore, tools: Tools, events: SessionEvents) -> None:
        self._store = store
        self._clock = tools.clock
        self._board = tools.board
        self._events = events
        self._own = tools.board.session.value
        self._question = ""  # why only a new sign-in helps, where it does
        self._signing_in = ""  # what is said meanwhile
        self._came_to = ""  # what a sign-in failed of, over a line that goes on
        self._wait: SignInWait | None = None
        self._frozen: datetime | None = None
        self._missing = ""  # what the account may not do
        self._line: Line | None = None
        self._book: Book | None = None
        self._ear: Ear | None = None
        self._hosts: Hosts | None = None
        self._lost: LineDown | None = None  # before the line was taken

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
        return self._own.environment

    @property
    def connected(self) -> bool:
        """Whether anything may be sent: the line is up, its state whole, and nothing frozen."""
        return self.view.connection is Connection.CONNECTED

    @property
    def up(self) -> bool:
        """Whether the line is up, frozen or not."""
        return self._own.connection is Connection.CONNECTED

    @property
    def frozen(self) -> bool:
        """Whether the broker wants silence."""
        return self._frozen is not None

    @property
    def account(self) -> Account | None:
        """The chosen account as the broker holds it."""
        name = self.view.account
        if self._line is None or not name:
            return None
        for account in self._line.state.accounts.values():
            if account.name == name:
                return account
        return None

    def book(self) -> Book | None:
        """Return what the broker holds, joined and up to date; None where there is no line."""
        if self._book is not None:
            self._book.update()
        return self._book

    def choose_account(self, name: str) -> None:
        """Trade this account; an unknown name changes nothing."""
        if name == self._own.account:
            return
        if name not in self._own.accounts:
            self.show(text=f"There is no account {clean(name, 64)} here.")
            return
        self.show(account=name, text=self._question)
        self._take_permission()
        self.remember(replace(self._board.settings.value, account=name))
        self._events.account_changed()

    def remember(self, settings: Settings) -> None:
        """Take settings and keep them."""
        if settings != self._board.settings.value:
            self._board.settings.set(settings)
            self._store.save(settings)

    def show(self, **changes: object) -> None:
        """Change what stands in the top bar of the line itself; the newest sentence is shown."""
        if "text" in changes:
            self._came_to = ""
        self._own = replace(self._own, **changes)  # type: ignore[arg-type]
        self._paint()

    def ask_to_sign_in(self, question: str) -> None:
        """Say, once, that only a new sign-in helps."""
        if not self._own.sign_in_again:
            self._question = question
            self.show(sign_in_again=True, text=question)

    def say_again(self) -> None:
        """Say that question again, or nothing where there is none."""
        self.show(text=self._question)

    def renewed(self, tokens: Tokens) -> None:
        """Show the renewed token's life, which answers the question for a new sign-in."""
        text = "" if self._own.text == self._question else self._own.text
        self._question = ""
        self.show(expires=tokens.expires, sign_in_again=False, signed_in=True, text=text)

    def try_now(self) -> None:
        """End the wait for the next attempt, where what is shown offers that."""
        if self._line is not None and self.view.may_try:
            self._line.try_now()

    # What lies over it
    def sign_in_begins(self, text: str) -> None:
        """Show a sign-in under way; a line that is there goes on under it."""
        self._signing_in, self._came_to, self._wait = text, "", None
        self._paint()

    def sign_in_ends(self, said: str = "") -> None:
        """Show the line's own standing again, under what the sign-in came to, if anything."""
        self._signing_in, self._came_to = "", said
        self._paint()

    def sign_in_waits(self, wait: SignInWait | None) -> None:
        """Show that the broker wants no sign-in for a while, or that it takes one again."""
        waited = self._wait is not None and self._wait.until is not None
        self._wait = wait
        if waited and (wait is None or wait.until is None):
            self._say_wait_is_over(standing.PENALTY_OVER if wait else standing.WAIT_OVER)
        self._paint()

    def freeze(self, until: datetime | None) -> None:
        """Show the broker's silence until then, or that it is over."""
        self._frozen = until
        self._paint()

    # What `Environments` does with it
    def take(self, line: Line, ear: Ear, hosts: Hosts, tokens: Tokens) -> None:
        """Make this the session's line."""
        self._line, self._ear, self._hosts = line, ear, hosts
        self._book, self._question = Book(line.state), ""
        up = line.state.synchronised
        self.show(
            connection=Connection.CONNECTED if up else Connection.CONNECTING,
            user=clean(tokens.user_name, 64),
            expires=tokens.expires,
            latency=_milliseconds(line.latency),
            text="",
            signed_in=True,
            sign_in_again=False,
        )
        self._take_accounts()
        if up:
            self._events.line_up(())
        elif self._lost is not None:
            self.line_is_down(self._lost)

    def drop(self, then: SessionView) -> Line | None:
        """Let go of the line, which is returned to be closed, and show what comes then.

        A sign-in under way stays shown over it.
        """
        line, self._line, self._hosts = self._line, None, None
        self._book = self._lost = None
        self._missing = ""
        if self._ear is not None:
            self._ear.deafen()
        self._ear = None
        self._question = ""
        self._own, self._wait, self._frozen = then, None, None
        self._came_to = ""
        self._paint()
        self._events.left()
        return line

    # What the clock tells, each second
    def tick(self) -> None:
        """Show the latency anew, or for how long nothing has been heard."""
        if self._line is None or not self.up:
            return
        unheard = self._line.unheard
        if unheard >= ASK_AFTER:
            self._line.probe()
        silence = int(unheard) if unheard >= NO_ANSWER else 0
        self.show(latency=_milliseconds(self._line.latency), silence=silence)

    # What the line tells, the first four also before it is taken
    def line_is_connecting(self) -> None:
        """Show that an attempt begins."""
        self.show(connection=Connection.CONNECTING, text="", until=None, may_try=False)

    def line_is_synchronising(self) -> None:
        """Show that the snapshot is awaited."""
        self.show(connection=Connection.SYNCHRONISING)

    def line_is_up(self, differences: tuple[Difference, ...]) -> None:
        """Take a line that is synchronised again; the first time `take` has done it."""
        self._lost = None
        if self._line is None or self.up:
            return
        self._book = Book(self._line.state)  # a fresh snapshot
        text = self._question
        self.show(connection=Connection.CONNECTED, text=text, until=None, as_of=None)
        self._take_accounts()
        self._events.line_up(differences)

    def line_is_down(self, down: LineDown) -> None:
        """Show that the line is gone, whether it comes back by itself, and of when the rest is."""
        if self._line is None:
            self._lost = down
            return
        now = self._clock.now()
        expired = self.view.expires is not None and self.view.expires <= now
        shown = standing.of_loss(down, expired, now)
        self.show(
            connection=shown.connection,
            text=shown.text,
            until=shown.until,
            may_try=shown.may_try,
            latency=None,
            silence=0,
            as_of=self._heard(now) if self.up else self._own.as_of,
        )
        if down.cause is LossCause.REFUSED:
            self._question = shown.text
            self.show(sign_in_again=True, signed_in=False)
            self._events.refused()

    def _heard(self, now: datetime) -> datetime:
        """Return when the line was heard last: one that fell silent did so before it is lost."""
        unheard = self._line.unheard if self._line else 0.0
        return now - timedelta(seconds=max(unheard, self._own.silence))

    def host_is_frozen(self) -> None:
        """Pass it on."""
        self._events.frozen()

    def state_has_changed(self) -> None:
        """Take changed entities."""
        if self._line is not None:
            self._take_accounts()
            self._events.state_changed()

    def quote_has_changed(self, quote: Quote) -> None:
        """Pass a quote on."""
        if self._line is not None:
            self._events.quote_changed(quote)

    def quote_has_trouble(self, text: str) -> None:
        """Pass on why there are no quotes; before `connect` has returned, too."""
        self._events.quote_trouble(text)

    def _paint(self) -> None:
        shown = replace(self._own, text=self._came_to or self._own.text)
        if self._missing:
            shown = replace(shown, text=f"{shown.text} {self._missing}".strip())
        if self._signing_in:
            shown = replace(shown, connection=Connection.SIGNING_IN, text=self._signing_in)
        if self._wait:
            shown = standing.waiting(shown, self._wait.until, self._wait.penalty)
        if self._frozen is not None:
            shown = standing.frozen(shown, self._frozen, self._line is not None)
        self._board.session.set(shown)

    def _say_wait_is_over(self, text: str) -> None:
        """Replace what a sign-in said of its wait; a line's own sentence stays."""
        if self._came_to:
            self._came_to = text
        elif self._own.connection is Connection.OFFLINE and self._own.text:
            self._own = replace(self._own, text=text)

    def _take_accounts(self) -> None:
        """Show the accounts; one is preselected only where it cannot be the wrong one."""
        if self._line is None:
            return
        found = self._line.state.accounts.values()
        names = tuple(sorted(account.name for account in found if not account.closed))
        former = self._own.account
        if names != self._own.accounts:
            self.show(accounts=names, account=self._preselected(names, former))
        if names and not self._own.account and not self._own.text:
            self.show(text=CHOOSE_ACCOUNT)
        if self._own.account != former:
            self._events.account_changed()
        self._take_permission()

    def _take_permission(self) -> None:
        """Show what the chosen account may not do, as soon as the broker tells."""
        account = self.account
        risks = self._line.state.risk_statuses if self._line else {}
        missing = missing_permission(account, risks.get(account.id) if account else None)
        if missing != self._missing:
            self._missing = missing
            self._paint()

    def _preselected(self, names: tuple[str, ...], former: str) -> str:
        wanted = former or self._board.settings.value.account
        if wanted in names:
            return wanted
        # One account is no choice; but after another was remembered it would be a silent swap
        # (product.md, pain 8). Practice has a single account of its own.
        free = not wanted or (self.environment is Environment.PRACTICE and not former)
        return names[0] if len(names) == 1 and free else ""


def _milliseconds(latency: float | None) -> float | None:
    """Seconds rounded to whole milliseconds: less is no news."""
    return None if latency is None else round(latency, 3)
