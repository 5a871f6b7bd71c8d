"""The way to a broker: signing in and opening lines."""

from bracketdesk.broker.hosts import custom_hosts
from bracketdesk.broker.http import open_session
from bracketdesk.broker.line import BrokerLine, Listener
from bracketdesk.broker.rest import Rest
from bracketdesk.broker.signin import sign_in
from bracketdesk.domain.session import Credentials, Hosts, Tokens
from bracketdesk.wire.clock import Clock


class BrokerGateway:
    """The Gateway port. `device_id` is this machine's own and permanent (protocol.md 1.5)."""

    def __init__(self, clock: Clock, device_id: str, app_version: str) -> None:
        self._clock = clock
        self._device_id = device_id
        self._app_version = app_version
        self._lines: list[BrokerLine] = []

    async def sign_in(self, hosts: Hosts, credentials: Credentials) -> Tokens:
        """One accesstokenrequest, never repeated; raises UserFacingError with the cause."""
        hosts = _checked(hosts)
        async with open_session(self._app_version) as session:
            rest = Rest(session, hosts.rest, self._clock)
            return await sign_in(rest, credentials, self._device_id, self._app_version, self._clock)

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: Listener) -> BrokerLine:
        """Open a line, synchronised; raises UserFacingError, TokenRefused."""
        hosts = _checked(hosts)
        session = open_session(self._app_version)
        line = BrokerLine(session, hosts, tokens, listener, self._clock)
        try:
            await line.open()
        except BaseException:
            await line.close()
            raise
        self._lines = [*(old for old in self._lines if not old.closed), line]
        return line

    async def close(self) -> None:
        """Close every line that is still open; idempotent."""
        while self._lines:
            await self._lines.pop().close()


def _checked(hosts: Hosts) -> Hosts:
    """Whoever asks: no secret goes to an address that breaks the rule for addresses."""
    return custom_hosts(hosts.rest, hosts.socket, hosts.market_data)
