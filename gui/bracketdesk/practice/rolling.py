"""contract/rollcontract: from a contract to the month after it, or before (protocol.md 4.6).

The broker's words for it are "the best upcoming maturity date for a given contract", and its
example gives a product's name. GUESS: what a product's name, `forward` false, `ifExpired` and the
end of the list mean, and the texts.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import itemgetter

from bracketdesk.practice.arguments import Roll
from bracketdesk.practice.products import MONTH_CODES
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import Contract, ContractMaturity, Product
from bracketdesk.wire.messages import RollContractResponse

NO_SUCH = "Contract not found"
NO_FURTHER = "No further contract is listed"

NAME = re.compile("(.+)([FGHJKMNQUVXZ])([0-9]{1,2})")
"""A product, a month, a year by its last digit or two: both are in the broker's examples."""


@dataclass(frozen=True, slots=True)
class _Series:
    """A product's contracts on the list by their months, as 202612; `codes` are its months."""

    codes: str
    months: list[int]
    contracts: list[Contract]

    def step(self, month: int, forward: bool) -> Contract | None:
        """Return the contract after this month, or before it."""
        at = bisect_right(self.months, month) if forward else bisect_left(self.months, month) - 1
        return self.contracts[at] if 0 <= at < len(self.contracts) else None


class Rolls:
    """Finds the contract rolled to among those listed. What is not listed any more is expired."""

    def __init__(self, store: EntityStore) -> None:
        self._series = _by_product(store)

    def roll(self, request: Roll) -> RollContractResponse:
        """Return the next contract, or with `forward` false the one before.

        With `ifExpired` a contract that still trades stays; a product's name stands for what
        trades before its front month.
        """
        series, month = self._find(request.name)
        if series is None:
            return RollContractResponse(error_text=NO_SUCH)
        if request.if_expired and month in series.months:
            return RollContractResponse(contract=series.contracts[series.months.index(month)])
        contract = series.step(month, request.forward)
        return RollContractResponse(contract=contract, error_text=None if contract else NO_FURTHER)

    def _find(self, name: str) -> tuple[_Series | None, int]:
        """Return the contracts of a name's product, and the month that the name tells."""
        if name in self._series:
            return self._series[name], 0
        parts = NAME.fullmatch(name)
        series = self._series.get(parts[1]) if parts else None
        if parts is None or series is None or parts[2] not in series.codes:
            return None, 0
        month = _nearest(parts[3], MONTH_CODES.index(parts[2]) + 1, series.months[0])
        known = month in series.months or month < series.months[0]
        return (series, month) if known else (None, 0)


def _by_product(store: EntityStore) -> dict[str, _Series]:
    products = [one for one in store.all("product") if isinstance(one, Product)]
    contracts = [one for one in store.all("contract") if isinstance(one, Contract)]
    months = {o.id: o for o in store.all("contractMaturity") if isinstance(o, ContractMaturity)}
    found = {}
    for product in products:
        own = [c for c in contracts if months[c.contract_maturity_id].product_id == product.id]
        dated = [(months[c.contract_maturity_id].expiration_month, c) for c in own]
        dated.sort(key=itemgetter(0))
        listed = [month for month, _ in dated], [contract for _, contract in dated]
        found[product.name] = _Series(product.months or "", *listed)
    return found


def _nearest(digits: str, month: int, now: int) -> int:
    """Return the month whose year ends in `digits`, as near to `now` as can be."""
    cycle, year = 10 ** len(digits), now // 100
    near = range(year - cycle // 2 + 1, year + cycle // 2 + 1)
    return next(one for one in near if one % cycle == int(digits)) * 100 + month
