"""The ways into an environment: the practice exchange, the keyring's token, a fresh sign-in."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bracketdesk.controller import words
from bracketdesk.controller.ear import Ear
from bracketdesk.controller.keeper import host_of
from bracketdesk.controller.ports import DeskPorts
from bracketdesk.controller.session import Session
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.upkeep import Upkeep
from bracketdesk.controller.views import Connection
from bracketdesk.domain.problems import Frozen, TokenRefused, UserFacingError
from bracketdesk.domain.session import Credentials, Environment, Hosts, Tokens

BY_ITSELF = "The app connects by itself then."
ANEW = "Practice has begun anew: opening balance, no orders, no positions."
ASKING = "Asking the keyring for the sign-in …"


class Entering:
    """Connects the session. Whoever calls has left the former environment."""

    def __init__(self, ports: DeskPorts, tools: Tools, session: Session, upkeep: Upkeep) -> None:
        self._gateway = ports.gateway
        self._exchange = ports.practice
        self._keeper = upkeep.keeper
        self._freeze = upkeep.freeze
        self._board = tools.board
        self._session = session
        self._practised: tuple[Hosts, Credentials] | None = None  # the exchange of the last line
        self._said = ""  # by the keyring, until a line shows it

    async def practice(self) -> None:
        """Start the built-in exchange and sign in to it; its tokens stay in memory."""
        hosts, who = announced = await self._exchange.start()
        self._session.show(host=host_of(hosts))

        async def enter() -> None:
            tokens = await self._gateway.sign_in(hosts, who)
            await self._connect(Environment.PRACTICE, hosts, tokens)
            former, self._practised = self._practised, announced
            if former not in (None, announced):
                self._board.notice.set(ANEW)

        await self._once_thawed(Environment.PRACTICE, hosts, enter)

    async def by_kept_tokens(self, environment: Environment, hosts: Hosts) -> None:
        """Connect with what the keyring, or this session, knows of the last sign-in."""
        self._session.show(host=host_of(hosts), text=ASKING)
        await self._tokens(environment, hosts)
        await self.by_held_tokens(environment, hosts)

    async def by_held_tokens(self, environment: Environment, hosts: Hosts) -> None:
        """Connect with the tokens in hand."""
        self._session.show(text="", signed_in=True)

        async def enter() -> None:
            await self._connect(environment, hosts, await self._tokens(environment, hosts))

        await self._once_thawed(environment, hosts, enter)
        self._remember(environment, hosts)

    async def keep(
        self, environment: Environment, hosts: Hosts, tokens: Tokens, who: Credentials | None
    ) -> None:
        """Give a fresh sign-in to the keyring; the line does not wait for it."""
        said = await self._keeper.keep(environment, hosts, tokens, who)
        if self._session.environment is not environment:
            if said:
                self._board.notice.set(said)
            return
        self._said = said
        self._session.show(has_stored_token=self._keeper.is_kept(environment, hosts))
        self._show_said()

    async def refused(self, environment: Environment, hosts: Hosts) -> str:
        """Drop tokens the broker refused; returns a sentence that says so."""
        if environment is Environment.PRACTICE:
            return ""
        removed = await self._keeper.drop_tokens(environment, hosts)
        if self._session.environment is environment:
            self._session.show(has_stored_token=self._keeper.is_kept(environment, hosts))
        return removed

    async def _tokens(self, environment: Environment, hosts: Hosts) -> Tokens:
        tokens, said = await self._keeper.find(environment, hosts)
        self._session.show(has_stored_token=self._keeper.is_kept(environment, hosts))
        if tokens is None:
            raise UserFacingError(said)
        return tokens

    async def _once_thawed(
        self, environment: Environment, hosts: Hosts, enter: Callable[[], Awaitable[None]]
    ) -> None:
        """Enter once the host is not frozen, as a line that was frozen comes back by itself."""
        self._freeze.come_to(environment, hosts)
        while True:
            if self._freeze.look():
                self._session.show(connection=Connection.CONNECTING, text=BY_ITSELF)
                await self._freeze.over()
                self._session.show(text="")
            try:
                return await enter()
            except Frozen:
                if not self._freeze.look():
                    raise

    async def _connect(self, environment: Environment, hosts: Hosts, tokens: Tokens) -> None:
        ear = Ear(self._session)
        try:
            line = await self._gateway.connect(hosts, tokens, ear)
        except BaseException as error:
            ear.deafen()
            if not isinstance(error, TokenRefused):
                raise
            self._session.show(signed_in=False, sign_in_again=True)
            removed = await self.refused(environment, hosts)
            said = f"{error} {removed}".strip()
            raise UserFacingError(f"{said} {_again(environment)}") from error
        self._session.take(line, ear, hosts, tokens)
        self._show_said()

    def _show_said(self) -> None:
        """Say what the keyring said once there is a line, whose coming would wipe it."""
        if self._said and self._session.line is not None:
            said, self._said = self._said, ""
            self._session.show(text=said)

    def _remember(self, environment: Environment, hosts: Hosts) -> None:
        """Begin here the next time; never in Live (product.md, Environments)."""
        if environment is Environment.LIVE:
            return
        settings = replace(self._board.settings.value, environment=environment)
        if environment is Environment.CUSTOM:
            settings = replace(settings, custom_hosts=hosts)
        self._session.remember(settings)


def _again(environment: Environment) -> str:
    if environment is Environment.PRACTICE:
        return "Connect again."
    return f"Sign in to {words.NAMES[environment]} again."
