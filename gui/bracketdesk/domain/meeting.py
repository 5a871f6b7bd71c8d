"""Where an entry meets the market: at once where its price is past it already, else later."""

from collections.abc import Iterator
from decimal import Decimal

from bracketdesk.domain.problems import Problem, Severity
from bracketdesk.domain.ticket import Entry, EntryType, Side, Ticket


def entry_price(entry: Entry, side: Side, market: Decimal | None) -> Decimal | None:
    """Return where an entry fills at best guess, in points, None where nothing tells.

    `market` is what a market entry would meet, None where that is not known. A limit through the
    market fills at the market, and so does a stop that is already passed.
    """
    own = entry.limit_price if entry.type.has_limit else entry.stop_price
    if entry.type is EntryType.MARKET:
        return market
    if own is None or market is None or (entry.type.has_stop and not _passed(entry, side, market)):
        return own
    if not entry.type.has_limit:
        return market
    return min(own, market) if side is Side.BUY else max(own, market)


def meets_market(ticket: Ticket, market: Decimal | None) -> Iterator[Problem]:
    """Warn of an entry whose price the market is past already.

    The sentences hold still while the quote moves.
    """
    entry, side = ticket.entry, ticket.side
    if market is None:
        return
    near, where = ("ask", "over") if side is Side.BUY else ("bid", "under")
    if entry.type.has_stop and _passed(entry, side, market):
        yield Problem(
            "entry.stopPrice",
            f"The {near} has passed the stop: the broker may refuse it or fill it at once.",
            Severity.WARNING,
        )
    limit = entry.limit_price
    if entry.type is EntryType.LIMIT and limit is not None and (limit - market) * side.sign > 0:
        yield Problem(
            "entry.limitPrice",
            f"The limit is {where} the {near}: it fills at once, at about the {near}.",
            Severity.WARNING,
        )


def _passed(entry: Entry, side: Side, market: Decimal) -> bool:
    return entry.stop_price is not None and (market - entry.stop_price) * side.sign >= 0
