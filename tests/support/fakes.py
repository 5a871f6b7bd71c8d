"""Hand-written stand-ins for the controller's ports: they do little, and remember what was asked.

They keep the ports' promises (one answer per call, a journal that refuses illegal moves), so a
test drives the whole real controller and replaces only what lies beyond it.
"""

import asyncio
from dataclasses import dataclass, field, replace

from tests.support.fake_gateway import FakeGateway
from tests.support.fake_journal import FakeJournal

from bracketdesk.controller.ports import DeskPorts
from bracketdesk.domain.problems import SecretsUnavailable, UserFacingError
from bracketdesk.domain.session import Credentials, Hosts, Tokens
from bracketdesk.domain.settings import Settings

PRACTICE_HOSTS = Hosts(
    "http://127.0.0.1:9000/v1",
    "ws://127.0.0.1:9000/v1/websocket",
    "ws://127.0.0.1:9000/md/v1/websocket",
)
DEMO_HOSTS = Hosts(
    "https://demo.example/v1", "wss://demo.example/v1/websocket", "wss://md.example/v1/websocket"
)
LIVE_HOSTS = Hosts(
    "https://live.example/v1", "wss://live.example/v1/websocket", "wss://md.example/v1/websocket"
)


class FakeExchange:
    """The PracticeExchange port."""

    def __init__(self) -> None:
        self.running = False
        self.starts = 0
        self.stops = 0
        self.trouble = ""
        self.hosts = PRACTICE_HOSTS
        self.ends: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.over = asyncio.Event()  # what `ended` waits for
        self.password = "throwaway"

    async def start(self) -> tuple[Hosts, Credentials]:
        self.starts += 1
        if not self.running:
            self.over = asyncio.Event()
        self.running = True
        await self.gate.wait()
        if self.trouble:
            raise UserFacingError(self.trouble)
        return self.hosts, Credentials("practice", self.password)

    async def ended(self) -> None:
        await self.over.wait()

    async def stop(self) -> None:
        await asyncio.sleep(0)
        self.over.set()
        self.stops += 1
        self.ends.append("exchange")
        self.running = False


class FakeSecrets:
    """The Secrets port in memory; `trouble` makes every call fail with this sentence."""

    def __init__(self) -> None:
        self.tokens: dict[tuple[str, str], Tokens] = {}
        self.sign_ins: dict[tuple[str, str], Credentials] = {}
        self.trouble = ""
        self.calls: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def load(self, environment: str, host: str) -> Tokens | None:
        await self._call("load")
        return self.tokens.get((environment, host))

    async def save(self, environment: str, host: str, tokens: Tokens) -> None:
        await self._call("save")
        self.tokens[environment, host] = tokens

    async def load_sign_in(self, environment: str, host: str) -> Credentials:
        await self._call("load_sign_in")
        return self.sign_ins.get((environment, host), Credentials("", "", app_id=""))

    async def save_sign_in(self, environment: str, host: str, who: Credentials) -> None:
        await self._call("save_sign_in")
        kept = who if who.remember else replace(who, password="")
        self.sign_ins[environment, host] = kept

    async def remove_tokens(self, environment: str, host: str) -> None:
        await self._call("remove_tokens")
        self.tokens.pop((environment, host), None)

    async def remove(self, environment: str, host: str) -> None:
        await self._call("remove")
        self.tokens.pop((environment, host), None)
        self.sign_ins.pop((environment, host), None)

    async def _call(self, name: str) -> None:
        self.calls.append(name)
        await asyncio.sleep(0)
        await self.gate.wait()
        if self.trouble:
            raise SecretsUnavailable(self.trouble)


class FakeSettings:
    """The SettingsStore port in memory."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.kept = settings or Settings()
        self.saves = 0

    def load(self) -> Settings:
        return self.kept

    def save(self, settings: Settings) -> None:
        self.kept = settings
        self.saves += 1


@dataclass
class FakePorts:
    """All of them; `ports` is what a Desk is built with."""

    gateway: FakeGateway
    practice: FakeExchange = field(default_factory=FakeExchange)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    journal: FakeJournal = field(default_factory=FakeJournal)
    settings: FakeSettings = field(default_factory=FakeSettings)
    pages: list[str] = field(default_factory=list)  # opened in the browser

    @property
    def ports(self) -> DeskPorts:
        """The same, as the Desk sees them."""
        return DeskPorts(
            self.gateway,
            self.practice,
            self.secrets,
            self.journal,
            self.settings,
            self.pages.append,
        )
