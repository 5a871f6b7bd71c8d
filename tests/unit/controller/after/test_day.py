"""The account's day from the stream: fills, fees, cash, margin, and the room to the daily loss."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.support.fake_line import FakeLine
from tests.unit.controller.after.life import TARGETS, filled
from tests.unit.controller.builders import ACCOUNT_ID, AT, MES, TODAY, fill, filled_strategy, quote
from tests.unit.controller.stage import Stage

from bracketdesk.controller.after.views import DayView
from bracketdesk.wire.accounts import MarginSnapshot, UserAccountAutoLiq
from bracketdesk.wire.entities import CashBalance, FillFee, FillPair
from bracketdesk.wire.enums import Action


def day(stage: Stage) -> DayView:
    view = stage.desk.after.day.value
    assert view is not None
    return view


def balance(realised: str = "20.00") -> CashBalance:
    return CashBalance(
        id=1,
        account_id=ACCOUNT_ID,
        timestamp=AT,
        trade_date=TODAY,
        currency_id=1,
        amount=Decimal("50012.50"),
        realized_pnl=Decimal(realised),
    )


def fee(number: int) -> FillFee:
    return FillFee(id=number, exchange_fee=Decimal("0.35"), commission=Decimal("0.25"))


async def traded(stage: Stage) -> FakeLine:
    line = await filled(stage)
    await trade(stage, line)
    return line


async def trade(stage: Stage, line: FakeLine) -> None:
    line.change(
        fill(9001, TARGETS[0], "6016.50", 1, Action.SELL),
        fee(1003),
        fee(9001),
        balance(),
        FillPair(
            id=1,
            position_id=1,
            buy_fill_id=1003,
            sell_fill_id=9001,
            qty=1,
            buy_price=Decimal("6012.50"),
            sell_price=Decimal("6016.50"),
            active=True,
        ),
    )
    await stage.clock.advance(0.1)


async def test_a_contract_in_another_currency_adds_no_dollars(stage: Stage) -> None:
    stage.instruments = {MES.symbol: replace(MES, currency="JPY")}
    line = await stage.open()
    line.change(*filled_strategy())
    await stage.clock.advance(0.1)
    await trade(stage, line)
    (position,) = stage.desk.positions.value
    assert (position.realised, position.fees) == (None, None)
    assert [fill.fee for fill in day(stage).fills] == [None, None]


async def test_fills_newest_first_with_their_fees(stage: Stage) -> None:
    await traded(stage)
    found = day(stage)
    assert [(f.side, f.quantity, f.fee) for f in found.fills] == [
        ("Sell", 1, Decimal("0.60")),
        ("Buy", 3, Decimal("0.60")),
    ]
    assert (found.contracts, found.fees) == (4, Decimal("1.20"))
    assert (found.realised, found.cash) == (Decimal(20), Decimal("50012.50"))


async def test_positions_have_their_part_of_it(stage: Stage) -> None:
    await traded(stage)
    (position,) = stage.desk.positions.value
    assert (position.realised, position.fees) == (Decimal(20), Decimal("1.20"))


async def test_margin_and_what_is_open(stage: Stage) -> None:
    line = await traded(stage)
    line.change(
        MarginSnapshot(
            id=ACCOUNT_ID,
            timestamp=AT,
            risk_time_period_id=1,
            initial_margin=Decimal(2400),
            maintenance_margin=Decimal(2200),
            total_used_margin=Decimal(2400),
            full_initial_margin=Decimal(2400),
        )
    )
    line.quote(quote("6010.50", "6010.75"))
    await stage.clock.advance(0.1)
    assert (day(stage).margin, day(stage).open_pnl) == (Decimal(2400), Decimal(-30))


@pytest.mark.parametrize(
    ("closing_only", "liquidated", "room", "words"),
    [
        ("500", "800", "488.80", "to the daily loss of $500, after which: closing only"),
        (None, "800", "788.80", "to the daily loss of $800, after which: everything is liquidated"),
        (None, None, None, ""),
    ],
)
async def test_room_to_the_daily_loss_where_the_account_states_one(
    stage: Stage, closing_only: str | None, liquidated: str | None, room: str | None, words: str
) -> None:
    line = await traded(stage)
    line.quote(quote("6010.50", "6010.75"))
    line.change(
        UserAccountAutoLiq(
            id=ACCOUNT_ID,
            daily_loss_liq_only=Decimal(closing_only) if closing_only else None,
            daily_loss_auto_liq=Decimal(liquidated) if liquidated else None,
        )
    )
    await stage.clock.advance(0.1)
    assert day(stage).room == (Decimal(room) if room else None)
    assert day(stage).room_text == words


async def test_without_an_account_there_is_no_day(stage: Stage) -> None:
    assert stage.desk.after.day.value is None
