"""The account's entities as last heard: a snapshot, then every event (protocol.md 3.5 to 3.8).

There is no replay and no sequence number, so events may repeat and overtake each other: of two
states of one entity the later one holds (`precedence.py`), and what was deleted stays deleted until
a snapshot. A snapshot takes the place of everything, whatever was heard before it.
"""

import logging
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from bracketdesk.broker import reading
from bracketdesk.broker.precedence import PRECEDENCE, overtaken
from bracketdesk.domain.session import Difference
from bracketdesk.wire import codec
from bracketdesk.wire.accounts import MarginSnapshot, UserAccountAutoLiq
from bracketdesk.wire.entities import (
    ENTITY_TYPES,
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
from bracketdesk.wire.enums import EventType

log = logging.getLogger(__name__)

E = TypeVar("E", bound=Entity)

_SNAPSHOT_FIELDS = {
    "accounts": "account",
    "accountRiskStatuses": "accountRiskStatus",
    "cashBalances": "cashBalance",
    "contracts": "contract",
    "orders": "order",
    "orderVersions": "orderVersion",
    "commands": "command",
    "commandReports": "commandReport",
    "executionReports": "executionReport",
    "fills": "fill",
    "fillFees": "fillFee",
    "fillPairs": "fillPair",
    "positions": "position",
    "marginSnapshots": "marginSnapshot",
    "userAccountAutoLiqs": "userAccountAutoLiq",
    "orderStrategies": "orderStrategy",
    "orderStrategyLinks": "orderStrategyLink",
}

KINDS = {kind: ENTITY_TYPES[kind] for kind in _SNAPSHOT_FIELDS.values()}
"""The entity types that are asked for and kept."""

_SHARED = frozenset({"contract"})
"""Kinds that belong to no account: a snapshot of nothing else tells nothing of any."""

_Table = dict[int, Entity]
_Tables = dict[str, _Table]


class _Props(msgspec.Struct, frozen=True, rename="camel"):
    entity_type: str
    event_type: EventType
    entity: msgspec.Raw


class _Identified(msgspec.Struct, frozen=True):
    """All that is promised of a deleted entity."""

    id: int


_props = msgspec.json.Decoder(_Props)

# One object or an array of them (protocol.md 3.5).
_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(kind | list[kind])  # type: ignore[valid-type]
    for name, kind in KINDS.items()
}


class LiveState:
    """The AccountState port."""

    def __init__(self) -> None:
        self.synchronised = False
        self.changes = 0
        self._tables: _Tables = {kind: {} for kind in KINDS}
        self._deleted: dict[str, set[int]] = {kind: set() for kind in KINDS}
        self._staged: list[bytes] | None = []
        self._loaded = False
        self._complained: set[str] = set()

    @property
    def accounts(self) -> Mapping[int, Account]:
        """Accounts by id."""
        return self._table("account", Account)

    @property
    def risk_statuses(self) -> Mapping[int, AccountRiskStatus]:
        """What risk management allows, by the account's id."""
        return self._table("accountRiskStatus", AccountRiskStatus)

    @property
    def cash_balances(self) -> Mapping[int, CashBalance]:
        """Cash balances by their own id."""
        return self._table("cashBalance", CashBalance)

    @property
    def contracts(self) -> Mapping[int, Contract]:
        """Contracts by id."""
        return self._table("contract", Contract)

    @property
    def strategies(self) -> Mapping[int, OrderStrategy]:
        """Order strategies by id."""
        return self._table("orderStrategy", OrderStrategy)

    @property
    def links(self) -> Mapping[int, OrderStrategyLink]:
        """Links of strategies to orders by the link's own id."""
        return self._table("orderStrategyLink", OrderStrategyLink)

    @property
    def orders(self) -> Mapping[int, Order]:
        """Orders by id."""
        return self._table("order", Order)

    @property
    def versions(self) -> Mapping[int, OrderVersion]:
        """Order versions by the version's own id."""
        return self._table("orderVersion", OrderVersion)

    @property
    def commands(self) -> Mapping[int, Command]:
        """Commands by id."""
        return self._table("command", Command)

    @property
    def command_reports(self) -> Mapping[int, CommandReport]:
        """Command reports by the report's own id."""
        return self._table("commandReport", CommandReport)

    @property
    def execution_reports(self) -> Mapping[int, ExecutionReport]:
        """Execution reports by the report's own id."""
        return self._table("executionReport", ExecutionReport)

    @property
    def fills(self) -> Mapping[int, Fill]:
        """Fills by id."""
        return self._table("fill", Fill)

    @property
    def fill_fees(self) -> Mapping[int, FillFee]:
        """What fills cost, by the fill's id."""
        return self._table("fillFee", FillFee)

    @property
    def fill_pairs(self) -> Mapping[int, FillPair]:
        """Fills that closed one another, by the pair's own id."""
        return self._table("fillPair", FillPair)

    @property
    def margins(self) -> Mapping[int, MarginSnapshot]:
        """Margins, by the account's id."""
        return self._table("marginSnapshot", MarginSnapshot)

    @property
    def auto_liqs(self) -> Mapping[int, UserAccountAutoLiq]:
        """When the risk desk acts by itself, by the account's id."""
        return self._table("userAccountAutoLiq", UserAccountAutoLiq)

    @property
    def positions(self) -> Mapping[int, Position]:
        """Positions by id."""
        return self._table("position", Position)

    def await_snapshot(self) -> None:
        """From now on events are kept aside until a snapshot is loaded."""
        self.synchronised = False
        self._staged = []

    def load(
        self, snapshot: bytes, accounts: Mapping[int, Account]
    ) -> tuple[Difference, ...] | None:
        """Take a snapshot in place of everything, then what was kept aside.

        `accounts` are known otherwise and stay where the snapshot leaves them out. Returns what is
        otherwise than last heard, nothing the first time; None, having changed nothing, where the
        snapshot tells of no account; raises ValueError on garbage.
        """
        tables = self._read_snapshot(snapshot)
        if not any(table for kind, table in tables.items() if kind not in _SHARED):
            return None
        tables["account"] = {**accounts, **tables["account"]}
        before, self._tables = self._tables, tables
        self.changes += 1
        self._deleted = {kind: set() for kind in KINDS}
        staged, self._staged = self._staged or [], None
        for event in staged:
            self.apply(event)
        differences = tuple(_differences(before, tables)) if self._loaded else ()
        self.synchronised = self._loaded = True
        return differences

    def apply(self, event: bytes) -> bool:
        """Take the data of a props event; returns whether an entity changed."""
        if self._staged is not None:
            self._staged.append(event)
            return False
        try:
            props = _props.decode(event)
        except ValueError:
            self._complain("props", "an event that cannot be read")
            return False
        if props.entity_type not in KINDS:
            self._complain(props.entity_type, "an entity type this version does not keep")
            return False
        if props.event_type is EventType.DELETED:
            return self._delete(props.entity_type, props.entity)
        return self._write(props.entity_type, self._read(props.entity_type, props.entity))

    def _write(self, name: str, entities: Iterable[Entity]) -> bool:
        table, deleted, precedence = self._tables[name], self._deleted[name], PRECEDENCE.get(name)
        changed = False
        for entity in entities:
            known = table.get(entity.id)
            if known == entity or entity.id in deleted:
                continue
            if known and precedence and overtaken(precedence, entity, known):
                continue
            table[entity.id] = entity
            changed = True
        self.changes += changed
        return changed

    def _delete(self, name: str, raw: msgspec.Raw) -> bool:
        found, _ = reading.read_each(_rows(raw), _Identified)
        numbers = {entity.id for entity in found}
        self._deleted[name] |= numbers
        table = self._tables[name]
        gone = table.keys() & numbers
        for number in gone:
            del table[number]
        self.changes += bool(gone)
        return bool(gone)

    def _read_snapshot(self, snapshot: bytes) -> _Tables:
        tables: _Tables = {kind: {} for kind in KINDS}
        for field, raw in codec.decode(snapshot, dict[str, msgspec.Raw]).items():
            if name := _SNAPSHOT_FIELDS.get(field):
                tables[name] = {entity.id: entity for entity in self._read(name, raw)}
        return tables

    def _read(self, name: str, raw: msgspec.Raw) -> Iterable[Entity]:
        """All at once; one by one only where something in there cannot be read."""
        try:
            found = _decoders[name].decode(raw)
        except ValueError:
            found, unreadable = reading.read_each(_rows(raw), KINDS[name])
            if unreadable:
                self._complain(name, "an entity that cannot be read")
        return found if isinstance(found, list) else (found,)

    def _table(self, name: str, _: type[E]) -> Mapping[int, E]:
        return MappingProxyType(self._tables[name])  # type: ignore[arg-type]  # KINDS says so

    def _complain(self, name: str, what: str) -> None:
        if name not in self._complained:
            self._complained.add(name)
            log.info("The broker sent %s (%.64s); such are ignored.", what, name)


def _differences(before: _Tables, after: _Tables) -> Iterable[Difference]:
    for kind in KINDS:
        old, new = before[kind], after[kind]
        for number, entity in new.items():
            if number not in old:
                yield Difference(kind, number, "new")
            elif old[number] != entity:
                yield Difference(kind, number, "changed")
        for number in old.keys() - new.keys():
            yield Difference(kind, number, "gone")


def _rows(raw: msgspec.Raw) -> list[msgspec.Raw]:
    """One object or an array of them, unread."""
    try:
        return codec.decode(bytes(raw), list[msgspec.Raw])
    except ValueError:
        return [raw]
