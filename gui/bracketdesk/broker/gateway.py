"""The way to a broker: signing in and opening lines."""

import importlib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import ClientSession

from bracketdesk.broker.allowance import Allowances
from bracketdesk.broker.hosts import authorize_page, custom_hosts
from bracketdesk.broker.http import find_proxy, open_session
from bracketdesk.broker.line import BrokerLine, Listener
from bracketdesk.broker.rest import Rest
from bracketdesk.broker.signin import sign_in
from bracketdesk.broker.threads import in_daemon
from bracketdesk.broker.trust import make_tls
from bracketdesk.domain.session import Credentials, Hosts, OAuthApp, Tokens, Usage
from bracketdesk.wire.clock import Clock

OAUTH = "bracketdesk.broker.oauth"


class BrokerGateway:
    """The Gateway port. `device_id` is this machine's own and permanent (protocol.md 1.5)."""

    def __init__(
        self, clock: Clock, device_id: str, app_version: str, allowances: Allowances | None = None
    ) -> None:
        self._clock = clock
        self._device_id = device_id
        self._app_version = app_version
        self._allowances = allowances or Allowances(clock)
        self._tls: ssl.SSLContext | None = None
        self._lines: list[BrokerLine] = []

    async def sign_in(self, hosts: Hosts, credentials: Credentials, ticket: str = "") -> Tokens:
        """One accesstokenrequest, never repeated; raises as the port says."""
        async with self._rest(hosts) as rest:
            return await sign_in(
                rest, credentials, self._device_id, self._app_version, self._clock, ticket
            )

    async def sign_in_by_browser(
        self, hosts: Hosts, app: OAuthApp, browse: Callable[[str], None]
    ) -> Tokens:
        """OAuth by authorisation code with PKCE in the system's browser; raises as `sign_in`."""
        # With a server in it; hardly anybody needs it.
        await in_daemon(lambda: importlib.import_module(OAUTH), f"import {OAUTH}")
        from bracketdesk.broker.oauth import sign_in_by_browser  # noqa: PLC0415 - imported above

        page = authorize_page(_checked(hosts))
        async with self._rest(hosts) as rest:
            return await sign_in_by_browser(rest, page, app, browse, self._clock)

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: Listener) -> BrokerLine:
        """Open a line, synchronised; raises UserFacingError, TokenRefused."""
        hosts = _checked(hosts)
        allowance = self._allowances.of(hosts)
        allowance.check()
        session = await self._open_session(hosts)
        line = BrokerLine(session, hosts, tokens, listener, self._clock, allowance)
        try:
            await line.open()
        except BaseException:
            await line.close()
            raise
        self._lines = [*(old for old in self._lines if not old.closed), line]
        return line

    def usage(self, hosts: Hosts) -> Usage:
        """This run's own requests to a host."""
        return self._allowances.of(hosts).usage()

    def frozen_for(self, hosts: Hosts) -> float:
        """Seconds a host stays frozen; 0 where it is not."""
        return self._allowances.of(hosts).frozen_for()

    def freeze(self, hosts: Hosts, seconds: float) -> None:
        """Keep silent to a host: a freeze known from an earlier run."""
        self._allowances.of(hosts).freeze(seconds)

    async def close(self) -> None:
        """Close every line that is still open; idempotent."""
        while self._lines:
            await self._lines.pop().close()

    @asynccontextmanager
    async def _rest(self, hosts: Hosts) -> AsyncIterator[Rest]:
        """REST for one sign-in; raises UserFacingError, Frozen."""
        hosts = _checked(hosts)
        allowance = self._allowances.of(hosts)
        allowance.check()
        async with await self._open_session(hosts) as session:
            yield Rest(session, hosts.rest, self._clock, allowance=allowance)

    async def _open_session(self, hosts: Hosts) -> ClientSession:
        addresses = (hosts.rest, hosts.socket, hosts.market_data)
        if self._tls is None and any(a.startswith(("https:", "wss:")) for a in addresses):
            self._tls = await in_daemon(make_tls, "trust store")
        session = open_session(self._app_version, self._tls)
        try:
            await find_proxy(session, hosts.rest)
        except BaseException:
            await session.close()
            raise
        return session


def _checked(hosts: Hosts) -> Hosts:
    """Whoever asks: no secret goes to an address that breaks the rule for addresses."""
    return custom_hosts(hosts.rest, hosts.socket, hosts.market_data, hosts.authorize)
