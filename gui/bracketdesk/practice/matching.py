"""When an order trades, and with what. The rules, all on the quote of the moment:

- A market order takes the displayed size and walks on, level by level (`book`).
- A limit order that arrives marketable does the same, as far as its price.
- A resting limit order trades when the opposite quote is at or through its price, with at most
  what stands there; it gets its own price, the worse of the two. A trade printed through its
  price fills it as well, up to the size printed, where the opposite quote is there too: never is
  a fill better than the quote.
- A stop waits until the quote it would trade with, or a trade, is at or through its stop price
  on the far side; an MIT until they are at or through its price on the near side. Then they are
  a market order (a stop-limit: a limit order) that arrives now: a gap fills at the next price.
"""

from bracketdesk.practice.book import Execution, Side
from bracketdesk.practice.orders import WAITING_TYPES, LiveOrder, Terms, sign
from bracketdesk.wire.enums import OrderType, TimeInForce


def waits(order: LiveOrder) -> bool:
    """Whether the order still waits for its price."""
    return order.terms.type in WAITING_TYPES and not order.triggered


def wakes(terms: Terms, price: int | None) -> bool:
    """Whether a quote or trade at `price` ends an order's wait."""
    if price is None:
        return False
    if terms.type is OrderType.MIT:
        return terms.limit is not None and (terms.limit - price) * sign(terms.action) >= 0
    return terms.stop is not None and (price - terms.stop) * sign(terms.action) >= 0


def take(order: LiveOrder, side: Side) -> list[Execution]:
    """Return what the order trades against `side` now; it is counted as taken."""
    if order.terms.time_in_force is TimeInForce.FOK and not _fits(order, side):
        return []
    executions = side.take(order.remaining, order.limit)
    if order.resting and order.limit is not None and executions:
        return [Execution(order.limit, sum(part.quantity for part in executions))]
    return executions


def passed(order: LiveOrder, side: Side, price: int, size: int) -> Execution | None:
    """Return what a trade of `size` printed at `price` gives a resting limit order."""
    limit = order.limit
    if limit is None or not order.resting or not side.reaches(limit):
        return None
    through = (limit - price) * sign(order.terms.action) > 0
    part = min(size, order.remaining)
    return Execution(limit, part) if through and part else None


def followed(terms: Terms, price: int | None) -> int | None:
    """Return where a trailing stop stands once the quote it would trade with is `price`.

    None where it stays: it only ever comes nearer to the market.
    """
    trail, direction = terms.trail, -sign(terms.action)
    if trail is None or terms.stop is None or price is None:
        return None
    gone = (price - trail.start) * direction
    if gone < 0:
        return None
    stop = trail.start + direction * (gone // trail.step * trail.step - trail.distance)
    return stop if (stop - terms.stop) * direction > 0 else None


def _fits(order: LiveOrder, side: Side) -> bool:
    offered = side.offered(order.remaining, order.limit)
    return sum(part.quantity for part in offered) == order.remaining
