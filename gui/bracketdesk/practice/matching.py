"""When an order trades, and with what. The rules, all on the quote of the moment:

- A market order takes the displayed size and walks on, level by level (`book`).
- A limit order that arrives marketable does the same, as far as its price.
- A resting limit order trades when the opposite quote is at or through its price, with at most
  what stands there; it gets its own price, the worse of the two. A trade printed through its
  price fills it as well, up to the size printed, where the opposite quote is there too: never is
  a fill better than the quote.
- A stop waits until the quote it would trade with, or a trade, is at or through its stop price
  on the far side; an if-touched order until they are at or through its touch price on the near
  side. Then they are a market order (with a limit: a limit order) that arrives now: a gap fills at
  the next price.
"""

from bracketdesk.practice.book import Execution, Side
from bracketdesk.practice.orders import STOPS, LiveOrder, Terms, Trail, sign
from bracketdesk.wire.enums import TimeInForce


def wakes(terms: Terms, price: int | None) -> bool:
    """Whether a quote or trade at `price` ends an order's wait."""
    if price is None:
        return False
    if terms.type in STOPS:
        return terms.stop is not None and (price - terms.stop) * sign(terms.action) >= 0
    return terms.touch is not None and (terms.touch - price) * sign(terms.action) >= 0


def take(order: LiveOrder, side: Side) -> list[Execution]:
    """Return what the order trades against `side` now; it is counted as taken."""
    if order.terms.time_in_force is TimeInForce.FOK and not _fits(order, side):
        return []
    executions = side.take(order.fillable, order.limit)
    if order.resting and order.limit is not None and executions:
        return [Execution(order.limit, sum(part.quantity for part in executions))]
    return executions


def passed(order: LiveOrder, side: Side, price: int, size: int) -> Execution | None:
    """Return what a trade of `size` printed at `price` gives a resting limit order."""
    limit = order.limit
    if limit is None or not order.resting or not side.reaches(limit):
        return None
    through = (limit - price) * sign(order.terms.action) > 0
    part = min(size, order.fillable)
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


def follows_at(stop: int, trail: Trail, direction: int) -> int:
    """Return the first price at which a trailing stop moves; `direction` is its market's good."""
    ahead = (stop - trail.start) * direction + trail.distance
    steps = max(ahead // trail.step + 1, 0)
    return trail.start + direction * steps * trail.step


def _fits(order: LiveOrder, side: Side) -> bool:
    offered = side.offered(order.fillable, order.limit)
    return sum(part.quantity for part in offered) == order.remaining
