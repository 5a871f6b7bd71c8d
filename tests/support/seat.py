"""The trader's side: a real Desk over the real gateway and journal, on a clock of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from decimal import Decimal
from pathlib import Path

from tests.support.fakes import FakeExchange, FakeSecrets, FakeSettings
from tests.support.hours import Timeline, idle
from tests.support.until import until

from bracketdesk.broker.gateway import BrokerGateway
from bracketdesk.broker.line import BrokerLine, Listener
from bracketdesk.controller.desk import Desk
from bracketdesk.controller.ports import DeskPorts
from bracketdesk.controller.views import Connection, ResultView, SessionView
from bracketdesk.domain.session import Credentials, Environment, Hosts, Tokens, Transport
from bracketdesk.domain.ticket import Entry, EntryType, Level, Side, Ticket
from bracketdesk.domain.validation import Limits
from bracketdesk.storage.journal import open_journal

SYMBOL = "MESZ6"
DEMO = Environment.DEMO
SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0


class KnownGateway(BrokerGateway):
    """The real one; `lines` holds what it opened, the newest last."""

    def __init__(self, time: Timeline) -> None:
        super().__init__(time.machine, "device-1", "0.1.0")
        self.lines: list[BrokerLine] = []

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: Listener) -> BrokerLine:
        line = await super().connect(hosts, tokens, listener)
        self.lines.append(line)
        return line

    @property
    def line(self) -> BrokerLine:
        """The newest line."""
        return self.lines[-1]


@dataclass
class Seat:
    """Demo is where the broker of the test is, and `who` may sign in there."""

    time: Timeline
    hosts: Hosts
    who: Credentials
    gateway: KnownGateway
    ports: DeskPorts
    secrets: FakeSecrets
    desk: Desk

    @property
    def view(self) -> SessionView:
        """What the top bar shows."""
        return self.desk.session.value

    @property
    def result(self) -> ResultView:
        """What the status panel shows."""
        shown = self.desk.result.value
        assert shown is not None
        return shown

    async def sign_in(self, password: str | None = None) -> None:
        """One click in the dialog, and what comes of it."""
        who = self.who if password is None else replace(self.who, password=password)
        self.desk.sign_in(DEMO, None, who)
        await self.settled()

    async def connect(self) -> None:
        """Signed in, connected, with a symbol chosen and looked up."""
        await self.sign_in()
        await self.shows(Connection.CONNECTED)
        self.desk.choose_symbol(SYMBOL)
        await until(lambda: self.desk.instrument.value)
        await self.settled()

    async def shows(self, connection: Connection) -> None:
        """Wait until the header shows it."""
        await until(lambda: self.view.connection is connection)

    async def settled(self) -> None:
        """Wait until nothing is under way, in the journal's thread neither."""
        for _ in range(6):
            await idle()
            await self.ports.journal.recent(1)
        await idle()

    async def run(self, seconds: float) -> None:
        """Let time pass on both sides."""
        await self.time.run(seconds)
        await self.settled()

    def by(self, transport: Transport) -> None:
        """Send starts by this transport."""
        self.desk.change_settings(replace(self.desk.settings.value, transport=transport))

    def ticket(self, limit: str | None = None, side: Side = Side.BUY) -> Ticket:
        """One contract with a target and a stop, at market unless there is a limit."""
        entry = Entry(EntryType.LIMIT, Decimal(limit)) if limit else Entry()
        level = Level(1, target_ticks=16, stop_ticks=16)
        return Ticket(SYMBOL, side, 1, entry, (level,), self.view.account)

    async def start(self, ticket: Ticket | None = None) -> ResultView:
        """Click, and return what became of it."""
        before = self.desk.result.value
        assert self.desk.submit(ticket or self.ticket()), self.result
        await until(lambda: self.desk.result.value is not before and not self.result.pending)
        await self.settled()
        return self.result


@asynccontextmanager
async def open_seat(
    folder: Path, hosts: Hosts, who: Credentials, time: Timeline
) -> AsyncIterator[Seat]:
    """Build the desk; nothing is connected yet."""
    gateway, secrets = KnownGateway(time), FakeSecrets()
    journal = await open_journal(folder, time.machine)
    ports = DeskPorts(gateway, FakeExchange(), secrets, journal, FakeSettings(), _no_browser)
    desk = Desk(ports, time.machine, UTC, Limits(), {DEMO: hosts})
    try:
        yield Seat(time, hosts, who, gateway, ports, secrets, desk)
    finally:
        await desk.close()
        await gateway.close()


def _no_browser(address: str) -> None:
    raise AssertionError(address)
