"""A whole new version of an order: what is left out does not stay as it was (protocol.md 4.4)."""

from decimal import Decimal

from bracketdesk.controller.after.holdings import Exit
from bracketdesk.wire.entities import OrderVersion
from bracketdesk.wire.enums import OrderType
from bracketdesk.wire.messages import ModifyOrder


def restated(exit_: Exit, price: Decimal, uuid: str | None, ticket: str | None) -> ModifyOrder:
    """Return the order's version whole, at another price. A stop-limit keeps its offset."""
    version = exit_.version
    limit, stop = moved(version, exit_.standing.price, price)
    return ModifyOrder(
        order_id=exit_.order.id,
        order_qty=version.order_qty,
        order_type=version.order_type,
        cl_ord_id=uuid or None,
        price=limit,
        stop_price=stop,
        limit_if_touched_price=version.limit_if_touched_price,
        max_show=version.max_show,
        peg_difference=version.peg_difference,
        time_in_force=version.time_in_force,
        expire_time=version.expire_time,
        text=version.text,
        p_ticket=ticket,
    )


def moved(
    version: OrderVersion, held: Decimal, price: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """Return limit and stop price of the version that stands at `price` instead of `held`."""
    if version.order_type == OrderType.LIMIT:
        return price, version.stop_price
    limit = version.price
    if version.order_type == OrderType.STOP_LIMIT and limit is not None:
        return limit + (price - held), price
    # The published sample puts a stop's level into `price`: it is not to be copied (4.4).
    return None, price


def holds(version: OrderVersion | None, wanted: ModifyOrder) -> bool:
    """Whether a version is what was asked for."""
    if version is None:
        return False
    stop = version.price if version.stop_price is None else version.stop_price
    if wanted.order_type == OrderType.LIMIT:
        return (version.order_qty, version.price) == (wanted.order_qty, wanted.price)
    return (version.order_qty, stop) == (wanted.order_qty, wanted.stop_price)
