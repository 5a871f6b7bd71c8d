"""The user, and what risk management holds for the account before anything was traded."""

from bracketdesk.practice.auth import Login
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.risk import AccountLimits
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.accounts import (
    User,
    UserAccountAutoLiq,
    UserAccountPositionLimit,
    UserAccountRiskParameter,
)
from bracketdesk.wire.entities import Account, Entity
from bracketdesk.wire.enums import TotalBy, UserStatus


def enrol(exchange: Exchange, login: Login) -> None:
    """Put who may sign in and the account's rules, where the exchange did not put its own."""
    _put_once(exchange.store, "user", _user(exchange, login))
    _put_once(exchange.store, "userAccountAutoLiq", _auto_liq(exchange))
    if not exchange.store.all("userAccountPositionLimit"):
        _put_limits(exchange.store, exchange.account, exchange.limits)


def _auto_liq(exchange: Exchange) -> UserAccountAutoLiq:
    return UserAccountAutoLiq(
        id=exchange.account.id,
        daily_loss_liq_only=exchange.limits.loss_closing_only,
        daily_loss_auto_liq=exchange.limits.loss_liquidated,
    )


def _user(exchange: Exchange, login: Login) -> User:
    return User(
        id=login.id,
        name=login.name,
        timestamp=exchange.account.timestamp,
        email=login.email,
        status=UserStatus.ACTIVE,
        professional=False,
    )


def _put_limits(store: EntityStore, account: Account, limits: AccountLimits) -> None:
    position = UserAccountPositionLimit(
        id=store.new_id(),
        active=True,
        total_by=TotalBy.CONTRACT,
        account_id=account.id,
        short_limit=limits.position,
        long_limit=limits.position,
    )
    order = UserAccountRiskParameter(
        id=store.new_id(),
        user_account_position_limit_id=position.id,
        max_opening_order_qty=limits.order_quantity,
        max_back_month=limits.back_months,
        pre_expiration_days=limits.last_days,
    )
    store.put("userAccountPositionLimit", position)
    store.put("userAccountRiskParameter", order)


def _put_once(store: EntityStore, kind: str, entity: Entity) -> None:
    if store.get(kind, entity.id) is None:
        store.put(kind, entity)
