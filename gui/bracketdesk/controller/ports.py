"""What the controller needs of the rooms it must not import (broker, storage)."""

from asyncio import Future
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.intent import Intent, JournalEntry
from bracketdesk.domain.outcomes import Outcome
from bracketdesk.domain.session import Credentials, Hosts, Tokens, Transport
from bracketdesk.domain.settings import Settings
from bracketdesk.wire.entities import (
    Account,
    Contract,
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


class AccountState(Protocol):
    """The broker's entities as last heard, keyed by id; read-only for everyone but the line."""

    @property
    def synchronised(self) -> bool:
        """Whether a snapshot stands behind it and the socket is up."""
        ...

    @property
    def accounts(self) -> Mapping[int, Account]: ...
    @property
    def contracts(self) -> Mapping[int, Contract]: ...
    @property
    def strategies(self) -> Mapping[int, OrderStrategy]: ...
    @property
    def links(self) -> Mapping[int, OrderStrategyLink]: ...
    @property
    def orders(self) -> Mapping[int, Order]: ...
    @property
    def versions(self) -> Mapping[int, OrderVersion]: ...
    @property
    def fills(self) -> Mapping[int, Fill]: ...
    @property
    def positions(self) -> Mapping[int, Position]: ...


class LineListener(Protocol):
    """Told by a line, always on the loop."""

    def line_up(self) -> None:
        """The user socket is authorised and the snapshot is in."""
        ...

    def line_down(self, reason: str) -> None:
        """The user socket is gone; the line tries again by itself until closed."""
        ...

    def state_changed(self) -> None:
        """Entities changed; called at most once per loop turn."""
        ...

    def quote_changed(self, quote: Quote) -> None:
        """The watched contract's quote, merged: every entry ever seen is in it."""
        ...


class Line(Protocol):
    """A signed-in connection to one environment: REST, user socket, market-data socket."""

    @property
    def state(self) -> AccountState: ...
    @property
    def latency(self) -> float | None:
        """Seconds of the last socket round trip."""
        ...

    def start_strategy(self, body: bytes, transport: Transport) -> Awaitable[Delivery]:
        """Write one start, once. Never raises for what the wire does; never sends twice.

        Wherever the transport allows it, it is written when this returns. Awaited, it answers
        after 5 s at the latest.
        """
        ...

    async def interrupt_strategy(self, request: InterruptOrderStrategy) -> Delivery: ...
    async def cancel_order(self, request: CancelOrder) -> Delivery: ...
    async def liquidate_position(self, request: LiquidatePosition) -> Delivery: ...

    async def suggest(self, text: str) -> tuple[str, ...]:
        """Names of contracts that begin with `text`, nearest first; raises UserFacingError."""
        ...

    async def instrument(self, symbol: str) -> Instrument:
        """Contract, maturity and product in one; raises UserFacingError where there is none."""
        ...

    async def contract(self, contract_id: int) -> Contract:
        """One contract; raises UserFacingError."""
        ...

    async def list_strategies(self) -> tuple[OrderStrategy, ...]:
        """orderStrategy/list, which may be truncated (protocol.md 1.7); raises UserFacingError."""
        ...

    async def watch_quote(self, instrument: Instrument) -> None:
        """Subscribe, instead of what was watched before; raises UserFacingError when refused."""
        ...

    async def close(self) -> None:
        """Close sockets and REST; idempotent."""
        ...


class Gateway(Protocol):
    """The way to a broker.

    Both calls refuse, with a UserFacingError, addresses that are neither https/wss nor http/ws on
    loopback: a person types Custom's, and settings are a file.
    """

    async def sign_in(self, hosts: Hosts, credentials: Credentials) -> Tokens:
        """One accesstokenrequest, never repeated; raises UserFacingError with the cause."""
        ...

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: LineListener) -> Line:
        """Open the line; returns once it is synchronised; raises UserFacingError.

        Raises `TokenRefused` (a UserFacingError of domain.problems) where the token is no good.
        """
        ...


class PracticeExchange(Protocol):
    """The embedded exchange's process."""

    async def start(self) -> tuple[Hosts, Credentials]:
        """Start it, or return what the running one announced; raises UserFacingError."""
        ...

    async def stop(self) -> None:
        """End it; idempotent."""
        ...


class Secrets(Protocol):
    """The OS keyring. Every call raises `SecretsUnavailable` (a UserFacingError) on trouble."""

    async def load(self, environment: str, host: str) -> Tokens | None: ...
    async def save(self, environment: str, host: str, tokens: Tokens) -> None: ...
    async def save_api_secret(self, environment: str, host: str, secret: str) -> None: ...
    async def load_api_secret(self, environment: str, host: str) -> str: ...
    async def remove(self, environment: str, host: str) -> None: ...


class Journal(Protocol):
    """The record, written in the order of the calls. Awaited, a `record` is on disk."""

    def record(self, intent: Intent) -> "Future[None]":
        """Commit an intent; raises UserFacingError where it cannot (then nothing is sent).

        The future is mostly done when this returns: a quick disk is waited for.
        """
        ...

    def settle(self, uuid: str, outcome: Outcome, seconds: float | None) -> Awaitable[None]:
        """Append a transition; raises IllegalMove for one the table forbids."""
        ...

    async def recent(self, limit: int) -> tuple[JournalEntry, ...]:
        """Newest first."""
        ...

    async def unsettled(self) -> tuple[JournalEntry, ...]:
        """Every intent that is Recorded or Unknown, oldest first."""
        ...

    async def close(self) -> None: ...


class SettingsStore(Protocol):
    """Where settings live between runs."""

    def load(self) -> Settings: ...
    def save(self, settings: Settings) -> None:
        """Keep them; written off the loop."""
        ...


@dataclass(frozen=True, slots=True)
class DeskPorts:
    """Everything the desk is given of the other rooms."""

    gateway: Gateway
    practice: PracticeExchange
    secrets: Secrets
    journal: Journal
    settings: SettingsStore
