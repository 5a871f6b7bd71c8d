"""A line without a broker: a state the test fills, and every request remembered."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from tests.support.fake_trainer import FakeTrainer

from bracketdesk.controller.ports import LineListener
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.problems import UnknownContract, UserFacingError
from bracketdesk.domain.session import Difference, LineDown, LineFigures, Tokens, Transport
from bracketdesk.wire import codec
from bracketdesk.wire.accounts import MarginSnapshot, UserAccountAutoLiq
from bracketdesk.wire.entities import (
    Account,
    AccountRiskStatus,
    CashBalance,
    Command,
    CommandReport,
    Contract,
    Entity,
    ExecutionReport,
    Fill,
    FillFee,
    FillPair,
    Order,
    OrderStrategy,
    OrderStrategyLink,
    OrderVersion,
    Position,
)
from bracketdesk.wire.messages import Quote

BROKEN = LineDown("The broker closed the connection.", retry_in=5.0)


@dataclass
class FakeState:
    """The AccountState port as plain dictionaries."""

    synchronised: bool = True
    changes: int = 0
    accounts: dict[int, Account] = field(default_factory=dict)
    contracts: dict[int, Contract] = field(default_factory=dict)
    strategies: dict[int, OrderStrategy] = field(default_factory=dict)
    links: dict[int, OrderStrategyLink] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    versions: dict[int, OrderVersion] = field(default_factory=dict)
    fills: dict[int, Fill] = field(default_factory=dict)
    positions: dict[int, Position] = field(default_factory=dict)
    risk_statuses: dict[int, AccountRiskStatus] = field(default_factory=dict)
    cash_balances: dict[int, CashBalance] = field(default_factory=dict)
    commands: dict[int, Command] = field(default_factory=dict)
    command_reports: dict[int, CommandReport] = field(default_factory=dict)
    execution_reports: dict[int, ExecutionReport] = field(default_factory=dict)
    fill_fees: dict[int, FillFee] = field(default_factory=dict)
    fill_pairs: dict[int, FillPair] = field(default_factory=dict)
    margins: dict[int, MarginSnapshot] = field(default_factory=dict)
    auto_liqs: dict[int, UserAccountAutoLiq] = field(default_factory=dict)

    def put(self, *entities: Entity) -> None:
        """Take entities as a props event brings them."""
        self.changes += 1
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
            AccountRiskStatus: self.risk_statuses,  # type: ignore[dict-item]
            CashBalance: self.cash_balances,  # type: ignore[dict-item]
            Command: self.commands,  # type: ignore[dict-item]
            CommandReport: self.command_reports,  # type: ignore[dict-item]
            ExecutionReport: self.execution_reports,  # type: ignore[dict-item]
            FillFee: self.fill_fees,  # type: ignore[dict-item]
            FillPair: self.fill_pairs,  # type: ignore[dict-item]
            MarginSnapshot: self.margins,  # type: ignore[dict-item]
            UserAccountAutoLiq: self.auto_liqs,  # type: ignore[dict-item]
        }
        return tables[type(entity)]


Answer = Delivery | Callable[[bytes], Awaitable[Delivery]]


class FakeLine:
    """The Line port; `on_start` answers starts, the other answers are plain values."""

    def __init__(self, listener: LineListener, state: FakeState) -> None:
        self.listener = listener
        self.state = state
        self.trainer = FakeTrainer()
        self.latency: float | None = 0.0121
        self.unheard = 0.0
        self.figures = LineFigures(1, 2.51, 40, 0, 1)
        self.on_renew: Tokens | Callable[[], Tokens] | Exception = UserFacingError(
            "Nobody answers."
        )
        self.renewals = 0
        self.renew_gate = asyncio.Event()  # what renewals wait for
        self.renew_gate.set()
        self.probes = 0
        self.tries = 0
        self.starts: list[tuple[bytes, Transport]] = []
        self.acts: list[tuple[Act, dict[str, Any]]] = []
        self.ways: list[Transport] = []  # of the acts
        self.on_start: Answer = Delivery(left=True, detail="nobody answers")
        self.on_act: dict[Act, Answer] = {
            Act.CANCEL: Delivery(True, 200, b'{"commandId":1}'),
            Act.LIQUIDATE: Delivery(True, 200, b'{"orderId":1}'),
            Act.MODIFY: Delivery(True, 200, b'{"commandId":1}'),
            Act.INTERRUPT: Delivery(True, 200, b"{}"),
            Act.PLACE: Delivery(True, 200, b'{"orderId":7001}'),
            Act.PLACE_OCO: Delivery(True, 200, b'{"orderId":7001,"ocoId":7002}'),
        }
        self.instruments: dict[str, Instrument] = {}
        self.names: tuple[str, ...] = ()
        self.listed: tuple[OrderStrategy, ...] | UserFacingError = ()
        self.lists_asked = 0
        self.list_gate = asyncio.Event()  # what lists wait for
        self.list_gate.set()
        self.watched: list[str] = []
        self.also_watched: tuple[str, ...] = ()
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

    def go_down(self, down: LineDown = BROKEN) -> None:
        """Lose the socket."""
        self.state.synchronised = False
        self.listener.line_down(down)

    def come_up(self, *differences: Difference) -> None:
        """Have a fresh snapshot."""
        self.listener.line_connecting()
        self.listener.line_synchronising()
        self.state.synchronised = True
        self.listener.line_up(differences)

    async def renew(self) -> Tokens:
        self.renewals += 1
        await self.renew_gate.wait()
        await asyncio.sleep(0)
        if isinstance(self.on_renew, Exception):
            raise self.on_renew
        return self.on_renew if isinstance(self.on_renew, Tokens) else self.on_renew()

    def probe(self) -> None:
        self.probes += 1

    def try_now(self) -> None:
        self.tries += 1

    async def start_strategy(self, body: bytes, transport: Transport) -> Delivery:
        self.starts.append((body, transport))
        self.on_write()
        if isinstance(self.on_start, Delivery):
            if self.on_start.left:  # where nothing can leave, the line says so at once
                await asyncio.sleep(0)
            return self.on_start
        return await self.on_start(body)

    async def carry_out(self, act: Act, body: bytes, transport: Transport) -> Delivery:
        self.acts.append((act, codec.decode(body, dict[str, Any])))
        self.ways.append(transport)
        await asyncio.sleep(0)
        answer = self.on_act[act]
        return answer if isinstance(answer, Delivery) else await answer(body)

    def acted(self, act: Act) -> list[dict[str, Any]]:
        """The bodies of what was sent of one act."""
        return [body for done, body in self.acts if done is act]

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
            raise UnknownContract(f"The broker knows no contract {symbol}.")
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
        await self.list_gate.wait()
        await asyncio.sleep(0)
        if isinstance(self.listed, UserFacingError):
            raise self.listed
        return self.listed

    async def watch_quote(self, instrument: Instrument | None) -> None:
        symbol = instrument.symbol if instrument else ""
        self.watched.append(symbol)
        await self.slow.get(f"watch {symbol}", self.gate).wait()
        await asyncio.sleep(0)
        if symbol and self.quote_trouble:
            raise UserFacingError(self.quote_trouble)

    def watch_also(self, instruments: Collection[Instrument]) -> None:
        self.also_watched = tuple(instrument.symbol for instrument in instruments)

    async def close(self) -> None:
        await asyncio.sleep(0)
        self.ends.append("line")
        self.closed = True
