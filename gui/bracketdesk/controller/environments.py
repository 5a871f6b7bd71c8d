"""Entering and leaving environments: one at a time, each change waits for the former's end."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace

from bracketdesk.controller import words
from bracketdesk.controller.keeper import TokenKeeper, host_of
from bracketdesk.controller.ports import DeskPorts, Line
from bracketdesk.controller.session import Ear, Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import Connection, SessionView
from bracketdesk.domain.problems import TokenRefused, UserFacingError
from bracketdesk.domain.session import LIVE_LOCKED, Credentials, Environment, Hosts, Tokens

NO_HOSTS = "{} has no addresses yet: sign in with them."
REMOVAL_LIMIT = 3.0
"""Seconds that leaving the app waits for a sign-out to remove its tokens."""

BROKEN = "Something went wrong in the app while connecting; the log has the details. Try again."


class Environments:
    """Brings the session where the trader wants it. `before` is awaited before each connect."""

    def __init__(
        self,
        ports: DeskPorts,
        hosts: Mapping[Environment, Hosts],
        tools: Tools,
        session: Session,
        before: Callable[[], Coroutine[object, None, None]],
    ) -> None:
        self._gateway = ports.gateway
        self._exchange = ports.practice
        self._keeper = TokenKeeper(ports.secrets, tools.clock)
        self._hosts = dict(hosts)
        self._clock = tools.clock
        self._tasks = tools.tasks
        self._board = tools.board
        self._session = session
        self._before = before
        self._turn = asyncio.Lock()
        self._change: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._removals: set[asyncio.Task[None]] = set()
        self._practising = False

    def open(self, environment: Environment) -> None:
        """Leave the present environment and connect to this one."""
        if environment is Environment.LIVE:
            self._session.show(text=LIVE_LOCKED)
        elif environment is self._session.environment and self._session.connected:
            self._session.show(text="")
            self._tasks.spawn(self._before(), "prepare to connect")  # what failed then
        else:
            self._start(lambda: self._open(environment), f"open {environment}")

    def sign_in(self, environment: Environment, hosts: Hosts | None, who: Credentials) -> None:
        """Sign in, keep the tokens, connect."""
        if environment is Environment.LIVE:
            self._session.show(text=LIVE_LOCKED)
        else:
            self._start(lambda: self._sign_in(environment, hosts, who), f"sign in to {environment}")

    def sign_out(self) -> None:
        """Leave, and remove the tokens: what comes next waits for it and cannot cancel it."""
        if self._change is not None:
            self._change.cancel()
        self._to_the_end(self._in_turn(self._sign_out), "sign out")

    async def close(self) -> None:
        """Leave whatever there is; what is under way is cancelled, but for a sign-out.

        That one is finished, or a token would stay that the trader removed; a keyring that hangs
        holds the exit up for a few seconds only.
        """
        if self._change is not None:
            self._change.cancel()
        limit = self._tasks.spawn(self._clock.sleep(REMOVAL_LIMIT), "limit a sign-out")
        while self._removals and not limit.done():
            await asyncio.wait((limit, *self._removals), return_when=asyncio.FIRST_COMPLETED)
        limit.cancel()
        async with self._turn:
            await self._leave(SessionView(self._session.environment, Connection.SIGNED_OUT))

    def _start(self, work: Callable[[], Awaitable[None]], name: str) -> None:
        if self._change is not None:
            self._change.cancel()
        self._change = self._tasks.spawn(self._in_turn(work), name)

    async def _in_turn(self, work: Callable[[], Awaitable[None]]) -> None:
        async with self._turn:
            try:
                await work()
            except UserFacingError as error:
                self._session.show(connection=self._stranded(), text=str(error))
            except Exception:
                self._session.show(connection=self._stranded(), text=BROKEN)
                raise

    def _stranded(self) -> Connection:
        """Where a failed attempt ends: disconnected where another click alone may help."""
        view = self._session.view
        clickable = view.environment is Environment.PRACTICE or view.has_stored_token
        return Connection.DOWN if clickable else Connection.SIGNED_OUT

    async def _open(self, environment: Environment) -> None:
        await self._leave(SessionView(environment, Connection.CONNECTING))
        await self._before()
        if environment is Environment.PRACTICE:
            await self._enter_practice()
        else:
            await self._enter_with_kept_tokens(environment)

    async def _enter_practice(self) -> None:
        self._practising = True
        hosts, who = await self._exchange.start()
        self._session.show(host=host_of(hosts))
        tokens = await self._gateway.sign_in(hosts, who)  # in memory alone
        await self._connect(Environment.PRACTICE, hosts, tokens)

    async def _enter_with_kept_tokens(self, environment: Environment) -> None:
        hosts = self._known_hosts(environment)
        self._session.show(host=host_of(hosts), text="Asking the keyring for the sign-in …")
        tokens, said = await self._keeper.find(environment, hosts)
        if tokens is None:
            raise UserFacingError(said)
        kept = self._keeper.is_kept(environment, hosts)
        self._session.show(has_stored_token=kept, text="")
        await self._connect(environment, hosts, tokens)

    async def _sign_in(
        self, environment: Environment, hosts: Hosts | None, who: Credentials
    ) -> None:
        await self._leave(SessionView(environment, Connection.CONNECTING))
        await self._before()
        if environment is Environment.PRACTICE:
            await self._enter_practice()
            return
        hosts = _tidied(hosts) if hosts else self._known_hosts(environment)
        self._session.show(host=host_of(hosts), text="Signing in …")
        who = await self._keeper.complete(environment, hosts, who)
        tokens = await self._gateway.sign_in(hosts, who)
        said = await self._keeper.keep(environment, hosts, tokens, who)
        self._session.show(has_stored_token=self._keeper.is_kept(environment, hosts))
        await self._connect(environment, hosts, tokens, said)

    async def _connect(
        self, environment: Environment, hosts: Hosts, tokens: Tokens, said: str = ""
    ) -> None:
        ear = Ear(self._session)
        try:
            line = await self._gateway.connect(hosts, tokens, ear)
        except TokenRefused as error:
            raise UserFacingError(await self._refused(environment, hosts, error)) from error
        self._session.take(line, ear, hosts, tokens, said)
        self._remember(environment, hosts)

    async def _refused(self, environment: Environment, hosts: Hosts, error: TokenRefused) -> str:
        if environment is Environment.PRACTICE:
            return str(error)
        removed = await self._keeper.forget(environment, hosts)
        self._session.show(has_stored_token=False)
        return f"{error} {removed} Sign in again."

    async def _sign_out(self) -> None:
        environment, hosts = self._session.environment, self._session.hosts
        name = words.NAMES[environment]
        leaving = f"Signing out of {name} …"
        await self._leave(SessionView(environment, Connection.SIGNED_OUT, text=leaving))
        if environment is Environment.PRACTICE:
            self._session.show(text=f"Signed out of {name}. Nothing of it was kept.")
            return
        hosts = hosts or self._known_hosts(environment)
        self._to_the_end(self._remove(environment, hosts), "remove tokens")

    def _to_the_end(self, work: Coroutine[object, None, None], name: str) -> None:
        """Start a part of a sign-out, which no change of mind cancels."""
        part = self._tasks.spawn(work, name)
        self._removals.add(part)
        part.add_done_callback(self._removals.discard)

    async def _remove(self, environment: Environment, hosts: Hosts) -> None:
        """Remove the tokens; a slow keyring holds up no change of environment meanwhile."""
        removed = await self._keeper.forget(environment, hosts)
        said = f"Signed out of {words.NAMES[environment]}. {removed}"
        view = self._session.view
        if view.environment is environment and view.connection is Connection.SIGNED_OUT:
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

    def _known_hosts(self, environment: Environment) -> Hosts:
        hosts = self._hosts.get(environment)
        if hosts is None and environment is Environment.CUSTOM:
            hosts = self._board.settings.value.custom_hosts
        if hosts is None:
            raise UserFacingError(NO_HOSTS.format(words.NAMES[environment]))
        return hosts

    def _remember(self, environment: Environment, hosts: Hosts) -> None:
        settings = replace(self._board.settings.value, environment=environment)
        if environment is Environment.CUSTOM:
            self._hosts[environment] = hosts
            settings = replace(settings, custom_hosts=hosts)
        self._session.remember(settings)


def _tidied(hosts: Hosts) -> Hosts:
    """Addresses as typed, without what the eye does not see."""
    typed = (hosts.rest, hosts.socket, hosts.market_data)
    return Hosts(*(address.strip().rstrip("/") for address in typed))
