"""The protected-quantity meter: what of a position working stops would close (product.md, 6)."""

from bracketdesk.controller import words
from bracketdesk.controller.after.holdings import Holdings
from bracketdesk.controller.after.views import Cover, CoverView


def cover_of(holdings: Holdings, contract_id: int) -> CoverView:
    """Return the meter of one contract, now."""
    net, stops = holdings.net(contract_id), holdings.stops(contract_id)
    cover = _cover(net, stops)
    symbol = holdings.name(contract_id)
    short = abs(net) - stops
    return CoverView(
        contract_id=contract_id,
        symbol=symbol,
        net=net,
        stops=stops,
        targets=holdings.targets(contract_id),
        cover=cover,
        text=f"{_position(net)} · stops working for {stops}",
        fix=f"Exits for {short} {symbol}" if cover is Cover.UNCOVERED else "",
    )


FLAT = "flat, and no order was open"
"""Of the moment it is said at: the next order makes it untrue."""


def still_open(holdings: Holdings, contract_id: int) -> str:
    """Return what is open in a contract in words, empty where it is flat and nothing may act."""
    net, orders = holdings.net(contract_id), holdings.open_orders(contract_id)
    if not net and not orders:
        return ""
    said = [words.position(net), f"{words.counted(len(orders), 'order')} open"]
    if net:
        said.append(f"stops working for {holdings.stops(contract_id)}")
    return ", ".join(said)


def alarm_text(view: CoverView) -> str:
    """Return what an alarm says of a position that is covered too little or too much."""
    where = f"{view.symbol}: {view.text}"
    if view.cover is Cover.UNCOVERED:
        return f"{where}. {view.uncovered} of {abs(view.net)} have no stop that works."
    if not view.net:
        return f"{where}. There is no position: a stop that fills opens one."
    more = view.stops - abs(view.net)
    return f"{where}. The stops exceed the position by {more}: filled, they turn it round."


def _cover(net: int, stops: int) -> Cover:
    if stops > abs(net):
        return Cover.OVER
    if not net:
        return Cover.FLAT
    return Cover.COVERED if stops == abs(net) else Cover.UNCOVERED


def _position(net: int) -> str:
    if not net:
        return "flat"
    return f"position {abs(net)} {'long' if net > 0 else 'short'}"
