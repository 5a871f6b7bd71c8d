"""Requests and replies of the calls a ticket needs (protocol.md 1, 4.2, 4.4, 5)."""

from datetime import datetime
from decimal import Decimal

import msgspec

from bracketdesk.wire.entities import OrderStrategy
from bracketdesk.wire.enums import Action, FailureReason, UserStatus

MULTI_BRACKET = 2
"""orderStrategyTypeId of the only strategy type offered (protocol.md 4.2)."""


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A JSON object that is no entity; absent where None."""


class AccessTokenRequest(Message, frozen=True, kw_only=True):
    """POST /auth/accesstokenrequest; `cid` goes as the key page shows it, number or text."""

    name: str
    password: str
    app_id: str | None = None
    app_version: str | None = None
    device_id: str | None = None
    cid: int | str | None = None
    sec: str | None = None

    def __repr__(self) -> str:
        return "AccessTokenRequest(…)"


class AccessTokenResponse(Message, frozen=True, kw_only=True):
    """Reply to sign-in and renewal: always HTTP 200, errors inside (protocol.md 1.2)."""

    error_text: str | None = None
    access_token: str | None = None
    md_access_token: str | None = None
    expiration_time: datetime | None = None
    password_expiration_time: datetime | None = None
    user_status: UserStatus | None = None
    user_id: int | None = None
    name: str | None = None
    has_live: bool | None = None
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")
    p_time: int | None = msgspec.field(default=None, name="p-time")
    p_captcha: bool | None = msgspec.field(default=None, name="p-captcha")

    def __repr__(self) -> str:
        return "AccessTokenResponse(…)"


class StartOrderStrategy(Message, frozen=True, kw_only=True):
    """POST /orderStrategy/startorderstrategy; `params` is a string of JSON.

    A penalty ticket goes last: the identical body with the ticket added (protocol.md 1.7).
    """

    account_id: int
    account_spec: str
    symbol: str
    action: Action
    order_strategy_type_id: int = msgspec.field(default_factory=lambda: MULTI_BRACKET)
    params: str
    uuid: str
    is_automated: bool = msgspec.field(default_factory=bool)
    custom_tag50: str | None = None
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")


class OrderStrategyStatusResponse(Message, frozen=True, kw_only=True):
    """Reply to start and interrupt; read it with protocol.md 4.2's rule, never by one field."""

    error_text: str | None = None
    failure_reason: FailureReason | None = None
    order_strategy: OrderStrategy | None = None
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")
    p_time: int | None = msgspec.field(default=None, name="p-time")
    p_captcha: bool | None = msgspec.field(default=None, name="p-captcha")


class InterruptOrderStrategy(Message, frozen=True, kw_only=True):
    """POST /orderStrategy/interruptorderstrategy."""

    order_strategy_id: int


class CancelOrder(Message, frozen=True, kw_only=True):
    """POST /order/cancelorder."""

    order_id: int
    is_automated: bool = msgspec.field(default_factory=bool)


class LiquidatePosition(Message, frozen=True, kw_only=True):
    """POST /order/liquidateposition; `admin` is false for everyone but administrators."""

    account_id: int
    contract_id: int
    admin: bool = msgspec.field(default_factory=bool)
    is_automated: bool = msgspec.field(default_factory=bool)


class CommandResult(Message, frozen=True, kw_only=True):
    """Reply to order commands; a commandId or orderId means queued, not applied."""

    failure_reason: FailureReason | None = None
    failure_text: str | None = None
    command_id: int | None = None
    order_id: int | None = None
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")
    p_time: int | None = msgspec.field(default=None, name="p-time")
    p_captcha: bool | None = msgspec.field(default=None, name="p-captcha")


class SyncRequest(Message, frozen=True, kw_only=True):
    """user/syncrequest, socket only; without entityTypes nothing may come (protocol.md 3.7)."""

    split_responses: bool | None = None
    users: list[int] | None = None
    accounts: list[int] | None = None
    entity_types: list[str] | None = None
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")


class SymbolRequest(Message, frozen=True, kw_only=True):
    """md/subscribeQuote and md/unsubscribeQuote: contract name or id."""

    symbol: str | int


class QuoteEntry(Message, frozen=True, kw_only=True):
    """One line of a quote; price in points, size in contracts, either may be missing."""

    price: Decimal | None = None
    size: Decimal | None = None


class Quote(Message, frozen=True, kw_only=True):
    """A market-data quote; entries by the broker's names: Bid, Offer, Trade and so on."""

    timestamp: datetime
    contract_id: int
    entries: dict[str, QuoteEntry] = {}
