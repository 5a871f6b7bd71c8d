"""Hand-written stand-ins for the controller's ports: they do little, and remember what was asked.

They keep the ports' promises (one answer per call, a journal that refuses illegal moves), so a
test drives the whole real controller and replaces only what lies beyond it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.support.fake_journal import FakeJournal

from bracketdesk.controller.ports import DeskPorts, LineListener
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import SecretsUnavailable, UserFacingError
from bracketdesk.domain.session import Credentials, Hosts, Tokens, Transport
from bracketdesk.domain.settings import Settings
from bracketdesk.wire.entities import (
    Account,
    Contract,
    Entity,
    Fill,
    Order,
    OrderStrategy,
    OrderStrategyLink,
    OrderVersion,
    Position,
)
from bracketdesk.wire.messages import (
    CancelOrder,
    InterruptOrderStrategy,
    LiquidatePosition,
    Quote,
)

PRACTICE_HOSTS = Hosts(
    "http://127.0.0.1:9000/v1",
    "ws://127.0.0.1:9000/v1/websocket",
    "ws://127.0.0.1:9000/md/v1/websocket",
)
DEMO_HOSTS = Hosts(
    "https://demo.example/v1", "wss://demo.example/v1/websocket", "wss://md.example/v1/websocket"
)
FAR = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@dataclass
class FakeState:
    """The AccountState port as plain dictionaries."""

    synchronised: bool = True
    accounts: dict[int, Account] = field(default_factory=dict)
    contracts: dict[int, Contract] = field(default_factory=dict)
    strategies: dict[int, OrderStrategy] = field(default_factory=dict)
    links: dict[int, OrderStrategyLink] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    versions: dict[int, OrderVersion] = field(default_factory=dict)
    fills: dict[int, Fill] = field(default_factory=dict)
    positions: dict[int, Position] = field(default_factory=dict)

    def put(self, *entities: Entity) -> None:
        """Take entities as a props event brings them."""
        for entity in entities:
            self._table(entity)[entity.id] = entity

    def _table(self, entity: Entity) -> dict[int, Entity]:
        tables: dict[type[Entity], dict[int, Entity]] = {
            Account: self.accounts,  # type: ignore[dict-item]
            Contract: self.contracts,  # type: ignore[dict-item]
            OrderStrategy: self.strategies,  # type: ignore[dict-item]
            OrderStrategyLink: self.links,  # type: ignore[dict-item]
            Order: self.orders,  # type: ignore[dict-item]
            OrderVersion: self.versions,  # type: ignore[dict-item]
            Fill: self.fills,  # type: ignore[dict-item]
            Position: self.positions,  # type: ignore[dict-item]
        }
        return tables[type(entity)]


Answer = Delivery | Callable[[bytes], Awaitable[Delivery]]


class FakeLine:
    """The Line port; `on_start` answers starts, the other answers are plain values."""

    def __init__(self, listener: LineListener, state: FakeState) -> None:
        self.listener = listener
        self.state = state
        self.latency: float | None = 0.0121
        self.starts: list[tuple[bytes, Transport]] = []
        self.cancels: list[CancelOrder] = []
        self.liquidations: list[LiquidatePosition] = []
        self.on_start: Answer = Delivery(left=True, detail="nobody answers")
        self.on_cancel = Delivery(True, 200, b'{"commandId":1}')
        self.on_liquidate = Delivery(True, 200, b'{"orderId":1}')
        self.instruments: dict[str, Instrument] = {}
        self.names: tuple[str, ...] = ()
        self.listed: tuple[OrderStrategy, ...] | UserFacingError = ()
        self.lists_asked = 0
        self.watched: list[str] = []
        self.quote_trouble = ""
        self.contracts_asked: list[int] = []
        self.closed = False
        self.on_write: Callable[[], None] = lambda: None
        self.defect: Exception | None = None  # what `suggest` raises
        self.ends: list[str] = []
        self.gate = asyncio.Event()  # what look-ups wait for
        self.gate.set()
        self.slow: dict[str, asyncio.Event] = {}  # what single symbols' calls wait for

    def change(self, *entities: Entity) -> None:
        """Bring entities in and tell of it."""
        self.state.put(*entities)
        self.listener.state_changed()

    def quote(self, quote: Quote) -> None:
        """Bring a quote in."""
        self.listener.quote_changed(quote)

    def go_down(self, reason: str = "The broker closed the connection.") -> None:
        """Lose the socket."""
        self.state.synchronised = False
        self.listener.line_down(reason)

    def come_up(self) -> None:
        """Have a fresh snapshot."""
        self.state.synchronised = True
        self.listener.line_up()

    async def start_strategy(self, body: bytes, transport: Transport) -> Delivery:
        self.starts.append((body, transport))
        self.on_write()
        if isinstance(self.on_start, Delivery):
            if self.on_start.left:  # where nothing can leave, the line says so at once
                await asyncio.sleep(0)
            return self.on_start
        return await self.on_start(body)

    async def interrupt_strategy(self, request: InterruptOrderStrategy) -> Delivery:
        raise NotImplementedError

    async def cancel_order(self, request: CancelOrder) -> Delivery:
        self.cancels.append(request)
        await asyncio.sleep(0)
        return self.on_cancel

    async def liquidate_position(self, request: LiquidatePosition) -> Delivery:
        self.liquidations.append(request)
        await asyncio.sleep(0)
        return self.on_liquidate

    async def suggest(self, text: str) -> tuple[str, ...]:
        names = self.names
        if self.defect is not None:
            raise self.defect
        await self.gate.wait()
        if not names:
            raise UserFacingError("No contract begins like that.")
        return tuple(name for name in names if name.startswith(text.upper()))

    async def instrument(self, symbol: str) -> Instrument:
        await self.gate.wait()
        await self.slow.get(symbol, self.gate).wait()
        await asyncio.sleep(0)
        if symbol not in self.instruments:
            raise UserFacingError(f"The broker knows no contract {symbol}.")
        return self.instruments[symbol]

    async def contract(self, contract_id: int) -> Contract:
        self.contracts_asked.append(contract_id)
        await asyncio.sleep(0)
        for instrument in self.instruments.values():
            if instrument.contract_id == contract_id:
                return Contract(id=contract_id, name=instrument.symbol, contract_maturity_id=1)
        raise UserFacingError("There is no such contract.")

    async def list_strategies(self) -> tuple[OrderStrategy, ...]:
        self.lists_asked += 1
        await asyncio.sleep(0)
        if isinstance(self.listed, UserFacingError):
            raise self.listed
        return self.listed

    async def watch_quote(self, instrument: Instrument) -> None:
        await self.slow.get(f"watch {instrument.symbol}", self.gate).wait()
        await asyncio.sleep(0)
        if self.quote_trouble:
            raise UserFacingError(self.quote_trouble)
        self.watched.append(instrument.symbol)

    async def close(self) -> None:
        await asyncio.sleep(0)
        self.ends.append("line")
        self.closed = True


class FakeGateway:
    """The Gateway port; `build` makes each new line. `trouble` is raised once where set."""

    def __init__(self, build: Callable[[Hosts, LineListener], FakeLine]) -> None:
        self._build = build
        self.lines: list[FakeLine] = []
        self.sign_ins: list[tuple[Hosts, Credentials]] = []
        self.tokens = Tokens("access-secret", "md-secret", FAR, "trader", 7)
        self.used: list[Tokens] = []
        self.sign_in_trouble: Exception | None = None
        self.connect_trouble: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.cancelled = 0
        self.calls = 0  # under way
        self.overlapped = False

    async def sign_in(self, hosts: Hosts, credentials: Credentials) -> Tokens:
        self.sign_ins.append((hosts, credentials))
        await self._wait()
        if self.sign_in_trouble is not None:
            raise self.sign_in_trouble
        return self.tokens

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: LineListener) -> FakeLine:
        self.used.append(tokens)
        await self._wait()
        if self.connect_trouble is not None:
            raise self.connect_trouble
        line = self._build(hosts, listener)
        self.lines.append(line)
        listener.line_up()  # as a line may, before connect has returned
        return line

    async def _wait(self) -> None:
        self.overlapped = self.overlapped or self.calls > 0
        self.calls += 1
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            for _ in range(3):  # closing what was half open takes its time
                await asyncio.sleep(0)
            self.cancelled += 1
            raise
        finally:
            self.calls -= 1


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

    async def start(self) -> tuple[Hosts, Credentials]:
        self.starts += 1
        self.running = True
        await self.gate.wait()
        if self.trouble:
            raise UserFacingError(self.trouble)
        return self.hosts, Credentials("practice", "throwaway")

    async def stop(self) -> None:
        await asyncio.sleep(0)
        self.stops += 1
        self.ends.append("exchange")
        self.running = False


class FakeSecrets:
    """The Secrets port in memory; `trouble` makes every call fail with this sentence."""

    def __init__(self) -> None:
        self.tokens: dict[tuple[str, str], Tokens] = {}
        self.api_secrets: dict[tuple[str, str], str] = {}
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

    async def save_api_secret(self, environment: str, host: str, secret: str) -> None:
        await self._call("save_api_secret")
        self.api_secrets[environment, host] = secret

    async def load_api_secret(self, environment: str, host: str) -> str:
        await self._call("load_api_secret")
        return self.api_secrets.get((environment, host), "")

    async def remove(self, environment: str, host: str) -> None:
        await self._call("remove")
        self.tokens.pop((environment, host), None)
        self.api_secrets.pop((environment, host), None)

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

    @property
    def ports(self) -> DeskPorts:
        """The same, as the Desk sees them."""
        return DeskPorts(self.gateway, self.practice, self.secrets, self.journal, self.settings)
