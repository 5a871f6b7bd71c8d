"""Which contracts no stop covers, and for how long."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bracketdesk.practice.levers import Levers
from bracketdesk.practice.orders import STOPS, LiveOrder, sign


class Stand(NamedTuple):
    """A contract's position, signed, and how many of it working stops cover."""

    net: int = 0
    covered: int = 0

    @property
    def bare(self) -> int:
        """Contracts without a stop."""
        return abs(self.net) - self.covered

    @property
    def words(self) -> str:
        """It in words: 3 long, stops work for 2."""
        if not self.net:
            return "flat"
        side = "long" if self.net > 0 else "short"
        return f"{abs(self.net)} {side}, stops work for {self.covered}"


@dataclass(slots=True)
class Span:
    """A time in which contracts had no stop; `most` of them. `end` is None while it lasts."""

    contract: str
    start: datetime
    most: int
    end: datetime | None = None

    def seconds(self, now: datetime) -> float:
        """Return how long it has lasted."""
        return ((self.end or now) - self.start).total_seconds()


FLAT = Stand()


class Cover:
    """Looks at one contract whenever something about it changed."""

    def __init__(self, levers: Levers) -> None:
        self.spans: list[Span] = []
        self._levers = levers
        self._stands: dict[str, Stand] = {}
        self._told: dict[str, Stand] = {}
        for holding in levers.positions.holdings():
            self.look(holding.listed.id)

    @property
    def stands(self) -> dict[str, Stand]:
        """Every contract's, as last seen, by its name."""
        return {name: stand for name, stand in self._stands.items() if stand.net}

    def stand(self, contract: str) -> Stand:
        """Return a contract's."""
        return self._stands.get(contract, FLAT)

    def look(self, contract_id: int) -> None:
        """Look at a contract now."""
        listed = self._levers.listing.get(contract_id)
        if listed is None:
            return
        net = self._levers.positions.net(contract_id)
        alive = self._levers.roster.alive(contract_id)
        stops = sum(order.remaining for order in alive if _covers(order, net))
        stand = self._stands[listed.name] = Stand(net, min(stops, abs(net)))
        self._measure(listed.name, stand, self._levers.agenda.now())

    def news(self) -> list[str]:
        """Return how contracts stand that stood otherwise at the last call."""
        changed = [name for name, s in self._stands.items() if s != self._told.get(name, FLAT)]
        self._told = dict(self._stands)
        return [f"{name}: {self._stands[name].words}" for name in changed]

    def bare_spans(self, since: datetime, now: datetime) -> list[Span]:
        """Return the times without a stop that reach beyond `since`, but for mere moments."""
        return [
            span
            for span in self.spans
            if (span.end is None or span.end > since) and span.seconds(now) > 0
        ]

    def _measure(self, contract: str, stand: Stand, now: datetime) -> None:
        going = next((s for s in self.spans if s.contract == contract and s.end is None), None)
        if going and stand.bare:
            going.most = max(going.most, stand.bare)
        elif going:
            going.end = now
        elif stand.bare:
            self.spans.append(Span(contract, now, stand.bare))


def _covers(order: LiveOrder, net: int) -> bool:
    """Whether an order is a stop in the market that closes such a position."""
    closes = sign(order.terms.action) * net < 0
    return closes and order.working and order.terms.type in STOPS
