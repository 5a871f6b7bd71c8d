"""After the fill on the real practice exchange: managed, protected, got out of."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.support.pair import Broker
from tests.support.practice import Trader
from tests.support.seat import HOUR, MINUTE, Seat
from tests.support.until import until

from bracketdesk.controller.after.views import Cover, Progress
from bracketdesk.controller.views import LegRole, LegView, StrategyView
from bracketdesk.domain.draft import LevelDraft
from bracketdesk.domain.outcomes import OutcomeKind
from bracketdesk.domain.settings import Units
from bracketdesk.domain.ticket import Entry, Level, Side, Ticket, TimeInForce
from bracketdesk.wire.enums import Action

pytestmark = pytest.mark.asyncio(loop_factories=["idle"])

TWO_LEVELS = (
    Level(1, target_ticks=16, stop_ticks=16),
    Level(2, target_ticks=32, stop_ticks=16),
)


async def filled(seat: Seat, levels: tuple[Level, ...] = TWO_LEVELS) -> StrategyView:
    """A Buy that has filled, its exits at work."""
    await seat.connect()
    quantity = sum(level.quantity for level in levels)
    ticket = Ticket("MESZ6", Side.BUY, quantity, Entry(), levels, seat.view.account)
    await seat.start(ticket)
    await passed(seat, 1)
    return strategy(seat)


async def passed(seat: Seat, seconds: float) -> None:
    """Let time pass, and first what the journal's thread holds up: it knows no clock of ours."""
    for _ in range(8):
        await seat.settled()
        await seat.run(0.1)
    await seat.run(seconds)


def strategy(seat: Seat) -> StrategyView:
    return seat.desk.strategies.value[0]


def leg(seat: Seat, number: int, role: LegRole) -> LegView:
    level = strategy(seat).levels[number - 1]
    return next(leg for leg in level.legs if leg.role is role)


def meter(seat: Seat) -> str:
    return seat.desk.after.covers.value[0].text


async def test_the_meter_says_what_the_stops_protect(seat: Seat, broker: Broker) -> None:
    await filled(seat)
    (cover,) = seat.desk.after.covers.value
    assert (cover.text, cover.cover) == (
        "position 3 long · stops working for 3",
        Cover.COVERED,
    )
    assert (cover.targets, cover.fix) == (3, "")


async def test_a_stop_is_moved_and_counts_once_reported(seat: Seat, broker: Broker) -> None:
    await filled(seat)
    stop = leg(seat, 1, LegRole.STOP)
    assert stop.price is not None
    seat.desk.after.move((stop.order_id,), "+4")
    await passed(seat, 1)
    moved = leg(seat, 1, LegRole.STOP)
    assert moved.price == stop.price + 1
    assert "it works at" in seat.desk.notice.value
    await passed(seat, 3)
    assert strategy(seat).difference == ""
    assert seat.desk.alarms.value == ()
    newest = seat.desk.after.history.value[0]
    assert (newest.author, newest.what[:15]) == ("this app", "stop of 1 in ME")


async def test_stops_to_breakeven_for_the_whole_strategy(seat: Seat, broker: Broker) -> None:
    await filled(seat)
    broker.move(8)
    await passed(seat, 1)
    entry = strategy(seat).entry
    assert entry is not None
    assert entry.average is not None
    seat.desk.after.breakeven(strategy(seat).id, None, 1)
    await passed(seat, 1)
    prices = {leg(seat, n, LegRole.STOP).price for n in (1, 2)}
    assert prices == {entry.average + Decimal("0.25")}
    (procedure,) = seat.desk.after.procedures.value
    assert [step.progress for step in procedure.steps] == [Progress.DONE] * 2
    assert (procedure.running, procedure.truth) == (False, "all moved")


async def test_flatten_step_by_step(seat: Seat, broker: Broker) -> None:
    await filled(seat)
    seat.desk.after.flatten(strategy(seat).contract_id)
    await passed(seat, 2)
    (procedure,) = seat.desk.after.procedures.value
    assert procedure.truth == "flat, and no order was open"
    assert [step.progress for step in procedure.steps] == [Progress.DONE] * 2
    assert seat.desk.after.covers.value == ()
    assert seat.desk.positions.value == ()


async def test_a_stop_out_is_said_with_what_it_came_to(seat: Seat, broker: Broker) -> None:
    await seat.connect()
    await passed(seat, 1)
    await seat.start(Ticket("MESZ6", Side.BUY, 3, Entry(), TWO_LEVELS, seat.view.account))
    await passed(seat, 1)
    broker.move(-17)
    await passed(seat, 2)
    assert seat.desk.positions.value == ()
    (exited,) = seat.desk.after.exited.value
    fills = [f for f in seat.gateway.line.state.fills.values() if f.action == Action.SELL]
    bought = strategy(seat).entry
    assert bought is not None
    assert bought.average is not None
    points = sum(((fill.price - bought.average) * fill.qty for fill in fills), Decimal(0))
    assert exited.text.startswith("3 stopped at ")
    assert exited.at == max(fill.timestamp for fill in fills)
    assert exited.dollars == points * 5 == strategy(seat).pnl.dollars
    assert exited.r == strategy(seat).pnl.r
    rows = {row.what: row.detail for row in seat.desk.activity.value if row.outcome == "filled"}
    assert rows[f"{seat.view.account} · entry of 3 in MESZ6"].startswith("Bought 3 at ")
    assert rows[f"{seat.view.account} · stop of 2 in MESZ6"].startswith("Sold 2 at ")


async def test_reverse_fills_the_ticket_in_and_sends_nothing_more(
    seat: Seat, broker: Broker
) -> None:
    await filled(seat)
    seat.desk.after.reverse(strategy(seat).contract_id)
    await passed(seat, 2)
    prefill = seat.desk.after.prefill.value
    assert prefill is not None
    assert (prefill.side, prefill.quantity) == (Side.SELL, 3)
    assert broker.calls["orderstrategy/startorderstrategy"] == 1
    assert broker.calls["order/placeorder"] == 0


async def test_exits_for_a_position_that_has_none(seat: Seat, broker: Broker) -> None:
    view = await filled(seat)
    seat.desk.after.cancel_level(view.id, 2)
    await passed(seat, 5)
    assert meter(seat) == "position 3 long · stops working for 1"
    assert [alarm.text for alarm in seat.desk.alarms.value][-1].startswith("MESZ6: position 3")
    rows = (LevelDraft("2", "20", "12"),)
    check = seat.desk.after.check_exits(view.contract_id, rows, Units.TICKS, TimeInForce.GTC)
    assert (check.blocked, check.uncovered) == ("", 2)
    assert seat.desk.after.protect(view.contract_id, rows, Units.TICKS, TimeInForce.GTC)
    await passed(seat, 1)
    assert meter(seat) == "position 3 long · stops working for 3"
    assert broker.calls["order/placeoco"] == 1
    await until(lambda: len(seat.desk.after.loose.value) == 2)
    assert all(loose.ours for loose in seat.desk.after.loose.value)


# The broker's known traps, on the exchange
def alarms(seat: Seat) -> str:
    return "\n".join(alarm.text for alarm in seat.desk.alarms.value)


async def elsewhere(broker: Broker) -> Trader:
    """Another program of the same user."""
    other = broker.elsewhere()
    await other.sign_in()
    return other


async def test_exits_vanishing_is_an_alarm_that_names_who_did_it(
    seat: Seat, broker: Broker
) -> None:
    await filled(seat)
    other = await elsewhere(broker)
    stop = leg(seat, 1, LegRole.STOP)
    answer = await other.post("/order/cancelorder", {"orderId": stop.order_id})
    assert answer.status == 200
    await passed(seat, 3)
    assert "Another session cancelled your stop of 1 in MESZ6 at " in alarms(seat)
    assert "1 of 3 have no stop that works." in alarms(seat)
    assert seat.desk.after.history.value[0].author == "another session"
    assert seat.desk.after.covers.value[0].fix == "Exits for 1 MESZ6"


async def test_liquidate_cancels_another_programs_orders_and_the_question_says_so(
    seat: Seat, broker: Broker
) -> None:
    view = await filled(seat)
    other = await elsewhere(broker)
    account = next(iter(seat.gateway.line.state.accounts.values()))
    resting = {
        "accountId": account.id,
        "accountSpec": account.name,
        "symbol": "MESZ6",
        "action": "Buy",
        "orderQty": 1,
        "orderType": "Limit",
        "price": float(broker.point(-40)),
    }
    assert (await other.post("/order/placeorder", resting)).status == 200
    await passed(seat, 1)
    (loose,) = seat.desk.after.loose.value
    assert not loose.ours
    question = seat.desk.after.ask_flatten(view.contract_id)
    assert question.warning == "1 order of other programs in MESZ6 will be cancelled."
    seat.desk.after.flatten(view.contract_id)
    await passed(seat, 2)
    assert seat.desk.after.procedures.value[0].truth == "flat, and no order was open"
    assert not any(order.running for order in seat.desk.after.loose.value)


async def test_liquidated_by_another_program_is_said(seat: Seat, broker: Broker) -> None:
    view = await filled(seat)
    other = await elsewhere(broker)
    account = next(iter(seat.gateway.line.state.accounts))
    body = {"accountId": account, "contractId": view.contract_id, "admin": False}
    assert (await other.post("/order/liquidateposition", body)).status == 200
    await passed(seat, 3)
    assert seat.desk.positions.value == ()
    assert "Another session cancelled your stop" in alarms(seat)


async def test_day_exits_end_at_the_close_and_the_position_does_not(
    seat: Seat, broker: Broker
) -> None:
    await filled(seat)
    assert "good for the day only" in strategy(seat).note
    await passed(seat, 7 * HOUR + 5 * MINUTE)  # the exchange's day ends at 22:00 UTC
    assert meter(seat) == "position 3 long · stops working for 0"
    assert "3 of 3 have no stop that works." in alarms(seat)
    assert any("expired" in leg.status for leg in strategy(seat).levels[0].legs)


async def test_a_stop_the_market_passes_on_the_way_is_refused_and_said(
    seat: Seat, broker: Broker
) -> None:
    await filled(seat)
    stop = leg(seat, 1, LegRole.STOP)
    seat.desk.after.move((stop.order_id,), "-4")
    broker.move(-40)  # the stop has traded before the command is there
    await passed(seat, 3)
    said = seat.desk.notice.value
    assert "too late, it is filled" in said or "refused" in said
    assert seat.desk.positions.value == ()


async def test_a_restart_remembers_what_was_done_and_asks_for_nothing(
    seat: Seat, broker: Broker
) -> None:
    await filled(seat)
    stop = leg(seat, 1, LegRole.STOP)
    seat.desk.after.move((stop.order_id,), "+4")
    await passed(seat, 1)
    (click,) = await seat.ports.journal.instructions(10)
    assert click.outcome is not None
    assert (click.outcome.kind, click.instruction.target) == (
        OutcomeKind.ACCEPTED,
        stop.order_id,
    )
    assert '"clOrdId"' in click.instruction.body


async def test_every_click_has_its_receipt(seat: Seat, broker: Broker, tmp_path: Path) -> None:
    await filled(seat)
    seat.desk.after.move((leg(seat, 1, LegRole.STOP).order_id,), "+4")
    await passed(seat, 1)
    row = next(row for row in seat.desk.activity.value if "stop of 1 to" in row.what)
    folder = tmp_path / "receipts"
    folder.mkdir()
    seat.desk.export_receipt(row.uuid, folder)
    await until(lambda: seat.desk.notice.value.startswith("The receipt is"))
    (page,) = folder.glob("*.html")
    assert "stop of 1 to" in page.read_text()
    (told,) = folder.glob("*.json")
    assert '"modify"' in told.read_text()
