"""Entering and leaving environments: one at a time, each change waits for the former's end."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping

from bracketdesk.controller import words
from bracketdesk.controller.entering import Entering
from bracketdesk.controller.keeper import NOTHING, host_of
from bracketdesk.controller.ports import DeskPorts, Line
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.upkeep import Upkeep
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.problems import Frozen, UserFacingError
from bracketdesk.domain.session import Credentials, Environment, Hosts, OAuthApp, Tokens

NO_HOSTS = "{} has no addresses yet: sign in with them."
REMOVAL_LIMIT = 3.0
"""Seconds that leaving the app waits for the keyring to end what it does."""

SIGNING_IN = "Signing in …"
BROWSING = "Sign in on the broker's page in your browser, and come back here."
AFTER_FREEZE = "Sign in once that is over."
LEAVING = "Ending the practice exchange …"
DISCONNECTED = "Disconnected. The practice exchange has ended, and what was open there with it."
ENDED = "The practice exchange ended. “Connect” starts a new one; its positions begin anew."
BROKEN = "Something went wrong in the app while connecting; the log has the details. Try again."

SignedIn = tuple[Tokens, Credentials | None]


class Environments:
    """Brings the session where the trader wants it. `before` is awaited before each connect."""

    def __init__(
        self,
        ports: DeskPorts,
        hosts: Mapping[Environment, Hosts],
        tools: Tools,
        session: Session,
        upkeep: Upkeep,
        before: Callable[[], Coroutine[object, None, None]],
    ) -> None:
        self._exchange = ports.practice
        self._entering = Entering(ports, tools, session, upkeep)
        self._upkeep = upkeep
        self._hosts = dict(hosts)
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._board = tools.board
        self._session = session
        self._before = before
        self._turn = asyncio.Lock()
        self._change: asyncio.Task[None] | None = None
        self._signs_in = False  # what `_change` does, until it has tokens
        self._ending: set[asyncio.Task[None]] = set()
        self._keyring_work: set[asyncio.Task[None]] = set()
        self._practising = False
        self._exchanges = 0  # how many were left, for whoever watches one

    def open(self, environment: Environment) -> None:
        """Leave the present environment and connect to this one."""
        if environment is self._session.environment and self._stands():
            self._session.say_again()
            self._tasks.spawn(self._before(), "prepare to connect")  # what failed then
        else:
            self._upkeep.sign_in.penalty = None
            self._start(lambda: self._open(environment), f"open {environment}")

    def sign_in(self, environment: Environment, hosts: Hosts | None, who: Credentials) -> None:
        """Sign in, keep the tokens, connect."""

        async def ask(known: Hosts) -> SignedIn:
            return await self._upkeep.sign_in.by_password(environment, known, who)

        self._start_sign_in(environment, hosts, ask, SIGNING_IN)

    def sign_in_by_browser(
        self, environment: Environment, hosts: Hosts | None, app: OAuthApp
    ) -> None:
        """Sign in on the broker's page, keep the tokens, connect."""

        async def ask(known: Hosts) -> SignedIn:
            return await self._upkeep.sign_in.by_browser(environment, known, app), None

        self._start_sign_in(environment, hosts, ask, BROWSING)

    def continue_sign_in(self) -> None:
        """Send the sign-in once more with the broker's ticket."""
        penalty = self._upkeep.sign_in.penalty
        if penalty is None:
            return

        async def ask(_: Hosts) -> SignedIn:
            return await self._upkeep.sign_in.go_on()

        self._start_sign_in(penalty.environment, penalty.hosts, ask, SIGNING_IN)

    def cancel_sign_in(self) -> None:
        """Stop a sign-in or a first connection, and forget a sign-in that waits with its ticket.

        A line that is there goes on; what the keyring holds stays there.
        """
        self._upkeep.sign_in.penalty = None
        if self._change is not None and not self._change.done():
            if self._signs_in:
                self._change.cancel()
            elif self._session.line is None:
                self._start(self._give_up, "stop connecting")
        self._session.sign_in_ends()
        self._upkeep.show_sign_in()

    def sign_out(self) -> None:
        """Leave, and remove the sign-in: what comes next waits for it and cannot cancel it."""
        if self._change is not None:
            self._change.cancel()
        self._upkeep.sign_in.penalty = None
        self._to_the_end(self._in_turn(self._sign_out), "sign out")

    def saved_sign_in(
        self,
        environment: Environment,
        hosts: Hosts | None,
        then: Callable[[Credentials], None],
    ) -> None:
        """Ask the keyring what it holds of the last sign-in."""
        known = _tidied(hosts) if hosts else self._find_hosts(environment)

        async def ask() -> None:
            then(await self._upkeep.keeper.saved(environment, known) if known else NOTHING)

        self._tasks.spawn(ask(), "ask the keyring for a sign-in")

    def warning(self, environment: Environment, hosts: Hosts | None) -> str:
        """Return what to know before signing in there."""
        known = _tidied(hosts) if hosts else self._find_hosts(environment)
        return self._upkeep.sign_in.warning(environment, known) if known else ""

    def token_refused(self) -> None:
        """Drop the tokens of a line whose token the broker refused."""
        hosts = self._session.hosts
        if hosts is not None:
            self._to_the_end(self._drop(self._session.environment, hosts), "drop refused tokens")

    async def close(self) -> None:
        """Leave whatever there is; what is under way is cancelled, but for the keyring's part.

        That one is finished, or a token would stay that the trader removed; a keyring that hangs
        holds the exit up for a few seconds only.
        """
        if self._change is not None:
            self._change.cancel()
        limit = self._tasks.spawn(self._clock.sleep(REMOVAL_LIMIT), "limit a sign-out")
        while self._keyring_work and not limit.done():
            await asyncio.wait((limit, *self._keyring_work), return_when=asyncio.FIRST_COMPLETED)
        limit.cancel()
        async with self._turn:
            await self._leave(SessionView(self._session.environment, Connection.OFFLINE))

    def _stands(self) -> bool:
        """Whether opening the same environment again would only break what there is."""
        session = self._session
        if session.line is None:
            return False
        if session.view.sign_in_again:
            return session.environment is not Environment.PRACTICE
        return session.connected or session.frozen

    def _start(self, work: Callable[[], Awaitable[None]], name: str) -> None:
        if self._change is not None:
            self._change.cancel()
        self._signs_in = False
        self._upkeep.watch.start()
        self._change = self._tasks.spawn(self._in_turn(work), name)

    def _start_sign_in(
        self,
        environment: Environment,
        hosts: Hosts | None,
        ask: Callable[[Hosts], Awaitable[SignedIn]],
        text: str,
    ) -> None:
        if environment is Environment.PRACTICE:
            self._start(lambda: self._open(environment), "open practice")
        else:
            known = _tidied(hosts) if hosts else self._find_hosts(environment)
            if environment is self._session.environment:
                self._session.sign_in_begins(text)
            self._start(
                lambda: self._sign_in(environment, known, ask, text), f"sign in to {environment}"
            )
            self._signs_in = True

    async def _in_turn(self, work: Callable[[], Awaitable[None]]) -> None:
        async with self._turn:
            try:
                await work()
            except UserFacingError as error:
                frozen = isinstance(error, Frozen) and self._upkeep.freeze.look()
                self._failed(AFTER_FREEZE if frozen else str(error))
            except Exception:
                self._failed(BROKEN)
                raise

    def _failed(self, text: str) -> None:
        """Say why; a line that was there goes on with its own sentence under it."""
        if self._session.line is None:
            self._session.show(connection=Connection.OFFLINE, text=text)
            self._session.sign_in_ends()
        else:
            self._session.sign_in_ends(text)
        self._upkeep.show_sign_in()

    async def _open(self, environment: Environment) -> None:
        self._session.sign_in_ends()
        await self._leave(SessionView(environment, Connection.CONNECTING))
        await self._before()
        if environment is Environment.PRACTICE:
            self._practising = True
            await self._entering.practice()
            self._tasks.spawn(self._watch_exchange(self._exchanges), "watch the practice exchange")
        else:
            await self._entering.by_kept_tokens(environment, self._known_hosts(environment))

    async def _watch_exchange(self, number: int) -> None:
        """Leave an exchange that ended by itself: no line to it ever comes back."""
        await self._exchange.ended()
        busy = self._change is not None and not self._change.done()
        if number == self._exchanges and self._practising and not busy:
            self._start(self._leave_ended, "leave a practice exchange that ended")

    async def _leave_ended(self) -> None:
        then = SessionView(Environment.PRACTICE, Connection.OFFLINE, text=ENDED, over=True)
        await self._leave(then)

    async def _sign_in(
        self,
        environment: Environment,
        hosts: Hosts | None,
        ask: Callable[[Hosts], Awaitable[SignedIn]],
        text: str,
    ) -> None:
        """Sign in first: the line that is there works on until the new token is in hand."""
        self._session.sign_in_begins(text)
        if hosts is None or not self._is_here(environment, hosts):
            await self._leave(SessionView(environment, Connection.OFFLINE))
        hosts = hosts or self._known_hosts(environment)
        kept = self._upkeep.keeper.is_kept(environment, hosts)
        self._session.show(host=host_of(hosts), has_stored_token=kept)
        self._upkeep.freeze.come_to(environment, hosts)
        await self._before()
        tokens, who = await ask(hosts)
        self._signs_in = False
        self._upkeep.keeper.hold(environment, hosts, tokens)
        self._to_the_end(self._entering.keep(environment, hosts, tokens, who), "keep a sign-in")
        await self._leave(SessionView(environment, Connection.CONNECTING, host=host_of(hosts)))
        self._session.sign_in_ends()
        if environment is Environment.CUSTOM:
            self._hosts[environment] = hosts
        await self._entering.by_held_tokens(environment, hosts)

    def _is_here(self, environment: Environment, hosts: Hosts) -> bool:
        session = self._session
        return session.environment is environment and session.hosts == hosts

    async def _give_up(self) -> None:
        view = self._session.view
        kept = view.has_stored_token
        await self._leave(
            SessionView(view.environment, Connection.OFFLINE, view.host, has_stored_token=kept)
        )

    async def _sign_out(self) -> None:
        environment, hosts = self._session.environment, self._session.hosts
        self._session.sign_in_ends()
        if environment is Environment.PRACTICE:
            await self._leave(SessionView(environment, Connection.OFFLINE, text=LEAVING))
            self._session.show(text=DISCONNECTED, over=True)
            return
        leaving = f"Signing out of {words.NAMES[environment]} …"
        await self._leave(SessionView(environment, Connection.OFFLINE, text=leaving))
        hosts = hosts or self._known_hosts(environment)
        self._to_the_end(self._remove(environment, hosts), "remove a sign-in")

    def _to_the_end(self, work: Coroutine[object, None, None], name: str) -> None:
        """Start what no change of mind cancels."""
        part = self._tasks.spawn(work, name)
        self._keyring_work.add(part)
        part.add_done_callback(self._keyring_work.discard)

    async def _drop(self, environment: Environment, hosts: Hosts) -> None:
        await self._entering.refused(environment, hosts)

    async def _remove(self, environment: Environment, hosts: Hosts) -> None:
        """Remove the sign-in; a slow keyring holds up no change of environment meanwhile."""
        removed = await self._upkeep.keeper.forget(environment, hosts)
        said = f"Signed out of {words.NAMES[environment]}. {removed}"
        view = self._session.view
        if view.environment is environment and view.connection is Connection.OFFLINE:
            self._session.show(text=said)
        else:
            self._board.notice.set(said)

    async def _leave(self, then: SessionView) -> None:
        """End line and exchange, in a task that no cancellation of ours reaches."""
        line = self._session.drop(then)
        stays = (
            then.environment is Environment.PRACTICE and then.connection is Connection.CONNECTING
        )
        stop, self._practising = self._practising and not stays, self._practising and stays
        self._exchanges += stop
        if line is not None or stop:
            self._ending.add(self._tasks.spawn(self._end(line, stop), "leave an environment"))
        while self._ending:
            _, self._ending = await asyncio.wait(self._ending)

    async def _end(self, line: Line | None, stop_exchange: bool) -> None:
        try:
            if line is not None:
                await line.close()
        finally:
            if stop_exchange:
                await self._exchange.stop()

    def _find_hosts(self, environment: Environment) -> Hosts | None:
        hosts = self._hosts.get(environment)
        if hosts is None and environment is Environment.CUSTOM:
            return self._board.settings.value.custom_hosts
        return hosts

    def _known_hosts(self, environment: Environment) -> Hosts:
        hosts = self._find_hosts(environment)
        if hosts is None:
            raise UserFacingError(NO_HOSTS.format(words.NAMES[environment]))
        return hosts


def _tidied(hosts: Hosts) -> Hosts:
    """Addresses as typed, without what the eye does not see."""
    typed = (hosts.rest, hosts.socket, hosts.market_data, hosts.authorize)
    return Hosts(*(address.strip().rstrip("/") for address in typed))
