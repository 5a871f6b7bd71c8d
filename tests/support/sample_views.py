"""What a desk might show: strategies, results and sessions in the field's usual shapes."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from bracketdesk.controller.after.views import LooseView, Offer, ProcedureView, Progress, Step
from bracketdesk.controller.views import (
    Connection,
    LegRole,
    LegView,
    LevelView,
    ResultView,
    SessionView,
    StrategyView,
)
from bracketdesk.domain.instrument import Instrument, PriceFormat
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.session import Environment
from bracketdesk.domain.ticket import Side

AT = datetime(2026, 11, 22, 10, 2, 11, 412_000, tzinfo=UTC)
MES = Instrument("MESZ6", Decimal("0.25"), Decimal(5), 1)
ZN = Instrument("ZNZ6", Decimal("0.015625"), Decimal(1000), 2, price_format=PriceFormat.FRACTIONAL)
SENTENCE = "Buy 3 MESZ6 at market; stop 4.00 under; about $60 lost at the stops."


def leg(
    role: LegRole,
    status: str,
    price: str = "",
    filled: int = 0,
    quantity: int = 1,
    order_id: int = 1,
) -> LegView:
    """A leg; where something of it is filled, `price` is its average."""
    value = Decimal(price) if price else None
    return LegView(
        order_id=order_id,
        role=role,
        type="Stop" if role is LegRole.STOP else "Limit",
        status=status,
        quantity=quantity,
        filled=filled,
        price=None if filled else value,
        average=value if filled else None,
        cancellable=status.startswith("working"),
    )


def level(number: int, target: str = "6016.50", stop: str = "6008.50") -> LevelView:
    """A level of one contract with both its exits working: orders 11 and 12, 21 and 22, …"""
    legs = (
        leg(LegRole.TARGET, "working", target, order_id=10 * number + 1),
        leg(LegRole.STOP, "working", stop, order_id=10 * number + 2),
    )
    return LevelView(number, 1, legs)


def running(ident: int = 9912) -> StrategyView:
    """Three levels, the entry filled: what follows an accepted market ticket."""
    return StrategyView(
        id=ident,
        symbol="MESZ6",
        contract_id=1,
        side=Side.BUY,
        quantity=3,
        status="running",
        raw_status="ActiveStrategy",
        running=True,
        at=AT,
        entry=leg(LegRole.ENTRY, "filled", "6012.50", filled=3, quantity=3),
        levels=(level(1), level(2, "6020.50"), level(3, "6024.50")),
        position=3,
        stops_working=3,
        left=3,
        stops=3,
        instrument=MES,
    )


def waiting(ident: int = 9913) -> StrategyView:
    """A limit entry of five, two of them filled, the rest still working."""
    entry = leg(LegRole.ENTRY, "working, 2 of 5 filled", "110.515625", filled=2, quantity=5)
    return replace(
        running(ident),
        symbol="ZNZ6",
        contract_id=2,
        side=Side.SELL,
        quantity=5,
        entry=replace(entry, cancellable=True),
        levels=(level(1, "110.25", "110.75"), LevelView(2, 3, (), "target 0'080, stop 0'080")),
        position=-2,
        stops_working=1,
        left=2,
        stops=1,
        instrument=ZN,
    )


def loose(order_id: int = 77, *, ours: bool = False) -> LooseView:
    """A stop of another program's that belongs to no strategy."""
    order = leg(LegRole.STOP, "working", "6005.50", quantity=2, order_id=order_id)
    return LooseView("MESZ6", 1, Side.SELL, order, AT, ours, True, MES)


def flattening(number: int = 1) -> ProcedureView:
    """A flatten on its way."""
    steps = (
        Step("asked the broker to liquidate", Progress.DONE, AT),
        Step("waiting until MESZ6 is flat", Progress.DOING, AT),
    )
    return ProcedureView(number, "Flatten MESZ6", steps, running=True)


def stuck(number: int = 1) -> ProcedureView:
    """A flatten that the broker refused, with two next steps."""
    first = flattening().steps[0]
    return ProcedureView(
        number,
        "Flatten MESZ6",
        (first, Step("the broker refused", Progress.FAILED, AT)),
        running=False,
        truth="MESZ6 is still 3 long",
        tone="rejected",
        ended=AT,
        offers=(Offer("close", "Sell 3 at the market"), Offer("look", "Look again", danger=False)),
    )


def finished(ident: int = 9900) -> StrategyView:
    """A strategy that is history."""
    return replace(
        running(ident),
        status="finished",
        raw_status="ExecutionFinished",
        running=False,
        position=0,
        stops_working=0,
    )


def session(
    environment: Environment = Environment.PRACTICE,
    connection: Connection = Connection.CONNECTED,
    text: str = "",
) -> SessionView:
    """A session with two accounts."""
    return SessionView(
        environment,
        connection,
        host="127.0.0.1:40100",
        accounts=("DEMO1234", "DEMO5678"),
        account="DEMO1234",
        latency=0.012,
        expires=AT,
        text=text,
    )


def accepted(uuid: str = "first") -> ResultView:
    """An accepted start."""
    return ResultView(
        OutcomeKind.ACCEPTED,
        "Accepted",
        cause="The broker runs it as a strategy.",
        at=AT,
        milliseconds=38.4,
        strategy_id=9912,
        sentence=SENTENCE,
        uuid=uuid,
    )


def rejected(broker_text: str = "account is set to liquidation only") -> ResultView:
    """A start that was refused with a reason."""
    return ResultView(
        OutcomeKind.REJECTED,
        "Rejected: the account may only close positions",
        cause="A loss limit was hit, or the firm set it.",
        advice="Only close positions now.",
        sure="Fairly sure.",
        reason="LiquidationOnly",
        broker_text=broker_text,
        at=AT,
        milliseconds=41.2,
        sentence=SENTENCE,
        uuid="second",
    )
