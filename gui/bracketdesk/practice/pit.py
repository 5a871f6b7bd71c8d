"""One contract's orders on the floor, and which of them a price wakes.

A market of many quotes and many orders: nobody looks at an order whose price is far away. Each one
waits on a ladder for the price that changes something for it; what the price has come to and the
book could not fill is eager: it is looked at with every quote.
"""

import heapq
import itertools
from collections.abc import Iterator

from bracketdesk.practice import matching
from bracketdesk.practice.book import Book, Side
from bracketdesk.practice.orders import STOPS, LiveOrder, sign
from bracketdesk.wire.enums import Action

ROOM = 1024
"""Wishes a ladder holds before it is cleared of old ones."""


class Ladder:
    """Orders by the price that wakes them, nearest first.

    `direction` is +1 where a price at or above wakes, -1 where one at or below does.
    """

    def __init__(self, direction: int) -> None:
        self._direction = direction
        self._rungs: list[tuple[int, int, int, LiveOrder]] = []
        self._numbers = itertools.count()
        self._room = ROOM

    def add(self, price: int, order: LiveOrder) -> None:
        """Have the order woken at `price`, in ticks."""
        if len(self._rungs) >= self._room:
            self._clear()
        rung = (price * self._direction, next(self._numbers), order.watch, order)
        heapq.heappush(self._rungs, rung)

    def woken(self, price: int) -> Iterator[LiveOrder]:
        """Take off and give every order whose wish is still its own."""
        while self._rungs and self._rungs[0][0] <= price * self._direction:
            _, _, watch, order = heapq.heappop(self._rungs)
            if order.watch == watch:
                yield order

    def _clear(self) -> None:
        """Take off the wishes of which nobody knows any more."""
        self._rungs = [rung for rung in self._rungs if rung[3].watch == rung[2]]
        heapq.heapify(self._rungs)
        self._room = max(ROOM, 2 * len(self._rungs))


class Wall:
    """The ladders of one side's orders: what the quote they would trade with does to them."""

    def __init__(self, action: Action) -> None:
        good = -sign(action)  # the way the price goes that these orders would like to meet
        self.limits, self.touches, self.trails = Ladder(good), Ladder(good), Ladder(good)
        self.stops = Ladder(-good)

    def quoted(self, price: int | None) -> Iterator[LiveOrder]:
        """Give every order that a quote concerns."""
        if price is not None:
            for ladder in (self.limits, self.touches, self.stops, self.trails):
                yield from ladder.woken(price)

    def traded(self, price: int) -> Iterator[LiveOrder]:
        """Give every order whose wait a trade ends."""
        yield from self.touches.woken(price)
        yield from self.stops.woken(price)


class Pit:
    """The orders of one contract that may trade, and its book."""

    def __init__(self) -> None:
        self.book = Book()
        self._orders: dict[int, LiveOrder] = {}
        self._eager: dict[int, LiveOrder] = {}
        self._walls = {action: Wall(action) for action in (Action.BUY, Action.SELL)}

    @property
    def orders(self) -> tuple[LiveOrder, ...]:
        """Every order here, oldest first."""
        return tuple(self._orders.values())

    def admit(self, order: LiveOrder) -> None:
        """Take an order in."""
        self._orders[order.id] = order

    def forget(self, order: LiveOrder) -> None:
        """Let an order go; idempotent."""
        order.watch += 1
        self._orders.pop(order.id, None)
        self._eager.pop(order.id, None)

    def watch(self, order: LiveOrder) -> None:
        """Say anew what wakes the order, by its terms and its state of now."""
        order.watch += 1
        self._eager.pop(order.id, None)
        if order.id not in self._orders:
            return
        if order.waits:
            self._wait(order)
        elif order.limit is None or self._side(order).reaches(order.limit):
            self._eager[order.id] = order
        else:
            self._walls[order.terms.action].limits.add(order.limit, order)

    def quoted(self) -> list[LiveOrder]:
        """Return every order that the quote of now concerns, oldest first."""
        woken = dict(self._eager)
        for action, wall in self._walls.items():
            for order in wall.quoted(self.book.against(action).price):
                woken[order.id] = order
        return [woken[number] for number in sorted(woken)]

    def traded(self, price: int) -> list[LiveOrder]:
        """Return every order that a trade at `price` may concern, oldest first."""
        woken = dict(self._eager)
        for wall in self._walls.values():
            for order in wall.traded(price):
                woken[order.id] = order
        return [woken[number] for number in sorted(woken)]

    def _wait(self, order: LiveOrder) -> None:
        terms, wall = order.terms, self._walls[order.terms.action]
        if terms.type in STOPS and terms.stop is not None:
            wall.stops.add(terms.stop, order)
            if terms.trail is not None:
                price = matching.follows_at(terms.stop, terms.trail, -sign(terms.action))
                wall.trails.add(price, order)
        elif terms.touch is not None:
            wall.touches.add(terms.touch, order)

    def _side(self, order: LiveOrder) -> Side:
        return self.book.against(order.terms.action)
