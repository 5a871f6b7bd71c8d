"""What positions and orders bind, what the account may still do, and what a dry run tells of it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.support.trading import BRACKET, TRADER, Stage

from bracketdesk.practice.dry_run import DryRun, DryRunResponse
from bracketdesk.practice.fees import CHARGES
from bracketdesk.practice.products import PRODUCTS
from bracketdesk.practice.risk import AccountLimits
from bracketdesk.wire import codec
from bracketdesk.wire.accounts import MarginSnapshot
from bracketdesk.wire.entities import AccountRiskStatus, Fill, FillPair
from bracketdesk.wire.enums import AdminAction

DAY = CHARGES["MES"].day
SMALL = replace(AccountLimits(), loss_closing_only=Decimal(50), loss_liquidated=Decimal(100))


def margin(stage: Stage) -> MarginSnapshot:
    (snapshot,) = stage.all("marginSnapshot", MarginSnapshot)
    return snapshot


def dry(stage: Stage, *orders: dict[str, object]) -> DryRunResponse:
    body = {"accountId": stage.exchange.account.id, "orders": list(orders)}
    return stage.exchange.orders.dry_run(codec.decode(codec.encode(body), DryRun), TRADER)


def asked(
    stage: Stage, side: str = "Buy", quantity: int = 1, **fields: object
) -> dict[str, object]:
    """One order of a dry run: at market unless `fields` say otherwise."""
    order = {"contractId": stage.contract.id, "action": side, "orderQty": quantity}
    return order | {"orderType": "Market"} | fields


def test_every_product_has_its_charges() -> None:
    assert CHARGES.keys() == PRODUCTS.keys()


def test_a_position_binds_its_margin() -> None:
    stage = Stage()
    assert margin(stage).initial_margin == 0
    stage.order("Market", quantity=3)
    assert margin(stage).initial_margin == 3 * DAY
    assert margin(stage).full_initial_margin == 3 * CHARGES["MES"].full
    stage.order("Market", "Sell", 3)
    assert margin(stage).total_used_margin == 0


def test_what_the_account_cannot_bind_is_refused() -> None:
    stage = Stage("ESZ6")
    stage.order("Limit", quantity=60, price="6000.00")
    answer = stage.place("Limit", "Buy", 41, price="6000.00")
    assert (answer.failure_reason, answer.failure_text) == ("UnknownReason", "Insufficient margin")
    stage.order("Limit", quantity=40, price="6000.00")


def test_exits_bind_nothing() -> None:
    stage = Stage("ESZ6")
    stage.start(*[BRACKET | {"qty": 10}] * 6)
    stage.order("Market", quantity=10)


def test_a_price_beyond_the_band_is_refused() -> None:
    stage = Stage()
    for kind, price in (("Limit", "5400.00"), ("Stop", "6620.00")):
        name = "price" if kind == "Limit" else "stopPrice"
        answer = stage.place(kind, "Buy", 1, **{name: price})
        assert answer.failure_text == "Price outside limits set"


def test_months_too_far_out_are_prohibited() -> None:
    stage = Stage("MESU7")
    assert stage.place("Market").failure_reason == "BackMonthProhibited"


def test_all_contracts_together_have_a_limit() -> None:
    stage = Stage()
    for _ in range(3):
        stage.order("Limit", quantity=50, price="6000.00")
    answer = stage.place("Limit", "Buy", 1, price="6000.00")
    assert answer.failure_reason == "MaxPosLimitReached"


@pytest.mark.parametrize(("hour", "taken"), [(21, True), (22, False), (23, True)])
def test_the_usual_hours_where_they_are_wanted(hour: int, taken: bool) -> None:
    stage = Stage(always_open=False)
    stage.wait((hour - 15) * 3600 + 60)
    assert (stage.place("Market").order_id is not None) is taken


def test_nothing_trades_in_the_pause_and_goes_on_after_it() -> None:
    stage = Stage(always_open=False)
    order_id = stage.order("Limit", price="6000.00", timeInForce="GTC")
    stage.wait(7 * 3600 + 60)
    stage.quote("5999.00", "5999.25")
    assert stage.fills(order_id) == []
    stage.wait(3600)
    stage.quote("5999.50", "5999.75")
    assert stage.fills(order_id) == [(1, "6000.00")]


class TestPairs:
    def test_the_first_bought_is_the_first_sold(self) -> None:
        stage = Stage()
        stage.order("Market", quantity=2)
        stage.quote("6013.00", "6013.25")
        stage.order("Market", quantity=1)
        stage.order("Market", "Sell", 3)
        first, second, sold = stage.all("fill", Fill)
        pairs = stage.all("fillPair", FillPair)
        assert [(p.buy_fill_id, p.sell_fill_id, p.qty) for p in pairs] == [
            (first.id, sold.id, 2),
            (second.id, sold.id, 1),
        ]
        assert [str(p.buy_price) for p in pairs] == ["6012.25", "6013.25"]
        assert [f.finally_paired for f in (first, second, sold)] == [2, 1, 3]

    def test_a_short_position_pairs_the_other_way(self) -> None:
        stage = Stage()
        stage.order("Market", "Sell", 1)
        stage.order("Market", "Buy", 1)
        sold, bought = stage.all("fill", Fill)
        (pair,) = stage.all("fillPair", FillPair)
        assert (pair.buy_fill_id, pair.sell_fill_id) == (bought.id, sold.id)
        assert (str(pair.buy_price), str(pair.sell_price)) == ("6012.25", "6012.00")


class TestLosses:
    def standing(self, stage: Stage) -> AdminAction | None:
        (status,) = stage.all("accountRiskStatus", AccountRiskStatus)
        return status.admin_action

    def test_only_closing_is_left_at_the_first_limit(self) -> None:
        stage = Stage(limits=SMALL)
        stage.order("Market", quantity=2)
        stage.quote("6006.00", "6006.25")
        stage.wait(0)
        assert self.standing(stage) is AdminAction.AGREED_ON_LIQ_ONLY_MODE_BY_AUTO_LIQ
        assert stage.place("Market").failure_reason == "LiquidationOnly"
        stage.order("Market", "Sell", 1)
        assert stage.net == 1

    def test_everything_is_closed_at_the_second_by_the_risk_desk(self) -> None:
        stage = Stage(limits=SMALL)
        stage.start(BRACKET | {"qty": 2, "stopLoss": -40, "profitTarget": 40})
        stage.quote("6000.00", "6000.25")
        stage.wait(0)
        assert self.standing(stage) is AdminAction.AGREED_ON_LIQUIDATION_BY_AUTO_LIQ
        assert stage.net == 0
        assert stage.place("Market").failure_reason == "LiquidationOnly"
        senders = {c.sender_id for c in stage.commands()}
        assert TRADER.user_id in senders
        assert len(senders - {None}) == 2

    def test_a_new_day_begins_anew(self) -> None:
        stage = Stage(limits=SMALL)
        stage.order("Market", quantity=2)
        stage.quote("6000.00", "6000.25")
        stage.wait(8 * 3600)
        assert self.standing(stage) is AdminAction.NORMAL
        assert stage.place("Market").order_id is not None


class TestDryRun:
    def test_tells_what_it_would_bind_and_cost_and_places_nothing(self) -> None:
        stage = Stage()
        before = len(stage.events)
        answer = dry(stage, asked(stage, quantity=3))
        assert len(stage.events) == before
        assert answer.error_text is None
        assert answer.details is not None
        assert answer.details.initial_margin_req == 3 * DAY
        assert (answer.details.before_net_pos, answer.details.hypo_long_pos) == (0, 3)
        assert answer.details.excess == Decimal(50000) - 3 * DAY - Decimal("2.55")
        assert answer.fees is not None
        assert answer.fees.commission == Decimal("1.17")

    def test_an_order_that_only_closes_is_an_exit(self) -> None:
        stage = Stage()
        stage.order("Market", quantity=3)
        answer = dry(stage, asked(stage, "Sell", 2))
        assert answer.details is not None
        assert answer.details.is_exit_order

    def test_tells_why_it_would_be_refused(self) -> None:
        stage = Stage()
        answer = dry(stage, asked(stage), asked(stage, quantity=101))
        assert (answer.reject_reason, answer.details) == ("MaxOrderQtyLimitReached", None)
        answer = dry(stage, asked(stage, orderType="Limit", price=Decimal("6000.10")))
        assert answer.error_text == "Invalid price increment"
        answer = dry(stage, asked(stage) | {"contractId": 1})
        assert answer.reject_reason == "InvalidContract"
