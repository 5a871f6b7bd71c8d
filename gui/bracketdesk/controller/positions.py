"""Positions with their open P&L from the watched quote (protocol.md 4.6)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bracketdesk.controller.contracts import Contracts
from bracketdesk.controller.views import PositionView, QuoteView
from bracketdesk.domain.instrument import Instrument
from bracketdesk.wire.entities import Position


@dataclass(frozen=True, slots=True)
class Sums:
    """What the day came to by contract: realised and fees, in dollars."""

    realised: Mapping[int, Decimal]
    fees: Mapping[int, Decimal]


def position_views(
    positions: Iterable[Position],
    contracts: Contracts,
    quote_of: Callable[[int], QuoteView | None],
    sums: Sums,
) -> tuple[PositionView, ...]:
    """Return the open ones among an account's positions by symbol."""
    views = (
        _view(position, contracts, quote_of(position.contract_id), sums)
        for position in positions
        if position.net_pos
    )
    return tuple(sorted(views, key=lambda view: (view.symbol, view.contract_id)))


def open_pnl(
    net: int, average: Decimal | None, quote: QuoteView | None, instrument: Instrument | None
) -> Decimal | None:
    """Return dollars at what closing would meet: a long's bid, a short's ask.

    None where one of them is not known, or the contract's money is not dollars.
    """
    if quote is None or instrument is None or average is None or not instrument.in_dollars:
        return None
    if quote.contract_id != instrument.contract_id:
        return None
    price = quote.bid if net > 0 else quote.ask
    if price is None:
        return None
    return (price - average) * instrument.value_per_point * net


def _view(
    position: Position, contracts: Contracts, quote: QuoteView | None, sums: Sums
) -> PositionView:
    contract_id = position.contract_id
    instrument = contracts.instrument(contract_id)
    return PositionView(
        contract_id=contract_id,
        symbol=contracts.name(contract_id),
        net=position.net_pos,
        average=position.net_price,
        open_pnl=open_pnl(position.net_pos, position.net_price, quote, instrument),
        realised=sums.realised.get(contract_id),
        fees=sums.fees.get(contract_id),
        instrument=instrument,
    )
