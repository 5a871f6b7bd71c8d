"""The generic queries every entity answers: item, items, list, deps, ldeps, find, suggest (2)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bracketdesk.practice.arguments import (
    Arguments,
    ById,
    ByIds,
    ByMaster,
    ByMasters,
    ByName,
    Suggestion,
    numbers,
)
from bracketdesk.practice.errors import Refused
from bracketdesk.practice.exchange import Exchange
from bracketdesk.wire.entities import Entity

Lookup = Callable[[Arguments], object]

MOST_SUGGESTIONS = 100
"""Contracts; more than are listed of any product."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How an entity may be asked for; `master` is the field that names what it depends on."""

    master: str | None
    listed: bool = True
    named: bool = False


SHAPES: Mapping[str, Shape] = {
    "user": Shape(None, named=True),
    "account": Shape("user_id", named=True),
    "accountRiskStatus": Shape("id"),
    "marginSnapshot": Shape("id"),
    "userAccountAutoLiq": Shape("id"),
    "userAccountPositionLimit": Shape("account_id", listed=False),
    "userAccountRiskParameter": Shape("user_account_position_limit_id", listed=False),
    "cashBalance": Shape("account_id"),
    "currency": Shape(None, named=True),
    "exchange": Shape(None, named=True),
    "product": Shape("exchange_id", named=True),
    "productSession": Shape("id", listed=False),
    "contractMaturity": Shape("product_id", listed=False),
    "contract": Shape("contract_maturity_id", listed=False),
    "order": Shape("account_id"),
    "orderVersion": Shape("order_id"),
    "command": Shape("order_id"),
    "commandReport": Shape("command_id"),
    "executionReport": Shape("command_id", named=True),
    "fill": Shape("order_id"),
    "fillFee": Shape("id"),
    "position": Shape("account_id"),
    "fillPair": Shape("position_id"),
    "orderStrategy": Shape("account_id"),
    "orderStrategyLink": Shape("order_strategy_id"),
    "orderStrategyType": Shape(None, named=True),
}
"""Masters and missing lists as protocol.md 2 has them; a contract's names are the exchange's.

What shares its id with its master names it by that: the account's risk status, margins and
automatic liquidation, a product's hours, a fill's fee. Contract groups come with a snapshot alone.
"""


class Lookups:
    """Answers queries from the exchange's store."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._store = exchange.store

    def table(self) -> Mapping[str, Lookup]:
        """Return every query by its name, as `order/item`."""
        return dict(self._all())

    def _all(self) -> Iterator[tuple[str, Lookup]]:
        for kind, shape in SHAPES.items():
            for operation, lookup in self._of(kind, shape):
                yield f"{kind}/{operation}", lookup
        yield "position/find", lambda given: self._find("position", given)
        yield "contract/find", self._find_contract
        yield "contract/suggest", self._suggest_contracts

    def _of(self, kind: str, shape: Shape) -> Iterator[tuple[str, Lookup]]:
        yield "item", lambda given: self._item(kind, given)
        yield "items", lambda given: self._items(kind, given)
        if shape.listed:
            yield "list", lambda given: self._store.all(kind)
        if shape.master is not None:
            master = shape.master
            yield "deps", lambda given: self._deps(kind, master, given)
            yield "ldeps", lambda given: self._ldeps(kind, master, given)
        if shape.named:
            yield "find", lambda given: self._find(kind, given)
            yield "suggest", lambda given: self._suggest(kind, given)

    def _item(self, kind: str, given: Arguments) -> Entity:
        wanted = given.read(ById).id
        return _found(self._store.get(kind, wanted), f"{kind} {wanted}")

    def _items(self, kind: str, given: Arguments) -> list[Entity]:
        found = (self._store.get(kind, wanted) for wanted in numbers(given.read(ByIds).ids))
        return [entity for entity in found if entity is not None]

    def _deps(self, kind: str, master: str, given: Arguments) -> list[Entity]:
        return self._below(kind, master, {given.read(ByMaster).masterid})

    def _ldeps(self, kind: str, master: str, given: Arguments) -> list[Entity]:
        return self._below(kind, master, set(numbers(given.read(ByMasters).masterids)))

    def _below(self, kind: str, master: str, masters: set[int]) -> list[Entity]:
        return [e for e in self._store.all(kind) if getattr(e, master) in masters]

    def _find(self, kind: str, given: Arguments) -> Entity:
        """Look for a name; what has none is never found (protocol.md 2)."""
        wanted = given.read(ByName).name
        named = (entity for entity in self._store.all(kind) if _name(entity) == wanted)
        return _found(next(named, None), kind)

    def _suggest(self, kind: str, given: Arguments) -> list[Entity]:
        asked = given.read(Suggestion)
        start = asked.text.upper()
        fitting = [e for e in self._store.all(kind) if (_name(e) or "").upper().startswith(start)]
        return fitting[: max(asked.limit, 0)]

    def _find_contract(self, given: Arguments) -> Entity:
        return _found(self._exchange.find_contract(given.read(ByName).name), "contract")

    def _suggest_contracts(self, given: Arguments) -> object:
        asked = given.read(Suggestion)
        return self._exchange.suggest(asked.text, min(asked.limit, MOST_SUGGESTIONS))


def _name(entity: Entity) -> str | None:
    return getattr(entity, "name", None)


def _found(entity: Entity | None, what: str) -> Entity:
    if entity is None:
        raise Refused(404, f"Not found: {what}")
    return entity
