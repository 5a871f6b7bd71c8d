"""Who an account belongs to, and what risk management holds for it (protocol.md 4.6)."""

from datetime import datetime
from decimal import Decimal

from bracketdesk.wire.entity import Entity
from bracketdesk.wire.enums import DrawdownMode, ProductStatus, ProductType, TotalBy, UserStatus


class User(Entity, frozen=True, kw_only=True):
    """A person who may sign in."""

    name: str
    timestamp: datetime
    email: str
    status: UserStatus
    professional: bool
    organization_id: int | None = None
    linked_user_id: int | None = None
    foreign_introducing_broker_id: int | None = None


class MarginSnapshot(Entity, frozen=True, kw_only=True):
    """An account's margins at one moment, in dollars; its id is the account's."""

    timestamp: datetime
    risk_time_period_id: int
    initial_margin: Decimal
    maintenance_margin: Decimal
    total_used_margin: Decimal
    full_initial_margin: Decimal
    auto_liq_level: Decimal | None = None
    liq_only_level: Decimal | None = None
    position_margin: Decimal | None = None
    total_used_full_margin: Decimal | None = None
    open_collateral_req: Decimal | None = None


class UserAccountAutoLiq(Entity, frozen=True, kw_only=True):
    """When risk management steps in by itself; its id is the account's.

    Percentages of the margin and of the day's begin, losses and profits in dollars.
    """

    changes_locked: bool | None = None
    margin_percentage_alert: Decimal | None = None
    daily_loss_percentage_alert: Decimal | None = None
    daily_loss_alert: Decimal | None = None
    margin_percentage_liq_only: Decimal | None = None
    daily_loss_percentage_liq_only: Decimal | None = None
    daily_loss_liq_only: Decimal | None = None
    margin_percentage_auto_liq: Decimal | None = None
    daily_loss_percentage_auto_liq: Decimal | None = None
    daily_loss_auto_liq: Decimal | None = None
    weekly_loss_auto_liq: Decimal | None = None
    flatten_timestamp: datetime | None = None
    trailing_max_drawdown: Decimal | None = None
    trailing_max_drawdown_limit: Decimal | None = None
    trailing_max_drawdown_mode: DrawdownMode | None = None
    daily_profit_auto_liq: Decimal | None = None
    weekly_profit_auto_liq: Decimal | None = None
    do_not_unlock: bool | None = None


class RiskScope(Entity, frozen=True, kw_only=True):
    """To what a limit applies; everything where it names nothing."""

    contract_id: int | None = None
    product_id: int | None = None
    exchange_id: int | None = None
    product_type: ProductType | None = None
    risk_discount_contract_group_id: int | None = None
    product_verification_status: ProductStatus | None = None
    contract_group_id: int | None = None


class UserAccountPositionLimit(RiskScope, frozen=True, kw_only=True):
    """How many contracts an account may hold, long, short and either way."""

    active: bool
    total_by: TotalBy
    account_id: int
    risk_time_period_id: int | None = None
    short_limit: int | None = None
    long_limit: int | None = None
    exposed_limit: int | None = None
    description: str | None = None


class UserAccountRiskParameter(RiskScope, frozen=True, kw_only=True):
    """How large one order may be, and how near to its expiry a contract may be traded."""

    user_account_position_limit_id: int
    max_opening_order_qty: int | None = None
    max_closing_order_qty: int | None = None
    max_back_month: int | None = None
    pre_expiration_days: int | None = None
    margin_percentage: Decimal | None = None
    margin_dollar_value: Decimal | None = None
    hard_limit: bool | None = None
