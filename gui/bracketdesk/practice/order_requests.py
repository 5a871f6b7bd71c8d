"""What order calls are given (protocol.md 4.4), read by the exchange itself."""

from decimal import Decimal
from typing import Annotated

import msgspec

from bracketdesk.practice.arguments import Id, Moment, Short
from bracketdesk.wire.enums import Action, OrderType, TimeInForce
from bracketdesk.wire.messages import Message

Quantity = Annotated[int, msgspec.Meta(gt=0, lt=2**31)]
"""Contracts: an int32 above zero (protocol.md 4)."""

NEEDED: dict[OrderType, tuple[str, ...]] = {
    OrderType.MARKET: (),
    OrderType.LIMIT: ("price",),
    OrderType.STOP: ("stop_price",),
    OrderType.STOP_LIMIT: ("price", "stop_price"),
    OrderType.MIT: ("price",),  # GUESS: no source says where an MIT's price stands
    OrderType.LIMIT_IF_TOUCHED: ("price", "limit_if_touched_price"),
    OrderType.TRAILING_STOP: (),
    OrderType.TRAILING_STOP_LIMIT: ("price",),
}
"""The prices a type cannot do without (protocol.md 4.4); others are ignored. Types that are not
here are not supported.
"""


class Version(Message, frozen=True, kw_only=True):
    """What an order asks for but its side and quantity; prices in points."""

    order_type: OrderType
    price: Decimal | None = None
    stop_price: Decimal | None = None
    limit_if_touched_price: Decimal | None = None
    max_show: Annotated[int, msgspec.Meta(gt=0, lt=2**31)] | None = None
    peg_difference: Decimal | None = None
    time_in_force: TimeInForce | None = None
    expire_time: Moment | None = None
    text: Short | None = None
    cl_ord_id: Short | None = None


class Restrained(Version, frozen=True, kw_only=True):
    """RestrainedOrderVersion: a further order, for as many contracts as the first."""

    action: Action


class Ordered(Version, frozen=True, kw_only=True):
    """A version with what its command may carry besides."""

    activation_time: Moment | None = None
    custom_tag50: Short | None = None
    is_automated: bool | None = None


class PlaceOrder(Ordered, frozen=True, kw_only=True):
    """POST /order/placeorder."""

    action: Action
    symbol: Short
    order_qty: Quantity
    account_id: Id | None = None
    account_spec: Short | None = None


class PlaceOco(PlaceOrder, frozen=True, kw_only=True):
    """POST /order/placeoco: with another order, of which each cancels the other."""

    other: Restrained


class PlaceOso(PlaceOrder, frozen=True, kw_only=True):
    """POST /order/placeoso: with one or two orders that wait for the first."""

    bracket1: Restrained
    bracket2: Restrained | None = None


class ModifyOrder(Ordered, frozen=True, kw_only=True):
    """POST /order/modifyorder: a whole new version of an order."""

    order_id: Id
    order_qty: Quantity


class CancelOrder(Message, frozen=True, kw_only=True):
    """POST /order/cancelorder."""

    order_id: Id
    cl_ord_id: Short | None = None
    activation_time: Moment | None = None
    custom_tag50: Short | None = None
    is_automated: bool | None = None


class LiquidatePosition(Message, frozen=True, kw_only=True):
    """POST /order/liquidateposition."""

    account_id: Id
    contract_id: Id
    admin: bool
    custom_tag50: Short | None = None
    is_automated: bool | None = None


class LiquidatePositions(Message, frozen=True, kw_only=True):
    """POST /order/liquidatepositions; `positions` are ids of positions."""

    positions: list[Id]
    admin: bool
    custom_tag50: Short | None = None
    is_automated: bool | None = None


class ModifyOrderStrategy(Message, frozen=True, kw_only=True):
    """POST /orderStrategy/modifyorderstrategy."""

    order_strategy_id: Id
    command: Annotated[str, msgspec.Meta(max_length=1024)]
    custom_tag50: Short | None = None
