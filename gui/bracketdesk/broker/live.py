"""The account's entities as last heard: a snapshot, then every event (protocol.md 3.5 to 3.8)."""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

import msgspec

from bracketdesk.broker import reading
from bracketdesk.wire import codec
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
from bracketdesk.wire.enums import EventType

log = logging.getLogger(__name__)

E = TypeVar("E", bound=Entity)

KINDS: dict[str, type[Entity]] = {
    "account": Account,
    "contract": Contract,
    "order": Order,
    "orderVersion": OrderVersion,
    "fill": Fill,
    "position": Position,
    "orderStrategy": OrderStrategy,
    "orderStrategyLink": OrderStrategyLink,
}
"""The entity types that are asked for and kept."""

_SNAPSHOT_FIELDS = {
    "accounts": "account",
    "contracts": "contract",
    "orders": "order",
    "orderVersions": "orderVersion",
    "fills": "fill",
    "positions": "position",
    "orderStrategies": "orderStrategy",
    "orderStrategyLinks": "orderStrategyLink",
}

_Table = dict[int, Entity]


class _Props(msgspec.Struct, frozen=True, rename="camel"):
    entity_type: str
    event_type: EventType
    entity: msgspec.Raw


class _Identified(msgspec.Struct, frozen=True):
    """All that is promised of a deleted entity."""

    id: int


class LiveState:
    """The AccountState port. Last write wins; there is no replay and no sequence number."""

    def __init__(self) -> None:
        self.synchronised = False
        self._tables: dict[str, _Table] = {kind: {} for kind in KINDS}
        self._staged: list[bytes] | None = []
        self._complained: set[str] = set()

    @property
    def accounts(self) -> Mapping[int, Account]:
        """Accounts by id."""
        return self._table("account", Account)

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
    def fills(self) -> Mapping[int, Fill]:
        """Fills by id."""
        return self._table("fill", Fill)

    @property
    def positions(self) -> Mapping[int, Position]:
        """Positions by id."""
        return self._table("position", Position)

    def await_snapshot(self) -> None:
        """From now on events are kept aside until a snapshot is loaded."""
        self.synchronised = False
        self._staged = []

    def load(self, snapshot: bytes, accounts: Mapping[int, Account]) -> bool:
        """Take a snapshot in place of everything, then what was kept aside.

        `accounts` are known otherwise and stay where the snapshot leaves them out. Returns False,
        and changes nothing, where it holds no entity at all; raises ValueError on garbage.
        """
        tables = self._read_snapshot(snapshot)
        if not any(tables.values()):
            return False
        tables["account"] = {**accounts, **tables["account"]}
        self._tables = tables
        staged, self._staged = self._staged or [], None
        for event in staged:
            self.apply(event)
        self.synchronised = True
        return True

    def apply(self, event: bytes) -> bool:
        """Take the data of a props event; returns whether an entity changed."""
        if self._staged is not None:
            self._staged.append(event)
            return False
        try:
            props = codec.decode(event, _Props)
        except ValueError:
            self._complain("props", "an event that cannot be read")
            return False
        kind = KINDS.get(props.entity_type)
        if kind is None:
            self._complain(props.entity_type, "an entity type this version does not keep")
            return False
        if props.event_type is EventType.DELETED:
            return self._delete(props.entity_type, _rows(props.entity))
        return self._write(props.entity_type, kind, _rows(props.entity))

    def _write(self, name: str, kind: type[Entity], rows: list[msgspec.Raw]) -> bool:
        found, unreadable = reading.read_each(rows, kind)
        if unreadable:
            self._complain(name, "an entity that cannot be read")
        self._tables[name].update((entity.id, entity) for entity in found)
        return bool(found)

    def _delete(self, name: str, rows: list[msgspec.Raw]) -> bool:
        found, _ = reading.read_each(rows, _Identified)
        table = self._tables[name]
        gone = table.keys() & {entity.id for entity in found}
        for number in gone:
            del table[number]
        return bool(gone)

    def _read_snapshot(self, snapshot: bytes) -> dict[str, _Table]:
        tables: dict[str, _Table] = {kind: {} for kind in KINDS}
        for field, raw in codec.decode(snapshot, dict[str, msgspec.Raw]).items():
            name = _SNAPSHOT_FIELDS.get(field)
            if name is None:
                continue
            found, unreadable = reading.read_each(_rows(raw), KINDS[name])
            if unreadable:
                self._complain(name, "an entity that cannot be read")
            tables[name] = {entity.id: entity for entity in found}
        return tables

    def _table(self, name: str, _: type[E]) -> Mapping[int, E]:
        return MappingProxyType(self._tables[name])  # type: ignore[arg-type]  # KINDS says so

    def _complain(self, name: str, what: str) -> None:
        if name not in self._complained:
            self._complained.add(name)
            log.info("The broker sent %s (%.64s); such are ignored.", what, name)


def _rows(raw: msgspec.Raw) -> list[msgspec.Raw]:
    """One object or an array of them (protocol.md 3.5)."""
    try:
        return codec.decode(bytes(raw), list[msgspec.Raw])
    except ValueError:
        return [raw]
