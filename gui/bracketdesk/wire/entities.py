"""The broker's entities as JSON objects (protocol.md 4.2, 4.3, 4.6).

Prices and money are `Decimal`, read from and written to JSON numbers without passing a float.
Times are aware UTC (timed.py). Fields the broker adds later are ignored; what the schema calls
optional is None when absent and absent when None.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from bracketdesk.wire.accounts import (
    MarginSnapshot,
    User,
    UserAccountAutoLiq,
    UserAccountPositionLimit,
    UserAccountRiskParameter,
)
from bracketdesk.wire.entity import Entity as Entity  # noqa: PLC0414 - passed on to who asks here
from bracketdesk.wire.entity import TradeDate as TradeDate  # noqa: PLC0414
from bracketdesk.wire.enums import (
    Action,
    AdminAction,
    CommandStatus,
    CommandType,
    ExecType,
    FailureReason,
    OrderType,
    OrdStatus,
    PriceFormatType,
    ProductStatus,
    ProductType,
    StrategyStatus,
    TimeInForce,
)
from bracketdesk.wire.library import ContractGroup, Currency, Exchange, ProductSession


class Account(Entity, frozen=True, kw_only=True):
    """An account; `active` of the older schema is gone, see closed, restricted, readonly."""

    name: str
    user_id: int
    account_type: str
    clearing_house_id: int
    risk_category_id: int
    auto_liq_profile_id: int
    margin_account_type: str
    legal_status: str
    timestamp: datetime
    active: bool | None = None
    restricted: bool | None = None
    closed: bool | None = None
    readonly: bool | None = None
    futures_disabled: bool | None = None
    swap_enabled: bool | None = None
    spot_margin_enabled: bool | None = None


class AccountRiskStatus(Entity, frozen=True, kw_only=True):
    """What risk management allows an account; its id is the account's.

    `liquidate_only` is since when only closing is allowed; net liquidation values in dollars.
    """

    admin_action: AdminAction | None = None
    admin_timestamp: datetime | None = None
    liquidate_only: datetime | None = None
    user_triggered_liq_only: bool | None = None
    max_net_liq: Decimal | None = None
    min_net_liq: Decimal | None = None


class CashBalance(Entity, frozen=True, kw_only=True):
    """An account's cash of one business day; `amount_sod` is what the day began with."""

    account_id: int
    timestamp: datetime
    trade_date: TradeDate
    currency_id: int
    amount: Decimal
    realized_pnl: Decimal | None = msgspec.field(default=None, name="realizedPnL")
    week_realized_pnl: Decimal | None = msgspec.field(default=None, name="weekRealizedPnL")
    amount_sod: Decimal | None = msgspec.field(default=None, name="amountSOD")


class Product(Entity, frozen=True, kw_only=True):
    """A product: `tick_size` in points, `value_per_point` in its currency."""

    name: str
    currency_id: int
    product_type: ProductType
    description: str
    exchange_id: int
    contract_group_id: int
    status: ProductStatus
    value_per_point: Decimal
    price_format_type: PriceFormatType
    price_format: int
    tick_size: Decimal
    months: str | None = None
    risk_discount_contract_group_id: int | None = None
    is_secured: bool | None = None


class ContractMaturity(Entity, frozen=True, kw_only=True):
    """A month of a product; `expiration_month` is YYYYMM or YYMM (protocol.md 4.6)."""

    product_id: int
    expiration_month: int
    expiration_date: datetime
    is_front: bool
    first_intent_date: datetime | None = None
    underlying_id: int | None = None


class Contract(Entity, frozen=True, kw_only=True):
    """A contract by its exchange name, as MESZ6."""

    name: str
    contract_maturity_id: int
    timestamp: datetime | None = None


class Order(Entity, frozen=True, kw_only=True):
    """An order; its type, prices and quantity stand in its newest OrderVersion."""

    account_id: int
    timestamp: datetime
    action: Action
    ord_status: OrdStatus
    admin: bool = msgspec.field(default_factory=bool)
    contract_id: int | None = None
    spread_definition_id: int | None = None
    execution_provider_id: int | None = None
    oco_id: int | None = None
    parent_id: int | None = None
    linked_id: int | None = None


class OrderVersion(Entity, frozen=True, kw_only=True):
    """One state of an order's terms; prices in points of the contract."""

    order_id: int
    order_qty: int
    order_type: OrderType
    price: Decimal | None = None
    stop_price: Decimal | None = None
    limit_if_touched_price: Decimal | None = None
    max_show: int | None = None
    peg_difference: Decimal | None = None
    time_in_force: TimeInForce | None = None
    expire_time: datetime | None = None
    text: str | None = None


class Command(Entity, frozen=True, kw_only=True):
    """A request about an order: new, modify, cancel."""

    order_id: int
    timestamp: datetime
    command_type: CommandType
    command_status: CommandStatus
    cl_ord_id: str | None = None
    sender_id: int | None = None
    user_session_id: int | None = None
    activation_time: datetime | None = None
    custom_tag50: str | None = None
    is_automated: bool | None = None


class CommandReport(Entity, frozen=True, kw_only=True):
    """A step in a command's life."""

    command_id: int
    timestamp: datetime
    command_status: CommandStatus
    reject_reason: FailureReason | None = None
    text: str | None = None
    ord_status: OrdStatus | None = None


class ExecutionReport(Entity, frozen=True, kw_only=True):
    """What the exchange reported about an order."""

    command_id: int
    name: str
    account_id: int
    contract_id: int
    timestamp: datetime
    order_id: int
    exec_type: ExecType
    action: Action
    trade_date: TradeDate | None = None
    exec_ref_id: str | None = None
    ord_status: OrdStatus | None = None
    cum_qty: int | None = None
    avg_px: Decimal | None = None
    last_qty: int | None = None
    last_px: Decimal | None = None
    reject_reason: FailureReason | None = None
    text: str | None = None
    exchange_order_id: str | None = None


class Fill(Entity, frozen=True, kw_only=True):
    """A trade of one of the account's orders; quantity in contracts, price in points."""

    order_id: int
    contract_id: int
    timestamp: datetime
    trade_date: TradeDate
    action: Action
    qty: int
    price: Decimal
    active: bool = msgspec.field(default_factory=lambda: True)
    finally_paired: int = msgspec.field(default_factory=int)


class FillFee(Entity, frozen=True, kw_only=True):
    """What a fill cost, by who takes it, in the currencies named; its id is the fill's."""

    clearing_fee: Decimal | None = None
    clearing_currency_id: int | None = None
    exchange_fee: Decimal | None = None
    exchange_currency_id: int | None = None
    nfa_fee: Decimal | None = None
    nfa_currency_id: int | None = None
    brokerage_fee: Decimal | None = None
    brokerage_currency_id: int | None = None
    ip_fee: Decimal | None = None
    ip_currency_id: int | None = None
    commission: Decimal | None = None
    commission_currency_id: int | None = None
    order_routing_fee: Decimal | None = None
    order_routing_currency_id: int | None = None


class FillPair(Entity, frozen=True, kw_only=True):
    """A bought and a sold fill of one position that close one another; prices in points."""

    position_id: int
    buy_fill_id: int
    sell_fill_id: int
    qty: int
    buy_price: Decimal
    sell_price: Decimal
    active: bool


class Position(Entity, frozen=True, kw_only=True):
    """A position; `net_pos` is signed contracts, `net_price` its average price in points."""

    account_id: int
    contract_id: int
    timestamp: datetime
    trade_date: TradeDate
    net_pos: int
    bought: int
    bought_value: Decimal
    sold: int
    sold_value: Decimal
    prev_pos: int
    net_price: Decimal | None = None
    prev_price: Decimal | None = None


class OrderStrategy(Entity, frozen=True, kw_only=True):
    """What the broker runs for one ticket; `params` is the text it was started with."""

    account_id: int
    timestamp: datetime
    contract_id: int
    order_strategy_type_id: int
    action: Action
    status: StrategyStatus
    initiator_id: int | None = None
    params: str | None = None
    uuid: str | None = None
    failure_message: str | None = None
    sender_id: int | None = None
    custom_tag50: str | None = None
    user_session_id: int | None = None


class OrderStrategyLink(Entity, frozen=True, kw_only=True):
    """Ties an order to its strategy; the labels' vocabulary is undocumented (protocol.md 6.5)."""

    order_strategy_id: int
    order_id: int
    label: str


class OrderStrategyType(Entity, frozen=True, kw_only=True):
    """A kind of strategy; 2 is the multi-bracket."""

    name: str
    enabled: bool


ENTITY_TYPES: dict[str, type[Entity]] = {
    "user": User,
    "account": Account,
    "accountRiskStatus": AccountRiskStatus,
    "marginSnapshot": MarginSnapshot,
    "userAccountAutoLiq": UserAccountAutoLiq,
    "userAccountPositionLimit": UserAccountPositionLimit,
    "userAccountRiskParameter": UserAccountRiskParameter,
    "cashBalance": CashBalance,
    "currency": Currency,
    "exchange": Exchange,
    "contractGroup": ContractGroup,
    "product": Product,
    "productSession": ProductSession,
    "contractMaturity": ContractMaturity,
    "contract": Contract,
    "order": Order,
    "orderVersion": OrderVersion,
    "command": Command,
    "commandReport": CommandReport,
    "executionReport": ExecutionReport,
    "fill": Fill,
    "fillFee": FillFee,
    "position": Position,
    "fillPair": FillPair,
    "orderStrategy": OrderStrategy,
    "orderStrategyLink": OrderStrategyLink,
    "orderStrategyType": OrderStrategyType,
}
"""The wire's entityType names (singular camelCase, protocol.md 3.7) and their shapes."""
