"""The broker's entities, and tickets, with everything that a test does not care about filled in."""

from datetime import UTC, date, datetime
from decimal import Decimal

from bracketdesk.domain.delivery import Delivery
from bracketdesk.domain.draft import LevelDraft, TicketDraft
from bracketdesk.domain.instrument import Instrument
from bracketdesk.domain.params import write_params
from bracketdesk.domain.ticket import Entry, Level, Side, Ticket
from bracketdesk.wire import codec
from bracketdesk.wire.entities import (
    Account,
    Entity,
    Fill,
    Order,
    OrderStrategy,
    OrderStrategyLink,
    OrderVersion,
    Position,
    TradeDate,
)
from bracketdesk.wire.enums import Action, OrderType, OrdStatus, StrategyStatus
from bracketdesk.wire.messages import Quote, QuoteEntry

AT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
TODAY = TradeDate(year=2026, month=11, day=22)
MES = Instrument(
    "MESZ6", Decimal("0.25"), Decimal(5), contract_id=500, product="MES", expires=date(2026, 12, 18)
)
MNQ = Instrument("MNQZ6", Decimal("0.25"), Decimal(2), contract_id=600, product="MNQ")
ACCOUNT = "DEMO1234"
ACCOUNT_ID = 42

THREE_LEVELS = (
    Level(1, target_ticks=16, stop_ticks=16),
    Level(1, target_ticks=32, stop_ticks=16),
    Level(1, stop_ticks=16),
)


def account(name: str = ACCOUNT, number: int = ACCOUNT_ID, closed: bool | None = None) -> Account:
    return Account(
        id=number,
        name=name,
        user_id=7,
        account_type="Customer",
        clearing_house_id=1,
        risk_category_id=1,
        auto_liq_profile_id=1,
        margin_account_type="Speculator",
        legal_status="Individual",
        timestamp=AT,
        closed=closed,
    )


def ticket(
    levels: tuple[Level, ...] = THREE_LEVELS,
    side: Side = Side.BUY,
    symbol: str = MES.symbol,
    account: str = ACCOUNT,
    entry: Entry | None = None,
) -> Ticket:
    quantity = sum(level.quantity for level in levels)
    return Ticket(symbol, side, quantity, entry or Entry(), levels, account)


def draft(side: Side = Side.BUY, levels: tuple[LevelDraft, ...] | None = None) -> TicketDraft:
    rows = levels or (
        LevelDraft("1", "16", "16"),
        LevelDraft("1", "32", "16"),
        LevelDraft("1", "", "16"),
    )
    return TicketDraft(side=side, quantity=str(len(rows)), levels=rows)


def strategy(
    number: int = 9912,
    uuid: str | None = None,
    status: StrategyStatus = StrategyStatus.ACTIVE,
    side: Action = Action.BUY,
    levels: tuple[Level, ...] | None = None,
    account_id: int = ACCOUNT_ID,
    contract_id: int = MES.contract_id,
    failure: str | None = None,
) -> OrderStrategy:
    params = None
    if levels is not None:
        params = write_params(ticket(levels, Side(side.value)), MES.tick_size)
    return OrderStrategy(
        id=number,
        account_id=account_id,
        timestamp=AT,
        contract_id=contract_id,
        order_strategy_type_id=2,
        action=side,
        status=status,
        params=params,
        uuid=uuid,
        failure_message=failure,
    )


def order(
    number: int,
    action: Action,
    status: OrdStatus = OrdStatus.WORKING,
    twin: int | None = None,
    parent: int | None = None,
    contract_id: int | None = MES.contract_id,
) -> Order:
    return Order(
        id=number,
        account_id=ACCOUNT_ID,
        timestamp=AT,
        action=action,
        ord_status=status,
        contract_id=contract_id,
        oco_id=twin,
        linked_id=twin,
        parent_id=parent,
    )


def version(
    number: int,
    order_id: int,
    kind: OrderType,
    price: str | None = None,
    stop: str | None = None,
    quantity: int = 1,
) -> OrderVersion:
    return OrderVersion(
        id=number,
        order_id=order_id,
        order_qty=quantity,
        order_type=kind,
        price=None if price is None else Decimal(price),
        stop_price=None if stop is None else Decimal(stop),
    )


def link(number: int, order_id: int, strategy_id: int = 9912, label: str = "") -> OrderStrategyLink:
    return OrderStrategyLink(
        id=number, order_strategy_id=strategy_id, order_id=order_id, label=label
    )


def fill(
    number: int, order_id: int, price: str, quantity: int = 1, action: Action = Action.BUY
) -> Fill:
    return Fill(
        id=number,
        order_id=order_id,
        contract_id=MES.contract_id,
        timestamp=AT,
        trade_date=TODAY,
        action=action,
        qty=quantity,
        price=Decimal(price),
    )


def position(
    net: int, price: str | None = "6012.50", contract_id: int = MES.contract_id, number: int = 1
) -> Position:
    return Position(
        id=number,
        account_id=ACCOUNT_ID,
        contract_id=contract_id,
        timestamp=AT,
        trade_date=TODAY,
        net_pos=net,
        bought=max(net, 0),
        bought_value=Decimal(0),
        sold=max(-net, 0),
        sold_value=Decimal(0),
        prev_pos=0,
        net_price=None if price is None else Decimal(price),
    )


def quote(bid: str = "6012.25", ask: str = "6012.50", contract_id: int = MES.contract_id) -> Quote:
    entries = {
        "Bid": QuoteEntry(price=Decimal(bid), size=Decimal(14)),
        "Offer": QuoteEntry(price=Decimal(ask), size=Decimal("9.5")),
        "Trade": QuoteEntry(price=Decimal(ask), size=Decimal(1)),
    }
    return Quote(timestamp=AT, contract_id=contract_id, entries=entries)


def answer(
    held: OrderStrategy | None = None, status: int = 200, seconds: float = 0.038, **fields: object
) -> Delivery:
    """A delivered answer with these fields of OrderStrategyStatusResponse."""
    body = {**fields, **({"orderStrategy": held} if held else {})}
    return Delivery(True, status, codec.encode(body), seconds=seconds)


def penalty(
    held: OrderStrategy | None = None, ticket: str = "abc", seconds: int = 15, **fields: object
) -> Delivery:
    """An answer that asks to wait and come again with a ticket (protocol.md 1.7)."""
    body = {"p-ticket": ticket, "p-time": seconds, **fields}
    return Delivery(True, 200, codec.encode({**body, **({"orderStrategy": held} if held else {})}))


def filled_strategy(
    uuid: str | None = None, number: int = 9912, at: str = "6012.50", base: int = 1000
) -> list[Entity]:
    """Everything the broker tells of a Buy 3 whose entry filled: three levels, exits working."""
    price = Decimal(at)
    found: list[Entity] = [
        strategy(number, uuid, levels=THREE_LEVELS),
        order(base, Action.BUY, OrdStatus.FILLED),
        version(base + 1, base, OrderType.MARKET, quantity=3),
        link(base + 2, base, number),
        fill(base + 3, base, at, 3),
        position(3, at),
    ]
    for index, level in enumerate(THREE_LEVELS):
        first = base + 10 + 10 * index
        target = first if level.target_ticks else None
        stop = first + 1
        found += [
            order(stop, Action.SELL, twin=target, parent=base),
            version(stop + 2, stop, OrderType.STOP, stop=str(price - 4)),
            link(stop + 4, stop, number),
        ]
        if target and level.target_ticks:
            place = price + level.target_ticks * MES.tick_size
            found += [
                order(target, Action.SELL, twin=stop, parent=base),
                version(target + 2, target, OrderType.LIMIT, price=str(place)),
                link(target + 4, target, number),
            ]
    return found
