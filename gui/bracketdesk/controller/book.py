"""The broker's entities joined, in whatever order they arrive, and kept joined at little cost.

Links, versions, fills and orders only grow in number, so each look reads just what was appended,
and looks again only at orders that may still act. A snapshot in place of everything begins a new
book.
"""

from collections import defaultdict
from dataclasses import dataclass

from bracketdesk.controller.ports import AccountState
from bracketdesk.controller.tail import Tail
from bracketdesk.wire.entities import (
    Fill,
    Order,
    OrderStrategy,
    OrderStrategyLink,
    OrderVersion,
)
from bracketdesk.wire.enums import Action, OrderType, OrdStatus

FINAL = frozenset(
    {
        OrdStatus.CANCELED,
        OrdStatus.COMPLETED,
        OrdStatus.EXPIRED,
        OrdStatus.FILLED,
        OrdStatus.REJECTED,
    }
)
"""Statuses after which an order does nothing more; any other, known or not, may still act."""

AT_WORK = frozenset({OrdStatus.WORKING, OrdStatus.PENDING_REPLACE, OrdStatus.PENDING_CANCEL})
"""Statuses in which an order stands in the market."""

STOPS = frozenset(
    {
        OrderType.STOP,
        OrderType.STOP_LIMIT,
        OrderType.TRAILING_STOP,
        OrderType.TRAILING_STOP_LIMIT,
    }
)


LIMITS = frozenset({OrderType.LIMIT})


@dataclass(frozen=True, slots=True)
class Terms:
    """An order with its newest terms and its fills, as far as they have arrived.

    `label` is its link's, empty where it has none or none has arrived.
    """

    order: Order
    version: OrderVersion | None
    fills: tuple[Fill, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Traces:
    """What orders leave behind in a contract: whether two are equal tells whether it moved."""

    orders: int
    open: frozenset[tuple[int, str]]
    fills: int
    positions: tuple[tuple[int, int, int, int], ...]


class Book:
    """The joined entities of one state. `update` before use."""

    def __init__(self, state: AccountState) -> None:
        self._state = state
        self._seen = -1
        self._begin()

    def _begin(self) -> None:
        self._new_links: Tail[OrderStrategyLink] = Tail()
        self._new_versions: Tail[OrderVersion] = Tail()
        self._new_fills: Tail[Fill] = Tail()
        self._new_orders: Tail[Order] = Tail()
        self._order_ids: dict[int, set[int]] = defaultdict(set)  # by strategy
        self._strategy_of: dict[int, int] = {}  # by order
        self._labels: dict[int, str] = {}  # by order
        self._touched: set[int] = set()  # orders
        self._newest: dict[int, int] = {}  # version id by order id
        self._fill_ids: dict[int, list[int]] = defaultdict(list)  # by order
        self._fill_counts: dict[int, int] = defaultdict(int)  # by contract
        self._order_counts: dict[tuple[int, int | None], int] = defaultdict(int)
        self._not_final: dict[int, Order] = {}  # as last seen
        self._open: dict[tuple[int, int | None], list[Order]] = {}
        self._works: dict[tuple[int, int, Action, frozenset[OrderType]], int] = {}

    def update(self) -> None:
        """Take in what has arrived since the last time."""
        state = self._state
        if state.changes == self._seen:
            return
        self._seen = state.changes
        self._works.clear()
        if not (
            self._new_links.fits(state.links)
            and self._new_versions.fits(state.versions)
            and self._new_fills.fits(state.fills)
            and self._new_orders.fits(state.orders)
        ):
            self._begin()
        for link in self._new_links.read(state.links):
            # link.order_id, never link.id (protocol.md 6.5)
            self._order_ids[link.order_strategy_id].add(link.order_id)
            self._strategy_of[link.order_id] = link.order_strategy_id
            self._labels[link.order_id] = link.label
            self._touch(link.order_id)
        for version in self._new_versions.read(state.versions):
            # The newest version holds the current terms (protocol.md 4.3).
            newest = max(version.id, self._newest.get(version.order_id, 0))
            self._newest[version.order_id] = newest
            self._touch(version.order_id)
        for fill in self._new_fills.read(state.fills):
            self._fill_ids[fill.order_id].append(fill.id)
            self._fill_counts[fill.contract_id] += 1
            self._touch(fill.order_id)
        self._update_orders(state)

    def take_touched(self) -> set[int]:
        """Return the strategies whose orders changed since the last time this was asked."""
        touched, self._touched = self._touched, set()
        return {self._strategy_of[order] for order in touched if order in self._strategy_of}

    def strategy_of(self, order_id: int) -> int | None:
        """Return the strategy an order belongs to, None where no link has told it."""
        return self._strategy_of.get(order_id)

    def strategies(self, account_id: int) -> list[OrderStrategy]:
        """Return the account's strategies, newest first."""
        held = [s for s in self._state.strategies.values() if s.account_id == account_id]
        return sorted(held, key=lambda s: (s.timestamp, s.id), reverse=True)

    def orders_of(self, strategy_id: int) -> tuple[Terms, ...]:
        """Return the strategy's orders that have arrived, oldest first."""
        linked = sorted(self._order_ids.get(strategy_id, ()))
        found = (self._state.orders.get(order_id) for order_id in linked)
        return tuple(self.terms(order) for order in found if order is not None)

    def terms(self, order: Order) -> Terms:
        """Return an order with its terms and fills."""
        version = self._state.versions.get(self._newest.get(order.id, 0))
        label = self._labels.get(order.id, "")
        ids = self._fill_ids.get(order.id)
        if not ids:
            return Terms(order, version, (), label)
        fills = (self._state.fills.get(fill_id) for fill_id in sorted(ids))
        return Terms(order, version, tuple(fill for fill in fills if fill is not None), label)

    def net(self, account_id: int, contract_id: int) -> int:
        """Return the signed position in contracts."""
        return sum(
            position.net_pos
            for position in self._state.positions.values()
            if (position.account_id, position.contract_id) == (account_id, contract_id)
        )

    def open_orders(self, account_id: int, contract_id: int) -> list[Order]:
        """Return the contract's orders that may still act."""
        return self._open.get((account_id, contract_id), [])

    def contracts_with_orders(self, account_id: int) -> set[int]:
        """Return the contracts in which the account has orders that may still act."""
        return {
            contract_id
            for account, contract_id in self._open
            if account == account_id and contract_id is not None
        }

    def stops_working(self, account_id: int, contract_id: int, action: Action) -> int:
        """Return how many contracts stop orders of this side in the market would trade.

        A strategy's entry of that side is none of them: it opens, whatever its type.
        """
        return self._working(account_id, contract_id, action, STOPS)

    def targets_working(self, account_id: int, contract_id: int, action: Action) -> int:
        """Return how many contracts limit orders of this side in the market would trade."""
        return self._working(account_id, contract_id, action, LIMITS)

    def _working(
        self, account_id: int, contract_id: int, action: Action, kinds: frozenset[OrderType]
    ) -> int:
        key = (account_id, contract_id, action, kinds)
        if key not in self._works:
            orders = self.open_orders(account_id, contract_id)
            self._works[key] = sum(self._closes(o, kinds) for o in orders if o.action == action)
        return self._works[key]

    def is_entry(self, order: Order) -> bool:
        """Whether it is the entry of a strategy (protocol.md 6.5)."""
        strategy = self._state.strategies.get(self._strategy_of.get(order.id, 0))
        return strategy is not None and strategy.action == order.action

    def traces(self, account_id: int, contract_id: int) -> Traces:
        """Return what there is in a contract now."""
        nowhere, here = (account_id, None), (account_id, contract_id)
        open_now = (*self._open.get(here, ()), *self._open.get(nowhere, ()))
        return Traces(
            orders=self._order_counts.get(here, 0) + self._order_counts.get(nowhere, 0),
            open=frozenset((order.id, str(order.ord_status)) for order in open_now),
            fills=self._fill_counts.get(contract_id, 0),
            positions=tuple(
                (position.id, position.net_pos, position.bought, position.sold)
                for position in self._state.positions.values()
                if (position.account_id, position.contract_id) == here
            ),
        )

    def _touch(self, order_id: int) -> None:
        self._touched.add(order_id)

    def _update_orders(self, state: AccountState) -> None:
        for order in self._new_orders.read(state.orders):
            self._order_counts[order.account_id, order.contract_id] += 1
            self._not_final[order.id] = order
            self._touch(order.id)
        self._open = {}
        orders = state.orders
        for order_id, seen in tuple(self._not_final.items()):
            held = orders.get(order_id)
            if held is None or held.ord_status in FINAL:
                del self._not_final[order_id]
                self._touch(order_id)
                continue
            if held is not seen:
                self._not_final[order_id] = held
                self._touch(order_id)
            self._open.setdefault((held.account_id, held.contract_id), []).append(held)

    def _closes(self, order: Order, kinds: frozenset[OrderType]) -> int:
        """Contracts that an order of these types will trade, as far as its terms are known."""
        terms = self.terms(order)
        if order.ord_status not in AT_WORK or terms.version is None:
            return 0
        if terms.version.order_type not in kinds or self.is_entry(order):
            return 0
        return max(0, terms.version.order_qty - sum(fill.qty for fill in terms.fills))
