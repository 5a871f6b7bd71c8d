"""What the controller needs of the rooms it must not import (broker, storage)."""

from asyncio import Future
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Protocol

from bracketdesk.controller.trainer import Trainer
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act, Instruction, InstructionEntry
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.intent import Intent, JournalEntry, Reversal
from bracketdesk.domain.outcomes import Outcome
from bracketdesk.domain.session import (
    Credentials,
    Difference,
    Environment,
    Hosts,
    LineDown,
    LineFigures,
    OAuthApp,
    Tokens,
    Transport,
    Usage,
)
from bracketdesk.domain.settings import Settings
from bracketdesk.wire.accounts import MarginSnapshot, UserAccountAutoLiq
from bracketdesk.wire.entities import (
    Account,
    AccountRiskStatus,
    CashBalance,
    Command,
    CommandReport,
    Contract,
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


class AccountState(Protocol):
    """The broker's entities as last heard, keyed by id; read-only for everyone but the line."""

    @property
    def synchronised(self) -> bool:
        """Whether a snapshot stands behind it and the socket is up."""
        ...

    @property
    def changes(self) -> int:
        """Grows with whatever changes in it: where it is the same, all else is."""
        ...

    @property
    def accounts(self) -> Mapping[int, Account]: ...
    @property
    def risk_statuses(self) -> Mapping[int, AccountRiskStatus]: ...
    @property
    def cash_balances(self) -> Mapping[int, CashBalance]: ...
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
    def commands(self) -> Mapping[int, Command]: ...
    @property
    def command_reports(self) -> Mapping[int, CommandReport]: ...
    @property
    def execution_reports(self) -> Mapping[int, ExecutionReport]: ...
    @property
    def fills(self) -> Mapping[int, Fill]: ...
    @property
    def fill_fees(self) -> Mapping[int, FillFee]: ...
    @property
    def fill_pairs(self) -> Mapping[int, FillPair]: ...
    @property
    def positions(self) -> Mapping[int, Position]: ...
    @property
    def margins(self) -> Mapping[int, MarginSnapshot]: ...
    @property
    def auto_liqs(self) -> Mapping[int, UserAccountAutoLiq]: ...


class LineListener(Protocol):
    """Told by a line, always on the loop; from the first attempt on, while `connect` is awaited."""

    def line_connecting(self) -> None:
        """An attempt begins: the first, or another after `line_down`."""
        ...

    def line_synchronising(self) -> None:
        """The user socket is authorised; the snapshot is asked for."""
        ...

    def line_up(self, differences: tuple[Difference, ...]) -> None:
        """The snapshot is in; `differences` to what was last heard, none the first time."""
        ...

    def line_down(self, down: LineDown) -> None:
        """The user socket is gone, or an attempt to come back failed."""
        ...

    def frozen(self, seconds: float) -> None:
        """The broker wants silence (423, 429): the host's freeze began or was prolonged."""
        ...

    def state_changed(self) -> None:
        """Entities changed; called at most once per loop turn."""
        ...

    def quote_changed(self, quote: Quote) -> None:
        """A watched contract's quote, merged: every entry ever seen is in it."""
        ...

    def quote_trouble(self, text: str) -> None:
        """Why there are no quotes now, in one sentence; empty once nothing stands in their way."""
        ...


class Line(Protocol):
    """A signed-in connection to one environment: REST, user socket, market-data socket."""

    @property
    def state(self) -> AccountState: ...
    @property
    def latency(self) -> float | None:
        """Seconds of the last socket round trip."""
        ...

    @property
    def unheard(self) -> float: ...  # seconds since the user socket brought anything
    @property
    def figures(self) -> LineFigures:
        """What diagnostics show of it."""
        ...

    @property
    def trainer(self) -> Trainer: ...

    async def renew(self) -> Tokens:
        """One renewaccesstoken; what it yields is used from now on by REST and by new sockets.

        Raises TokenRefused where the broker no longer takes the token, MustWait or Frozen where it
        wants silence, and UserFacingError where another try may help. Never repeated in here.
        """
        ...

    def probe(self) -> None:
        """Find out now whether the sockets still live: the machine slept, the clock jumped."""
        ...

    def try_now(self) -> None: ...  # ends the line's own wait for its next attempt

    def start_strategy(self, body: bytes, transport: Transport) -> Awaitable[Delivery]:
        """Write one start, once. Never raises for what the wire does; never sends twice.

        Wherever the transport allows it, it is written when this returns. Awaited, it answers
        after 5 s at the latest; an answer that comes later still is in the delivery's `late`.
        """
        ...

    async def carry_out(self, act: Act, body: bytes, transport: Transport) -> Delivery:
        """Write one instruction, once; in a freeze too. Never raises for what the wire does.

        By the chosen transport; by the other only where the first provably took none of it.
        """
        ...

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

    async def watch_quote(self, instrument: Instrument | None) -> None:
        """Subscribe, instead of what was watched, or unsubscribe; UserFacingError where refused.

        What is watched stays so: it is subscribed again whenever its socket comes back.
        """
        ...

    def watch_also(self, instruments: Collection[Instrument]) -> None:
        """Subscribe to these besides, instead of those before; a refusal leaves no quotes."""
        ...

    async def close(self) -> None:
        """Close sockets and REST; idempotent."""
        ...


class Gateway(Protocol):
    """The way to a broker.

    All calls refuse, with a UserFacingError, addresses that are neither https/wss nor http/ws on
    loopback: a person types Custom's, and settings are a file. While a host is frozen they raise
    Frozen without sending a byte.
    """

    async def sign_in(self, hosts: Hosts, credentials: Credentials, ticket: str = "") -> Tokens:
        """One accesstokenrequest, never repeated; `ticket` is the penalty ticket of the last one.

        Raises SignInRefused where it counts as a failed login, MustWait with a ticket for a
        penalty and without one for a captcha, Frozen, else UserFacingError with the cause.
        """
        ...

    async def sign_in_by_browser(
        self, hosts: Hosts, app: OAuthApp, browse: Callable[[str], None]
    ) -> Tokens:
        """OAuth by authorisation code with PKCE: `browse` opens the page in the system's browser.

        Waits for the browser's return to loopback until cancelled or for five minutes; raises as
        `sign_in` does.
        """
        ...

    def usage(self, hosts: Hosts) -> Usage:
        """This run's own requests to a host."""
        ...

    def frozen_for(self, hosts: Hosts) -> float:
        """Seconds a host stays frozen; 0 where it is not."""
        ...

    def freeze(self, hosts: Hosts, seconds: float) -> None:
        """Keep silent to a host: a freeze known from an earlier run."""
        ...

    async def connect(self, hosts: Hosts, tokens: Tokens, listener: LineListener) -> Line:
        """Open the line; returns once it is synchronised; raises UserFacingError.

        Raises `TokenRefused` (a UserFacingError of domain.problems) where the token is no good.
        """
        ...


class PracticeExchange(Protocol):
    """The embedded exchange's process; each one has a password of its own."""

    async def start(self) -> tuple[Hosts, Credentials]:
        """Start it, or return what the running one announced; raises UserFacingError."""
        ...

    async def ended(self) -> None: ...  # returns once it has; at once where none runs
    async def stop(self) -> None:
        """End it; idempotent."""
        ...


class Secrets(Protocol):
    """The OS keyring. Every call raises `SecretsUnavailable` (a UserFacingError) on trouble."""

    async def load(self, environment: str, host: str) -> Tokens | None: ...
    async def save(self, environment: str, host: str, tokens: Tokens) -> None: ...
    async def load_sign_in(self, environment: str, host: str) -> Credentials:
        """What is kept of the last sign-in; what is not kept is empty."""
        ...

    async def save_sign_in(self, environment: str, host: str, who: Credentials) -> None:
        """Keep name, app id, cid and secret; the password only where `remember` is set, and one
        that is kept is removed where it is not."""
        ...

    async def remove_tokens(self, environment: str, host: str) -> None:
        """Remove the tokens and their expiry; the sign-in stays."""
        ...

    async def remove(self, environment: str, host: str) -> None:
        """Remove everything that is kept for this host."""
        ...


class Journal(Protocol):
    """The record, written in the order of the calls. Awaited, a `record` is on disk."""

    def record(self, intent: Intent) -> "Future[None]":
        """Commit an intent; raises UserFacingError where it cannot (then nothing is sent).

        The future is mostly done when this returns: a quick disk is waited for.
        """
        ...

    def record_instruction(self, click: Instruction) -> "Future[None]":
        """Commit an instruction, as `record` does. An exit goes even where it cannot be kept."""
        ...

    def settle(self, uuid: str, outcome: Outcome, seconds: float | None) -> Awaitable[None]:
        """Append a transition; raises IllegalMove for one the table forbids."""
        ...

    # What an outcome does not hang on. In the order of the calls; neither the call nor its
    # awaitable raises, and nobody needs to await it: a failure is in the log.
    def answer(self, uuid: str, status: int | None, text: bytes, at: datetime) -> Awaitable[None]:
        """Keep an answer to a start, at most 64 KiB of it and no secret; status None: none came."""
        ...

    def evidence(self, uuid: str, text: str) -> Awaitable[None]:
        """Keep one sentence on what was seen of an intent, with the time of this call."""
        ...

    def acknowledge(self, uuid: str) -> Awaitable[None]:
        """Keep that the trader has seen the alarm of a reversal."""
        ...

    def read_back(self, uuid: str, planned: str, held: str, differences: str) -> Awaitable[None]:
        """Keep what the broker held against the ticket; no `differences`: planned = held."""
        ...

    def note_echo(self, environment: Environment, host: str, uuid: str) -> Awaitable[None]:
        """Keep that an environment gave back the uuid of a start; only the first is kept."""
        ...

    def echoed(self, environment: Environment, host: str) -> Awaitable[bool]:
        """Whether an environment was ever seen to echo our uuids; no where it is not known."""
        ...

    def note_sighting(
        self, environment: Environment, host: str, newest: datetime
    ) -> Awaitable[None]:
        """Keep the newest of the broker's times that a line has shown."""
        ...

    def last_sighting(self, environment: Environment, host: str) -> Awaitable[datetime | None]:
        """The newest time a line has shown, None where none has or it is not known."""
        ...

    async def recent(self, limit: int) -> tuple[JournalEntry, ...]:
        """Newest first."""
        ...

    async def unsettled(self) -> tuple[JournalEntry, ...]:
        """Every intent that is Recorded or Unknown, oldest first."""
        ...

    async def reversals(self) -> tuple[Reversal, ...]:
        """Those the trader has not acknowledged, oldest first."""
        ...

    async def instructions(self, limit: int) -> tuple[InstructionEntry, ...]:
        """The last instructions, newest first."""
        ...

    async def receipt(self, uuid: str, folder: Path, zone: tzinfo) -> Path:
        """Write an intent's receipt, JSON and a page, into `folder`; returns the page's place.

        Raises UserFacingError.
        """
        ...

    async def table(self, path: Path, zone: tzinfo) -> int:
        """Write every click as CSV; returns how many. Raises UserFacingError."""
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
    browse: Callable[[str], None]  # opens an address in the system's browser
