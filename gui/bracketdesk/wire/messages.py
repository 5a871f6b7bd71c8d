"""Requests and replies of the calls a ticket needs (protocol.md 1, 4.2, 4.4, 4.6, 5)."""

import math
from datetime import datetime
from decimal import Decimal

import msgspec

from bracketdesk.wire.entities import Contract, OrderStrategy
from bracketdesk.wire.enums import Action, FailureReason, OrderType, TimeInForce, UserStatus
from bracketdesk.wire.timed import Timed

MULTI_BRACKET = 2
"""orderStrategyTypeId of the only strategy type offered (protocol.md 4.2)."""


LONGEST_WAIT = 86_400


def wait_of(p_time: float | None) -> int:
    """Return a penalty's seconds, whole and within a day; none were told where it is 0."""
    return math.ceil(min(max(p_time or 0, 0), LONGEST_WAIT))


class Message(Timed, frozen=True, kw_only=True):
    """A JSON object that is no entity; absent where None."""


class Violation(Message, frozen=True, kw_only=True):
    """A field that breaks its rules: its name, its value as JSON text, and what is wrong."""

    constraint: str
    value: str
    description: str


class Violations(Message, frozen=True, kw_only=True):
    """A 200 in the reply's place: the request was refused (protocol.md 1.8)."""

    violations: list[Violation]


class AccessTokenRequest(Message, frozen=True, kw_only=True):
    """POST /auth/accesstokenrequest; `cid` goes as the key page shows it, number or text.

    A penalty ticket goes last: the identical body with the ticket added (protocol.md 1.7).
    """

    name: str
    password: str
    app_id: str | None = None
    app_version: str | None = None
    device_id: str | None = None
    cid: int | str | None = None
    sec: str | None = None
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")

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
    has_sim_plus: bool | None = None
    show_kids: bool | None = msgspec.field(default=None, name="showKIDs")
    has_market_data: bool | None = None
    has_funded: bool | None = None
    outdated_tac: bool | None = msgspec.field(default=None, name="outdatedTaC")
    outdated_liquidation_policy: bool | None = None
    hibp_hint: str | None = None
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")
    p_time: float | None = msgspec.field(default=None, name="p-time")
    p_captcha: bool | None = msgspec.field(default=None, name="p-captcha")

    def __repr__(self) -> str:
        return "AccessTokenResponse(…)"


class OAuthTokenRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """POST /auth/oauthtoken; OAuth's own names, with underscores (protocol.md 1.6)."""

    grant_type: str
    code: str | None = None
    redirect_uri: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    code_verifier: str | None = None

    def __repr__(self) -> str:
        return "OAuthTokenRequest(…)"


class OAuthTokenResponse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Reply to it; `expires_in` in seconds."""

    access_token: str | None = None
    token_type: str | None = None
    expires_in: int | None = None
    error: str | None = None
    error_description: str | None = None

    def __repr__(self) -> str:
        return "OAuthTokenResponse(…)"


class Me(Message, frozen=True, kw_only=True):
    """Reply to GET /auth/me: whose token it is."""

    error_text: str | None = None
    user_id: int | None = None
    name: str | None = None


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
    p_time: float | None = msgspec.field(default=None, name="p-time")
    p_captcha: bool | None = msgspec.field(default=None, name="p-captcha")


class InterruptOrderStrategy(Message, frozen=True, kw_only=True):
    """POST /orderStrategy/interruptorderstrategy."""

    order_strategy_id: int
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")


class RestrainedOrderVersion(Message, frozen=True, kw_only=True):
    """The other order of a pair, for as many contracts as the first; prices in points."""

    action: Action
    order_type: OrderType
    cl_ord_id: str | None = None
    price: Decimal | None = None
    stop_price: Decimal | None = None
    time_in_force: TimeInForce | None = None


class PlaceOrder(Message, frozen=True, kw_only=True):
    """POST /order/placeorder; prices in points, `order_qty` in contracts."""

    account_spec: str
    account_id: int
    symbol: str
    action: Action
    order_qty: int
    order_type: OrderType
    cl_ord_id: str | None = None
    price: Decimal | None = None
    stop_price: Decimal | None = None
    time_in_force: TimeInForce | None = None
    is_automated: bool = msgspec.field(default_factory=bool)
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")


class PlaceOco(PlaceOrder, frozen=True, kw_only=True):
    """POST /order/placeoco: two orders of which each cancels the other."""

    other: RestrainedOrderVersion


class ModifyOrder(Message, frozen=True, kw_only=True):
    """POST /order/modifyorder: a whole new version; what is left out does not stay as it was.

    An omitted time in force falls back to Day (protocol.md 4.4).
    """

    order_id: int
    order_qty: int
    order_type: OrderType
    cl_ord_id: str | None = None
    price: Decimal | None = None
    stop_price: Decimal | None = None
    limit_if_touched_price: Decimal | None = None
    max_show: int | None = None
    peg_difference: Decimal | None = None
    time_in_force: TimeInForce | None = None
    expire_time: datetime | None = None
    text: str | None = None
    is_automated: bool = msgspec.field(default_factory=bool)
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")


class CancelOrder(Message, frozen=True, kw_only=True):
    """POST /order/cancelorder."""

    order_id: int
    cl_ord_id: str | None = None
    is_automated: bool = msgspec.field(default_factory=bool)
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")


class LiquidatePosition(Message, frozen=True, kw_only=True):
    """POST /order/liquidateposition; `admin` is false for everyone but administrators."""

    account_id: int
    contract_id: int
    admin: bool = msgspec.field(default_factory=bool)
    is_automated: bool = msgspec.field(default_factory=bool)
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")


class CommandResult(Message, frozen=True, kw_only=True):
    """Reply to order commands; a commandId or orderId means queued, not applied."""

    failure_reason: FailureReason | None = None
    failure_text: str | None = None
    command_id: int | None = None
    order_id: int | None = None
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")
    p_time: float | None = msgspec.field(default=None, name="p-time")
    p_captcha: bool | None = msgspec.field(default=None, name="p-captcha")


class PlaceOcoResult(CommandResult, frozen=True, kw_only=True):
    """Reply to placeoco: both orders' ids."""

    oco_id: int | None = None


class PlaceOsoResult(CommandResult, frozen=True, kw_only=True):
    """Reply to placeoso: the ids of the orders that wait for the first."""

    oso1_id: int | None = None
    oso2_id: int | None = None


class SyncRequest(Message, frozen=True, kw_only=True):
    """user/syncrequest, socket only; without entityTypes nothing may come (protocol.md 3.7)."""

    split_responses: bool | None = None
    users: list[int] | None = None
    accounts: list[int] | None = None
    entity_types: list[str] | None = None
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")


class RollContractResponse(Message, frozen=True, kw_only=True):
    """Reply to contract/rollcontract: the contract rolled to, or why there is none."""

    error_text: str | None = None
    contract: Contract | None = None


class RollContractsResponse(Message, frozen=True, kw_only=True):
    """Reply to contract/rollcontracts; how `contracts` is keyed is not published."""

    contracts: dict[str, Contract]
    error_text: str | None = None


class ProductMargin(Message, frozen=True, kw_only=True):
    """A product's margins in full, in its currency for one contract."""

    initial_margin: Decimal
    maintenance_margin: Decimal
    timestamp: datetime
    id: int | None = None


class ProductFeeParams(Message, frozen=True, kw_only=True):
    """What one contract of a product costs, by who takes it, and the margins it needs."""

    product_id: int
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
    day_margin: Decimal | None = None
    night_margin: Decimal | None = None
    full_margin: ProductMargin | None = None


class ProductFeeParamsResponse(Message, frozen=True, kw_only=True):
    """Reply to contract/getproductfeeparams."""

    params: list[ProductFeeParams]


class SymbolRequest(Message, frozen=True, kw_only=True):
    """md/subscribeQuote and md/unsubscribeQuote: contract name or id."""

    symbol: str | int
    p_ticket: str | None = msgspec.field(default=None, name="p-ticket")


class QuoteEntry(Message, frozen=True, kw_only=True):
    """One line of a quote; price in points, size in contracts, either may be missing."""

    price: Decimal | None = None
    size: Decimal | None = None


class Quote(Message, frozen=True, kw_only=True):
    """A market-data quote; entries by the broker's names: Bid, Offer, Trade and so on."""

    timestamp: datetime
    contract_id: int
    entries: dict[str, QuoteEntry] = msgspec.field(default_factory=dict)
