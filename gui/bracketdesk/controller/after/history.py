"""Each change in an order's life as a line: when, what, and by whom as far as the broker says."""

from collections.abc import Iterable
from datetime import datetime

from bracketdesk.controller import words
from bracketdesk.controller.after.authors import Author, Authors
from bracketdesk.controller.after.holdings import Holdings, opposite
from bracketdesk.controller.after.record import Record
from bracketdesk.controller.after.views import HistoryLine
from bracketdesk.controller.alarms import Alarms
from bracketdesk.controller.book import FINAL, STOPS
from bracketdesk.controller.broker_text import clean
from bracketdesk.controller.commands import reason_words
from bracketdesk.controller.legs import leg_of
from bracketdesk.controller.observe import Observable
from bracketdesk.controller.tools import Tools
from bracketdesk.controller.views import LegRole
from bracketdesk.domain.prices import format_price
from bracketdesk.wire.entities import Command, Fill, Order
from bracketdesk.wire.enums import Action, CommandType, ExecType, OrdStatus

LINES = 300
"""How many of the newest are shown."""

VERBS = {
    CommandType.NEW: "placed",
    CommandType.MODIFY: "changed",
    CommandType.CANCEL: "cancelled",
}


class History:
    """Writes the lines anew when there is something new; tells of stops that others cancelled."""

    def __init__(
        self,
        holdings: Holdings,
        authors: Authors,
        alarms: Alarms,
        tools: Tools,
        shown: Observable[tuple[HistoryLine, ...]],
    ) -> None:
        self._holdings = holdings
        self._authors = authors
        self._alarms = alarms
        self._clock = tools.clock
        self._zone = tools.zone
        self._shown = shown
        self._key: tuple[object, ...] = ()
        self._known: set[int] | None = None  # commands that were there before this line

    def look(self) -> None:
        """Show the newest lines, where anything came since the last look."""
        line, account, record = (
            self._holdings.line,
            self._holdings.account,
            self._holdings.record(),
        )
        if line is None or account is None or record is None or not line.state.synchronised:
            return
        state = line.state
        sizes = (len(state.commands), len(state.command_reports), len(state.execution_reports))
        ended = sum(order.ord_status in FINAL for order in state.orders.values())
        key = (line, account.id, *sizes, len(state.fills), len(state.links), ended)
        if key == self._key:
            return
        self._key = key
        self._learn()
        orders = {o.id: o for o in state.orders.values() if o.account_id == account.id}
        commands = [c for c in state.commands.values() if c.order_id in orders]
        fills = [f for f in state.fills.values() if f.order_id in orders]
        self._warn(commands, orders, record)
        newest = sorted(commands, key=_when)[-LINES:]
        lines = [self._line(c, orders[c.order_id], record) for c in newest]
        lines += [self._filled(f, orders[f.order_id]) for f in sorted(fills, key=_when)[-LINES:]]
        told = sorted(lines, key=lambda one: one.at, reverse=True)
        self._shown.set(tuple(told[:LINES]))

    def left(self) -> None:
        """Forget the environment that was left."""
        self._key, self._known = (), None
        self._shown.set(())

    def _learn(self) -> None:
        line = self._holdings.line
        if line is None:
            return
        for command in line.state.commands.values():
            self._authors.learn(command)
        for strategy in line.state.strategies.values():
            self._authors.learn_of(strategy)

    def _line(self, command: Command, order: Order, record: Record) -> HistoryLine:
        refusal = record.refusal(command)
        verb = VERBS.get(command.command_type, clean(str(command.command_type), 64))
        name, tone = self._holdings.named(order), ""
        if record.is_refused(command):
            why = reason_words(refusal.reject_reason) if refusal and refusal.reject_reason else ""
            what, tone = f"{name} not {verb}{f': {why}' if why else ''}", "rejected"
        elif command.command_type == CommandType.MODIFY:
            what = f"{name} {verb}{self._now_at(command, order, record)}"
        else:
            what = f"{name} {verb}"
        author = str(self._authors.of_command(command, order))
        return self._made(command.timestamp, order, what, author, tone)

    def _now_at(self, command: Command, order: Order, record: Record) -> str:
        """Say the price an order has now beside its last change; older ones have no version."""
        last = record.last(order.id, CommandType.MODIFY)
        if last is None or last.id != command.id:
            return ""
        if not any(e.exec_type == ExecType.REPLACED for e in record.executions(command.id)):
            return ", not reported yet"
        terms = self._holdings.terms(order)
        instrument = self._holdings.instrument(order.contract_id or 0)
        leg = leg_of(terms, opposite(order.action)) if terms else None
        if leg is None or leg.price is None or instrument is None:
            return ""
        return f", now {leg.quantity} at {format_price(leg.price, instrument)}"

    def _filled(self, fill: Fill, order: Order) -> HistoryLine:
        instrument = self._holdings.instrument(fill.contract_id)
        price = format_price(fill.price, instrument) if instrument else str(fill.price)
        what = f"{self._holdings.named(order)} filled {fill.qty} at {price}"
        tone = self._tone(fill, order)
        return self._made(fill.timestamp, order, what, str(Author.EXCHANGE), tone)

    def _tone(self, fill: Fill, order: Order) -> str:
        """Return gain or loss of a strategy's exit, where that is known."""
        role = self._holdings.role_of(order)
        if role is LegRole.ENTRY:
            return "accepted"
        entered = self._holdings.average_of(order) if self._holdings.is_exit(order) else None
        if entered is None or fill.price == entered:
            return ""
        return "gain" if (fill.price > entered) == (order.action == Action.SELL) else "loss"

    def _made(self, at: datetime, order: Order, what: str, author: str, tone: str) -> HistoryLine:
        strategy = self._holdings.strategy_of(order.id)
        ident = strategy.id if strategy else None
        return HistoryLine(at, ident, order.id, what, author, tone)

    # Alarms
    def _warn(self, commands: Iterable[Command], orders: dict[int, Order], record: Record) -> None:
        """Raise an alarm for each stop that somebody else has cancelled since the line is up."""
        cancels = {c.id: c for c in commands if c.command_type == CommandType.CANCEL}
        if self._known is None:
            self._known = set(cancels)
        for number in sorted(cancels.keys() - self._known):
            command, order = cancels[number], orders[cancels[number].order_id]
            if order.ord_status == OrdStatus.CANCELED or record.is_refused(command):
                self._known.add(number)
                self._tell(command, order)

    def _tell(self, command: Command, order: Order) -> None:
        author = self._authors.of_command(command, order)
        if order.ord_status == OrdStatus.CANCELED and author.foreign and self._is_stop(order):
            at = words.moment(command.timestamp, self._zone, self._clock.now())
            what = self._holdings.named(order)
            text = f"{str(author).capitalize()} cancelled your {what} at {at}."
            self._alarms.sound(f"cancelled {order.id}", text)

    def _is_stop(self, order: Order) -> bool:
        terms = self._holdings.terms(order)
        version = terms.version if terms else None
        return version is not None and version.order_type in STOPS


def _when(entity: Command | Fill) -> tuple[datetime, int]:
    return (entity.timestamp, entity.id)
