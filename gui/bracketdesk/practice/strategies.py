"""Multi-bracket strategies: an entry, and exits as it fills (protocol.md 6).

Each fill's share of a level gets a target and a stop of its own, an OCO pair at that fill's price
plus the level's deltas; the levels fill in their order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bracketdesk.practice.book import Execution
from bracketdesk.practice.floor import Floor
from bracketdesk.practice.levels import Level, stop_terms, target_terms
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import LiveOrder, Terms, Ties
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import OrderStrategy, OrderStrategyLink
from bracketdesk.wire.enums import OrdStatus, StrategyStatus


@dataclass(slots=True, eq=False)
class Pair:
    """The exits of one fill's share of a level; either may be missing."""

    quantity: int
    legs: tuple[LiveOrder, ...]

    @property
    def open(self) -> int:
        """Contracts that have not left through either exit."""
        return self.quantity - sum(leg.filled for leg in self.legs)

    @property
    def working(self) -> bool:
        """Whether an exit still works."""
        return any(leg.working for leg in self.legs)


class Strategy:
    """One strategy on the floor; the owner of its orders."""

    def __init__(
        self,
        entity: OrderStrategy,
        listed: Listed,
        levels: tuple[Level, ...],
        *,
        store: EntityStore,
        floor: Floor,
        now: Callable[[], datetime],
    ) -> None:
        self.entity = entity
        self.pairs: list[Pair] = []
        self.entry: LiveOrder
        self._listed = listed
        self._levels = levels
        self._store = store
        self._floor = floor
        self._now = now
        self._stopped = False
        self._failure: str | None = None
        store.put("orderStrategy", entity)

    def start(self, terms: Terms) -> None:
        """Place the entry and let it trade."""
        self.entry = self._place(self._store.new_id(), terms, Ties(), "entry")
        self._floor.activate(self.entry)

    def stop(self) -> None:
        """End at the user's word.

        GUESS: whether the server cancels the exits is undocumented (protocol.md 6.6). Here
        everything is cancelled and the position stays, without a stop.
        """
        self._stopped = True
        for order in (self.entry, *(leg for pair in self.pairs for leg in pair.legs)):
            if order.working:
                self._floor.cancel(order)

    @property
    def active(self) -> bool:
        """Whether anything of it works."""
        return self.entry.working or any(pair.working for pair in self.pairs)

    def filled(self, order: LiveOrder, execution: Execution) -> None:
        """Protect what the entry got; shrink or cancel the twin of a filled exit."""
        if order is self.entry:
            self._protect(execution)
        else:
            self._shrink_twin(order)
        self._settle()

    def ended(self, order: LiveOrder) -> None:
        """Finish where nothing works any more."""
        self._settle()

    def _protect(self, execution: Execution) -> None:
        left = execution.quantity
        for level, room in self._rooms():
            share = min(left, room)
            if share:
                self._exits(level, share, execution.price)
                left -= share

    def _rooms(self) -> list[tuple[int, int]]:
        """Return each level's index and how many of its contracts have no exits yet."""
        given = sum(pair.quantity for pair in self.pairs)
        rooms = []
        for index, level in enumerate(self._levels):
            full = min(given, level.quantity)
            given -= full
            rooms.append((index, level.quantity - full))
        return rooms

    def _exits(self, index: int, quantity: int, fill: int) -> None:
        level, base, now = self._levels[index], self.entry.terms, self._now()
        target_id = None if level.target is None else self._store.new_id()
        stop_id = None if level.stop is None else self._store.new_id()
        legs = []
        if stop_id is not None:
            terms = stop_terms(level, base, fill, quantity, now)
            ties = Ties(self.entry.id, target_id)
            legs.append(self._place(stop_id, terms, ties, f"stop {index + 1}"))
        if target_id is not None:
            terms = target_terms(level, base, fill, quantity, now)
            ties = Ties(self.entry.id, stop_id)
            legs.append(self._place(target_id, terms, ties, f"target {index + 1}"))
        self.pairs.append(Pair(quantity, tuple(legs)))
        self._fail_if_rejected(legs)
        for leg in legs:
            self._floor.activate(leg)

    def _shrink_twin(self, order: LiveOrder) -> None:
        pair = next(pair for pair in self.pairs if order in pair.legs)
        for twin in pair.legs:
            if twin is order or not twin.working:
                continue
            if pair.open:
                self._floor.resize(twin, twin.filled + pair.open)
            else:
                self._floor.cancel(twin)

    def _place(self, order_id: int, terms: Terms, ties: Ties, label: str) -> LiveOrder:
        order = self._floor.place(order_id, self._listed, terms, ties, self)
        # GUESS: the labels' vocabulary is in no source (protocol.md 6.5).
        link = OrderStrategyLink(
            id=self._store.new_id(),
            order_strategy_id=self.entity.id,
            order_id=order.id,
            label=label,
        )
        self._store.put("orderStrategyLink", link)
        return order

    def _fail_if_rejected(self, legs: list[LiveOrder]) -> None:
        if any(leg.entity.ord_status is OrdStatus.REJECTED for leg in legs):
            self._failure = "An exit was rejected: its price would not be above zero"
            self._set_status(StrategyStatus.EXECUTION_FAILED)

    def _settle(self) -> None:
        unprotected = self.entry.filled - sum(pair.quantity for pair in self.pairs)
        if not unprotected and not self.active:
            self._set_status(self._outcome())

    def _outcome(self) -> StrategyStatus:
        """Return how it ended, by the working reading of protocol.md 6.6."""
        if self._stopped:
            return StrategyStatus.STOPPED_BY_USER
        if self._failure:
            return StrategyStatus.EXECUTION_FAILED
        if any(pair.open for pair in self.pairs):
            return StrategyStatus.EXECUTION_INTERRUPTED
        if not self.entry.filled and self.entry.entity.ord_status is OrdStatus.CANCELED:
            if self.entry.immediate:
                return StrategyStatus.NOT_ENOUGH_LIQUIDITY
            return StrategyStatus.EXECUTION_INTERRUPTED
        return StrategyStatus.EXECUTION_FINISHED

    def _set_status(self, status: StrategyStatus) -> None:
        if status is not self.entity.status:
            self.entity = msgspec.structs.replace(
                self.entity, status=status, failure_message=self._failure
            )
            self._store.put("orderStrategy", self.entity)
