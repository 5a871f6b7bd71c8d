"""How far markets have leapt from where their sources have them."""

from collections import Counter

from bracketdesk.practice.families import LOOKS
from bracketdesk.practice.listing import Listed
from bracketdesk.practice.market import QuoteTick, TradeTick

LOWEST = 1
"""Ticks: no market here falls to zero."""


class Leaps:
    """Whole ticks, the same for every contract of one underlying, which all have one tick."""

    def __init__(self) -> None:
        self._ticks: Counter[str] = Counter()

    def leap(self, listed: Listed, ticks: int) -> None:
        """Leap so far from where the contract's underlying stands now."""
        self._ticks[_underlying(listed)] += ticks

    def settle(self, listed: Listed) -> None:
        """Stand again where the source has it."""
        del self._ticks[_underlying(listed)]

    def after(self, listed: Listed, tick: QuoteTick | TradeTick) -> QuoteTick | TradeTick:
        """Return what a source says as it sounds after every leap."""
        if not self._ticks:
            return tick
        gone = self._ticks[_underlying(listed)]
        if isinstance(tick, TradeTick):
            return tick._replace(price=max(tick.price + gone, LOWEST))
        return tick._replace(bid=_moved(tick.bid, gone), ask=_moved(tick.ask, gone))


def _moved(price: int | None, ticks: int) -> int | None:
    return None if price is None else max(price + ticks, LOWEST)


def _underlying(listed: Listed) -> str:
    return LOOKS[listed.specification.name].underlying
