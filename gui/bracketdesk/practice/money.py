"""What the account is worth, what it has bound, and what it may still bind, in dollars."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bracketdesk.practice.agenda import Agenda
from bracketdesk.practice.cash import Cash, CashSnapshot
from bracketdesk.practice.fees import CHARGES
from bracketdesk.practice.floor import Floor
from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.orders import LiveOrder, Terms, sign
from bracketdesk.practice.positions import Positions
from bracketdesk.practice.roster import Roster
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.accounts import MarginSnapshot
from bracketdesk.wire.entities import Account, Entity
from bracketdesk.wire.enums import Action, EventType

NOTHING = Decimal(0)
TIME_PERIOD = 1


@dataclass(frozen=True, slots=True)
class Exposure:
    """How far a contract's position may go by the orders that enter, in signed contracts."""

    net: int
    long: int
    short: int

    @property
    def most(self) -> int:
        """Contracts whose margin is bound."""
        return max(abs(self.net), abs(self.long), abs(self.short))


class Money:
    """Tells a MarginSnapshot after every change of a position."""

    def __init__(
        self,
        account: Account,
        store: EntityStore,
        listing: Listing,
        cash: Cash,
        positions: Positions,
        floor: Floor,
        roster: Roster,
        agenda: Agenda,
    ) -> None:
        self._account = account
        self._store = store
        self._listing = listing
        self._cash = cash
        self._positions = positions
        self._floor = floor
        self._roster = roster
        self._agenda = agenda
        store.listen(self._heard)
        self._tell()

    @property
    def open_profit(self) -> Decimal | None:
        """What closing everything at the quote would bring; None where something has no price."""
        total = Decimal("0.00")
        for holding in self._positions.holdings():
            action = Action.SELL if holding.net > 0 else Action.BUY
            price = self._floor.book(holding.listed.id).against(action).price
            if price is None:
                return None
            total += holding.open_profit(price)
        return total

    @property
    def cash(self) -> Decimal:
        """The balance, without open positions."""
        return self._cash.balance.amount

    @property
    def worth(self) -> Decimal:
        """Cash and open profit; what has no price counts as nothing."""
        return self.cash + (self.open_profit or NOTHING)

    def exposure(self, listed: Listed, extra: Terms | None = None) -> Exposure:
        """Return a contract's exposure, with one more order where it is given."""
        net, entering = self._positions.net(listed.id), self._entering(listed)
        orders = [(order.terms.action, order.remaining) for order in entering]
        if extra is not None:
            orders.append((extra.action, extra.quantity))
        bought = sum(quantity for action, quantity in orders if sign(action) > 0)
        sold = sum(quantity for action, quantity in orders if sign(action) < 0)
        return Exposure(net, net + bought, net - sold)

    def required(self, listed: Listed | None = None, extra: Terms | None = None) -> Decimal:
        """Return the day margin of everything, with one more order in a contract."""
        return sum(
            (
                self.exposure(each, extra if each is listed else None).most * _day(each)
                for each in self._concerned(listed)
            ),
            NOTHING,
        )

    def all_contracts(self, listed: Listed, extra: Terms) -> int:
        """Return how many contracts there may be over all with one more order."""
        return sum(
            self.exposure(each, extra if each is listed else None).most
            for each in self._concerned(listed)
        )

    def position_margin(self, *, full: bool = False) -> Decimal:
        """Return what the positions alone bind: by day, or overnight where it is the `full` one."""
        return sum(
            (
                abs(holding.net) * (_full(holding.listed) if full else _day(holding.listed))
                for holding in self._positions.holdings()
            ),
            NOTHING,
        )

    def snapshot(self) -> CashSnapshot:
        """Return the account's money as of now."""
        return self._cash.snapshot(self.open_profit, self.position_margin())

    def _heard(self, kind: str, event: EventType, entity: Entity) -> None:
        if kind == "position":
            self._tell()

    def _tell(self) -> None:
        bound, full = self.position_margin(), self.position_margin(full=True)
        snapshot = MarginSnapshot(
            id=self._account.id,
            timestamp=self._agenda.stamp(),
            risk_time_period_id=TIME_PERIOD,
            initial_margin=bound,
            maintenance_margin=bound,
            total_used_margin=bound,
            full_initial_margin=full,
            position_margin=bound,
            total_used_full_margin=full,
        )
        self._store.put("marginSnapshot", snapshot)

    def _concerned(self, listed: Listed | None) -> list[Listed]:
        """Return every contract with a position or an order, and this one."""
        found = {holding.listed.id: holding.listed for holding in self._positions.holdings()}
        for contract_id in self._roster.contracts():
            if (other := self._listing.get(contract_id)) is not None:
                found[contract_id] = other
        if listed is not None:
            found[listed.id] = listed
        return list(found.values())

    def _entering(self, listed: Listed) -> Iterable[LiveOrder]:
        """Orders that are nobody's exits."""
        alive = self._roster.alive(listed.id)
        return (order for order in alive if order.entity.parent_id is None)


def _day(listed: Listed) -> Decimal:
    return CHARGES[listed.specification.name].day


def _full(listed: Listed) -> Decimal:
    return CHARGES[listed.specification.name].full
