"""The account's money: as fills pair, by day and week, and as a snapshot (protocol.md 4.6)."""

from datetime import UTC, datetime
from decimal import Decimal

from tests.support.practice import Trader
from tests.support.trading import BRACKET, Stage
from tests.unit.practice.test_lookups import start

from bracketdesk.practice.cash import Cash
from bracketdesk.practice.exchange import Exchange
from bracketdesk.practice.store import EntityStore
from bracketdesk.wire.entities import CashBalance, Fill, FillFee

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # Monday's session
TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def figures(balance: CashBalance) -> tuple[str, str, str]:
    """Amount, day's and week's profit."""
    return str(balance.amount), str(balance.realized_pnl), str(balance.week_realized_pnl)


def balance(stage: Stage) -> CashBalance:
    (one,) = stage.all("cashBalance", CashBalance)
    return one


def test_opening_a_position_costs_its_fees_alone() -> None:
    stage = Stage()
    stage.start(BRACKET)
    assert figures(balance(stage)) == ("49999.15", "0.00", "0.00")
    (fee,) = stage.all("fillFee", FillFee)
    (fill,) = stage.all("fill", Fill)
    assert fee.id == fill.id
    assert (fee.exchange_fee, fee.commission) == (Decimal("0.35"), Decimal("0.39"))


def test_a_target_brings_its_dollars() -> None:
    stage = Stage()
    stage.start(BRACKET | {"qty": 3})
    stage.quote("6016.25", "6016.50")
    assert stage.net == 0
    assert figures(balance(stage)) == ("50054.90", "60.00", "60.00")
    # 3 x 4 points x 5 dollars, less six times 85 cents


def test_a_stop_costs_what_its_price_says() -> None:
    stage = Stage()
    stage.start(BRACKET | {"profitTarget": -4, "stopLoss": 4}, side="Sell")
    stage.quote("6016.25", "6016.50")
    assert stage.net == 0
    assert figures(balance(stage))[:2] == ("49975.80", "-22.50")  # sold 6012.00, bought 6016.50


def test_each_pairing_is_told_once() -> None:
    stage = Stage()
    stage.start(BRACKET | {"qty": 3})
    stage.quote("6016.25", "6016.50", 1)
    stage.quote("6016.25", "6016.50", 2)
    told = [e for _, _, e in stage.events if isinstance(e, CashBalance)]
    assert [str(e.realized_pnl) for e in told] == ["0.00", "20.00", "60.00"]


def test_a_new_day_and_a_new_week_begin_at_nothing() -> None:
    cash = Cash(EntityStore(), 5, FRIDAY)
    cash.book(Decimal("10.00"), Decimal("0.50"), FRIDAY)
    cash.book(Decimal("-2.50"), Decimal(0), FRIDAY)
    assert figures(cash.balance) == ("50007.00", "7.50", "7.50")
    cash.book(Decimal("1.00"), Decimal(0), FRIDAY_EVENING)
    assert figures(cash.balance) == ("50008.00", "1.00", "1.00")
    assert str(cash.balance.amount_sod) == "50007.00"
    cash.book(Decimal("2.00"), Decimal(0), TUESDAY)
    assert figures(cash.balance) == ("50010.00", "2.00", "3.00")


async def test_the_snapshot_counts_what_is_open(trader: Trader, exchange: Exchange) -> None:
    account = exchange.account.id
    body = {"accountId": account}
    before = (await trader.post("/cashBalance/getcashbalancesnapshot", body)).body
    assert before["netLiq"] == before["totalCashValue"] == 50000
    start(exchange)  # two contracts, bought at the offer, worth the bid
    after = (await trader.post("/cashBalance/getcashbalancesnapshot", body)).body
    assert after["totalCashValue"] == Decimal("49998.30")
    assert after["initialMargin"] == 100
    assert after["openPnL"] == after["totalPnL"] == Decimal("-2.50")
    assert after["netLiq"] == Decimal("49995.80")


async def test_the_snapshot_of_another_account(trader: Trader) -> None:
    answer = await trader.post("/cashBalance/getcashbalancesnapshot", {"accountId": 1})
    assert answer.body == {"errorText": "Access is denied"}


def test_without_a_price_the_open_profit_is_not_guessed() -> None:
    stage = Stage()
    stage.start(BRACKET)
    stage.quote(None, "6012.25")
    snapshot = stage.exchange.cash_snapshot(stage.exchange.account.id)
    assert snapshot.open_pnl is None
    assert snapshot.net_liq is None
    assert snapshot.total_cash_value == Decimal("49999.15")


async def test_money_and_risk_are_in_the_snapshot_and_in_the_lists(
    trader: Trader, exchange: Exchange
) -> None:
    account = exchange.account.id
    (risk,) = (await trader.get("/accountRiskStatus/list")).body
    assert risk["id"] == account
    assert risk["adminAction"] == "Normal"
    assert (await trader.get("/accountRiskStatus/item", id=account)).body == risk
    assert (await trader.get("/accountRiskStatus/deps", masterid=account)).body == [risk]
    (cash,) = (await trader.get("/cashBalance/deps", masterid=account)).body
    assert (await trader.get("/cashBalance/item", id=cash["id"])).body == cash
    socket = await trader.authorised()
    kinds = ["accountRiskStatus", "cashBalance"]
    answer = await socket.call("user/syncrequest", {"accounts": [account], "entityTypes": kinds})
    assert answer.body["accountRiskStatuses"] == [risk]
    assert answer.body["cashBalances"] == [cash]


async def test_commands_and_reports_come_when_asked_for(trader: Trader, exchange: Exchange) -> None:
    start(exchange)
    kinds = ["command", "commandReport", "executionReport"]
    socket = await trader.authorised()
    body = {"accounts": [exchange.account.id], "entityTypes": kinds}
    snapshot = (await socket.call("user/syncrequest", body)).body
    for plural in ("commands", "commandReports", "executionReports"):
        assert snapshot[plural]
    start(exchange)
    told = {(await socket.event("props"))["entityType"] for _ in range(12)}
    assert told == set(kinds)
