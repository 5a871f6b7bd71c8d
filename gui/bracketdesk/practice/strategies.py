"""Multi-bracket strategies: an entry, and exits as it fills (protocol.md 6).

Each fill's share of a level gets a target and a stop of its own, an OCO pair at that fill's price
plus the level's deltas; the levels fill in their order.
"""

from functools import partial

import msgspec

from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.book import Execution
from bracketdesk.practice.commands import Commands
from bracketdesk.practice.levels import Level, stop_terms, target_terms
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.orders import LiveOrder, Origin, Owner, Terms, Ties
from bracketdesk.practice.store import EntityStore
from bracketdesk.practice.twins import Twins
from bracketdesk.wire.entities import OrderStrategy, OrderStrategyLink
from bracketdesk.wire.enums import OrdStatus, StrategyStatus


class Strategy:
    """One strategy; the owner of its entry, and through its pairs of its exits."""

    def __init__(
        self,
        entity: OrderStrategy,
        listed: Listed,
        levels: tuple[Level, ...],
        origin: Origin,
        *,
        store: EntityStore,
        commands: Commands,
        agenda: Agenda,
    ) -> None:
        self.entity = entity
        self.pairs: list[Twins] = []
        self.entry: LiveOrder
        self._listed = listed
        self._levels = levels
        self._origin = origin
        self._store = store
        self._commands = commands
        self._agenda = agenda
        self._stopped = False
        self._failure: str | None = None
        self._status = entity.status
        store.put("orderStrategy", entity)

    def start(self, terms: Terms) -> None:
        """Send the entry."""
        self.entry = self._open(self._store.new_id(), terms, Ties(), self, "entry", self._origin)
        self._commands.send(self.entry)

    def stop(self, origin: Origin) -> None:
        """End at the user's word.

        GUESS: whether the server cancels the exits is undocumented (protocol.md 6.6). Here
        everything is cancelled and the position stays, without a stop.
        """
        self._stopped = True
        for order in (self.entry, *(leg for pair in self.pairs for leg in pair.legs)):
            self._commands.withdraw(order, origin)

    @property
    def active(self) -> bool:
        """Whether anything of it may still trade."""
        return self.entry.alive or any(pair.alive for pair in self.pairs)

    def filled(self, order: LiveOrder, execution: Execution) -> None:
        """Protect what the entry got.

        GUESS: an entry that was made larger than its levels gets nothing for what is beyond them.
        """
        left = execution.quantity
        for index, room in self._rooms():
            share = min(left, room)
            if share:
                self._protect(index, share, execution.price)
                left -= share
        self._settle()

    def ended(self, order: LiveOrder) -> None:
        """Finish where nothing works any more."""
        if order.status is OrdStatus.REJECTED:
            self._fail(f"The entry was rejected: {order.refusal}")
        self._settle()

    def _rooms(self) -> list[tuple[int, int]]:
        """Return each level's index and how many of its contracts have no exits yet."""
        given = sum(pair.quantity for pair in self.pairs)
        rooms = []
        for index, level in enumerate(self._levels):
            full = min(given, level.quantity)
            given -= full
            rooms.append((index, level.quantity - full))
        return rooms

    def _protect(self, index: int, quantity: int, fill: int) -> None:
        """Give `quantity` contracts of a level, filled at `fill`, their exits."""
        level, base, now = self._levels[index], self.entry.terms, self._agenda.now()
        pair = Twins(self._commands, quantity, self._changed)
        target_id = None if level.target is None else self._store.new_id()
        stop_id = None if level.stop is None else self._store.new_id()
        open_exit = partial(self._open, owner=pair, origin=Origin(self._origin.user_id))
        legs = []
        if stop_id is not None:
            terms = stop_terms(level, base, fill, quantity, now)
            ties = Ties(self.entry.id, target_id)
            legs.append(open_exit(stop_id, terms, ties, label=f"stop {index + 1}"))
        if target_id is not None:
            terms = target_terms(level, base, fill, quantity, now)
            ties = Ties(self.entry.id, stop_id)
            legs.append(open_exit(target_id, terms, ties, label=f"target {index + 1}"))
        pair.legs = tuple(legs)
        self.pairs.append(pair)
        self._commands.send(*legs)

    def _open(
        self, order_id: int, terms: Terms, ties: Ties, owner: Owner, label: str, origin: Origin
    ) -> LiveOrder:
        order = self._commands.open(order_id, self._listed, terms, ties, owner, origin)
        # GUESS: the labels' vocabulary is in no source (protocol.md 6.5).
        link = OrderStrategyLink(
            id=self._store.new_id(),
            order_strategy_id=self.entity.id,
            order_id=order.id,
            label=label,
        )
        self._store.put("orderStrategyLink", link)
        return order

    def _changed(self) -> None:
        """Hear of the exits."""
        legs = (leg for pair in self.pairs for leg in pair.legs)
        rejected = next((leg for leg in legs if leg.status is OrdStatus.REJECTED), None)
        if rejected is not None:
            self._fail(f"An exit was rejected: {rejected.refusal}")
        self._settle()

    def _fail(self, text: str) -> None:
        self._failure = text
        self._set_status(StrategyStatus.EXECUTION_FAILED)

    def _settle(self) -> None:
        levels = sum(level.quantity for level in self._levels)
        unprotected = min(self.entry.filled, levels) - sum(pair.quantity for pair in self.pairs)
        if not unprotected and not self.active:
            self._set_status(self._outcome())

    def _outcome(self) -> StrategyStatus:
        """Return how it ended, by the working reading of protocol.md 6.6."""
        if self._stopped:
            return StrategyStatus.STOPPED_BY_USER
        if self._failure:
            return StrategyStatus.EXECUTION_FAILED
        if any(pair.open > 0 for pair in self.pairs):
            return StrategyStatus.EXECUTION_INTERRUPTED
        if not self.entry.filled and self.entry.status is OrdStatus.CANCELED:
            if self.entry.immediate:
                return StrategyStatus.NOT_ENOUGH_LIQUIDITY
            return StrategyStatus.EXECUTION_INTERRUPTED
        return StrategyStatus.EXECUTION_FINISHED

    def _set_status(self, status: StrategyStatus) -> None:
        """Tell the status after a while: it lags behind orders and position (protocol.md 6.6)."""
        if status is self._status:
            return
        self._status = status
        self._commands.in_time(self._tell)

    def _tell(self) -> None:
        """Tell how it stands now, which may be further on than what was to be told."""
        if self._status is not self.entity.status:
            self.entity = msgspec.structs.replace(
                self.entity, status=self._status, failure_message=self._failure
            )
            self._store.put("orderStrategy", self.entity)
