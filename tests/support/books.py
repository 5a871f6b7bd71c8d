"""Books kept by hand: position, cash and fees from the fills alone, to the cent.

Nothing here is the exchange's: fills come as JSON, and what a contract is worth, what it costs and
when a business day ends is written down again.
"""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

D = Decimal
Entity = dict[str, Any]


@dataclass(frozen=True)
class Deal:
    """What there is to know of a product: tick in points, a point in dollars, one side's fees."""

    tick: Decimal
    point: Decimal
    exchange: Decimal
    clearing: Decimal
    nfa: Decimal
    commission: Decimal
    day_margin: Decimal

    @property
    def fees(self) -> Decimal:
        """Dollars for one contract of a fill."""
        return self.exchange + self.clearing + self.nfa + self.commission


DEALS = {
    "MES": Deal(D("0.25"), D(5), D("0.35"), D("0.09"), D("0.02"), D("0.39"), D(50)),
    "ES": Deal(D("0.25"), D(50), D("1.38"), D("0.19"), D("0.02"), D("1.29"), D(500)),
    "NQ": Deal(D("0.25"), D(20), D("1.38"), D("0.19"), D("0.02"), D("1.29"), D(1000)),
    "ZN": Deal(D("0.015625"), D(1000), D("0.80"), D("0.19"), D("0.02"), D("1.29"), D(500)),
}

OPENING = D("50000.00")
NOTHING = D(0)


@dataclass
class Lot:
    """Contracts of one fill that nothing has closed."""

    fill: int
    price: Decimal
    quantity: int


@dataclass
class Account:
    """One contract's page: open lots, oldest first, all bought or all sold."""

    deal: Deal
    lots: deque[Lot] = field(default_factory=deque)
    side: int = 0
    day: date | None = None
    before: int = 0
    bought: int = 0
    sold: int = 0

    @property
    def net(self) -> int:
        """Contracts held, below zero where sold."""
        return self.side * sum(lot.quantity for lot in self.lots)

    @property
    def average(self) -> Decimal | None:
        """What they cost on the average, in points."""
        held = sum(lot.quantity for lot in self.lots)
        cost = sum((lot.price * lot.quantity for lot in self.lots), NOTHING)
        return cost / held if held else None


class Books:
    """Hears the account's changes one by one; `check` compares what the exchange says."""

    def __init__(self, products: dict[int, str]) -> None:
        """`products` are the names of the products by their contracts' ids."""
        self.pages = {contract: Account(DEALS[name]) for contract, name in products.items()}
        self.cash = OPENING
        self.fees = NOTHING
        self.realised: defaultdict[date, Decimal] = defaultdict(Decimal)
        self.day_begins: dict[date, Decimal] = {}
        self.filled: Counter[int] = Counter()
        self._fills: dict[int, Entity] = {}
        self._paired: Counter[int] = Counter()
        self._pairs: list[tuple[int, int, int]] = []
        self._charged: set[int] = set()
        self._spent = NOTHING  # on all that was bought, less all that was sold for
        self._last_day: date | None = None

    def fill(self, fill: Entity) -> None:
        """Book a new fill."""
        page, side = self.pages[fill["contractId"]], sign(fill["action"])
        assert fill["qty"] > 0
        assert fill["price"] % page.deal.tick == 0
        assert fill["id"] not in self._fills
        day = business_day(moment(fill["timestamp"]))
        assert date(*(fill["tradeDate"][name] for name in ("year", "month", "day"))) == day
        self._fills[fill["id"]] = fill
        self.filled[fill["orderId"]] += fill["qty"]
        self._count_the_day(page, side, fill["qty"], day)
        self._spent += side * fill["qty"] * fill["price"] * page.deal.point
        self._settle(page, side, fill, day)

    def fee(self, fee: Entity) -> None:
        """Check what a fill cost: once each, the exchange's, clearing, NFA, commission."""
        fill = self._fills[fee["id"]]
        deal, quantity = self.pages[fill["contractId"]].deal, fill["qty"]
        assert fee["id"] not in self._charged
        self._charged.add(fee["id"])
        parts = ("exchangeFee", "clearingFee", "nfaFee", "commission")
        costs = (deal.exchange, deal.clearing, deal.nfa, deal.commission)
        assert [fee[part] for part in parts] == [quantity * cost for cost in costs]

    def pair(self, pair: Entity) -> None:
        """Check that two fills closed one another as they had to: first in, first out."""
        buy, sell = self._fills[pair["buyFillId"]], self._fills[pair["sellFillId"]]
        assert (pair["buyPrice"], pair["sellPrice"]) == (buy["price"], sell["price"])
        assert (buy["action"], sell["action"]) == ("Buy", "Sell")
        self._pairs.remove((pair["buyFillId"], pair["sellFillId"], pair["qty"]))
        for fill in (buy, sell):
            self._paired[fill["id"]] += pair["qty"]

    def check(self, told: dict[str, dict[int, Entity]]) -> None:
        """Compare with everything that was told last, by kind and id."""
        assert not self._pairs, "a pair was not told"
        assert self._charged == self._fills.keys()
        for number, fill in told["fill"].items():
            assert fill["finallyPaired"] == self._paired[number] <= fill["qty"]
        self._check_positions(told["position"])
        self._check_cash(*told["cashBalance"].values())
        (margin,) = told["marginSnapshot"].values()
        bound = sum(abs(page.net) * page.deal.day_margin for page in self.pages.values())
        assert margin["initialMargin"] == margin["positionMargin"] == bound

    def _check_positions(self, positions: dict[int, Entity]) -> None:
        told = {position["contractId"]: position for position in positions.values()}
        assert len(told) == len(positions)
        for contract, page in self.pages.items():
            if page.day is None:
                assert contract not in told
                continue
            position = told[contract]
            assert position["netPos"] == page.net
            assert (position["prevPos"], position["bought"], position["sold"]) == (
                page.before,
                page.bought,
                page.sold,
            )
            average = page.average
            assert (average is None) == ("netPrice" not in position)
            assert average is None or abs(position["netPrice"] - average) < D("1E-7")

    def _check_cash(self, balance: Entity) -> None:
        assert balance["amount"] == self.cash
        open_cost = sum(
            (
                page.net * (page.average or NOTHING) * page.deal.point
                for page in self.pages.values()
            ),
            NOTHING,
        )
        # What came in and went out, less what is still held at its cost: the same cash.
        assert abs(OPENING - self._spent + open_cost - self.fees - self.cash) < D("1E-9")
        if self._last_day is not None:
            day = self._last_day
            week = [one for one in self.realised if one.isocalendar()[:2] == day.isocalendar()[:2]]
            assert balance["realizedPnL"] == self.realised[day]
            assert balance["weekRealizedPnL"] == sum(self.realised[one] for one in week)
            assert balance["amountSOD"] == self.day_begins[day]

    def _count_the_day(self, page: Account, side: int, quantity: int, day: date) -> None:
        if page.day != day:
            page.day, page.before, page.bought, page.sold = day, page.net, 0, 0
        if side > 0:
            page.bought += quantity
        else:
            page.sold += quantity

    def _settle(self, page: Account, side: int, fill: Entity, day: date) -> None:
        self.day_begins.setdefault(day, self.cash)
        self._last_day = day
        left, profit = fill["qty"], NOTHING
        while left and page.lots and page.side == -side:
            lot = page.lots[0]
            part = min(left, lot.quantity)
            profit += part * (fill["price"] - lot.price) * -side * page.deal.point
            ids = (fill["id"], lot.fill) if side > 0 else (lot.fill, fill["id"])
            self._pairs.append((*ids, part))
            lot.quantity -= part
            left -= part
            if not lot.quantity:
                page.lots.popleft()
        if left:
            page.side = side
            page.lots.append(Lot(fill["id"], fill["price"], left))
        fees = fill["qty"] * page.deal.fees
        self.realised[day] += profit
        self.fees += fees
        self.cash += profit - fees


def sign(action: str) -> int:
    """Return +1 for Buy, -1 for Sell."""
    return {"Buy": 1, "Sell": -1}[action]


def moment(text: str) -> datetime:
    """Return a timestamp of the wire."""
    return datetime.fromisoformat(text)


def business_day(now: datetime) -> date:
    """Return the day whose session it is: one ends at 22:00 UTC, the weekend is Monday's."""
    now = now.astimezone(UTC)
    day = now.date() + timedelta(days=now.time() >= time(22))
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
