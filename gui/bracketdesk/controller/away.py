"""What happened at the broker while the app was away: fills, ends of orders, starts by others."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bracketdesk.controller import words
from bracketdesk.controller.book import FINAL, Book
from bracketdesk.controller.legs import leg_of
from bracketdesk.controller.ports import AccountState
from bracketdesk.domain.numbers import plain
from bracketdesk.wire.entities import Account, Fill, Order
from bracketdesk.wire.enums import Action, CommandType, OrdStatus

OPENING = "While the app was away"
NOBODY = "by whom the broker does not say"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: `what` it is, what it `became`, whose it is and by whom."""

    at: datetime
    what: str
    became: str
    detail: str = ""


class Away:
    """Reads one snapshot; `name_of` names a contract."""

    def __init__(self, state: AccountState, book: Book, name_of: Callable[[int], str]) -> None:
        self._state = state
        self._book = book
        self._name_of = name_of
        self._asked = {(c.order_id, c.command_type): c for c in state.commands.values()}
        self._ends_at = self._times_of_ends()

    def events(self, since: datetime) -> tuple[Event, ...]:
        """Return what came after `since`, oldest first."""
        found = (*self._fills(since), *self._ends(since), *self._starts(since))
        return tuple(sorted(found, key=lambda event: event.at))

    def sentence(self, events: tuple[Event, ...]) -> str:
        """Return it in one sentence with what is held now, empty where nothing happened."""
        if not events:
            return ""
        counts = Counter(event.became for event in events)
        said = ", ".join(f"{count} {became}" for became, count in counts.most_common())
        held = ", ".join(self._positions()) or "no position"
        return f"{OPENING}: {said}. Now: {held}."

    def _fills(self, since: datetime) -> Iterator[Event]:
        for fill in self._state.fills.values():
            if fill.timestamp > since:
                order = self._state.orders.get(fill.order_id)
                detail = self._detail(order, CommandType.NEW) if order else ""
                yield Event(fill.timestamp, self._fill_text(fill), "filled", detail)

    def _fill_text(self, fill: Fill) -> str:
        side = "Sell" if fill.action == Action.SELL else "Buy"
        return f"{side} {fill.qty} {self._name_of(fill.contract_id)} @ {plain(fill.price)}"

    def _ends(self, since: datetime) -> Iterator[Event]:
        """Orders that ended without a fill of their own to tell of it."""
        for order in self._state.orders.values():
            if order.ord_status not in FINAL or order.ord_status == OrdStatus.FILLED:
                continue
            at = self._ends_at.get(order.id, order.timestamp)
            if at > since:
                side = "Sell" if order.action == Action.SELL else "Buy"
                where = f" {self._name_of(order.contract_id)}" if order.contract_id else ""
                became = words.order_status(order.ord_status)
                detail = self._detail(order, CommandType.CANCEL)
                yield Event(at, f"{side}{where}, order {order.id}", became, detail)

    def _times_of_ends(self) -> dict[int, datetime]:
        """When each order was last heard of, as reports and commands tell."""
        ends: dict[int, datetime] = {}
        for report in self._state.execution_reports.values():
            ends[report.order_id] = max(ends.get(report.order_id, NEVER), report.timestamp)
        for command in self._state.commands.values():
            ends[command.order_id] = max(ends.get(command.order_id, NEVER), command.timestamp)
        return ends

    def _starts(self, since: datetime) -> Iterator[Event]:
        for strategy in self._state.strategies.values():
            if strategy.timestamp > since:
                what = f"strategy {strategy.id} of {self._name_of(strategy.contract_id)}"
                now = words.strategy_status(str(strategy.status))
                yield Event(strategy.timestamp, what, "started", f"now {now}")

    def _detail(self, order: Order, kind: CommandType) -> str:
        """Whose the order is, and by whom, as far as the broker says."""
        account = self._state.accounts.get(order.account_id)
        whose = account.name if account and len(self._state.accounts) > 1 else ""
        parts = (whose, self._belongs(order), self._by_whom(order, account, kind))
        return " · ".join(part for part in parts if part)

    def _belongs(self, order: Order) -> str:
        strategy_id = self._book.strategy_of(order.id)
        strategy = self._state.strategies.get(strategy_id) if strategy_id else None
        if strategy is None:
            return f"order {order.id}"
        role = leg_of(self._book.terms(order), strategy.action).role
        return f"{role} of strategy {strategy.id}"

    def _by_whom(self, order: Order, account: Account | None, kind: CommandType) -> str:
        asked = self._asked.get((order.id, kind))
        if order.admin:
            return "by the broker's administration"
        if asked is None or asked.sender_id is None:
            return "" if kind is CommandType.NEW else NOBODY
        own = account is not None and account.user_id == asked.sender_id
        by = "by your own user" if own else f"by user {asked.sender_id}"
        return f"{by}, automated" if asked.is_automated else by

    def _positions(self) -> Iterator[str]:
        for position in self._state.positions.values():
            if position.net_pos:
                name = self._name_of(position.contract_id)
                yield f"{words.position(position.net_pos)} in {name}"
