"""Single instructions, as a click sends them."""

from bracketdesk.controller.ports import Line
from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.instruction import Act
from bracketdesk.domain.session import Transport
from bracketdesk.wire import codec
from bracketdesk.wire.messages import (
    CancelOrder,
    InterruptOrderStrategy,
    LiquidatePosition,
    Message,
)


async def cancel(line: Line, order_id: int, by: Transport = Transport.SOCKET) -> Delivery:
    """Cancel an order."""
    return await _send(line, Act.CANCEL, CancelOrder(order_id=order_id), by)


async def interrupt(line: Line, strategy_id: int, by: Transport = Transport.SOCKET) -> Delivery:
    """Stop a strategy."""
    return await _send(
        line, Act.INTERRUPT, InterruptOrderStrategy(order_strategy_id=strategy_id), by
    )


async def liquidate(
    line: Line, account_id: int, contract_id: int, by: Transport = Transport.SOCKET
) -> Delivery:
    """Cancel a contract's orders and close its position."""
    request = LiquidatePosition(account_id=account_id, contract_id=contract_id)
    return await _send(line, Act.LIQUIDATE, request, by)


async def _send(line: Line, act: Act, request: Message, by: Transport) -> Delivery:
    return await line.carry_out(act, codec.encode(request), by)
