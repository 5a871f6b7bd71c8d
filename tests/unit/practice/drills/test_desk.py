"""Every drill does at the exchange what it says, and says afterwards what was done about it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal

import pytest
from tests.support.drilling import LOST, Pupil, careless
from tests.support.practice import dump

from bracketdesk.practice.drills.desk import DRILLS
from bracketdesk.wire import frames
from bracketdesk.wire.entities import (
    AccountRiskStatus,
    Fill,
    Order,
    OrderStrategy,
    OrderVersion,
)
from bracketdesk.wire.enums import AdminAction, FailureReason, OrdStatus

Story = Callable[[Pupil], Awaitable[None]]

BAD_TRADE = "Does not send the same again within 10 s."


async def reject(pupil: Pupil) -> None:
    await pupil.stage("reject", what="start", reason="AccountClosed")
    answer = await pupil.start()
    assert answer.body["failureReason"] == "AccountClosed"
    assert pupil.all("order", Order) == []
    await pupil.start()
    assert pupil.net == 1  # only the first was refused
    assert careless(await pupil.end()) == [BAD_TRADE]


async def lost_answer(pupil: Pupil) -> None:
    await pupil.stage("lost_answer", order="exists")
    with pytest.raises(LOST):
        await pupil.start()
    assert pupil.net == 1
    debrief = await pupil.end()
    assert careless(debrief) == []
    assert "would have been a second position" in debrief["happened"][1]


async def late_answer(pupil: Pupil) -> None:
    await pupil.stage("late_answer", seconds=8)
    sent = asyncio.create_task(pupil.start())
    while not pupil.net:
        await asyncio.sleep(0)
    await pupil.wait(7)
    assert not sent.done()
    await pupil.start()  # impatient
    await pupil.wait(1)
    assert (await sent).body["orderStrategy"]["status"] == "ActiveStrategy"
    assert careless(await pupil.end()) == [
        "Sends nothing more for the contract before the answer came."
    ]


async def partial_entry(pupil: Pupil) -> None:
    await pupil.stage("partial_entry", quantity=1, rest=30)
    await pupil.start(3)
    assert pupil.net == 1
    assert sum(order.ord_status is OrdStatus.WORKING for order in pupil.all("order", Order)) == 3
    await pupil.wait(29)
    assert pupil.net == 1
    await pupil.wait(1)
    assert pupil.net == 3
    debrief = await pupil.end()
    assert careless(debrief) == []
    assert debrief["happened"][0] == "The entry asked for 3 and got 3, of which 1 at first."


async def gap(pupil: Pupil) -> None:
    await pupil.start(stop=-4)
    stop = pupil.stop
    await pupil.stage("gap", ticks=20, delay=5)
    await pupil.wait(4)
    assert pupil.net == 1
    await pupil.wait(1)
    assert pupil.net == 0
    entry, (exit,) = pupil.all("fill", Fill)[0], fills(pupil, stop)
    assert exit.price == entry.price - 4 - 20 * Decimal("0.25")
    debrief = await pupil.end()
    assert "20 ticks below" in debrief["happened"][0]
    assert careless(debrief) == []


async def exits_vanish(pupil: Pupil) -> None:
    await pupil.start()
    await pupil.stage("exits_vanish", delay=0)
    await pupil.wait(1)
    assert (pupil.net, pupil.working) == (1, [])
    theirs = {c.user_session_id for c in pupil.commands[-2:]}
    assert len(theirs) == 1
    assert theirs.isdisjoint({c.user_session_id for c in pupil.commands[:-2]})
    await pupil.wait(20)
    debrief = await pupil.end()
    assert len(careless(debrief)) == 2
    assert debrief["risk"][0] == "At most 1 contract of MESZ6 had no stop, 21 s in all."


async def disconnect(pupil: Pupil) -> None:
    socket = await pupil.trader.authorised()
    await pupil.start()
    await pupil.stage("disconnect", seconds=20, delay=0)
    await pupil.wait(0.1)
    assert (await socket.ws.receive(timeout=5)).type.name in {"CLOSED", "ERROR"}
    with pytest.raises(LOST):
        await pupil.trader.get("/order/list")
    with pytest.raises(LOST):
        await pupil.trader.connect()
    assert len(pupil.working) == 2  # exits work on
    await pupil.wait(20)
    back = await pupil.trader.authorised()
    await back.call("user/syncrequest", {"users": [pupil.exchange.user_id]})
    assert careless(await pupil.end()) == []


async def penalty(pupil: Pupil) -> None:
    await pupil.stage("penalty", call="start", seconds=10)
    ticket = (await pupil.start()).body
    assert (ticket["p-time"], pupil.net) == (10, 0)
    await pupil.wait(10)
    again = pupil.body() | {"p-ticket": ticket["p-ticket"]}
    await pupil.trader.post("/orderStrategy/startorderstrategy", again)
    assert pupil.net == 1
    assert careless(await pupil.end()) == []


async def session_closed(pupil: Pupil) -> None:
    await pupil.start()
    await pupil.stage("session_closed", delay=0)
    await pupil.wait(0.1)
    for _ in range(2):
        answer = await pupil.start()
        assert answer.body["failureReason"] == "SessionClosed"
    assert careless(await pupil.end()) == ["Does not send into a closed market again and again."]
    assert (await pupil.start()).body["orderStrategy"]


async def token_revoked(pupil: Pupil) -> None:
    socket = await pupil.trader.authorised()
    await pupil.stage("token_revoked", delay=0, watch=60)
    await pupil.wait(0.1)
    assert (await socket.ws.receive(timeout=5)).type.name in {"CLOSED", "ERROR"}
    assert (await pupil.trader.get("/account/list")).status == 401
    assert (await pupil.ask("POST", "drills/end")).status == 401  # even here
    await pupil.trader.sign_in()
    back = await pupil.trader.authorised()
    await back.call("user/syncrequest", {"users": [pupil.exchange.user_id]})
    assert careless(await pupil.end()) == []


async def margin_call(pupil: Pupil) -> None:
    await pupil.start()
    await pupil.stage("margin_call", grace=20, delay=0)
    await pupil.wait(0.1)
    assert (await pupil.start()).body["failureReason"] == "LiquidationOnly"
    await pupil.wait(19)
    assert pupil.net == 1
    await pupil.wait(1)
    assert (pupil.net, pupil.working) == (0, [])
    assert len(careless(await pupil.end())) == 2
    (risk,) = pupil.all("accountRiskStatus", AccountRiskStatus)
    assert risk.admin_action is AdminAction.NORMAL


async def stuck_replace(pupil: Pupil) -> None:
    await pupil.start()
    stop = pupil.stop
    await pupil.stage("stuck_replace", seconds=15, delay=0)
    await pupil.wait(0.1)
    assert status(pupil) == "PendingReplace"
    answer = await pupil.cancel(stop.id)
    assert answer.body["failureReason"] == FailureReason.ANOTHER_COMMAND_PENDING
    await pupil.wait(15)
    assert status(pupil) == "Working"
    assert careless(await pupil.end()) == [
        "Does not give the order a second command while one is under way."
    ]


STORIES: Mapping[str, Story] = {
    "reject": reject,
    "lost_answer": lost_answer,
    "late_answer": late_answer,
    "partial_entry": partial_entry,
    "gap": gap,
    "exits_vanish": exits_vanish,
    "disconnect": disconnect,
    "penalty": penalty,
    "session_closed": session_closed,
    "token_revoked": token_revoked,
    "margin_call": margin_call,
    "stuck_replace": stuck_replace,
}


@pytest.mark.parametrize("key", DRILLS)
async def test_a_drill_does_what_it_says(pupil: Pupil, key: str) -> None:
    await STORIES[key](pupil)


def status(pupil: Pupil) -> str:
    """How the newest stop stands."""
    return str(pupil.stop.ord_status)


def fills(pupil: Pupil, order: Order) -> list[Fill]:
    return [fill for fill in pupil.all("fill", Fill) if fill.order_id == order.id]


# What a drill can be told, beside the table
@pytest.mark.parametrize(("what", "exists"), [("entry", True), ("stop", True), ("start", False)])
async def test_a_start_is_refused_at_the_chosen_spot(pupil: Pupil, what: str, exists: bool) -> None:
    await pupil.stage("reject", what=what, reason="NoQuote")
    await pupil.start()
    assert bool(pupil.all("orderStrategy", OrderStrategy)) is exists
    rejected = [o for o in pupil.all("order", Order) if o.ord_status is OrdStatus.REJECTED]
    assert len(rejected) == exists
    assert (await pupil.state()) == "going"


@pytest.mark.parametrize("what", ["cancel", "flatten", "change"])
async def test_a_command_is_refused(pupil: Pupil, what: str) -> None:
    await pupil.start()
    stop = pupil.stop
    await pupil.stage("reject", what=what, reason="TooLate")
    if what == "cancel":
        answer = await pupil.cancel(stop.id)
    elif what == "flatten":
        answer = await pupil.flatten()
    else:
        body = {"orderId": stop.id, "orderQty": 1, "orderType": "Stop", "stopPrice": 6000}
        answer = await pupil.trader.post("/order/modifyorder", body)
    assert answer.body["failureReason"] == "TooLate"
    assert pupil.net == 1
    assert bool(pupil.working) is (what != "flatten")  # its orders are cancelled first


async def test_a_refused_flatten_counts_the_seconds_without_a_stop(pupil: Pupil) -> None:
    await pupil.start()
    await pupil.stage("reject", what="flatten")
    await pupil.flatten()
    await pupil.wait(5)
    await pupil.flatten()
    assert pupil.net == 0
    debrief = await pupil.end()
    assert careless(debrief) == []
    assert debrief["risk"] == [
        "At most 1 contract of MESZ6 had no stop, 5 s in all.",
        "At the end: flat; no order open.",
    ]


async def test_an_order_may_never_arrive(pupil: Pupil) -> None:
    await pupil.stage("lost_answer", order="missing")
    with pytest.raises(LOST):
        await pupil.start()
    assert pupil.all("orderStrategy", OrderStrategy) == []
    await pupil.start()
    debrief = await pupil.end()
    assert "it never arrived" in debrief["did"][0]["text"]
    assert len(careless(debrief)) == 1


async def test_an_answer_is_lost_on_the_socket_as_well(pupil: Pupil) -> None:
    socket = await pupil.trader.authorised()
    await pupil.stage("lost_answer")
    request = frames.Request("orderStrategy/startorderstrategy", 7, "", dump(pupil.body()))
    await socket.ws.send_str(frames.write_request(request))
    assert (await socket.call("auth/me")).status == 200
    assert 7 not in socket.answers
    assert pupil.net == 1


async def test_what_is_held_back_goes_when_the_drill_ends(pupil: Pupil) -> None:
    await pupil.stage("late_answer", seconds=100)
    sent = asyncio.create_task(pupil.start())
    while not pupil.net:
        await asyncio.sleep(0)
    await pupil.end()
    assert (await sent).status == 200


async def test_a_change_of_ones_own_may_get_stuck_and_be_lost(pupil: Pupil) -> None:
    await pupil.start()
    stop = pupil.stop
    await pupil.stage("stuck_replace", whose="you", end="lost", seconds=15)
    body = {"orderId": stop.id, "orderQty": 1, "orderType": "Stop", "stopPrice": 6000}
    await pupil.trader.post("/order/modifyorder", body)
    await pupil.wait(14)
    assert status(pupil) == "PendingReplace"
    versions = len(pupil.all("orderVersion", OrderVersion))
    await pupil.wait(1)
    assert status(pupil) == "Working"
    assert len(pupil.all("orderVersion", OrderVersion)) == versions


async def test_a_market_gaps_up_through_the_stop_of_a_short_position(pupil: Pupil) -> None:
    bracket = {"qty": 1, "profitTarget": -4, "stopLoss": 4, "trailingStop": False}
    entry = {"orderQty": 1, "orderType": "Market"}
    params = json.dumps({"entryVersion": entry, "brackets": [bracket]})
    body = pupil.body() | {"action": "Sell", "params": params}
    await pupil.trader.post("/orderStrategy/startorderstrategy", body)
    assert pupil.net == -1
    await pupil.stage("gap", ticks=8, delay=0, contract="MESZ6")
    await pupil.wait(0.1)
    assert pupil.net == 0
    assert "8 ticks above" in (await pupil.end())["happened"][0]


async def test_a_drill_about_one_contract_leaves_others_alone(pupil: Pupil) -> None:
    await pupil.start()
    await pupil.stage("exits_vanish", delay=0, contract="MNQZ6")
    await pupil.wait(3)
    assert await pupil.state() == "armed"
    assert len(pupil.working) == 2


async def test_a_captcha_leaves_nothing_to_do(pupil: Pupil) -> None:
    await pupil.stage("penalty", call="start", captcha="yes")
    assert (await pupil.start()).body["p-captcha"] is True
    await pupil.wait(30)
    await pupil.start()
    assert careless(await pupil.end()) == ["Sends nothing before the time is over."]
    assert (await pupil.start()).body["orderStrategy"]  # forgiven


async def test_a_margin_call_that_the_trader_answers(pupil: Pupil) -> None:
    await pupil.start()
    await pupil.stage("margin_call", grace=20, delay=0)
    await pupil.wait(5)
    await pupil.flatten()
    await pupil.wait(20)
    debrief = await pupil.end()
    assert careless(debrief) == []
    assert debrief["happened"][1] == "Nothing was left."


async def test_an_account_that_was_restricted_before_stays_so(pupil: Pupil) -> None:
    await pupil.start()
    pupil.exchange.restrict(AdminAction.LOCK_TRADING_IMMEDIATELY)
    await pupil.stage("margin_call", delay=0)
    await pupil.wait(0.1)
    await pupil.end()
    (risk,) = pupil.all("accountRiskStatus", AccountRiskStatus)
    assert risk.admin_action is AdminAction.LOCK_TRADING_IMMEDIATELY


async def test_an_entry_that_ends_unfilled_is_not_waited_for(pupil: Pupil) -> None:
    await pupil.stage("partial_entry", quantity=1)
    entry = {"orderQty": 2, "orderType": "Limit", "price": 6000, "timeInForce": "Day"}
    params = json.loads(str(pupil.body(2)["params"])) | {"entryVersion": entry}
    await pupil.trader.post(
        "/orderStrategy/startorderstrategy", pupil.body(2) | {"params": json.dumps(params)}
    )
    (waiting,) = pupil.working
    await pupil.cancel(waiting.id)
    await pupil.start(2)
    assert pupil.net == 1
    assert await pupil.state() == "going"


async def test_a_refusal_comes_in_time(pupil: Pupil) -> None:
    await pupil.stage("late_answer")
    answer = await pupil.start(1000)
    assert answer.body["failureReason"] == "MaxOrderQtyLimitReached"
    assert await pupil.state() == "armed"


# Its life
