"""A whole Desk on fakes, connected and ready to send, with a clock the test drives."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, tzinfo

from tests.support.clock import ManualClock, settle
from tests.support.fake_gateway import FakeGateway
from tests.support.fake_line import FakeLine, FakeState
from tests.support.fakes import DEMO_HOSTS, LIVE_HOSTS, FakePorts
from tests.unit.controller.builders import ACCOUNT, MES, MNQ, account

from bracketdesk.controller.desk import Desk
from bracketdesk.controller.ports import LineListener
from bracketdesk.domain.session import Environment, Hosts
from bracketdesk.domain.settings import Settings
from bracketdesk.domain.validation import Limits

HOSTS = {Environment.DEMO: DEMO_HOSTS, Environment.LIVE: LIVE_HOSTS}


class Stage:
    """`desk` over `ports`; `restart` builds the next run of the app on the same disk."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.clock = ManualClock()
        self.zone: tzinfo = UTC
        self.state = FakeState(accounts={42: account()})
        self.list_gate = asyncio.Event()  # what every line's lists wait for
        self.list_gate.set()
        self.instruments = {MES.symbol: MES, MNQ.symbol: MNQ}  # of every line
        self.names: tuple[str, ...] = (MES.symbol, MNQ.symbol)
        self.ports = FakePorts(FakeGateway(self._build, self.clock))
        if settings is not None:
            self.ports.settings.kept = settings
        self.desk = self._desk()

    @property
    def line(self) -> FakeLine:
        """The newest line."""
        return self.ports.gateway.lines[-1]

    @property
    def starts(self) -> list[dict[str, object]]:
        """Every start ever written, on any line, as JSON."""
        lines = self.ports.gateway.lines
        return [json.loads(body) for line in lines for body, _ in line.starts]

    async def open(self, environment: Environment = Environment.PRACTICE) -> FakeLine:
        """Connect and let everything settle."""
        self.desk.open_environment(environment)
        await settle(40)
        return self.line

    async def ready(self) -> FakeLine:
        """Practice, connected, MESZ6 and the account chosen."""
        line = await self.open()
        assert self.desk.session.value.account == ACCOUNT
        assert self.desk.instrument.value == MES
        return line

    async def restart(self) -> None:
        """End the app in order and build the next run."""
        await self.desk.close()
        self.state = FakeState(accounts={42: account()})
        self.desk = self._desk()

    def _desk(self, hosts: Mapping[Environment, Hosts] = HOSTS) -> Desk:
        return Desk(self.ports.ports, self.clock, self.zone, Limits(), hosts)

    def _build(self, hosts: Hosts, listener: LineListener) -> FakeLine:
        self.state.synchronised = True
        line = FakeLine(listener, self.state)
        line.instruments = dict(self.instruments)
        line.names = self.names
        line.list_gate = self.list_gate
        return line
