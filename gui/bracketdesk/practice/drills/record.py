"""A drill's time line: what the trader did, what the exchange told, what the drill staged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bracketdesk.practice.drills.cover import Cover
from bracketdesk.practice.drills.deeds import Deed, Reader
from bracketdesk.practice.drills.roles import Roles
from bracketdesk.practice.levers import Levers
from bracketdesk.practice.traffic import Call
from bracketdesk.wire.entities import (
    AccountRiskStatus,
    Entity,
    Fill,
    Order,
    OrderStrategy,
    OrderVersion,
    Position,
)
from bracketdesk.wire.enums import EventType, OrdStatus, StrategyStatus
from bracketdesk.wire.messages import Message


class Who(StrEnum):
    """Whose doing a line tells."""

    YOU = "you"
    EXCHANGE = "exchange"
    DRILL = "drill"


class Line(Message, frozen=True, kw_only=True):
    """One line, with its time on the exchange's clock."""

    at: datetime
    who: Who
    text: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line before it is asked for: what came of a deed is known only later."""

    at: datetime
    who: Who
    what: str | Deed

    def line(self) -> Line:
        text = self.what.text if isinstance(self.what, Deed) else self.what
        return Line(at=self.at, who=self.who, text=text)


class Record:
    """Keeps it from the moment it is made; times are the exchange's."""

    def __init__(self, levers: Levers) -> None:
        self.deeds: list[Deed] = []
        self.fills: list[Fill] = []
        self.cover = Cover(levers)
        self._levers = levers
        self._reader = Reader(levers)
        self.roles = Roles(levers.store, levers.roster)
        self._entries: list[_Entry] = []
        self._moment = levers.agenda.now()
        self._tellers: dict[type[Entity], Callable[[Entity], str]] = {
            Fill: self._fill,
            Order: self._order,
            OrderStrategy: self._strategy,
            AccountRiskStatus: _risk,
        }

    def say(self, text: str) -> None:
        """Tell what the drill does."""
        self._add(Who.DRILL, text)

    def came(self, call: Call) -> Deed | None:
        """Take a call in; returns the deed that it is."""
        deed = self._reader.read(call)
        if deed is not None:
            self.deeds.append(deed)
            self._add(Who.YOU, deed)
        return deed

    def heard(self, event: EventType, entity: Entity) -> None:
        """Take a change of the exchange in."""
        if event is EventType.DELETED:
            return
        self._settle()
        if isinstance(entity, Fill) and event is EventType.CREATED:
            self.fills.append(entity)
        tell = self._tellers.get(type(entity))
        if tell and (event is EventType.UPDATED) is not isinstance(entity, Fill):
            text = tell(entity)
            if text:
                self._add(Who.EXCHANGE, text)
        contract_id = self._concerned(entity)
        if contract_id is not None:
            self.cover.look(contract_id)

    def lines(self) -> list[Line]:
        """Return the time line as of now."""
        self._settle()
        return [entry.line() for entry in self._entries]

    def _add(self, who: Who, what: str | Deed) -> None:
        self._settle()
        self._entries.append(_Entry(self._levers.agenda.now(), who, what))

    def _settle(self) -> None:
        """Tell how contracts stand once their moment is over: within it much comes and goes."""
        now = self._levers.agenda.now()
        if now > self._moment:
            at, self._moment = self._moment, now
            self._entries += [_Entry(at, Who.EXCHANGE, text) for text in self.cover.news()]

    def _concerned(self, entity: Entity) -> int | None:
        """Return the contract whose cover may have changed."""
        if isinstance(entity, Order | Position):
            return entity.contract_id
        if isinstance(entity, OrderVersion):
            order = self._levers.roster.order(entity.order_id)
            return order.listed.id if order else None
        return None

    def _fill(self, entity: Entity) -> str:
        fill = entity if isinstance(entity, Fill) else None
        return f"{self.roles.name(fill.order_id)} filled {fill.qty} at {fill.price}" if fill else ""

    def _order(self, entity: Entity) -> str:
        order = self._levers.roster.order(entity.id)
        name = self.roles.name(entity.id)
        if order is None or not isinstance(entity, Order):
            return ""
        match entity.ord_status:
            case OrdStatus.REJECTED:
                return f"{name} was rejected: {order.refusal}"
            case OrdStatus.EXPIRED:
                return f"{name} expired"
            case OrdStatus.PENDING_REPLACE:
                return f"{name} is being changed"
            case OrdStatus.CANCELED if order.entity.parent_id is None:
                return f"{name} is cancelled, {order.filled} of {order.terms.quantity} filled"
        return ""

    def _strategy(self, entity: Entity) -> str:
        failed = isinstance(entity, OrderStrategy) and (
            entity.status is StrategyStatus.EXECUTION_FAILED
        )
        return "the strategy failed" if failed else ""


def _risk(entity: Entity) -> str:
    action = entity.admin_action if isinstance(entity, AccountRiskStatus) else ""
    return f"risk management: {action}"
