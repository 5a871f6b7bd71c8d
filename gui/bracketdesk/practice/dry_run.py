"""The check before trading, asked for by itself: nothing is placed (protocol.md 4.5)."""

from decimal import Decimal
from typing import Annotated

import msgspec

from bracketdesk.practice.admission import Admission
from bracketdesk.practice.arguments import Id
from bracketdesk.practice.errors import Rejected
from bracketdesk.practice.fees import CHARGES, Charges
from bracketdesk.practice.listing import Listed, Listing
from bracketdesk.practice.money import Money
from bracketdesk.practice.order_requests import Quantity, Version
from bracketdesk.practice.orders import Terms
from bracketdesk.practice.positions import Positions
from bracketdesk.wire.enums import Action, FailureReason, OrderType
from bracketdesk.wire.messages import Message

MOST_ORDERS = 4
"""Orders in one call, as a third party has it of the broker's page."""

NOTHING = Decimal(0)


class DryRunOrder(Message, frozen=True, kw_only=True):
    """One order that is only asked about; prices in points."""

    contract_id: Id
    action: Action
    order_qty: Quantity
    order_type: OrderType
    price: Decimal | None = None
    stop_price: Decimal | None = None


class DryRun(Message, frozen=True, kw_only=True):
    """POST /order/dryrun."""

    account_id: Id
    orders: Annotated[list[DryRunOrder], msgspec.Meta(min_length=1, max_length=MOST_ORDERS)]
    extra_pre_trade_risk: dict[str, object] | None = None


class Details(Message, frozen=True, kw_only=True):
    """RiskEvaluationDetails, in dollars and contracts."""

    before_initial_margin_req: Decimal
    before_initial_full_margin_req: Decimal
    before_open_collateral_req: Decimal = msgspec.field(default_factory=Decimal)
    before_net_pos: int
    is_exit_order: bool
    initial_margin_req: Decimal
    initial_full_margin_req: Decimal
    open_collateral_req: Decimal = msgspec.field(default_factory=Decimal)
    total_cash: Decimal
    futures_open_pnl: Decimal = msgspec.field(name="futuresOpenPnL")
    options_open_pnl: Decimal = msgspec.field(name="optionsOpenPnL", default_factory=Decimal)
    risk_credit: Decimal = msgspec.field(default_factory=Decimal)
    net_liq_value: Decimal
    future_comm_and_fees: Decimal
    total_cash_required: Decimal
    excess: Decimal
    hypo_long_pos: int
    hypo_short_pos: int


class EstimatedFees(Message, frozen=True, kw_only=True):
    """EstimatedFillFee: what filling all of it would cost, by who takes it."""

    clearing_fee: Decimal
    exchange_fee: Decimal
    nfa_fee: Decimal
    commission: Decimal


class DryRunResponse(Message, frozen=True, kw_only=True):
    """Reply: one for all orders of the call."""

    error_text: str | None = None
    reject_reason: FailureReason | None = None
    comment: str | None = None
    details: Details | None = None
    fees: EstimatedFees | None = None


class DryRuns:
    """Answers with the first order's refusal, or with what the last of them would leave."""

    def __init__(
        self, listing: Listing, positions: Positions, admission: Admission, money: Money
    ) -> None:
        self._listing = listing
        self._positions = positions
        self._admission = admission
        self._money = money

    def answer(self, request: DryRun) -> DryRunResponse:
        """Check every order as if it were placed now."""
        try:
            self._admission.check_account(request.account_id, None)
            checked = [self._check(order) for order in request.orders]
        except Rejected as refusal:
            return DryRunResponse(error_text=refusal.text, reject_reason=refusal.reason)
        costs = [(CHARGES[listed.specification.name], terms.quantity) for listed, terms in checked]
        return DryRunResponse(details=self._details(*checked[-1], costs), fees=_fees(costs))

    def _check(self, order: DryRunOrder) -> tuple[Listed, Terms]:
        listed = self._admission.check_contract(self._listing.get(order.contract_id))
        version = Version(
            order_type=order.order_type, price=order.price, stop_price=order.stop_price
        )
        terms = self._admission.terms(version, order.action, order.order_qty, listed)
        self._admission.check_order(terms, listed)
        return listed, terms

    def _details(self, listed: Listed, terms: Terms, costs: list[tuple[Charges, int]]) -> Details:
        money, net = self._money, self._positions.net(listed.id)
        after = money.exposure(listed, terms)
        required, before = money.required(listed, terms), money.required()
        cost = sum((charges.total * quantity for charges, quantity in costs), NOTHING)
        full, charges = money.position_margin(full=True), CHARGES[listed.specification.name]
        added = (after.most - money.exposure(listed).most) * charges.full
        return Details(
            before_initial_margin_req=before,
            before_initial_full_margin_req=full,
            before_net_pos=net,
            is_exit_order=abs(after.most) <= abs(net) and net != 0,
            initial_margin_req=required,
            initial_full_margin_req=full + added,
            total_cash=money.cash,
            futures_open_pnl=money.open_profit or NOTHING,
            net_liq_value=money.worth,
            future_comm_and_fees=cost,
            total_cash_required=required + cost,
            excess=money.worth - required - cost,
            hypo_long_pos=max(after.long, 0),
            hypo_short_pos=max(-after.short, 0),
        )


def _fees(costs: list[tuple[Charges, int]]) -> EstimatedFees:
    def total(name: str) -> Decimal:
        return sum((getattr(charges, name) * quantity for charges, quantity in costs), NOTHING)

    return EstimatedFees(
        clearing_fee=total("clearing"),
        exchange_fee=total("exchange"),
        nfa_fee=total("nfa"),
        commission=total("commission"),
    )
